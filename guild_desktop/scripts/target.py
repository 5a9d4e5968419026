"""Where the source of an operation is."""

from __future__ import annotations

from pathlib import Path

from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import Operation


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
