"""That runs have readable names that are folders everywhere."""

from __future__ import annotations

from hypothesis import given, strategies as st

from guild_desktop.core.run import Run, Status
from guild_desktop.interop.tensorboard.run_names import FlagDifferences, run_name

ID = "1a2b3c4d" + "5" * 24


def run(flags, operation="train.py", id_=ID) -> Run:
    return Run(id_, 1, "b", 1, operation, Status.RUNNING, flags=flags)


def differences(*flags):
    told = FlagDifferences()
    for number, each in enumerate(flags):
        told.add(str(number), each)
    return told


SAME = differences()


def test_that_a_name_tells_operation_id_and_flags():
    assert run_name(run({"x": 0.5, "opt": "adam"}), SAME, ()) == "train.py 1a2b3c4d x=0.5 opt=adam"


def test_that_long_flags_are_cut_where_something_is_still_said():
    name = run_name(run({"x": 0.5, "text": "a" * 200, "y": 1}), SAME, ())
    assert name.startswith("train.py 1a2b3c4d x=0.5 text=aaaa")
    assert name.endswith("a…")
    assert run_name(run({"n" * 200: 1}), SAME, ()) == "train.py 1a2b3c4d …"


def test_that_flags_in_which_runs_differ_come_first():
    one, two = {"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 3}
    told = differences(one, two)
    assert run_name(run(one), told, ()) == "train.py 1a2b3c4d b=2 c=3 a=1"
    assert run_name(run(two), told, ()) == "train.py 1a2b3c4d b=3 a=1"


def test_that_without_room_for_all_those_that_are_the_same_in_all_runs_are_left_out():
    same = {f"same{number}": number for number in range(20)}
    told = differences({**same, "x": 1, "y": 2}, {**same, "x": 2, "y": 3})
    assert run_name(run({**same, "x": 1, "y": 2}), told, ()) == "train.py 1a2b3c4d x=1 y=2 …"
    long = {**same, "x": "a" * 200, "y": 2}
    assert run_name(run(long), told, ()).startswith("train.py 1a2b3c4d x=aaaa")
    alone = run_name(run(same), differences(same), ())
    assert alone.startswith("train.py 1a2b3c4d same0=0 same1=1 ")


def test_that_a_flag_that_some_runs_do_not_have_differs():
    assert "x" in differences({"x": 1}, {})
    assert "x" in differences({"x": 1}, {"x": None})
    assert "x" not in differences({"x": 1}, {"x": 1.0})


def test_that_a_name_is_never_given_twice():
    other = ID[:8] + "6" * 24
    first = run_name(run({}), SAME, ())
    second = run_name(run({}, id_=other), SAME, {first})
    assert second == f"train.py {other[:16]}"
    assert run_name(run({}, id_=ID[:16] + "7" * 16), SAME, {first, f"train.py {ID[:16]}"}).endswith(
        "7" * 16
    )


@given(
    st.text(max_size=300), st.dictionaries(st.text(max_size=200), st.text(max_size=200), max_size=4)
)
def test_that_any_text_gives_a_safe_folder_below_the_log_folder(tmp_path_factory, operation, flags):
    folder = tmp_path_factory.getbasetemp() / "names"
    name = run_name(run(flags, operation), SAME, ())
    (folder / name).mkdir(parents=True, exist_ok=True)
    assert (folder / name).parent.samefile(folder)
    assert len(name.encode()) <= 130
    assert name == name.strip(" .")
    assert not set('/\\:*?"<>|\n') & set(name)
    assert ID[:8] in name
