"""What went wrong in a run, in few words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guild_desktop.core.run import Status
from guild_desktop.gui.docks.details_dock.failure import Failure, ending, exit_text, find_failure
from tests.gui.docks.sample_runs import a_batch, a_run, failed

TRACEBACK = """\
loss: 0.5
Traceback (most recent call last):
  File "/project/train.py", line 12, in <module>
    main()
  File "/project/model.py", line 8, in main
    raise ValueError("x must be positive")
ValueError: x must be positive
"""

CHAINED = """\
Traceback (most recent call last):
  File "/project/train.py", line 3, in <module>
    open("none")
FileNotFoundError: [Errno 2] No such file or directory: 'none'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/project/train.py", line 5, in <module>
    raise SystemError("worse")
SystemError: worse
"""

SYNTAX = """\
  File "/project/train.py", line 2
    x = = 1
        ^
SyntaxError: invalid syntax
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TRACEBACK, Failure("ValueError: x must be positive", "model.py, line 8")),
        (CHAINED, Failure("SystemError: worse", "train.py, line 5")),
        (SYNTAX, Failure("SyntaxError: invalid syntax", "train.py, line 2")),
        ("loss: 0.5\n", None),
        ("", None),
        ("Traceback (most recent call last):\n", None),
    ],
)
def test_that_the_last_exception_is_found_with_its_place(text, expected):
    assert find_failure(text.splitlines()) == expected


def test_that_signals_have_names():
    assert exit_text(-15) == "ended by SIGTERM"
    assert exit_text(-9) == "killed by SIGKILL, perhaps for want of memory"
    assert exit_text(-11) == "ended by SIGSEGV"
    assert exit_text(3) == "exit status 3"


def test_that_an_ending_names_what_the_state_does_not():
    run = a_run(a_batch(), 1)
    assert ending(run) == ""
    assert ending(failed(run)) == "exit status 1"
    stopped = replace(run, status=Status.TERMINATED, reason="stopped", exit_status=-15)
    assert ending(stopped) == "stopped · ended by SIGTERM"
    lost = replace(run, status=Status.LOST, reason="the engine ended without a word")
    assert ending(lost) == "the engine ended without a word"


def test_that_of_a_run_stopped_early_is_told_what_was_to_come():
    batch = a_batch()
    stopped = replace(
        a_run(batch, 1), status=Status.PRUNED, reason="not among the best", foreseen={"loss": 0.55}
    )
    assert ending(stopped) == "not among the best · it would probably have ended with loss 0.55"
