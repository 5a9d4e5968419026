"""That a trial that goes wrong says what `python train.py` would have said."""

from __future__ import annotations

import signal

import pytest

from guild_desktop.core.operation import FlagInfo

pytestmark = pytest.mark.parametrize("start", ["cold", "warm"])

FAILURES = {
    "error": "def f(v):\n    return 1 / v\nx = 0\nf(x)\n",
    "chained": "x = 0\ntry:\n    1 / x\nexcept ZeroDivisionError:\n    {}['missing']\n",
    "cause": "x = 0\ntry:\n    1 / x\nexcept ZeroDivisionError as e:\n    raise KeyError('k') from e\n",
    "syntax": "x = 0\nprint('never')\nif x = 1:\n    pass\n",
    "indentation": "x = 0\n  y = 1\n",
    "late syntax": "x = 0\nreturn x\n",
    "warning": "x = 0\nassert (x, 1)\nprint('\\d', x is 1)\n",
    "in a string": "x = 0\neval('1 +')\n",
    "suggestion": "x = 0\nmessage = 1\nprint(mesage)\n",
    "exit text": "import sys\nx = 0\nsys.exit('stopped: ä')\n",
    "exit status": "import sys\nx = 0\nsys.exit(7)\n",
    "exit object": "x = 0\nraise SystemExit(None)\n",
    "thread": "import threading\nx = 0\nt = threading.Thread(target=lambda: 1 / x, name='w')\n"
    "t.start()\nt.join()\n",
    "assertion": "x = 0\nassert x, (\n    'of two lines'\n)\n",
    "import": "x = 0\nimport nothing_of_this_name\n",
}


@pytest.mark.parametrize("kind", FAILURES)
def test_that_an_error_looks_as_by_hand(project, python, kind):
    project.write("train.py", FAILURES[kind])
    by_hand = project.by_hand(python)
    # A script with a wrong line is refused before it runs, but it may go wrong between two runs.
    ended = project.trial({"x": 0}, python=python, flags=(FlagInfo("x"),))
    assert ended.stderr == by_hand.stderr
    assert ended.returncode == by_hand.returncode


def test_that_a_traceback_quotes_the_lines_that_ran_though_the_file_was_edited(project, python):
    script = project.write("train.py", "x = 0\ndef f():\n    return 1 / x\nf()\n")
    by_hand = project.by_hand(python)
    ended = project.trial(
        {"x": 0}, meanwhile=lambda: script.write_text("# another\n" * 9), python=python
    )
    assert ended.stderr == by_hand.stderr


def test_that_logged_and_inspected_lines_are_those_that_ran(project):
    script = project.write(
        "train.py",
        """
        import inspect, traceback
        x = 0
        def f():
            return 1 / x
        print(inspect.getsource(f))
        try:
            f()
        except ZeroDivisionError:
            print(traceback.format_exc())
        """,
    )
    ended = project.trial({"x": 0}, meanwhile=lambda: script.write_text("pass\n"))
    assert ended.stdout.startswith("def f():\n    return 1 / x\n\nTraceback")
    assert "    return 1 / x\n" in ended.stdout
    assert "launch.py" not in ended.stdout


def test_that_a_person_s_own_excepthook_sees_only_the_script(project):
    project.write(
        "train.py",
        """
        import sys, traceback
        def hook(kind, error, trace):
            print(kind.__name__, [entry.name for entry in traceback.extract_tb(trace)])
            print(sys.excepthook is hook)
        sys.excepthook = hook
        x = 1
        def f():
            1 / x
        f()
        """,
    )
    ended = project.trial({"x": 0})
    assert ended.stdout == "ZeroDivisionError ['<module>', 'f']\nTrue\n"
    assert ended.stderr == ""
    assert ended.returncode == 1


def test_that_an_interrupt_ends_the_script_as_by_hand(project, python):
    project.write(
        "train.py", "import atexit\natexit.register(print, 'bye')\nx = 0\nraise KeyboardInterrupt\n"
    )
    by_hand = project.by_hand(python)
    ended = project.trial({"x": 0}, python=python)
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        -signal.SIGINT,
        "bye\n",
        by_hand.stderr,
    )


def test_that_faulthandler_and_dying_by_signal_work(project):
    project.write("train.py", "import faulthandler, os\nfaulthandler.enable()\nx = 1\nos.abort()\n")
    ended = project.trial({"x": 2})
    assert ended.returncode == -signal.SIGABRT
    assert "train.py" in ended.stderr
