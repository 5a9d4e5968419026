"""The details of the run that was picked last."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QToolButton

from guild_desktop.core.operation import Operation
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from guild_desktop.gui.docks.details_dock import DetailsDock
from guild_desktop.scripts.source_view import hash_of_source
from tests.gui.docks.sample_runs import a_batch, a_run, a_scalar, failed, running


@pytest.fixture
def details(qtbot, session, themes):
    details = DetailsDock(session, themes)
    qtbot.addWidget(details)
    details.resize(440, 420)
    details.show()
    yield details
    details._background.close()


def text(details, name):
    return details.findChild(QLabel, name).text()


def write_output(session, run, data):
    folder = session.home.run_folder(run.id) / ".guild"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "output").write_bytes(data)
    return folder.parent


def rows(details):
    items = [details.values.topLevelItem(at) for at in range(details.values.topLevelItemCount())]
    return [[item.text(column) for column in range(4)] for item in items]


def test_that_nothing_picked_is_said(details):
    assert not details.values.isVisible()


def test_that_the_last_picked_run_is_shown(details, tell, session):
    batch = a_batch()
    first, second = a_run(batch, 1), a_run(batch, 2)
    tell([first, second], [batch])
    session.set_highlight([first.id, second.id])
    assert text(details, "detailsTitle") == f"{second.id[:8]} · train.py"
    assert text(details, "detailsState") == "● completed"
    facts = text(details, "detailsFacts")
    assert "took" in facts
    assert "run 2 of train.py+gp" in facts
    assert "the last of 2 picked" in facts


def test_that_the_source_of_a_run_is_told_and_whether_it_has_been_changed_since(
    details, tell, session, qtbot, tmp_path
):
    script = tmp_path / "project" / "train.py"
    script.parent.mkdir()
    script.write_text("x = 1\n")
    operation = Operation("script", str(script), script.name, "python", str(script.parent))
    batch = replace(a_batch(), operation=operation)
    run = a_run(batch, 1, source_hash=hash_of_source(operation, session.home.batches))
    table = a_run(batch, 2, source_hash=run.source_hash, origin="table")
    tell([run, table], [batch])

    def front():
        QApplication.sendEvent(details, QEvent(QEvent.Type.ActivationChange))

    def says(words):
        qtbot.waitUntil(lambda: text(details, "detailsFacts").endswith(words), timeout=10_000)

    short = run.source_hash[:8]
    session.set_highlight([run.id])
    says(f"source {short}")
    details.activateWindow()
    qtbot.waitUntil(details.isActiveWindow)
    script.write_text("x = 2\n")
    front()
    says(f"source {short}, changed since this run")
    script.write_text("x = 1\n")
    front()
    says(f"source {short}")
    script.unlink()
    front()
    says(f"source {short}, the script is gone")
    session.set_highlight([table.id])
    assert "source" not in text(details, "detailsFacts")


def test_that_the_output_of_a_run_from_a_table_is_not_said_to_be_empty(details, tell, session):
    batch = a_batch()
    own, read = a_run(batch, 1), a_run(batch, 2, origin="table")
    tell([own, read], [batch])
    said = []
    for run in (own, read):
        session.set_highlight([run.id])
        said.append(details.output.text.placeholderText())
    assert said[0] == "Nothing was printed."
    assert "read from a table" in said[1]


def test_that_a_long_text_leaves_names_and_numbers_in_sight(details, tell, session, qtbot):
    batch = a_batch()
    path = "/data/experiments/2026/november/" + "long/" * 30
    flags = {"data_folder": path, "learning_rate": 0.125}
    run = a_run(batch, 1, flags=flags, scalars={"validation_loss": a_scalar(-0.123456)})
    tell([run], [batch])
    session.set_highlight([run.id])
    values = details.values
    for width in (440, 320, 700):
        details.resize(width, 420)
        qtbot.waitUntil(lambda: values.horizontalScrollBar().maximum() == 0)
        needed = values.fontMetrics().horizontalAdvance("learning_rate")
        assert values.columnWidth(0) >= min(needed, values.viewport().width() // 4)
    assert path in values.topLevelItem(0).toolTip(1)


def test_that_flags_and_scalars_are_listed(details, tell, session):
    batch = a_batch()
    run = a_run(batch, 1, flags={"x": 0.1, "name": "<i>a</i>"}, scalars={"loss": a_scalar(0.5)})
    tell([run], [batch])
    session.set_highlight([run.id])
    assert rows(details) == [
        ["x", "0.1", "", ""],
        ["name", "<i>a</i>", "", ""],
        ["loss", "0.5", "0.5", "1.5"],
    ]


def test_that_a_running_run_is_followed_to_its_end(details, tell, session, qtbot):
    batch = a_batch(status=Status.RUNNING)
    run = running(a_run(batch, 1))
    folder = write_output(session, run, b"loss: 1.0\n")
    tell([run], [batch])
    session.set_highlight([run.id])
    qtbot.waitUntil(lambda: "loss: 1.0" in details.output.text.toPlainText())
    with (folder / ".guild" / "output").open("ab") as file:
        file.write(b"loss: 0.5\n")
    tell([a_run(batch, 1)])
    qtbot.waitUntil(lambda: "loss: 0.5" in details.output.text.toPlainText())
    assert text(details, "detailsState") == "● completed"


def test_that_the_error_of_a_failed_run_stands_first(details, tell, session, qtbot):
    batch = a_batch()
    run = failed(a_run(batch, 1), "ValueError: no")
    traceback = (
        b'Traceback (most recent call last):\n  File "/project/train.py", line 3, in <module>\n'
        b"    raise ValueError\nValueError: no\n"
    )
    write_output(session, run, traceback)
    tell([run], [batch])
    session.set_highlight([run.id])
    assert details.findChild(QFrame, "runFailure").isVisible()
    assert text(details, "runError") == "ValueError: no"
    qtbot.waitUntil(lambda: text(details, "runErrorPlace") == "train.py, line 3")
    session.set_highlight([])
    assert not details.findChild(QFrame, "runFailure").isVisible()


def test_that_a_failure_without_output_shows_its_reason(details, tell, session):
    batch = a_batch()
    run = failed(a_run(batch, 1), "ended by SIGSEGV")
    tell([run], [batch])
    session.set_highlight([run.id])
    assert text(details, "runError") == "ended by SIGSEGV"


def test_that_the_files_a_run_wrote_are_offered(details, tell, session, qtbot):
    batch = a_batch()
    run = a_run(batch, 1)
    folder = write_output(session, run, b"")
    (folder / "model & co.pt").write_bytes(b"x")
    tell([run], [batch])
    session.set_highlight([run.id])
    files = details.findChild(QToolButton, "runFiles")
    qtbot.waitUntil(lambda: files.text() == "Files (1) ▾")
    assert files.menu().actions()[0].text() == "model && co.pt"


def test_that_a_hidden_dock_catches_up_when_it_is_shown(details, tell, session):
    details.hide()
    batch = a_batch()
    run = a_run(batch, 1)
    tell([run], [batch])
    session.set_highlight([run.id])
    assert text(details, "detailsTitle") == ""
    details.show()
    assert text(details, "detailsTitle").startswith(run.id[:8])


def test_that_flags_go_on_as_a_command_or_into_the_panel(details, tell, session, qtbot):
    batch = a_batch()
    run = a_run(batch, 1, flags={"x": 0.5})
    tell([run], [batch])
    session.set_highlight([run.id])
    buttons = {button.text(): button for button in details.findChildren(QPushButton)}
    buttons["Copy as command"].click()
    assert QGuiApplication.clipboard().text() == "guild-desktop run /project/train.py x=0.5"
    with qtbot.waitSignal(details.use_flags_requested) as asked:
        buttons["Use these flags"].click()
    assert asked.args == [run.id]


def test_that_labels_are_plain_text(details, tell, session):
    batch = a_batch()
    run = replace(a_run(batch, 1), label="<img src=x>\nnext")
    tell([run], [batch])
    session.set_highlight([run.id])
    assert "<img src=x>↵next" in text(details, "detailsTitle")
    formats = {label.textFormat() for label in details.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


def test_that_the_run_is_pinned_and_let_go_of(details, tell, session):
    batch = a_batch()
    run = a_run(batch, 1)
    tell([run], [batch])
    session.set_highlight([run.id])
    pin = details.findChild(QPushButton, "pinRun")
    pin.click()
    assert session.pins == (run.id,)
    assert pin.text() == "Unpin"
    session.undo_stack.undo()
    assert pin.text() == "Pin"


def test_that_a_run_of_another_script_is_let_go_of_when_a_script_is_opened(details, tell, session):
    batch, other = a_batch(), a_batch(2, script="other.py")
    run = a_run(batch, 1)
    tell([run, a_run(other, 1)], [batch, other])
    session.set_selection(Selection(target=batch.operation.target))
    session.set_highlight([run.id])
    assert details.values.isVisible()
    session.set_selection(Selection(target=other.operation.target))
    assert session.highlight == ()
    assert not details.values.isVisible()
