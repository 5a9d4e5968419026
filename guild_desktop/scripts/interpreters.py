"""The Python interpreters that a script could run with, found by looking at files only."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from guild_desktop.core.errors import UserError

_BESIDE = (".venv", "venv", "env", ".env")
_ON_PATH = re.compile(r"python3?(\.\d+)?(\.exe)?")
_VERSION = re.compile(r"\d+\.\d+(\.\d+)?")

_SHIM_PATIENCE = 10.0
"""Seconds a shim may take to name its interpreter."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """One Python: its absolute path (a link in an environment stays a link), its version if some file
    tells it, and ``where`` it was found, for people: ``beside the script``, ``active environment``,
    ``conda``, ``pyenv``, ``uv``, ``PATH``, ``this program``.
    """

    path: str
    version: str
    where: str


def find_interpreters(script: Path | None) -> list[Interpreter]:
    """All interpreters in reach, the likeliest first; starts no process.

    The order: environments beside the script and above it up to the project's root, the active
    environment, conda's, pyenv's and uv's, those on PATH, and the one this program runs in unless
    it is frozen.
    """
    found: dict[str, Interpreter] = {}
    for interpreter in _all(script):
        found.setdefault(os.path.normcase(interpreter.path), interpreter)
    return list(found.values())


def default_interpreter(script: Path | None) -> str:
    """The interpreter for a script if nobody chose one; ``UserError`` if there is none.

    An environment beside the script, else the active one, else ``python3`` of PATH, else our own. A
    packaged program has none to lend: any that conda, pyenv or uv has installed is better than none.
    """
    finders = (_beside(script), _active(), _first_on_path(), _own(), _conda(), _pyenv(), _uv())
    for finder in finders:
        for interpreter in finder:
            return interpreter.path
    raise UserError(
        "There is no Python to run the script with.",
        "Install Python 3 from python.org or your system, or name one with --python.",
    )


def named_interpreter(name: str) -> str:
    """The absolute path of the interpreter that a person names by its path, or by a word as in a shell.

    ``UserError`` if there is no such program.
    """
    found = shutil.which(name)
    if found is None:
        raise UserError(
            f"There is no interpreter {name}.", "Name another one with --python, by path or name."
        )
    return str(Path(found).absolute())


def check_that_it_is_there(python: str) -> None:
    """``UserError`` if an interpreter that was chosen or recorded is gone; starts no process."""
    if shutil.which(python) is None:
        raise UserError(
            f"{python} is not there any more.", "Bring it back, or choose another Python."
        )


def _all(script: Path | None) -> Iterator[Interpreter]:
    yield from _beside(script)
    yield from _active()
    yield from _conda()
    yield from _pyenv()
    yield from _uv()
    yield from _on_path()
    yield from _own()


def _beside(script: Path | None) -> Iterator[Interpreter]:
    """Environments in the script's folder and those above it, up to a repository's root or home."""
    if script is None:
        return
    for folder in script.absolute().parents:
        for name in _BESIDE:
            yield from _environment(folder / name, "beside the script")
        if (folder / ".git").exists() or folder == Path.home():
            return


def _active() -> Iterator[Interpreter]:
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        if prefix := os.environ.get(variable):
            yield from _environment(Path(prefix), "active environment")


def _conda() -> Iterator[Interpreter]:
    home = Path.home()
    roots = [home / name for name in ("miniconda3", "anaconda3", "miniforge3", "mambaforge")]
    if executable := os.environ.get("CONDA_EXE"):
        roots.insert(0, Path(executable).parent.parent)
    for root in roots:
        yield from _environment(root, "conda")
        for folder in _folders(root / "envs"):
            yield from _environment(folder, "conda")
    for line in _lines(home / ".conda" / "environments.txt"):
        yield from _environment(Path(line), "conda")


def _pyenv() -> Iterator[Interpreter]:
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    # On Windows pyenv keeps its versions one folder deeper.
    for folder in (root / "versions", root / "pyenv-win" / "versions"):
        for version in sorted(_folders(folder), key=_by_version, reverse=True):
            yield from _environment(version, "pyenv")


def _uv() -> Iterator[Interpreter]:
    root = os.environ.get("UV_PYTHON_INSTALL_DIR")
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    for version in sorted(
        _folders(Path(root) if root else data / "uv" / "python"), key=_by_version, reverse=True
    ):
        yield from _environment(version, "uv")


def _on_path() -> Iterator[Interpreter]:
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        # A shim is a program that starts some Python or other; a stub of the store opens the store.
        if not folder or {"shims", "WindowsApps"} & {*Path(folder).parts}:
            continue
        try:
            names = sorted(
                path.name for path in Path(folder).iterdir() if _ON_PATH.fullmatch(path.name)
            )
        except OSError:
            continue
        for name in names:
            path = Path(folder).absolute() / name
            if _is_program(path):
                yield Interpreter(str(path), _version(path), "PATH")


def _first_on_path() -> Iterator[Interpreter]:
    for name in ("python3", "python"):
        path = shutil.which(name)
        if path and "shims" in Path(path).parts:
            path = _behind_shim(path)
        if path and "WindowsApps" not in path:
            yield Interpreter(str(Path(path).absolute()), _version(Path(path)), "PATH")


def _behind_shim(shim: str) -> str | None:
    """The interpreter that a version manager's shim starts here, asked once.

    A shim looks for its version anew at every start, which costs each trial more than Python's own
    start, and it looks in the current folder, which for a trial is the run's.
    """
    words = [shim, "-c", "import sys; print(sys.executable)"]
    try:
        answer = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SHIM_PATIENCE,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    path = Path(os.fsdecode(answer.stdout.strip()))
    return str(path) if path.is_absolute() and _is_program(path) else None


def _own() -> Iterator[Interpreter]:
    if not getattr(sys, "frozen", False) and sys.executable:
        version = ".".join(map(str, sys.version_info[:3]))
        yield Interpreter(sys.executable, version, "this program")


def _environment(folder: Path, where: str) -> Iterator[Interpreter]:
    """The interpreter of an environment or installation, if the folder is one."""
    names = (
        ("python.exe", "Scripts/python.exe") if os.name == "nt" else ("bin/python3", "bin/python")
    )
    for name in names:
        path = folder.absolute() / name
        if _is_program(path):
            yield Interpreter(str(path), _version(path), where)
            return


def _version(path: Path) -> str:
    """The version that a file or folder name tells, without starting anything."""
    folder = path.parent.parent if path.parent.name in {"bin", "Scripts"} else path.parent
    for line in _lines(folder / "pyvenv.cfg"):
        key, _, value = line.partition("=")
        if key.strip() in {"version", "version_info"} and (match := _VERSION.match(value.strip())):
            return match[0]
    for name in (folder.name, path.name, path.resolve().name):
        if match := _VERSION.search(name):
            return match[0]
    return ""


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if entry.is_dir())
    except OSError:
        return []


def _lines(file: Path) -> list[str]:
    try:
        return [
            line for line in file.read_text(encoding="utf-8", errors="replace").splitlines() if line
        ]
    except OSError:
        return []


def _by_version(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", folder.name)]


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
