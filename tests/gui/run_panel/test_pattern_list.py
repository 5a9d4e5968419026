"""That patterns are tried while they are typed, and that a wrong one harms nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from guild_desktop.core.run import Status
from guild_desktop.gui.run_panel.earlier_output import EarlierOutput
from guild_desktop.gui.run_panel.pattern_list import PatternList

LOSS, ACCURACY = r"loss=loss=(\value)", r"acc=acc=(\value)"


@pytest.fixture
def earlier(tmp_path: Path) -> EarlierOutput:
    path = tmp_path / "output"
    path.write_text("".join(f"Epoch {epoch}: loss={1 / (epoch + 1)}\n" for epoch in range(12)))
    return EarlierOutput("1a2b3c4d", path, ("x",), Status.COMPLETED)


@pytest.fixture
def patterns(qtbot: QtBot) -> PatternList:
    patterns = PatternList()
    qtbot.addWidget(patterns)
    patterns.show()
    return patterns


def lines(patterns: PatternList) -> list[QLineEdit]:
    # A line that was added is shown by the next event.
    QApplication.processEvents()
    return [line for line in patterns.findChildren(QLineEdit) if line.isVisible()]


def told(patterns: PatternList) -> list[str]:
    labels = patterns.findChildren(QLabel, "patternFinds")
    return [label.text() for label in labels if label.isVisible()]


def removers(patterns: PatternList) -> list[QToolButton]:
    QApplication.processEvents()
    return [button for button in patterns.findChildren(QToolButton) if button.isVisible()]


def test_that_there_is_always_an_empty_line_below(patterns: PatternList) -> None:
    assert len(lines(patterns)) == 1
    QTest.keyClicks(lines(patterns)[0], LOSS)
    assert [line.text() for line in lines(patterns)] == [LOSS, ""]
    assert patterns.patterns == (LOSS,)


def test_that_a_pattern_says_what_it_finds_in_earlier_output(
    patterns: PatternList, earlier: EarlierOutput, qtbot: QtBot
) -> None:
    patterns.set_earlier(earlier)
    QTest.keyClicks(lines(patterns)[0], LOSS)
    qtbot.waitUntil(lambda: told(patterns) == ["loss: 12 values, last 0.0833"])
    lines(patterns)[1].setText(r"step=Epoch (\step)")
    lines(patterns)[2].setText(ACCURACY)
    qtbot.waitUntil(
        lambda: (
            told(patterns)
            == [
                "loss: 12 values, last 0.0833",
                "step: 12 values, last 11",
                "Finds nothing in the output of run 1a2b3c4d.",
            ]
        )
    )


def test_that_it_is_tried_again_when_there_is_a_newer_run(
    patterns: PatternList, earlier: EarlierOutput, qtbot: QtBot
) -> None:
    patterns.patterns = (LOSS,)
    assert told(patterns) == ["Not tried yet: nothing was printed so far."]
    with qtbot.waitSignal(patterns.tried):
        patterns.set_earlier(earlier)
    assert told(patterns) == ["loss: 12 values, last 0.0833"]


def test_that_a_wrong_pattern_is_told_with_its_place_and_the_old_one_counts(
    patterns: PatternList, qtbot: QtBot
) -> None:
    patterns.patterns = (LOSS,)
    line = lines(patterns)[0]
    with qtbot.assertNotEmitted(patterns.changed):
        line.setCursorPosition(len(LOSS) - 1)
        QTest.keyClick(line, Qt.Key.Key_Delete)
    assert line.property("error")
    (sentence,) = told(patterns)
    assert "has a mistake at character 11: missing )" in sentence
    assert sentence.endswith(f"Until then {LOSS} counts.")
    assert patterns.patterns == (LOSS,)
    QTest.keyClicks(line, ")")
    assert not line.property("error")
    assert told(patterns) == ["Not tried yet: nothing was printed so far."]


def test_that_a_bomb_is_told_while_it_is_typed(
    patterns: PatternList, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "output"
    path.write_bytes(b"a" * 60_000 + b"!\n")
    patterns.patterns = (r"bomb=(.*a){20}$",)
    with qtbot.waitSignal(patterns.tried):
        patterns.set_earlier(EarlierOutput("1a2b3c4d", path, (), Status.COMPLETED))
    assert told(patterns) == [
        "On the output of run 1a2b3c4d the pattern for bomb took more than 50 ms for a line and was switched off."
    ]


def test_that_output_that_is_gone_holds_nothing(
    patterns: PatternList, tmp_path: Path, qtbot: QtBot
) -> None:
    patterns.patterns = (LOSS,)
    with qtbot.waitSignal(patterns.tried):
        patterns.set_earlier(EarlierOutput("1a2b3c4d", tmp_path / "none", (), Status.LOST))
    assert told(patterns) == ["Finds nothing in the output of run 1a2b3c4d."]


def test_that_a_pattern_is_removed_by_its_button_or_by_emptying_it(
    patterns: PatternList, qtbot: QtBot
) -> None:
    patterns.patterns = (LOSS, ACCURACY)
    with qtbot.waitSignal(patterns.changed):
        QTest.mouseClick(removers(patterns)[0], Qt.MouseButton.LeftButton)
    assert patterns.patterns == (ACCURACY,)
    line = lines(patterns)[0]
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert patterns.patterns == ()
    assert len(lines(patterns)) == 1


def test_that_tab_goes_from_each_pattern_to_its_button_and_the_next(patterns: PatternList) -> None:
    patterns.patterns = (LOSS, ACCURACY)
    first, second, empty = lines(patterns)
    first.setFocus()
    for focused in (removers(patterns)[0], second, removers(patterns)[1], empty):
        QTest.keyClick(patterns.focusWidget(), Qt.Key.Key_Tab)
        assert patterns.focusWidget() is focused


def test_that_others_take_their_place_at_once(patterns: PatternList, qtbot: QtBot) -> None:
    patterns.patterns = (LOSS, ACCURACY)
    with qtbot.waitSignal(patterns.changed):
        patterns.patterns = (ACCURACY,)
    assert [line.text() for line in lines(patterns)] == [ACCURACY, ""]
    with qtbot.assertNotEmitted(patterns.changed):
        patterns.patterns = (ACCURACY,)
