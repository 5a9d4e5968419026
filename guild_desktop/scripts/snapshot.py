"""What a batch's trials see of the project: its files as they were when the batch began."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import Operation, WorkingFolder
from guild_desktop.core.regular_file import regular_bytes
from guild_desktop.scripts.environment import PRIVATE_FOLDER
from guild_desktop.scripts.source_view import view_source

if TYPE_CHECKING:
    from guild_desktop.scripts.entry import Entry

MAIN_SOURCE = "main.py"
"""In the snapshot's private folder: the main script's source, from wherever it lies in the project."""

BOOTSTRAP = "bootstrap"
"""In the same place: the files that run inside the user's Python, so that it can keep them compiled, and
a batch begun with one version of this program ends with it.
"""

BOOTSTRAP_FILES = Path(__file__).parent / BOOTSTRAP
"""Where they come from: files on disk, also in a packaged program."""

_LISTING = "snapshot.json"
_GIVEN = "given.json"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The project as one batch sees it.

    ``folder`` holds copies of the project's small files, folders in the place of those with event files,
    and links to everything else. ``hash`` identifies the code: the main script and the Python files
    beside it. ``left_out`` are the names of entries that trials do not see, or words for several.
    ``cwd`` is where trials run: the project's own folder if that was chosen or if this system cannot make
    links.
    """

    folder: Path
    hash: str
    left_out: tuple[str, ...]
    cwd: WorkingFolder


def take_snapshot(operation: Operation, destination: Path) -> Snapshot:
    """Mirror the operation's project in a new folder ``destination``, once for a batch.

    ``UserError`` if the script cannot be read or the folder cannot be written, which is gone then.
    """
    view = view_source(operation, destination)
    seen = _Seen()
    try:
        private = destination / PRIVATE_FOLDER
        private.mkdir(parents=True)
        (private / MAIN_SOURCE).write_bytes(view.source)
        (private / BOOTSTRAP).mkdir()
        for file in BOOTSTRAP_FILES.glob("*.py"):
            _copy(str(file), str(private / BOOTSTRAP / file.name), file.stat().st_mtime_ns)
        cwd = operation.cwd if _can_link(private) else "project"
        if cwd == "run":
            for entry in view.entries:
                _mirror(entry, destination, seen)
        left_out = tuple(each.what for each in view.left_out) if cwd == "run" else ()
        snapshot = Snapshot(destination, view.hash, left_out, cwd)
        listing = {
            "hash": snapshot.hash,
            "left_out": snapshot.left_out,
            "cwd": cwd,
            "copied": seen.copied,
            "folders": seen.folders,
            "linked": seen.linked,
        }
        (private / _LISTING).write_text(json.dumps(listing), encoding="utf-8")
    except OSError as error:
        # Half of a project is of no use, and takes room.
        shutil.rmtree(destination, ignore_errors=True)
        raise UserError(
            f"The script's files cannot be kept in {destination}: {error.strerror or error}.",
            "Make room there, or choose another home.",
        ) from error
    return snapshot


def open_snapshot(folder: Path) -> Snapshot:
    """A snapshot that was taken earlier."""
    listing = _listing(folder)
    return Snapshot(folder, listing["hash"], tuple(listing["left_out"]), listing["cwd"])


def populate_run_folder(snapshot_folder: Path, run_dir: Path) -> frozenset[str]:
    """Let a run's folder show what the snapshot does: copies of small files, folders, links to the rest.

    The names of the copies, as ``given_files`` tells them later.

    Only the private folder is made if trials run in the project's own folder.
    """
    listing = _listing(snapshot_folder)
    source, target = str(snapshot_folder), str(run_dir)
    os.makedirs(f"{target}/{PRIVATE_FOLDER}", exist_ok=True)  # noqa: PTH103 - beside the others
    for name in listing["folders"]:
        os.makedirs(f"{target}/{name}", exist_ok=True)  # noqa: PTH103 - as above
    for name, (_, changed) in listing["copied"].items():
        _copy(f"{source}/{name}", f"{target}/{name}", changed)
    for name in listing["linked"]:
        # The link in the snapshot is absolute, so its own target is what the run should see.
        with contextlib.suppress(FileExistsError):
            os.symlink(os.readlink(f"{source}/{name}"), f"{target}/{name}")  # noqa: PTH115, PTH211 - as above
    given = Path(target, PRIVATE_FOLDER, _GIVEN)
    given.write_text(json.dumps(listing["copied"]), encoding="utf-8")
    return frozenset(listing["copied"])


def given_files(run_dir: Path) -> dict[str, list[int]]:
    """The project's small files that a run's folder got copies of: name to size and time of change (ns).

    None if that cannot be read any more: the folder is the script's.
    """
    try:
        given = json.loads(regular_bytes(run_dir / PRIVATE_FOLDER / _GIVEN))
    except (OSError, ValueError):
        return {}
    return given if isinstance(given, dict) else {}


def written_files(run_dir: Path, most: int | None = None) -> list[Path]:
    """The files that a run's script made or changed, in order; links and ``.guild`` are left out.

    Not more than ``most`` of them, if that is given: the first that are found.
    """
    given = given_files(run_dir)
    found: list[Path] = []
    for folder, folders, files in os.walk(run_dir):
        here = Path(folder)
        above = "" if here == run_dir else f"{here.relative_to(run_dir).as_posix()}/"
        hidden = {"__pycache__"} if above else {"__pycache__", PRIVATE_FOLDER}
        folders[:] = [name for name in folders if name not in hidden]
        for name in files:
            path = here / name
            state = path.lstat()
            if not stat.S_ISREG(state.st_mode):
                continue
            if given.get(above + name) == [state.st_size, state.st_mtime_ns]:
                continue
            found.append(path)
            if most is not None and len(found) >= most:
                return sorted(found)
    return sorted(found)


def _listing(folder: Path) -> dict[str, Any]:
    listing: dict[str, Any] = json.loads((folder / PRIVATE_FOLDER / _LISTING).read_bytes())
    # Snapshots of the first version have links only.
    return {"folders": [], **listing}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What trials see, by name; of copies the size and the time of change in ns."""

    copied: dict[str, tuple[int, int]] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)


def _mirror(entry: Entry, destination: Path, seen: _Seen) -> None:
    """Copy, make or link one entry; what cannot be read is linked, so that a script meets the same error."""
    target = destination / entry.name
    if entry.kind == "folder":
        target.mkdir()
        seen.folders.append(entry.name)
        return
    if entry.kind == "copy":
        try:
            state = os.stat(entry.path)  # noqa: PTH116 - given as text
            _copy(entry.path, str(target), state.st_mtime_ns)
            seen.copied[entry.name] = (target.stat().st_size, state.st_mtime_ns)
            return
        except PermissionError:
            target.unlink(missing_ok=True)
        except FileNotFoundError:
            return
    target.symlink_to(entry.path)
    seen.linked.append(entry.name)


def _copy(source: str, target: str, changed: int) -> None:
    """Copy a file with its mode and time of change (in ns since 1970)."""
    shutil.copyfile(source, target)
    shutil.copymode(source, target)
    os.utime(target, ns=(changed, changed))


def _can_link(folder: Path) -> bool:
    """Whether links can be made in a folder; on Windows that takes a right that few people have."""
    link = folder / "link"
    try:
        link.symlink_to(folder)
        link.unlink()
    except (OSError, NotImplementedError):
        return False
    return True
