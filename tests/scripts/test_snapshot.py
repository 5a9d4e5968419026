"""That each run sees the project as it was, and that the project stays as it is."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.scripts.entry import LARGEST_COPY
from guild_desktop.scripts.project import MOST_COPIES, MOST_ENTRIES
from guild_desktop.scripts.snapshot import (
    open_snapshot,
    populate_run_folder,
    take_snapshot,
    written_files,
)
from guild_desktop.scripts.source_view import hash_of_source, view_source

PRINT = "print(open({!r}).read(), end='')\n"


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def snapshot(project, tmp_path):
    """Takes the project's snapshot."""
    numbers = iter(range(100))
    return lambda **changes: take_snapshot(
        project.operation(**changes), tmp_path / f"taken-{next(numbers)}"
    )


@pytest.fixture
def run_folder(tmp_path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    return folder


def test_that_a_script_reads_its_data_by_relative_names(project):
    project.write("data.csv", "1,2\n")
    project.write("data/more.csv", "3,4\n")
    project.write("train.py", PRINT.format("data.csv") + PRINT.format("data/more.csv"))
    assert project.trial().stdout == "1,2\n3,4\n"


def test_that_siblings_and_packages_can_be_imported(project):
    project.write("near.py", "value = 1\n")
    project.write("package/__init__.py", "from near import value\n")
    project.write("train.py", "import near, package\nx = 1\nprint(package.value + x)\n")
    assert project.trial({"x": 2}).stdout == "3\n"


def test_that_the_batch_keeps_its_code_though_it_is_edited_meanwhile(project):
    near = project.write("near.py", "value = 'then'\n")
    data = project.write("data.csv", "then\n")
    script = project.write(
        "train.py", "import near\nx = 1\nprint(near.value, x, open('data.csv').read())\n"
    )

    def edit() -> None:
        near.write_text("value = 'now'\n")
        data.write_text("now\n")
        script.write_text("raise SystemExit('now')\n")

    assert project.trial({"x": 2}, meanwhile=edit).stdout == "then 2 then\n\n"


def test_that_what_the_script_writes_lands_in_the_run_s_folder(project):
    project.write("notes.txt", "old\n")
    project.write("data.csv", "1\n")
    project.write(
        "train.py",
        """
        import os
        x = 1
        open("new.txt", "w").write("new")
        open("notes.txt", "a").write("more")
        os.makedirs("made/deep")
        open("made/deep/model.bin", "wb").write(b"m")
        open("data.csv").read()
        """,
    )
    before = tree(project.folder)
    ended = project.trial({"x": 2})
    assert tree(project.folder) == before
    written = [str(path.relative_to(ended.folder)) for path in written_files(ended.folder)]
    assert written == ["made/deep/model.bin", "new.txt", "notes.txt"]
    assert (ended.folder / "notes.txt").read_text() == "old\nmore"


def test_that_the_project_folder_can_be_chosen(project):
    project.write("data.csv", "1\n")
    project.write("near.py", "value = 1\n")
    project.write(
        "train.py",
        "import near, os, sys\nx = 1\nprint(x, os.getcwd(), sys.path[0])\nopen('new.txt', 'w').close()\n",
    )
    ended = project.trial({"x": 2}, cwd="project")
    assert ended.stdout == f"2 {project.folder} {project.folder}\n"
    assert (project.folder / "new.txt").exists()
    assert written_files(ended.folder) == []


def test_that_siblings_are_compiled_once_for_a_batch(project, tmp_path):
    project.write("near.py", "value = 1\n")
    project.write("train.py", "import near\nx = 1\nprint(near.__cached__)\n")
    ended = project.trial(environment={"PYTHONDONTWRITEBYTECODE": ""})
    cached = Path(ended.stdout.strip())
    assert cached.is_file()
    assert cached.is_relative_to(tmp_path / "snapshot-1")
    assert not (project.folder / "__pycache__").exists()


def test_that_a_script_below_the_project_s_root_finds_its_siblings(project):
    project.write("data.csv", "1\n")
    project.write("code/near.py", "value = 1\n")
    script = project.write(
        "code/train.py", "import near\nx = 1\nprint(near.value, x, open('data.csv').read())\n"
    )
    assert project.trial({"x": 2}, target=str(script)).stdout == "1 2 1\n\n"


def test_that_small_files_are_copied_and_the_rest_linked(project, snapshot, run_folder):
    project.write("train.py", "x = 1\n")
    project.write("small.bin", b"s" * LARGEST_COPY)
    project.write("large.bin", b"l" * (LARGEST_COPY + 1))
    project.write("folder/inside.txt", "in\n")
    os.utime(project.folder / "small.bin", ns=(10**18, 10**18))
    populate_run_folder(snapshot().folder, run_folder)
    assert {path.name for path in run_folder.iterdir() if path.is_symlink()} == {
        "folder",
        "large.bin",
    }
    assert (run_folder / "small.bin").stat().st_mtime_ns == 10**18
    assert (run_folder / "folder").readlink() == project.folder / "folder"
    assert written_files(run_folder) == []


def test_that_modes_are_kept(project, snapshot, run_folder):
    project.write("train.py", "x = 1\n")
    project.write("tool.sh", "#!/bin/sh\n").chmod(0o755)
    populate_run_folder(snapshot().folder, run_folder)
    assert os.access(run_folder / "tool.sh", os.X_OK)


def test_that_a_run_folder_may_be_populated_again(project, snapshot, run_folder):
    project.write("train.py", "x = 1\n")
    project.write("folder/inside.txt", "in\n")
    taken = snapshot()
    populate_run_folder(taken.folder, run_folder)
    populate_run_folder(taken.folder, run_folder)
    assert (run_folder / "folder" / "inside.txt").read_text() == "in\n"


def test_that_version_control_environments_and_caches_are_left_out(project, snapshot):
    project.write("train.py", "x = 1\n")
    for name in (".git/config", "__pycache__/x.pyc", ".mypy_cache/x", "node_modules/x", ".venv/x"):
        project.write(name, "")
    project.write("my-env/pyvenv.cfg", "")
    project.write("conda/conda-meta/history", "")
    project.write(".config/kept", "")
    taken = snapshot()
    assert set(taken.left_out) == {
        *(".git", "__pycache__", ".mypy_cache", "node_modules", ".venv", "my-env", "conda"),
    }
    assert {path.name for path in taken.folder.iterdir()} == {".guild", ".config", "train.py"}


def test_that_what_is_no_file_is_left_out(project, snapshot, monkeypatch):
    project.write("train.py", "x = 1\n")
    os.mkfifo(project.folder / "pipe")
    monkeypatch.chdir(project.folder)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        (project.folder / "loop").symlink_to("loop")
        (project.folder / "dangling").symlink_to("nowhere")
        taken = snapshot()
    assert set(taken.left_out) == {"pipe", "socket", "loop", "dangling"}


def test_that_a_file_that_cannot_be_read_is_linked(project, snapshot, run_folder):
    project.write("train.py", "x = 1\n")
    secret = project.write("secret.txt", "s\n")
    secret.chmod(0)
    populate_run_folder(snapshot().folder, run_folder)
    # The user root reads everything.
    assert (run_folder / "secret.txt").is_symlink() == (os.geteuid() != 0)


def test_that_links_lead_where_they_did(project, snapshot, run_folder, tmp_path):
    project.write("train.py", "x = 1\n")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "data.csv").write_text("1\n")
    (project.folder / "data").symlink_to("../elsewhere")
    (project.folder / "data.csv").symlink_to("../elsewhere/data.csv")
    populate_run_folder(snapshot().folder, run_folder)
    assert (run_folder / "data" / "data.csv").read_text() == "1\n"
    assert (run_folder / "data.csv").read_text() == "1\n"


