"""The environment of a trial's process: the user's own, and what tells a script about its run."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PRIVATE_FOLDER = ".guild"
"""Our files in a run's folder; everything else there is the script's."""

EVENTS_FILE = "events.jsonl"

RANDOM_SEED = "GUILD_RANDOM_SEED"
"""The variable that holds a run's random seed."""

IMPORTED_FILE = "imported"
"""Beside it: the moment at which a script's imports were done, if it was asked to note it."""

_OF_ONE_RUN = frozenset(
    {
        "GUILD_RUN_ID",
        "GUILD_RUN_DIR",
        RANDOM_SEED,
        "GUILD_EVENTS",
        "GUILD_SLOT",
        "GUILD_ATTEMPT",
        "GUILD_EARLIER_DIRS",
    }
)

THREAD_LIMITS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)
"""Variables by which numerical libraries learn how many threads they may start."""

_PRIVATE_PREFIXES = ("_PYI_", "_MEIPASS")
_SAVED = ("LD_LIBRARY_PATH", "LIBPATH", "DYLD_LIBRARY_PATH", "DYLD_FRAMEWORK_PATH")


def child_environment(
    run_id: str,
    run_dir: Path,
    batch_id: str,
    seed: int,
    threads: int | None = None,
    earlier: Sequence[Path] = (),
) -> dict[str, str]:
    """The variables a trial's process gets, complete.

    ``threads`` limits the threads of numerical libraries where the user set no limit at all; None
    sets none. ``earlier`` are the folders of the attempts before this one, the newest first; scripts get
    them as a JSON list, because a folder's name may hold whatever else could part them.
    """
    environment = {**os.environ} | {
        "GUILD_RUN_ID": run_id,
        "GUILD_RUN_DIR": str(run_dir),
        "GUILD_BATCH_ID": batch_id,
        RANDOM_SEED: str(seed),
        "GUILD_ATTEMPT": str(len(earlier) + 1),
        "GUILD_EARLIER_DIRS": json.dumps([str(folder) for folder in earlier]),
        "GUILD_EVENTS": str(run_dir / PRIVATE_FOLDER / EVENTS_FILE),
        # Who writes a title for `ps` (setproctitle) leaves the variables alone, by which we find it.
        "SPT_NOENV": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    if threads is not None and not any(name in environment for name in THREAD_LIMITS):
        environment |= dict.fromkeys(THREAD_LIMITS, str(threads))
    return environment


def server_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables of a warm server for trials with this environment: what does not differ between them.

    Numerical libraries get one thread where the user set no limit: those that they start when they are
    imported would not be there after a fork.
    """
    shared = {name: value for name, value in environment.items() if name not in _OF_ONE_RUN}
    if not any(name in os.environ for name in THREAD_LIMITS):
        shared |= dict.fromkeys(THREAD_LIMITS, "1")
    return shared


def leave_bundle() -> None:
    """Take out of this process's variables what a packaged program's starter has added for itself.

    Done once, at its start: whatever this program starts later, a script, a browser or a file manager,
    would else load our libraries. Nothing changes in a program that is not packaged.
    """
    bundle = getattr(sys, "_MEIPASS", None) if getattr(sys, "frozen", False) else None
    if bundle is None:
        return
    theirs = clean_environment(os.environ, bundle)
    for name in os.environ.keys() - theirs.keys():
        del os.environ[name]
    os.environ.update(theirs)


def clean_environment(environment: Mapping[str, str], bundle: str) -> dict[str, str]:
    """An environment without what a bundle at ``bundle`` put into it.

    Variables saved as ``NAME_ORIG`` by the bundle's starter get their old value back; of every other
    list of paths only the parts inside the bundle go, so that a person's own settings survive.
    """
    cleaned = {
        name: value for name, value in environment.items() if not name.startswith(_PRIVATE_PREFIXES)
    }
    for name in _SAVED:
        saved = cleaned.pop(f"{name}_ORIG", None)
        if saved is not None:
            cleaned[name] = saved
    for name, value in list(cleaned.items()):
        if bundle not in value:
            continue
        parts = [part for part in value.split(os.pathsep) if not _is_inside(part, bundle)]
        if any(parts):
            cleaned[name] = os.pathsep.join(parts)
        else:
            del cleaned[name]
    return cleaned


def _is_inside(path: str, folder: str) -> bool:
    path, folder = os.path.normcase(path), os.path.normcase(folder.rstrip("/\\"))
    return path == folder or path.startswith((folder + "/", folder + os.sep))
