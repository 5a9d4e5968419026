"""Where the source of an operation is."""

from __future__ import annotations

import subprocess
from pathlib import Path

from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import Operation

_LIMIT = 10.0
_ANSWER = "guild-desktop: module file"
_QUESTION = f"""\
import sys
from importlib.util import find_spec
try:
    spec = find_spec(sys.argv[1])
    if spec is not None and spec.submodule_search_locations is not None:
        spec = find_spec(sys.argv[1] + ".__main__")
except ImportError:
    spec = None
if spec is not None:
    print({_ANSWER!r})
    print(spec.origin or "")
"""


def target_file(operation: Operation) -> Path | None:
    """The file of the operation's script or module; None for a command, and for a module that is not
    in the project's folder (the interpreter may know where it is).
    """
    match operation.kind:
        case "script":
            return Path(operation.target)
        case "module":
            return find_module_file(operation.target, Path(operation.project))
        case _:
            return None


def find_module_file(module: str, folder: Path) -> Path | None:
    """The file that ``python -m MODULE`` would run in that folder, by looking at files only.

    ``UserError`` if the name is no dotted module name.
    """
    parts = module.split(".")
    if not all(part.isidentifier() for part in parts):
        raise UserError(
            f"{module} is no module name.", "Write it as after python -m: package.module."
        )
    for candidate in (
        folder.joinpath(*parts, "__main__.py"),
        folder.joinpath(*parts[:-1], f"{parts[-1]}.py"),
    ):
        if candidate.is_file():
            return candidate
    return None


def installed_module_file(python: str, module: str, folder: Path) -> Path | None:
    """The file that this interpreter would run for ``-m MODULE`` there, None if it is no source of Python.

    Asks the interpreter, which imports the packages around the module, as running it would. ``UserError``
    if it knows no such module, or does not answer within ten seconds.
    """
    try:
        answer = subprocess.run(
            [python, "-c", _QUESTION, module],
            cwd=folder,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_LIMIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UserError(f"{python} could not be asked for {module}: {error}.") from error
    # What the packages print as they are imported comes before.
    _, found, said = answer.stdout.decode("utf-8", "replace").partition(f"{_ANSWER}\n")
    if not found:
        raise UserError(
            f"{python} has no module {module}.",
            "Go to the folder that holds it, or name another Python with --python.",
        )
    path = Path(said.rstrip("\n"))
    return path if path.suffix == ".py" and path.is_file() else None