def test_that_the_home_inside_the_project_is_not_linked_into_itself(project):
    project.write("train.py", "x = 1\n")
    project.write("home/store.db", "")
    project.write("other/x", "")
    taken = take_snapshot(project.operation(), project.folder / "home" / "batches" / "source-1")
    assert taken.left_out == ("home",)
    assert {path.name for path in taken.folder.iterdir()} == {".guild", "other", "train.py"}


def test_that_of_very_many_entries_the_first_are_seen_and_the_rest_is_told(project, snapshot):
    project.write("train.py", "import zz\nx = 1\n")
    project.write("zz.py", "")
    for number in range(MOST_ENTRIES):
        (project.folder / f"data-{number:04}").touch()
    taken = snapshot()
    mirrored = [path for path in taken.folder.iterdir() if path.name != ".guild"]
    assert len(mirrored) == MOST_ENTRIES
    assert sum(not path.is_symlink() for path in mirrored) == MOST_COPIES
    assert {"train.py", "zz.py"} <= {path.name for path in mirrored}
    [sentence] = taken.left_out
    assert "the last 2" in sentence


def test_that_the_hash_is_that_of_the_code(project, snapshot):
    script = project.write("train.py", "x = 1\n")
    near = project.write("near.py", "y = 1\n")
    data = project.write("data.csv", "1\n")
    first = snapshot().hash
    assert snapshot().hash == first
    data.write_text("2\n")
    assert snapshot().hash == first
    assert snapshot(cwd="project").hash == first
    near.write_text("y = 2\n")
    second = snapshot().hash
    near.rename(project.folder / "far.py")
    third = snapshot().hash
    script.write_text("x = 2\n")
    assert len({first, second, third, snapshot().hash}) == 4


