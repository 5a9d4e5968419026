"""What a search tries first, chosen and seen in the Run panel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from guild_desktop.core.starts import StartPoint
from guild_desktop.gui.run_panel.run_panel import RunPanel
from guild_desktop.gui.theme import Themes
from guild_desktop.settings.preferences import Preferences

SCRIPT = "x = 0.1\nnoise = 0.1\nprint(f'loss: {x}')\n"
NEAR = StartPoint("0000000a", {"x": 0.3, "noise": 0.9})
FAR = StartPoint("0000000b", {"x": 9.0})


@pytest.fixture
def new_panel(qtbot: QtBot, themes: Themes, tmp_path: Path) -> Callable[[], RunPanel]:
    script = tmp_path / "train.py"
    script.write_text(SCRIPT)

    def make() -> RunPanel:
        panel = RunPanel(themes, Preferences(tmp_path / "preferences.json"))
        qtbot.addWidget(panel)
        panel.resize(337, 666)
        panel.show()
        panel.open_script(str(script))
        return panel

    return make


@pytest.fixture
def panel(new_panel: Callable[[], RunPanel]) -> RunPanel:
    panel = new_panel()
    panel.apply_flags({"x": "[-2.0:2.0]"})
    return panel


def box(panel: RunPanel) -> QCheckBox:
    found = panel.findChild(QCheckBox, "defaultsFirst")
    assert found is not None
    return found


def chips(panel: RunPanel) -> list[QPushButton]:
    return [
        chip for chip in panel.findChildren(QPushButton, "startPoint") if chip.isVisibleTo(panel)
    ]


def starts(panel: RunPanel) -> list[dict[str, object]]:
    """What Run would try first."""
    from guild_desktop.engine.request import plan_batch

    request = panel.request()
    assert request is not None
    return [dict(start.flags) for start in plan_batch(request).batch.starts]


def listed(panel: RunPanel) -> list[tuple[str, str]]:
    table = panel.findChild(QTableView, "previewTable")
    assert table is not None
    model = table.model()
    return [
        (model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())
    ]


def command(panel: RunPanel) -> str:
    return panel._form.preview.command.text()


def test_that_a_search_that_learns_tries_the_defaults_first_and_the_preview_lists_them(
    panel: RunPanel,
) -> None:
    assert box(panel).isVisible()
    assert box(panel).isChecked()
    assert starts(panel) == [{"x": 0.1, "noise": 0.1}]
    (number, x), (example, _) = listed(panel)[:2]
    # Its digits follow the examples below it, which are drawn by chance.
    assert (number, float(x), example) == ("1", 0.1, "e.g.")
    assert "x = 0.1" in box(panel).toolTip()
    assert "defaults-first" not in command(panel)


def test_that_the_box_follows_the_method_until_somebody_ticks_it(panel: RunPanel) -> None:
    panel.choose_method("random")
    assert not box(panel).isChecked()
    assert starts(panel) == []
    box(panel).click()
    assert command(panel).count("--defaults-first") == 1
    assert starts(panel) == [{"x": 0.1, "noise": 0.1}]
    panel.choose_method("bayes")
    assert box(panel).isChecked()
    box(panel).click()
    assert "--no-defaults-first" in command(panel)
    assert starts(panel) == []


def test_that_a_grid_and_a_single_run_offer_no_box(panel: RunPanel) -> None:
    panel.apply_flags({"x": "[1, 2]"})
    assert not box(panel).isVisible()
    panel.apply_flags({})
    assert not box(panel).isVisible()


def test_that_defaults_that_cannot_be_tried_say_why(panel: RunPanel) -> None:
    panel.apply_flags({"x": "[1.0:2.0]"})
    assert not box(panel).isEnabled()
    assert not box(panel).isChecked()
    assert "x = 0.1 lies outside of its range" in box(panel).toolTip()
    panel.apply_flags({"x": "[0.0:2.0]"})
    assert box(panel).isEnabled()
    assert box(panel).isChecked()


def test_that_start_points_are_chips_that_can_be_taken_away(panel: RunPanel) -> None:
    for point in (NEAR, FAR, NEAR):
        panel.add_start(point)
    assert [chip.text() for chip in chips(panel)] == ["0000000a", "0000000b: not tried"]
    assert "x = 9 lies outside of its range" in chips(panel)[1].toolTip().replace("9.0", "9")
    assert starts(panel) == [{"x": 0.1, "noise": 0.1}, {"x": 0.3, "noise": 0.1}]
    assert command(panel).endswith("--start-from 0000000a --start-from 0000000b")
    QTest.mouseClick(chips(panel)[0], Qt.MouseButton.LeftButton)
    assert [chip.text() for chip in chips(panel)] == ["0000000b: not tried"]
    assert starts(panel) == [{"x": 0.1, "noise": 0.1}]


def test_that_start_points_wait_while_a_grid_is_chosen(panel: RunPanel) -> None:
    panel.add_start(NEAR)
    panel.apply_flags({"x": "[1, 2]"})
    assert panel.request() is not None
    assert [chip.text() for chip in chips(panel)] == ["0000000a: not tried"]
    assert "only a search" in chips(panel)[0].toolTip()
    panel.apply_flags({"x": "[0.0:1.0]"})
    assert [chip.text() for chip in chips(panel)] == ["0000000a"]


def test_that_they_are_kept_for_the_script(new_panel: Callable[[], RunPanel]) -> None:
    panel = new_panel()
    panel.apply_flags({"x": "[-2.0:2.0]"})
    box(panel).click()
    panel.add_start(StartPoint("0000000c", {"x": 0.3, "noise": (1, "a b", None)}))
    panel.run()
    again = new_panel()
    assert not box(again).isChecked()
    assert starts(again) == [{"x": 0.3, "noise": 0.1}]
    assert again._form.preview.starts.points == panel._form.preview.starts.points


def test_that_a_pasted_command_brings_its_start_points(panel: RunPanel) -> None:
    panel.set_library(
        lambda word: NEAR if word == "1" else None, lambda _word: None, lambda _batch: ()
    )
    words = "x=[0.0:1.0] -o random --defaults-first --start-from 1"
    panel.fill_in(f"guild-desktop run train.py {words}")
    assert starts(panel) == [{"x": 0.1, "noise": 0.1}, {"x": 0.3, "noise": 0.1}]
    panel.fill_in("guild-desktop run train.py x=[0.0:1.0] --start-from nobody")
    assert "no run nobody here to start from" in panel._form.message.text()
    assert chips(panel) == []
