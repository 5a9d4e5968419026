"""That what a script logs for TensorBoard stays in its run, though its project has logs of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from guild_desktop.scripts.environment import PRIVATE_FOLDER
from guild_desktop.scripts.log_folders import MOST_ENTRIES, MOST_FOLDERS
from guild_desktop.scripts.snapshot import (
    Snapshot,
    open_snapshot,
    populate_run_folder,
    take_snapshot,
    written_files,
)
from tests.scripts.conftest import Project

EVENTS = "events.out.tfevents.1.host"


@pytest.fixture
def populate(project: Project, tmp_path: Path) -> Callable[[], tuple[Snapshot, Path]]:
    """Takes the project's snapshot and makes a run's folder of it."""

    def made() -> tuple[Snapshot, Path]:
        project.write("train.py", "x = 1\n")
        snapshot = take_snapshot(project.operation(), tmp_path / "taken")
        populate_run_folder(snapshot.folder, tmp_path / "run")
        return snapshot, tmp_path / "run"

    return made


def seen(folder: Path) -> dict[str, str]:
    """What a run sees in a folder, links not followed."""
    return {
        path.relative_to(folder).as_posix(): "link"
        if path.is_symlink()
        else "folder"
        if path.is_dir()
        else "copy"
        for path in folder.rglob("*")
    }


def test_that_a_folder_with_event_files_is_the_run_s_own_and_the_rest_in_it_is_seen(
    project, populate
):
    for name in (
        *(f"runs/{EVENTS}", f"runs/only/{EVENTS}", f"runs/only/train/{EVENTS}"),
        *("runs/notes.txt", "runs/data/table.csv"),
        *(f"runs/both/{EVENTS}", "runs/both/model.pt", "runs/both/__pycache__/x.pyc"),
    ):
        project.write(name, "old")
    (project.folder / "runs" / "empty").mkdir()
    _, folder = populate()
    assert not (folder / "runs").is_symlink()
    assert seen(folder / "runs") == {
        "notes.txt": "copy",
        "data": "link",
        "both": "folder",
        "both/model.pt": "copy",
        "empty": "folder",
    }
    assert (folder / "runs" / "data" / "table.csv").read_text() == "old"
    assert written_files(folder) == []


def test_that_other_folders_are_links_as_before(project, populate):
    project.write("data/deep/table.csv", "1\n")
    project.write("events.out.tfevents.folder/x", "")
    _, folder = populate()
    assert {name: kind for name, kind in seen(folder).items() if kind == "link"} == {
        "data": "link",
        "events.out.tfevents.folder": "link",
    }


def test_that_logs_behind_a_link_are_not_written_to_either(project, populate, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "one").mkdir(parents=True)
    (elsewhere / "one" / EVENTS).touch()
    (elsewhere / "round").symlink_to(elsewhere)
    (project.folder / "logs").symlink_to(elsewhere)
    _, folder = populate()
    assert not (folder / "logs").is_symlink()
    assert seen(folder / "logs") == {"round": "link"}


def test_that_a_script_that_clears_its_logs_leaves_those_of_the_project(project):
    for name in (f"runs/{EVENTS}", "runs/notes.txt", "runs/data/table.csv", "runs/large.bin"):
        project.write(name, "old")
    project.write("runs/large.bin", b"l" * (2 << 20))
    project.write(
        "train.py",
        """
        import pathlib, shutil
        x = 1
        shutil.rmtree("runs")
        pathlib.Path("runs/new").mkdir(parents=True)
        pathlib.Path("runs/new/events.out.tfevents.2.host").touch()
        """,
    )
    before = sorted(project.folder.rglob("*"))
    ended = project.trial({"x": 2})
    assert ended.stderr == ""
    assert sorted(project.folder.rglob("*")) == before
    assert [path.name for path in written_files(ended.folder)] == ["events.out.tfevents.2.host"]


def test_that_what_a_script_adds_to_a_file_beside_its_logs_is_the_run_s(project):
    project.write(f"logs/{EVENTS}", "")
    results = project.write("logs/results.csv", "old\n")
    project.write("train.py", "x = 1\nprint('new', file=open('logs/results.csv', 'a'))\n")
    ended = project.trial({"x": 2})
    assert results.read_text() == "old\n"
    assert (ended.folder / "logs" / "results.csv").read_text() == "old\nnew\n"
    assert written_files(ended.folder) == [ended.folder / "logs" / "results.csv"]


def test_that_code_beside_logs_can_still_be_imported(project):
    project.write(f"package/runs/{EVENTS}", "")
    project.write("package/__init__.py", "from package.near import value\n")
    project.write("package/near.py", "value = 1\n")
    project.write("train.py", "import package\nx = 1\nprint(package.value + x)\n")
    assert project.trial({"x": 2}).stdout == "3\n"


def test_that_earlier_runs_cost_later_ones_little(project, populate):
    for number in range(2 * MOST_FOLDERS):
        project.write(f"runs/{number:04}/{EVENTS}", "")
    for number in range(2 * MOST_FOLDERS):
        project.write(f"kept/{number:04}/{EVENTS}", "")
        project.write(f"kept/{number:04}/model.pt", "m")
    for number in range(2 * MOST_ENTRIES):
        project.write(f"many/{number:04}", "")
    project.write(f"many/{EVENTS}", "")
    snapshot, folder = populate()
    assert seen(folder / "runs") == {}
    kinds = list(seen(folder / "kept").values())
    # With each folder comes what is in it; the log folder itself is one of those that are made.
    assert kinds.count("folder") == len(kinds) - kinds.count("folder") == MOST_FOLDERS - 1
    assert len(seen(folder / "many")) == MOST_ENTRIES - 1
    assert snapshot.left_out == (
        "event files in kept",
        f"the last 102 entries of {project.folder / 'kept'}",
        "event files in many",
        f"the last 501 entries of {project.folder / 'many'}",
        "event files in runs",
    )


def test_that_a_folder_that_holds_the_home_is_left_out_though_it_has_logs(project, tmp_path):
    project.write("train.py", "x = 1\n")
    project.write(f"work/runs/{EVENTS}", "")
    project.write("work/home/store.db", "")
    taken = take_snapshot(project.operation(), project.folder / "work" / "home" / "source-1")
    assert taken.left_out == ("work",)


def test_that_a_snapshot_of_the_version_before_can_be_used(project, populate, tmp_path):
    project.write("data/table.csv", "1\n")
    snapshot, _ = populate()
    listing = snapshot.folder / PRIVATE_FOLDER / "snapshot.json"
    document = json.loads(listing.read_text())
    del document["folders"]
    listing.write_text(json.dumps(document))
    assert open_snapshot(snapshot.folder) == snapshot
    populate_run_folder(snapshot.folder, tmp_path / "another")
    assert (tmp_path / "another" / "data" / "table.csv").read_text() == "1\n"
