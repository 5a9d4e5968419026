"""That processes a trial starts run the script with the same values."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.parametrize("start", ["cold", "warm"])


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
