"""What the panel knows of a script it opened: its flags, scalars and imports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from guild_desktop.core.operation import FlagInfo, Operation, WorkingFolder
from guild_desktop.scripts.detect import detect_flags
from guild_desktop.scripts.imports import imports_of


@dataclass(frozen=True, slots=True)
class OpenedScript:
    """A script as it was read. ``modules`` are the packages it imports from elsewhere.

    ``unsure`` are sentences about what only running it would tell. ``takes_others``: it may have
    options that its text does not name.
    """

    path: Path
    flags: tuple[FlagInfo, ...]
    scalars: tuple[str, ...]
    modules: tuple[str, ...]
    unsure: tuple[str, ...] = ()
    takes_others: bool = False

    def operation(self, python: str, cwd: WorkingFolder, flags: tuple[FlagInfo, ...]) -> Operation:
        """The operation that runs this script; ``flags`` are its own and those added by hand."""
        folder = str(self.path.parent)
        return Operation("script", str(self.path), self.path.name, python, folder, cwd, flags)


def read_script(path: str) -> OpenedScript:
    """Read the script at ``path``, without running it; reads files, so not for every keystroke.

    ``UserError`` if there is no such file, or if it is a folder, no Python, or has a syntax error.
    """
    target = Path(path).expanduser().absolute()
    detection = detect_flags(target)
    return OpenedScript(
        target,
        detection.flags,
        detection.scalars,
        imports_of(target),
        detection.unsure,
        detection.takes_others,
    )
