"""The output of a run while it grows: its end, followed, searched, and read only while seen."""

from __future__ import annotations

import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from guild_desktop.gui.docks.details_dock.output_view import KEPT_LINES, OutputView
from guild_desktop.gui.format import THIN_SPACE
from guild_desktop.gui.models.output_tail import BEGIN_BEFORE_END, MOST_AT_ONCE, OutputTail
from guild_desktop.scripts.kept_output import HEAD_BYTES, Gap, side_files


@pytest.fixture
def view(qtbot):
    view = OutputView()
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    return view


@pytest.fixture
def output(tmp_path):
    return tmp_path / "output"


def add(path, data):
    with path.open("ab") as file:
        file.write(data)


def test_that_what_is_there_is_shown(view, output, qtbot):
    output.write_bytes(b"one\ntwo\n")
    view.show_file(output, grows=False)
    qtbot.waitUntil(lambda: view.text.toPlainText() == "one\ntwo\n")


def test_that_what_is_added_follows(view, output, qtbot):
    output.write_bytes(b"one\n 10%")
    view.show_file(output, grows=True)
    qtbot.waitUntil(lambda: view.text.toPlainText() == "one\n 10%")
    add(output, b"\r100%\ntwo\n")
    qtbot.waitUntil(lambda: view.text.toPlainText() == "one\n100%\ntwo\n")


def test_that_a_file_that_comes_later_is_read(view, output, qtbot):
    view.show_file(output, grows=True)
    output.write_bytes(b"late\n")
    qtbot.waitUntil(lambda: view.text.toPlainText() == "late\n")


def test_that_only_the_last_lines_of_much_output_are_kept(view, output, qtbot):
    output.write_bytes(b"".join(b"line %d\n" % number for number in range(100_000)))
    view.show_file(output, grows=False)
    with qtbot.waitSignal(view.caught_up):
        pass
    lines = view.text.toPlainText().splitlines()
    assert lines[-1] == "line 99999"
    assert len(lines) <= KEPT_LINES
    assert view.text.blockCount() <= KEPT_LINES + 1


def test_that_the_end_is_followed_unless_one_has_scrolled_away(view, output, qtbot):
    output.write_bytes(b"line\n" * 100)
    view.show_file(output, grows=True)
    bar = view.text.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    add(output, b"line\n" * 50)
    qtbot.waitUntil(lambda: view.text.blockCount() == 151)
    assert bar.value() == bar.maximum()
    bar.setValue(10)
    add(output, b"line\n" * 50)
    qtbot.waitUntil(lambda: view.text.blockCount() == 201)
    assert bar.value() == 10


def test_that_output_that_comes_faster_than_it_is_read_is_followed_at_its_end(view, output, qtbot):
    output.write_bytes(b"first\n")
    view.show_file(output, grows=True)
    qtbot.waitUntil(lambda: view.lines == ("first",))
    flood = b"".join(b"line %d\n" % number for number in range(300_000))
    add(output, flood)
    with qtbot.waitSignal(view.caught_up):
        pass
    lines = view.lines
    assert lines[-1] == "line 299999"
    assert lines == tuple(f"line {number}" for number in range(300_000 - len(lines), 300_000))
    assert view.text.toPlainText().splitlines() == list(lines)


def test_that_nothing_is_read_while_hidden_and_all_of_it_after(view, output, qtbot):
    view.hide()
    output.write_bytes(b"one\n")
    view.show_file(output, grows=False)
    assert view.text.toPlainText() == ""
    view.show()
    qtbot.waitUntil(lambda: view.text.toPlainText() == "one\n")


def test_that_another_run_starts_over(view, output, tmp_path, qtbot):
    output.write_bytes(b"one\n")
    other = tmp_path / "other"
    other.write_bytes(b"two\n")
    view.show_file(output, grows=False)
    qtbot.waitUntil(lambda: view.text.toPlainText() == "one\n")
    view.show_file(other, grows=False)
    qtbot.waitUntil(lambda: view.text.toPlainText() == "two\n")


