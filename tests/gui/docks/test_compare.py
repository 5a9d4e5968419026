"""The compare dock: pinned runs, or picked ones, side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from guild_desktop.core.batch import Objective
from guild_desktop.core.operation import Operation
from guild_desktop.gui.docks.compare_dock import CompareDock
from guild_desktop.gui.docks.compare_dock.comparison import compare_runs
from guild_desktop.gui.format import MINUS
from guild_desktop.gui.models.pinning import toggle_pins
from guild_desktop.scripts.snapshot import take_snapshot
from tests.gui.docks.sample_runs import a_batch, a_frame, a_run, a_scalar, failed, runs_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def compare(qtbot, session, themes):
    dock = CompareDock(session, themes)
    qtbot.addWidget(dock)
    dock.resize(450, 300)
    dock.show()
    dock.grab()
    qtbot.waitUntil(lambda: dock.hint.text() != "")
    yield dock
    dock.pair._background.close()


@pytest.fixture
def ten(compare, tell, session):
    """Ten runs of a sweep in the session; gives their ids."""
    batch = a_batch()
    tell(runs_of(batch, 10), [batch])
    return session.frame.ids


def rows(compare):
    """The rows by name, those of folded groups too."""
    table = compare.table
    tops = [table.topLevelItem(at) for at in range(table.topLevelItemCount())]
    items = [top.child(at) for top in tops for at in range(top.childCount())]
    columns = range(1, table.columnCount())
    return {item.text(0): [item.text(column) for column in columns] for item in items}


def groups(compare):
    table = compare.table
    tops = [table.topLevelItem(at) for at in range(table.topLevelItemCount())]
    return {top.text(0): top.isExpanded() for top in tops}


def heads(compare):
    table = compare.table
    return [table.heads.head_at(at) for at in range(1, table.columnCount())]


def test_that_an_empty_dock_says_how_to_fill_it(compare, ten):
    assert compare.hint.isVisible()
    assert "Ctrl+D" in compare.hint.text()


def test_that_pinned_runs_stand_side_by_side_in_their_order(compare, ten, session):
    session.set_pins((ten[4], ten[1]), "pin")
    assert [(head.run_id, head.number) for head in heads(compare)] == [(ten[4], 1), (ten[1], 2)]
    assert rows(compare)["trial"] == ["5", "2"]
    assert compare.sentence == "2 pinned runs."


def test_that_picked_runs_are_compared_while_fewer_than_two_are_pinned(compare, ten, session):
    session.set_highlight(ten[:3])
    assert [head.number for head in heads(compare)] == [None, None, None]
    session.set_pins((ten[9],), "pin")
    assert [head.run_id for head in heads(compare)] == [ten[9], *ten[:3]]
    session.set_pins((ten[9], ten[8]), "pin")
    assert len(heads(compare)) == 2


def test_that_no_more_than_eight_fit_and_it_says_so(compare, ten, session):
    session.set_highlight(ten)
    assert len(heads(compare)) == 8
    assert compare.sentence == "8 picked runs. 2 more are picked; 8 fit here."


def test_that_picked_runs_can_be_pinned_at_once(compare, ten, session):
    session.set_highlight(ten[:2])
    compare.pin.click()
    assert session.pins == ten[:2]
    assert compare.pin.isHidden()


def test_that_what_is_the_same_is_folded_below_what_differs(compare, tell, session):
    batch = a_batch()
    runs = [a_run(batch, at, flags={"x": at, "epochs": 20}) for at in (1, 2)]
    tell(runs, [batch])
    session.set_pins((runs[0].id, runs[1].id), "pin")
    found = groups(compare)
    assert list(found)[1:3] == ["Flags that differ", "Numbers"]
    (same,) = [title for title in found if title.startswith("The same in all")]
    assert not found[same]
    table = compare.table
    last = table.topLevelItem(table.topLevelItemCount() - 1)
    assert "epochs" in [last.child(at).text(0) for at in range(last.childCount())]


def test_that_a_fold_stays_as_a_person_left_it(compare, ten, session):
    session.set_pins(ten[:2], "pin")
    compare.table.topLevelItem(1).setExpanded(False)
    session.set_pins(ten[:3], "pin")
    assert not compare.table.topLevelItem(1).isExpanded()
    assert compare.table.topLevelItem(0).isExpanded()


@pytest.mark.parametrize(("direction", "best"), [("minimize", 1), ("maximize", 2)])
def test_that_the_best_of_the_goal_is_bold(compare, tell, session, direction, best):
    batch = a_batch()
    runs = [
        a_run(batch, at, scalars={"loss": a_scalar(loss)})
        for at, loss in enumerate((0.5, 0.25, 0.75), start=1)
    ]
    tell(runs, [batch])
    session.set_objective(Objective("loss", direction))
    session.set_pins(tuple(run.id for run in runs), "pin")
    (item,) = compare.table.findItems("loss", Qt.MatchFlag.MatchRecursive)
    assert [item.font(at).bold() for at in (1, 2, 3)] == [at == best for at in range(3)]
    assert rows(compare)["loss"] == ["0.50", f"0.25  ({MINUS}0.25)", "0.75  (+0.25)"]


def test_that_a_failed_run_is_never_the_best():
    batch = a_batch()
    runs = [
        replace(failed(a_run(batch, 1)), scalars={"loss": a_scalar(-9.0)}),
        a_run(batch, 2, scalars={"loss": a_scalar(0.5)}),
        a_run(batch, 3, scalars={"loss": a_scalar(0.7)}),
    ]
    compared = compare_runs(a_frame((batch, runs)), runs, Objective())
    (row,) = [row for group in compared for row in group.rows if row.name == "loss"]
    assert row.best == (1,)


def test_that_flags_a_run_does_not_have_are_left_empty(compare, tell, session):
    batch = a_batch()
    runs = [a_run(batch, 1, flags={"x": 1}), a_run(batch, 2, flags={"x": 1, "momentum": 0.9})]
    tell(runs, [batch])
    session.set_pins((runs[0].id, runs[1].id), "pin")
    assert rows(compare)["momentum"] == ["", "0.9"]


def test_that_a_click_on_the_cross_unpins(compare, ten, session):
    session.set_pins(ten[:3], "pin")
    header = compare.table.heads
    QTest.mouseClick(header.viewport(), LEFT, pos=header.cross_of(2).center())
    assert session.pins == (ten[0], ten[2])


def test_that_a_click_on_a_head_picks_its_run(compare, ten, session):
    session.set_pins(ten[:2], "pin")
    header = compare.table.heads
    place = QPoint(header.sectionViewportPosition(1) + 30, 10)
    QTest.mouseClick(header.viewport(), LEFT, pos=place)
    assert session.highlight == (ten[0],)


def test_that_the_keyboard_unpins_and_picks(compare, ten, session):
    session.set_pins(ten[:3], "pin")
    table = compare.table
    table.setFocus()
    table.setCurrentItem(table.topLevelItem(0).child(0), 2)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert session.highlight == (ten[1],)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert session.pins == (ten[0], ten[2])


def test_that_the_names_stay_in_sight_when_the_runs_scroll(compare, ten, session):
    session.set_pins(ten[:8], "pin")
    compare.grab()
    bar = compare.table.horizontalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    names = compare.table._names
    assert names.isVisible()
    assert names.x() <= 2
    compare.table.verticalScrollBar().setValue(20)
    assert names.verticalScrollBar().value() == compare.table.verticalScrollBar().value()


def test_that_the_comparison_is_copied_as_a_table(compare, tell, session):
    batch = a_batch()
    runs = [
        a_run(batch, 1, flags={"x": -0.5}, label="old\tone"),
        a_run(batch, 2, flags={"x": 0.5}),
    ]
    tell(runs, [batch])
    session.set_pins((runs[0].id, runs[1].id), "pin")
    compare.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == f"\t{runs[0].id[:8]} old one\t{runs[1].id[:8]} trial 2"
    assert "x\t-0.5\t0.5" in lines
    assert {line.count("\t") for line in lines} == {2}


def test_that_texts_of_scripts_are_plain(compare, tell, session):
    batch = a_batch()
    runs = [a_run(batch, at, flags={"<b>x</b>": at}, label="<i>a</i>") for at in (1, 2)]
    tell(runs, [batch])
    session.set_pins((runs[0].id, runs[1].id), "pin")
    assert "<b>x</b>" in rows(compare)
    formats = {label.textFormat() for label in compare.findChildren(QLabel) if label.text()}
    assert formats <= {Qt.TextFormat.PlainText, Qt.TextFormat.AutoText}
    assert heads(compare)[0].title == "<i>a</i>"


def test_that_a_run_in_the_trash_is_left_out(compare, ten, session, tell):
    session.set_pins(ten[:3], "pin")
    run = session.frame.run(session.frame.position(ten[1]))
    tell([replace(run, deleted=1.0)])
    assert [head.run_id for head in heads(compare)] == [ten[0], ten[2]]
    assert compare.sentence == "2 pinned runs. 1 more are in the trash."


def test_that_a_hidden_dock_catches_up_when_it_is_seen(compare, ten, session, qtbot):
    compare.hide()
    session.set_pins(ten[:2], "pin")
    assert compare.table.topLevelItemCount() == 0
    compare.show()
    qtbot.waitUntil(lambda: len(heads(compare)) == 2)


def test_that_pins_are_toggled_together_in_one_step(session, ten):
    toggle_pins(session, ten[:2])
    toggle_pins(session, ten[1:3])
    assert session.pins == ten[:3]
    toggle_pins(session, ten[:2])
    assert session.pins == (ten[2],)
    session.undo_stack.undo()
    assert session.pins == ten[:3]
    toggle_pins(session, ten)
    assert session.pins == ten[2:]


# Sources and outputs


@pytest.fixture
def sources(compare, tell, session, tmp_path):
    """Two pinned runs of batches whose script was changed in between."""
    runs = []
    for number, line in ((1, "loss = x\n"), (2, "loss = x * 2\n")):
        batch = a_batch(number)
        script = tmp_path / "project" / "train.py"
        script.parent.mkdir(exist_ok=True)
        script.write_text("x = 1\n" + line)
        (script.parent / "data.py").write_text("y = 1\n")
        folder = session.home.batch_folder(batch.id)
        folder.mkdir(parents=True)
        operation = Operation("script", str(script), "train.py", "python3", str(script.parent))
        taken = take_snapshot(operation, folder / "source-1")
        run = a_run(batch, 1, source_hash=taken.hash)
        output = session.home.run_folder(run.id) / ".guild" / "output"
        output.parent.mkdir(parents=True)
        output.write_bytes(b"".join(b"step %d of %d\r\n" % (at, number) for at in range(600)))
        tell([run], [batch])
        runs.append(run)
    session.set_pins((runs[0].id, runs[1].id), "pin")
    return runs


def test_that_the_sources_of_two_runs_are_compared(compare, sources, qtbot):
    compare.source_chip.click()
    qtbot.waitUntil(lambda: compare.pair.source.toPlainText() != "")
    text = compare.pair.source.toPlainText()
    assert "-loss = x\n" in text
    assert text.endswith("+loss = x * 2")
    assert compare.pair.words.text() == "train.py differs · 1 the same"
    assert compare.copy.isHidden()


def test_that_any_two_of_the_runs_can_be_chosen(compare, sources, qtbot):
    compare.source_chip.click()
    qtbot.waitUntil(lambda: compare.pair.source.toPlainText() != "")
    second = compare.pair.pair[1]
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: compare.pair.words.text() == "Both runs had the same source.")
    assert compare.pair.source.toPlainText() == ""


def test_that_a_source_that_is_gone_is_told(compare, sources, qtbot, session):
    for folder in (session.home.path / "batches").iterdir():
        folder.rename(folder.with_name(folder.name[::-1]))
    compare.source_chip.click()
    words = compare.pair.words
    qtbot.waitUntil(lambda: "not in the library any more" in words.text())


def test_that_the_ends_of_both_outputs_stand_side_by_side(compare, sources, qtbot):
    compare.output_chip.click()
    one, other = compare.pair.outputs
    qtbot.waitUntil(lambda: other.toPlainText() != "")
    assert one.toPlainText().splitlines()[-1] == "step 599 of 1"
    assert other.toPlainText().splitlines()[0] == "step 200 of 2"
    assert one.x() + one.width() <= other.mapTo(compare, QPoint()).x()


def test_that_nothing_is_read_before_it_is_asked_for(compare, sources):
    assert not compare.pair._background.is_busy
    assert compare.pair.source.toPlainText() == ""
