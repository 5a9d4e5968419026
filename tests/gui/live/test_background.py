"""That slow work happens beside the window and its result arrives in it."""

from __future__ import annotations

import threading

import pytest
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from guild_desktop.core.errors import UserError
from guild_desktop.gui.live.background import Background


def test_that_the_function_runs_elsewhere_and_the_result_arrives_here(qtbot: QtBot) -> None:
    background = Background()
    seen: list[tuple[threading.Thread, threading.Thread]] = []
    background.run(
        threading.current_thread, lambda other: seen.append((other, threading.current_thread()))
    )
    qtbot.waitUntil(lambda: len(seen) == 1)
    worker, receiver = seen[0]
    assert receiver is threading.main_thread()
    assert worker is not receiver
    assert not background.is_busy
    background.close()


def test_that_an_error_for_the_person_goes_to_whoever_asked(qtbot: QtBot) -> None:
    def fail() -> None:
        raise UserError("No.", "Try again.")

    background = Background()
    errors: list[UserError] = []
    background.run(fail, pytest.fail, errors.append)
    qtbot.waitUntil(lambda: len(errors) == 1)
    assert errors[0].hint == "Try again."
    background.close()


def test_that_a_bug_comes_to_light_in_the_window(qtbot: QtBot) -> None:
    background = Background()
    with capture_exceptions() as bugs:
        background.run(lambda: 1 // 0, pytest.fail, pytest.fail)
        qtbot.waitUntil(lambda: not background.is_busy)
    assert [bug[0] for bug in bugs] == [ZeroDivisionError]
    background.close()


def test_that_nothing_arrives_after_closing(qtbot: QtBot) -> None:
    background = Background(threads=1)
    begun, may_end, ran = threading.Event(), threading.Event(), []

    def slow() -> None:
        begun.set()
        may_end.wait()
        ran.append("slow")

    background.run(slow, pytest.fail)
    background.run(lambda: ran.append("never begun"), pytest.fail)
    assert begun.wait(10)
    threading.Timer(0.05, may_end.set).start()
    background.close()
    qtbot.wait(1)
    assert ran == ["slow"]
    assert not background.is_busy


def test_that_deleting_it_waits_for_its_threads(qtbot: QtBot) -> None:
    background = Background()
    begun, may_end, ran = threading.Event(), threading.Event(), []

    def slow() -> None:
        begun.set()
        may_end.wait()
        ran.append("slow")

    background.run(slow, pytest.fail)
    assert begun.wait(10)
    threading.Timer(0.01, may_end.set).start()
    with qtbot.waitSignal(background.destroyed):
        background.deleteLater()
    assert ran == ["slow"]
