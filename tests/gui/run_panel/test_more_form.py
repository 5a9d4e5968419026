"""What few sweeps need: each field gives back what was put into it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from guild_desktop.core.batch import Limits
from guild_desktop.core.errors import UserError
from guild_desktop.engine.pruning.catalogue import read_early_stopping
from guild_desktop.engine.request import check_limits
from guild_desktop.gui.run_panel.fields import FailuresBox
from guild_desktop.gui.run_panel.more_form import MoreForm


def test_that_a_form_nobody_touched_limits_nothing(qtbot: QtBot) -> None:
    form = MoreForm()
    qtbot.addWidget(form)
    assert (form.stop_after, form.max_failures, form.devices) == (None, None, ())
    assert form.early_stopping.chosen is None
    assert (form.retries, form.patience, form.where.text) == (0, 0, "")


def test_that_limits_come_back_as_they_were_entered(qtbot: QtBot) -> None:
    form = MoreForm()
    qtbot.addWidget(form)
    for seconds in (100.0, 7200.0, 0.5, None):
        form.stop_after = seconds
        assert form.stop_after == seconds
    for failures in (0, 5, None):
        form.max_failures = failures
        assert form.max_failures == failures
    for repeat in (3, 1):
        form.repeat = repeat
        assert form.repeat == repeat
    for patience in (5, 0):
        form.patience = patience
        assert form.patience == patience
    for text in ("median", "asha,factor=3", "median,startup-trials=2,interval=5", "off"):
        chosen = read_early_stopping(text)
        form.early_stopping.chosen = chosen
        assert form.early_stopping.chosen == chosen
        assert form.early_stopping.details.isVisibleTo(form) == (chosen is not None)
    form.devices = ("0", "GPU-8f3a")
    assert form.devices == ("0", "GPU-8f3a")


def test_that_a_number_of_failures_can_be_typed(qtbot: QtBot) -> None:
    box = FailuresBox()
    qtbot.addWidget(box)
    assert box.text() == "stop if the first 3 fail"
    box.lineEdit().setText("7")
    box.interpretText()
    assert (box.value(), box.text()) == (7, "stop at 7 failed")
    box.stepDown()
    assert box.value() == 6
    box.lineEdit().setText("never")
    box.interpretText()
    assert box.value() == 0


def test_that_a_device_without_a_name_is_refused_as_the_command_refuses_it(qtbot: QtBot) -> None:
    form = MoreForm()
    qtbot.addWidget(form)
    field = next(line for line in form.findChildren(QLineEdit) if "0, 1" in line.placeholderText())
    field.setText("0,,1")
    with pytest.raises(UserError, match="0,,1 names no device at one place"):
        check_limits(Limits(devices=form.devices))
