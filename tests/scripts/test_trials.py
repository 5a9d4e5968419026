"""That a trial is what `python train.py` would be, with other values for the flags."""

from __future__ import annotations

import math
import signal

import pytest

from guild_desktop.core.operation import FlagInfo


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


FAILURES = {
    "error": "def f(v):\n    return 1 / v\nx = 0\nf(x)\n",
    "chained": "x = 0\ntry:\n    1 / x\nexcept ZeroDivisionError:\n    {}['missing']\n",
    "cause": "x = 0\ntry:\n    1 / x\nexcept ZeroDivisionError as e:\n    raise KeyError('k') from e\n",
    "syntax": "x = 0\nprint('never')\nif x = 1:\n    pass\n",
    "indentation": "x = 0\n  y = 1\n",
    "late syntax": "x = 0\nreturn x\n",
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


def test_that_classes_of_the_script_can_be_pickled(project, python):
    project.write(
        "train.py",
        """
        import pickle
        x = 1
        class Model:
            def __init__(self):
                self.x = x
        print(pickle.loads(pickle.dumps(Model())).x, Model.__module__)
        """,
    )
    assert project.trial({"x": 4}, python=python).stdout == "4 __main__\n"


CHILDREN = """
    import multiprocessing, sys
    x = 1
    class Task:
        def __call__(self, factor):
            return factor * x
    def work(factor):
        return Task()(factor), sys.argv[0] == __file__, __name__
    if __name__ == "__main__":
        context = multiprocessing.get_context(METHOD)
        with context.Pool(1) as pool:
            print(pool.map(work, [1, 2]))
    """


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_that_children_see_the_values(project, python, method):
    name = "__main__" if method == "fork" else "__mp_main__"
    project.write("train.py", CHILDREN.replace("METHOD", repr(method)))
    ended = project.trial({"x": 10}, python=python)
    assert ended.stderr == ""
    assert ended.stdout == f"[(10, True, '{name}'), (20, True, '{name}')]\n"


def test_that_children_s_children_see_the_values_too(project):
    project.write(
        "train.py",
        """
        from multiprocessing import get_context
        x = 1
        def inner(queue):
            queue.put(x)
        def outer(queue):
            child = get_context("spawn").Process(target=inner, args=(queue,))
            child.start()
            child.join()
        if __name__ == "__main__":
            queue = get_context("spawn").Queue()
            child = get_context("spawn").Process(target=outer, args=(queue,))
            child.start()
            print(queue.get())
            child.join()
        """,
    )
    ended = project.trial({"x": 6})
    assert (ended.stdout, ended.stderr) == ("6\n", "")


def test_that_an_error_in_a_child_shows_no_line_of_ours(project, python):
    project.write(
        "train.py",
        """
        from multiprocessing import get_context
        x = 1
        if __name__ != "__main__":
            1 / x
        def work():
            pass
        if __name__ == "__main__":
            child = get_context("spawn").Process(target=work)
            child.start()
            child.join()
        """,
    )
    ended = project.trial({"x": 0}, python=python)
    assert "1 / x" in ended.stderr
    assert "ZeroDivisionError" in ended.stderr
    assert "spawned.py" not in ended.stderr


def test_that_a_process_pool_of_the_standard_library_works(project):
    project.write(
        "train.py",
        """
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor
        x = 1
        def work(n):
            return n * x
        if __name__ == "__main__":
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
                print(list(pool.map(work, [1, 2])))
        """,
    )
    assert project.trial({"x": 3}).stdout == "[3, 6]\n"


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


def test_that_faulthandler_and_dying_by_signal_work(project):
    project.write("train.py", "import faulthandler, os\nfaulthandler.enable()\nx = 1\nos.abort()\n")
    ended = project.trial({"x": 2})
    assert ended.returncode == -signal.SIGABRT
    assert "train.py" in ended.stderr


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
        "GUILD_BATCH_ID b1",
        "GUILD_EVENTS events.jsonl",
        "GUILD_RANDOM_SEED 7",
        "GUILD_RUN_DIR run-1",
        f"GUILD_RUN_ID {project.run_id}",
    ]


def test_that_a_module_runs_with_its_relative_imports(project, python):
    project.write("package/__init__.py", "")
    project.write("package/base.py", "base = 100\n")
    script = project.write(
        "package/train.py",
        """
        import sys
        from .base import base
        x = 1
        print(base + x, __package__, __spec__.name, __name__, __file__, sys.argv)
        """,
    )
    ended = project.trial({"x": 5}, kind="module", target="package.train", python=python)
    assert ended.stdout == (f"105 package package.train __main__ {script} {[str(script)]}\n")


def test_that_a_package_with_a_main_module_runs(project):
    project.write("package/__init__.py", "")
    project.write("package/__main__.py", "x = 1\nprint(x, __spec__.name, __package__)\n")
    ended = project.trial({"x": 5}, kind="module", target="package")
    assert ended.stdout == "5 package.__main__ package\n"


def test_that_a_module_spawns_children_with_the_values(project):
    project.write("package/__init__.py", "")
    project.write("package/base.py", "base = 100\n")
    project.write(
        "package/train.py",
        CHILDREN.replace("METHOD", "'spawn'").replace("x = 1", "from .base import base\n    x = 1"),
    )
    ended = project.trial({"x": 5}, kind="module", target="package.train")
    assert ended.stderr == ""
    assert ended.stdout == "[(5, True, '__mp_main__'), (10, True, '__mp_main__')]\n"


def test_that_a_module_that_is_not_there_is_named(project):
    ended = project.trial(kind="module", target="package.nothing")
    assert ended.returncode == 1
    assert ended.stderr.endswith("No module named package.nothing\n")
    assert "Traceback" not in ended.stderr


def test_that_an_installed_module_runs(project):
    ended = project.trial(kind="module", target="this")
    assert "Beautiful is better than ugly." in ended.stdout


def test_that_a_safe_path_stays_safe(project):
    project.write("train.py", "import sys\nx = 1\nprint(sys.path[0].endswith('.zip'))\n")
    ended = project.trial({"x": 1}, environment={"PYTHONSAFEPATH": "1"})
    assert ended.stdout == "True\n"