def test_that_what_is_missing_of_a_long_output_is_said(view, output, qtbot):
    gap = view.findChild(QLabel, "outputGap")
    output.write_bytes(b"y" * HEAD_BYTES + Gap(1_234_567).mark() + b"end\n")
    view.show_file(output, grows=False)
    with qtbot.waitSignal(view.caught_up):
        pass
    assert gap.isVisible()
    assert gap.text() == (
        f"1{THIN_SPACE}234{THIN_SPACE}567 bytes in the middle of a long output were not kept."
    )
    output.write_bytes(b"short\n")
    view.show_file(output, grows=False)
    with qtbot.waitSignal(view.caught_up):
        pass
    assert not gap.isVisible()


def test_that_a_long_output_says_so_while_its_run_goes_on(view, output, qtbot):
    output.write_bytes(b"one\n")
    for side in side_files(output):
        side.write_bytes(b"two\n")
    view.show_file(output, grows=True)
    with qtbot.waitSignal(view.caught_up):
        pass
    gap = view.findChild(QLabel, "outputGap")
    assert gap.text() == "Some bytes in the middle of a long output were not kept."


def test_that_markup_is_shown_literally(view, output, qtbot):
    output.write_bytes(b"<b>bold</b>\n")
    view.show_file(output, grows=False)
    qtbot.waitUntil(lambda: view.text.toPlainText() == "<b>bold</b>\n")


def test_that_the_output_is_searched_round_and_round(view, output, qtbot):
    output.write_bytes(b"alpha\nbeta\nalpha\n")
    view.show_file(output, grows=False)
    qtbot.waitUntil(lambda: view.text.toPlainText() != "")
    view.text.setFocus()
    QTest.keyClick(view.text, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    field = view._search
    assert field.isVisible()
    QTest.keyClicks(field, "alpha")
    found = []
    for _ in range(3):
        QTest.keyClick(field, Qt.Key.Key_Return)
        found.append(view.text.textCursor().blockNumber())
    assert set(found) == {0, 2}
    assert found[0] == found[2]
    QTest.keyClicks(field, "x")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.property("error") is True


class TestTail:
    def test_that_no_more_than_a_piece_is_read_at_once(self, output):
        output.write_bytes(b"x" * (3 * MOST_AT_ONCE))
        tail = OutputTail(output)
        assert [len(tail.read().data) for _ in range(4)] == [*[MOST_AT_ONCE] * 3, 0]

    def test_that_a_tail_left_far_behind_begins_again_near_the_end_with_a_whole_line(self, output):
        output.write_bytes(b"begin\n")
        tail = OutputTail(output)
        assert tail.read().data == b"begin\n"
        line = b"twenty characters..\n"
        add(output, line * (BEGIN_BEFORE_END // len(line)))
        assert not tail.read().anew
        add(output, line * (2 * BEGIN_BEFORE_END // len(line)))
        piece = tail.read()
        assert piece.anew
        assert piece.data.startswith(line)
        rest = b"".join(iter(lambda: tail.read().data, b""))
        assert BEGIN_BEFORE_END - len(line) <= len(piece.data + rest) <= BEGIN_BEFORE_END

    def test_that_a_file_cut_short_is_read_anew(self, output):
        output.write_bytes(b"long text\n")
        tail = OutputTail(output)
        tail.read()
        output.write_bytes(b"new\n")
        piece = tail.read()
        assert (piece.data, piece.anew) == (b"new\n", True)

    def test_that_the_tail_follows_the_side_file_that_grows(self, output):
        output.write_bytes(b"head\n")
        tail = OutputTail(output)
        assert tail.read().data == b"head\n"
        side = output.with_name("output.1")
        side.write_bytes(b"much later\n")
        assert tail.read().data == b"much later\n"
        other = output.with_name("output.2")
        other.write_bytes(b"later still\n")
        newer = side.stat().st_mtime_ns + 1_000_000
        os.utime(other, ns=(newer, newer))
        assert tail.read().data == b"later still\n"
