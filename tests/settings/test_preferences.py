"""What the program remembers of a person's choices, and what it survives."""

from __future__ import annotations

from pathlib import Path

from guild_desktop.core.batch import Objective
from guild_desktop.settings.preferences import (
    RECENT_SCRIPTS,
    REMEMBERED_SCRIPTS,
    Preferences,
    ScriptMemory,
)

CHOICES = ScriptMemory(
    python="/opt/python",
    flags={"x": "[-2.0:2.0]", "name": "'ü'"},
    optimizer="gp",
    options={"gp": {"kappa": 2.5, "acq-func": "EI", "random-starts": 4}},
    objective=Objective("accuracy", "maximize", "max"),
    max_trials=12,
    workers=3,
    cwd="project",
    patterns=(r"loss=loss is (\value)",),
    start="warm",
)


def test_that_choices_are_there_for_the_next_window(tmp_path: Path) -> None:
    Preferences(tmp_path / "preferences.json").remember("/a/train.py", CHOICES)
    assert Preferences(tmp_path / "preferences.json").recall("/a/train.py") == CHOICES


def test_that_an_unknown_script_gets_plain_defaults(tmp_path: Path) -> None:
    assert Preferences(tmp_path / "preferences.json").recall("/a/train.py") == ScriptMemory()


def test_that_the_last_used_script_comes_first_and_only_once(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "preferences.json")
    for script in ("/a.py", "/b.py", "/a.py"):
        preferences.remember(script, CHOICES)
    assert preferences.recent_scripts == ("/a.py", "/b.py")


def test_that_the_lists_do_not_grow_for_ever(tmp_path: Path) -> None:
    preferences = Preferences(tmp_path / "preferences.json")
    for number in range(REMEMBERED_SCRIPTS + 1):
        preferences.remember(f"/{number}.py", CHOICES)
    assert len(preferences.recent_scripts) == RECENT_SCRIPTS
    assert preferences.recall("/0.py") == ScriptMemory()
    assert preferences.recall("/1.py") == CHOICES


def test_that_a_damaged_file_is_kept_aside_and_counts_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    path.write_text('{"recent": ["/a.py"', encoding="utf-8")
    preferences = Preferences(path)
    assert preferences.recent_scripts == ()
    assert (tmp_path / "preferences.json.damaged").read_text("utf-8") == '{"recent": ["/a.py"'
    preferences.remember("/b.py", CHOICES)
    assert Preferences(path).recent_scripts == ("/b.py",)


def test_that_a_file_of_another_shape_counts_as_damaged(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    path.write_text('{"recent": 5}', encoding="utf-8")
    assert Preferences(path).recent_scripts == ()
    assert not path.exists()


def test_that_no_draft_is_left_beside_the_file(tmp_path: Path) -> None:
    Preferences(tmp_path / "preferences.json").remember("/a.py", CHOICES)
    assert [entry.name for entry in tmp_path.iterdir()] == ["preferences.json"]


def test_that_a_place_that_cannot_be_written_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    preferences = Preferences(tmp_path / "file" / "preferences.json")
    preferences.remember("/a.py", CHOICES)
    assert preferences.recall("/a.py") == CHOICES
