"""The method list: others' optimizers come once it is seen, and what is chosen stays."""

from __future__ import annotations

import importlib.util
import threading

import pytest
from PySide6.QtCore import Qt

from guild_desktop.core.errors import UserError
from guild_desktop.gui.run_panel import method_chooser
from guild_desktop.gui.run_panel.method_chooser import MethodChooser
from guild_desktop.optimizers import catalogue as ours, entry_points


@pytest.fixture
def chooser(qtbot):
    chooser = MethodChooser()
    qtbot.addWidget(chooser)
    return chooser


@pytest.fixture
def without_optuna(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "optuna" else found(name)
    )
    entry_points._found.cache_clear()
    yield
    entry_points._found.cache_clear()
    ours._is_there.cache_clear()


def test_that_others_optimizers_come_once_the_list_is_seen_and_the_choice_stays(chooser, qtbot):
    chooser.choose("gp")
    changes = []
    chooser.changed.connect(lambda: changes.append(chooser.currentData()))
    assert chooser.findData("tpe") == -1
    chooser.show()
    qtbot.waitUntil(lambda: chooser.findData("tpe") > 0)
    assert (chooser.chosen, changes) == ("gp", [])
    chooser.choose("tpe")
    assert chooser.info.title == "TPE (Optuna)"


def test_that_the_window_goes_on_while_one_of_them_is_imported_for_long(
    chooser, qtbot, monkeypatch
):
    gate, looking = threading.Event(), threading.Event()
    whole = method_chooser.optimizer_infos()

    def slow():
        looking.set()
        gate.wait()
        return whole

    monkeypatch.setattr(method_chooser, "optimizer_infos", slow)
    try:
        chooser.show()
        qtbot.waitUntil(looking.is_set)
        chooser.choose("gp")
        chooser.hide()
        chooser.show()
        qtbot.wait(1)
        assert (chooser.chosen, chooser.findData("tpe")) == ("gp", -1)
    finally:
        gate.set()
    qtbot.waitUntil(lambda: chooser.findData("tpe") > 0)
    assert chooser.chosen == "gp"


def test_that_one_of_them_can_be_chosen_before_the_list_is_seen(chooser):
    chooser.choose("tpe")
    assert chooser.chosen == "tpe"


def test_that_one_that_cannot_be_used_is_greyed_with_the_reason(chooser, without_optuna):
    chooser.complete()
    item = chooser.model().item(chooser.findData("tpe"))
    assert not item.isEnabled()
    assert "guild-desktop[optuna]" in item.data(Qt.ItemDataRole.ToolTipRole)
    assert "optuna" in item.data(Qt.ItemDataRole.AccessibleTextRole)


def test_that_a_name_nobody_has_is_told(chooser):
    with pytest.raises(UserError, match="no optimizer named 'none-such'"):
        chooser.choose("none-such")
