"""That runs have readable names that are folders everywhere."""

from __future__ import annotations

from hypothesis import given, strategies as st

from guild_desktop.core.run import Run, Status
from guild_desktop.interop.tensorboard.run_names import run_name

ID = "1a2b3c4d" + "5" * 24


def run(flags, operation="train.py", id_=ID) -> Run:
    return Run(id_, 1, "b", 1, operation, Status.RUNNING, flags=flags)


def test_that_a_name_tells_operation_id_and_flags():
    assert run_name(run({"x": 0.5, "opt": "adam"}), ()) == "train.py 1a2b3c4d x=0.5 opt=adam"


def test_that_long_flags_are_cut_where_something_is_still_said():
    name = run_name(run({"x": 0.5, "text": "a" * 200, "y": 1}), ())
    assert name.startswith("train.py 1a2b3c4d x=0.5 text=aaaa")
    assert name.endswith("a…")
    assert run_name(run({"n" * 200: 1}), ()) == "train.py 1a2b3c4d …"


def test_that_a_name_is_never_given_twice():
    other = ID[:8] + "6" * 24
    first = run_name(run({}), ())
    second = run_name(run({}, id_=other), {first})
    assert second == f"train.py {other[:16]}"
    assert run_name(run({}, id_=ID[:16] + "7" * 16), {first, f"train.py {ID[:16]}"}).endswith(
        "7" * 16
    )


@given(
    st.text(max_size=300), st.dictionaries(st.text(max_size=200), st.text(max_size=200), max_size=4)
)
def test_that_any_text_gives_a_safe_folder_below_the_log_folder(tmp_path_factory, operation, flags):
    folder = tmp_path_factory.getbasetemp() / "names"
    name = run_name(run(flags, operation), ())
    (folder / name).mkdir(parents=True, exist_ok=True)
    assert (folder / name).parent.samefile(folder)
    assert len(name.encode()) <= 130
    assert name == name.strip(" .")
    assert not set('/\\:*?"<>|\n') & set(name)
    assert ID[:8] in name
