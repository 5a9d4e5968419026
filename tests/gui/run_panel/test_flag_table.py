"""That expressions are typed, pointed at and corrected in the flags table."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.space import Uniform
from guild_desktop.gui.run_panel.flag_model import BECOMES, EXPRESSION, NAME, FlagModel
from guild_desktop.gui.run_panel.flag_rows import TYPED
from guild_desktop.gui.run_panel.flag_table import FlagTable
from guild_desktop.gui.theme import Themes

# The platform without a screen says so whenever a popup opens.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

FLAGS = (
    FlagInfo("x", 0.1, "number"),
    FlagInfo("layers", 2, "int", help="How <b>deep</b>.", min=1, max=9),
    FlagInfo("optimizer", "adam", "string", choices=("adam", "adamw", "sgd")),
)


@pytest.fixture
def table(qtbot: QtBot, themes: Themes) -> FlagTable:
    model = FlagModel()
    model.open(FLAGS, takes_others=True)
    table = FlagTable(model, themes)
    model.setParent(table)
    qtbot.addWidget(table)
    table.resize(340, 200)
    with qtbot.waitActive(table):
        table.show()
        table.activateWindow()
    return table


def texts(table: FlagTable) -> list[str]:
    return [table.model().index(row, EXPRESSION).data() for row in range(table.model().rowCount())]


def click(table: FlagTable, row: int, column: int) -> None:
    place = table.visualRect(table.model().index(row, column)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def editor(table: FlagTable) -> QLineEdit:
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    assert table.isAncestorOf(line)
    return line


def press_return(table: FlagTable) -> None:
    QTest.keyClick(editor(table), Qt.Key.Key_Return)
    # Qt closes the editor in its next turn.
    QApplication.processEvents()


def test_that_a_click_opens_the_expression_and_typing_replaces_it(table: FlagTable) -> None:
    click(table, 0, EXPRESSION)
    QTest.keyClicks(editor(table), "[-2.0:2.0]")
    press_return(table)
    assert texts(table) == ["[-2.0:2.0]", "2", "adam"]


def test_that_typing_on_a_row_writes_its_expression(table: FlagTable) -> None:
    click(table, 1, NAME)
    QTest.keyClicks(table, "4")
    press_return(table)
    assert texts(table)[1] == "4"


def test_that_every_key_is_read_at_once(table: FlagTable) -> None:
    model = table.model()
    click(table, 0, EXPRESSION)
    QTest.keyClicks(editor(table), "[-2.0:2.0")
    assert [problem.flag for problem in model.problems()] == ["x"]
    QTest.keyClicks(editor(table), "]")
    assert model.problems() == []
    assert model.rows[0].dimension == Uniform(-2.0, 2.0)
    assert model.index(0, BECOMES).data() == "any number from -2.0 to 2.0"


def test_that_escape_puts_back_what_stood_there(table: FlagTable) -> None:
    click(table, 0, EXPRESSION)
    QTest.keyClicks(editor(table), "[1")
    QTest.keyClick(editor(table), Qt.Key.Key_Escape)
    assert texts(table)[0] == "0.1"
    assert table.model().problems() == []


def test_that_tab_goes_from_expression_to_expression(table: FlagTable) -> None:
    click(table, 0, EXPRESSION)
    QTest.keyClicks(editor(table), "1")
    QTest.keyClick(editor(table), Qt.Key.Key_Tab)
    QTest.keyClicks(editor(table), "3")
    QTest.keyClick(editor(table), Qt.Key.Key_Tab)
    QTest.keyClicks(editor(table), "sgd")
    press_return(table)
    assert texts(table) == ["1", "3", "sgd"]


def test_that_the_cursor_stays_where_one_types(table: FlagTable) -> None:
    click(table, 0, EXPRESSION)
    line = editor(table)
    QTest.keyClicks(line, "[1, 3]")
    line.setCursorPosition(2)
    QTest.keyClicks(line, ", 2")
    assert line.text() == "[1, 2, 3]"
    assert line.cursorPosition() == 5


def test_that_delete_puts_the_default_back(table: FlagTable) -> None:
    table.model().set_text(1, "[1, 2]")
    click(table, 1, NAME)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert texts(table)[1] == "2"


def test_that_what_is_wrong_is_underlined_in_the_editor(table: FlagTable) -> None:
    click(table, 0, EXPRESSION)
    line = editor(table)
    plain = line.grab().toImage()
    QTest.keyClicks(line, "[1,,2]")
    assert line.grab().toImage() != plain
    assert line.text() == "[1,,2]"


def test_that_choices_are_offered_and_taken(table: FlagTable, qtbot: QtBot) -> None:
    click(table, 2, EXPRESSION)
    line = editor(table)
    QTest.keyClicks(line, "[ad")
    popup = line.findChild(type(line._completer)).popup()  # the list that Qt's completer shows
    qtbot.waitUntil(popup.isVisible)
    shown = [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())]
    assert shown == ["adam", "adamw"]
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert line.text() == "[adam"
    assert table.model().rows[2].text == "[adam"


def test_that_the_chip_opens_a_form_that_writes_the_expression(table: FlagTable) -> None:
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.chip_rect(0).center())
    form = table.form
    assert form is not None
    assert form.isVisible()
    form.kind.setCurrentIndex(form.kind.findData("uniform"))
    for name, text in (("low", "-2"), ("high", "2")):
        form.field(name).selectAll()
        QTest.keyClicks(form.field(name), text)
    assert texts(table)[0] == "[-2.0:2.0]"
    QTest.mouseClick(form.whole, Qt.MouseButton.LeftButton, pos=QPoint(8, form.whole.height() // 2))
    assert texts(table)[0] == "[-2:2]"
    QTest.keyClick(form, Qt.Key.Key_Return)
    assert texts(table)[0] == "[-2:2]"


def test_that_escape_in_the_form_puts_back_what_stood_there(table: FlagTable) -> None:
    click(table, 2, EXPRESSION)
    QTest.keyClick(editor(table), Qt.Key.Key_Escape)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    form = table.form
    assert form is not None
    form.kind.setCurrentIndex(form.kind.findData("list"))
    assert texts(table)[2] == "[adam, adamw, sgd]"
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert texts(table)[2] == "adam"


def test_that_a_flag_can_be_added_by_hand(table: FlagTable) -> None:
    table.add_flag()
    QTest.keyClicks(editor(table), "width")
    QTest.keyClick(editor(table), Qt.Key.Key_Tab)
    QTest.keyClicks(editor(table), "[8, 16]")
    press_return(table)
    assert table.model().expressions() == {"width": "[8, 16]"}
    assert table.model().infos()[-1].origin == TYPED


def test_that_a_flag_added_by_hand_that_the_script_cannot_have_is_told_at_once(
    table: FlagTable,
) -> None:
    model = table.model()
    model.open(FLAGS)
    table.add_flag()
    QTest.keyClicks(editor(table), "layres")
    QTest.keyClick(editor(table), Qt.Key.Key_Tab)
    QTest.keyClicks(editor(table), "[1,,2]")
    press_return(table)
    unknown, slip = model.problems()
    assert (unknown.flag, unknown.hint) == ("layres", "Did you mean layers?")
    assert slip.flag == "layres"
    assert "no flag `layres`" in model.index(3, BECOMES).data()
    model.rename(3, "optimiser")
    assert model.problems()[0].hint == "Did you mean optimizer?"
    model.reread(FLAGS, takes_others=True)
    assert [problem.flag for problem in model.problems()] == ["optimiser"]
    model.set_text(3, "1")
    assert model.problems() == []
    model.reread(FLAGS)
    assert len(model.problems()) == 1


def test_that_a_flag_without_a_name_goes_away_again(table: FlagTable) -> None:
    table.add_flag()
    QTest.keyClick(editor(table), Qt.Key.Key_Escape)
    assert len(texts(table)) == 3


def test_that_two_flags_never_have_the_same_name(table: FlagTable) -> None:
    position = table.model().add("width")
    assert not table.model().rename(position, "layers")
    assert not table.model().rename(position, "--a")
    assert not table.model().rename(0, "y")


def test_that_tooltips_show_help_as_plain_text(table: FlagTable) -> None:
    shown = table.model().index(1, NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert "How &lt;b&gt;deep&lt;/b&gt;." in shown
    assert "default: 2" in shown
    assert "from 1 to 9" in shown


def test_that_a_changed_script_keeps_what_was_typed(table: FlagTable) -> None:
    model = table.model()
    model.set_text(0, "[1, 2]")
    model.reread([FlagInfo("x", 0.5, "number"), FlagInfo("depth", 3, "int"), FLAGS[1]])
    assert [row.info.name for row in model.rows] == ["x", "depth", "layers"]
    assert texts(table) == ["[1, 2]", "3", "2"]
    model.reread([FlagInfo("layers", 5, "int")])
    assert texts(table) == ["5"]


def test_that_an_expression_is_there_again_when_its_flag_comes_back(table: FlagTable) -> None:
    model = table.model()
    model.set_text(0, "[1, 2]")
    model.reread([FlagInfo("layers", 5, "int")])
    model.reread([FlagInfo("layers", 6, "int")])
    model.reread(FLAGS)
    assert texts(table)[0] == "[1, 2]"
    model.reread([FlagInfo("layers", 5, "int")])
    model.forget_gone()
    model.reread(FLAGS)
    assert texts(table)[0] != "[1, 2]"


def test_that_writing_flags_puts_the_others_back_to_their_defaults(table: FlagTable) -> None:
    model = table.model()
    model.set_text(1, "[1, 2]")
    model.write({"x": "[0.0:1.0]", "new": "1"})
    assert model.expressions() == {"x": "[0.0:1.0]", "new": "1"}


def test_that_all_rows_are_there_without_scrolling_when_there_is_room(table: FlagTable) -> None:
    table.resize(340, table.sizeHint().height())
    QApplication.processEvents()
    assert table.verticalScrollBar().maximum() == 0
