"""That a trial is what `python train.py` would be, with other values for the flags."""

from __future__ import annotations

import math

import pytest

pytestmark = pytest.mark.parametrize("start", ["cold", "warm"])


def test_that_global_variables_get_their_values_at_their_own_lines(project, python):
    project.write(
        "train.py",
        """
        x = 0.1
        y = x * 2
        rate: float = 1.0
        names = ["a"]
        left = right = 1
        if __name__ == "__main__":
            steps = 3
            print(x, y, rate, names, left, right, steps)
        """,
    )
    flags = {"x": 0.5, "rate": -2.5, "names": ("b", 1, None), "right": 2, "steps": 30}
    ended = project.trial(flags, python=python)
    assert ended.stdout == "0.5 1.0 -2.5 ['b', 1, None] 1 2 30\n"
    assert ended.stderr == ""
    assert ended.returncode == 0


def test_that_values_arrive_exactly(project, python):
    project.write("train.py", "import sys\nx = 0\nsys.stdout.write(ascii(x))\n")
    values = [
        0.1,
        1e-300,
        -3,
        2**70,
        True,
        None,
        "",
        "quotes ' \" and \\ and \n\r\t\f\b",
        "\x00\x1b\x7f\u2028",
        "naïve 😀 \udc80 {x} %s",
        ("nested", (1, (2.5,)), ()),
    ]
    for value in values:
        assert eval(project.trial({"x": value}, python=python).stdout) == _listed(value)


def _listed(value):
    return [_listed(item) for item in value] if isinstance(value, tuple) else value


def test_that_infinities_and_nan_arrive(project, python):
    project.write("train.py", "x = 0\nprint(type(x).__name__, x)\n")
    for value, printed in ((math.inf, "inf"), (-math.inf, "-inf"), (math.nan, "nan")):
        assert project.trial({"x": value}, python=python).stdout == f"float {printed}\n"


def test_that_only_the_first_plain_assignment_is_changed(project):
    project.write("train.py", "x = len('abc')\nx = 1\nprint(x)\nx = 2\nprint(x)\n")
    assert project.trial({"x": 9}).stdout == "9\n2\n"


def test_that_a_flag_without_its_assignment_is_an_error_with_its_name(project, python):
    project.write("train.py", "x = 1 / 3\nprint('started')\n")
    ended = project.trial({"x": 9}, python=python)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("guild-desktop: ")
    assert "does not assign a plain value to x" in ended.stderr


def test_that_threads_and_exit_handlers_finish(project, python):
    project.write(
        "train.py",
        """
        import atexit, threading
        x = 1
        done = threading.Event()
        def work():
            done.wait()
            print("thread", x)
        atexit.register(lambda: print("exit", x))
        threading.Thread(target=work).start()
        print("main", x)
        done.set()
        """,
    )
    assert project.trial({"x": 5}, python=python).stdout == "main 5\nthread 5\nexit 5\n"


def test_that_the_main_module_is_as_by_hand(project, python):
    text = """
        from __future__ import annotations
        import sys
        x = 1
        main = sys.modules["__main__"]
        names = {"__file__", "__package__", "__spec__", "__cached__", "__doc__", "__name__"}
        print({name: globals().get(name, "none") for name in sorted(names)})
        print(type(__loader__).__name__, __builtins__, main.__dict__ is globals())
        print(sys.argv, getattr(sys.flags, "optimize"), hasattr(main, "guild_trial"))
        print(sorted(name for name in globals() if not name.startswith("__")))
        print(sys.path[1:])
        """
    project.write("train.py", text)
    assert project.trial({"x": 1}, python=python).stdout == project.by_hand(python).stdout


@pytest.mark.parametrize(
    "source",
    [
        "# -*- coding: latin-1 -*-\nx = 'é'\nword = 'né'\nprint(x, word)\n".encode("latin-1"),
        b"\xef\xbb\xbf" + "x = 'é'\nword = 'né'\nprint(x, word)\n".encode(),
        "x = 'é'\r\nword = 'né'\r\nprint(x, word)\r\n".encode(),
    ],
    ids=["coding line", "byte order mark", "Windows line ends"],
)
def test_that_the_script_may_be_encoded_in_any_way(project, python, source):
    project.write("train.py", source)
    assert project.trial({"x": "ß"}, python=python).stdout.splitlines() == ["ß né"]


def test_that_output_is_utf_8_and_comes_at_once(project, python):
    project.write(
        "train.py",
        """
        import sys
        x = 1
        print(sys.stdout.encoding, sys.stderr.encoding, sys.stdin.read() == "")
        print("→ é", end="")
        import os
        os._exit(0)
        """,
    )
    ended = project.trial({"x": 2}, python=python, environment={"LC_ALL": "C", "LANG": "C"})
    assert ended.stdout == "utf-8 utf-8 True\n→ é"


def test_that_the_run_is_told_about_itself(project):
    project.write(
        "train.py",
        """
        import os
        x = 1
        for name in sorted(os.environ):
            if name.startswith("GUILD_") and name != "GUILD_DESKTOP_HOME":
                print(name, os.path.basename(os.environ[name]))
        """,
    )
    ended = project.trial({"x": 1})
    assert ended.stdout.splitlines() == [
        "GUILD_ATTEMPT 1",
        "GUILD_BATCH_ID b1",
        "GUILD_EARLIER_DIRS []",
        "GUILD_EVENTS events.jsonl",
        "GUILD_RANDOM_SEED 7",
        "GUILD_RUN_DIR run-1",
        f"GUILD_RUN_ID {project.run_id}",
    ]


def test_that_a_safe_path_stays_safe(project):
    project.write("train.py", "import sys\nx = 1\nprint(sys.path[0].endswith('.zip'))\n")
    ended = project.trial({"x": 1}, environment={"PYTHONSAFEPATH": "1"})
    assert ended.stdout == "True\n"