def test_that_what_is_shown_before_is_what_a_snapshot_takes(project, tmp_path):
    project.write("train.py", "x = 1\n")
    project.write("near.py", "y = 1\n")
    project.write("large.bin", b"l" * (LARGEST_COPY + 1))
    project.write("data/inside.txt", "in\n")
    project.write("logs/events.out.tfevents.1", "")
    project.write("logs/notes.txt", "n\n")
    project.write(".git/config", "")
    project.write("home/store.db", "")
    view = view_source(project.operation(), project.folder / "home" / "batches" / "new")
    taken = take_snapshot(
        project.operation(), project.folder / "home" / "batches" / "b" / "source-1"
    )
    assert taken.hash == view.hash
    assert [each.what for each in view.left_out] == list(taken.left_out)
    listing = json.loads((taken.folder / ".guild" / "snapshot.json").read_text())
    assert {entry.name: entry.size for entry in view.copied} == {
        name: size for name, (size, _) in listing["copied"].items()
    }
    assert [entry.name for entry in view.folders] == listing["folders"] == ["logs"]
    assert {entry.name: entry.why for entry in view.linked} == {
        "large.bin": "larger than 1 MiB",
        "data": "a folder",
    }
    assert {each.what: each.why for each in view.left_out} == {
        ".git": "version control",
        "home": "holds the library of runs",
        "event files in logs": "what earlier runs logged for TensorBoard",
    }
    assert view.size == sum(entry.size for entry in view.copied) > 0


def test_that_runs_inside_the_project_are_no_part_of_its_source(project):
    project.write("train.py", "x = 1\n")
    home = project.folder / "home"
    taken = take_snapshot(project.operation(), home / "batches" / "b" / "source-1")
    project.write("home/runs/r/near.py", "y = 1\n")
    project.write("home/runs/r/events.out.tfevents.1", "")
    assert hash_of_source(project.operation(), home / "batches") == taken.hash


def test_that_looking_reads_a_bounded_part_of_a_project(project):
    project.write("train.py", "x = 1\n")
    for number in range(2 * MOST_ENTRIES):
        (project.folder / f"data-{number:04}").touch()
    with (project.folder / "huge.bin").open("wb") as file:
        # Twenty gigabytes of nothing.
        file.truncate(20 << 30)
    (project.folder / "loop").symlink_to(project.folder)
    (project.folder / "root").symlink_to("/")
    view = view_source(project.operation(), project.folder / "none")
    assert len(view.entries) == MOST_ENTRIES
    assert len(view.copied) == MOST_COPIES
    assert "the last" in view.left_out[-1].what


def test_that_a_snapshot_can_be_opened_again(project, snapshot):
    project.write("train.py", "x = 1\n")
    project.write(".git/config", "")
    taken = snapshot()
    assert open_snapshot(taken.folder) == taken


def test_that_a_script_that_has_gone_is_named(project, snapshot):
    script = project.write("train.py", "x = 1\n")
    operation = project.operation()
    script.unlink()
    with pytest.raises(UserError, match=r"train\.py cannot be read"):
        snapshot(flags=operation.flags)


def test_that_a_full_or_forbidden_place_is_an_error_in_words(project, tmp_path):
    project.write("train.py", "x = 1\n")
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be kept"):
        take_snapshot(project.operation(), tmp_path / "file" / "source-1")


def test_that_everything_runs_in_the_project_where_links_cannot_be_made(
    project, snapshot, run_folder, monkeypatch
):
    def refuse(*_: object, **__: object) -> None:
        raise OSError("a privilege is not held")

    project.write("train.py", "x = 1\n")
    monkeypatch.setattr(os, "symlink", refuse)
    taken = snapshot()
    assert taken.cwd == "project"
    populate_run_folder(taken.folder, run_folder)
    assert [path.name for path in run_folder.iterdir()] == [".guild"]


def test_that_hidden_entries_of_a_person_s_home_stay_there(project, snapshot, monkeypatch):
    project.write("train.py", "x = 1\n")
    project.write(".netrc", "password\n")
    assert (snapshot().folder / ".netrc").exists()
    monkeypatch.setenv("HOME", str(project.folder))
    assert not (snapshot().folder / ".netrc").exists()
