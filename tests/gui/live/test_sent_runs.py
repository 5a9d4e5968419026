"""Which runs are news to TensorBoard."""

from __future__ import annotations

from dataclasses import replace

from guild_desktop.core.filter import parse_filter
from guild_desktop.core.run import Status
from guild_desktop.core.selection import Selection
from guild_desktop.gui.live.sent_runs import SentRuns
from guild_desktop.gui.live.shown_runs import ShownRuns
from tests.core.sample_runs import frame_of, make_run, scalar

EVERYTHING = ShownRuns().with_selection(Selection())
LOW = ShownRuns().with_selection(Selection(clauses=(parse_filter("loss < 2"),)))
RUNS = [make_run(number, {"x": number}, loss=float(number)) for number in range(3)]


def test_that_each_run_is_news_once() -> None:
    sent, frame = SentRuns(), frame_of(*RUNS)
    assert sent.news(EVERYTHING, frame) == RUNS
    assert sent.news(EVERYTHING, frame) == []
    later = make_run(3)
    assert sent.news(EVERYTHING, frame.updated([later])) == [later]


def test_that_a_run_that_has_changed_is_news_again() -> None:
    sent, frame = SentRuns(), frame_of(*RUNS)
    sent.news(EVERYTHING, frame)
    changed = replace(RUNS[1], scalars={"loss": scalar(0.5)})
    assert sent.news(EVERYTHING, frame.updated([changed])) == [changed]


def test_that_what_changes_while_it_is_not_meant_is_news_when_it_is_again() -> None:
    sent, frame = SentRuns(), frame_of(*RUNS)
    sent.news(LOW, frame)
    away = replace(RUNS[0], scalars={"loss": scalar(9.0)})
    frame = frame.updated([away])
    assert sent.news(LOW, frame) == []
    frame = frame.updated([make_run(3, loss=7.0)])
    assert sent.news(LOW, frame) == []
    assert sent.news(EVERYTHING, frame) == [away, RUNS[2], make_run(3, loss=7.0)]


def test_that_more_that_is_meant_brings_only_what_was_not_sent() -> None:
    sent, frame = SentRuns(), frame_of(*RUNS)
    assert sent.news(LOW, frame) == RUNS[:2]
    assert sent.news(EVERYTHING, frame) == RUNS[2:]


def test_that_runs_count_once_they_have_started() -> None:
    planned = make_run(3, status=Status.PENDING)
    sent, frame = SentRuns(), frame_of(*RUNS, planned)
    assert sent.begun == 0
    sent.news(EVERYTHING, frame)
    assert sent.begun == 3
    sent.news(EVERYTHING, frame.updated([replace(planned, status=Status.RUNNING)]))
    assert sent.begun == 4
