"""The program under study: a script, module or command template, and the flags it accepts;
or a table of results.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from guild_desktop.core.errors import UserError
from guild_desktop.core.values import Scalar, Value

FlagType = Literal["number", "int", "float", "string", "boolean", "path", "list", "null"]
OperationKind = Literal["script", "module", "command", "table"]
WorkingFolder = Literal["run", "project"]
Passing = Literal[
    "global",
    "option",
    "repeated option",
    "switch",
    "negated switch",
    "switch pair",
    "positional",
]


@dataclass(frozen=True, slots=True)
class FlagInfo:
    """What is known about one flag before anything runs."""

    name: str
    """As a person types it."""
    default: Value = None
    type: FlagType | None = None
    choices: tuple[Scalar, ...] = ()
    help: str = ""
    min: float | None = None
    """Inclusive, as ``max`` is."""
    max: float | None = None
    distribution: Literal["uniform", "loguniform"] | None = None
    allow_other: bool = False
    required: bool = False
    origin: str = "global"
    """``global``, ``argparse``, ``click`` or ``typed``: named by a person, not found in the script."""
    passing: Passing = "global"
    """How a value reaches the script: as a module global, as ``--name=value``, as that once for each
    item of a list, as a switch that is given (or left out) for true, as one of a pair
    ``--name/--no-name``, or as a positional word.
    """
    option: str = ""
    """Its spelling on the script's command line, ``--learning-rate``; of a pair the positive one."""
    negative_option: str = ""
    """The other of a pair."""
    several: bool = False
    """The option takes several words (``nargs``): a list value is passed as that many."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A script, module or command template with the interpreter and folder it runs in.

    Runs that were read from a table have the table in its place, which nothing can run: it has no
    interpreter, and its folder is ``project``.
    """

    kind: OperationKind
    target: str
    """The script's or table's absolute path, the dotted module name, or the command template."""
    name: str
    """What lists show: ``train.py``."""
    python: str
    """The interpreter's absolute path; of a virtual environment the link, which is its identity."""
    project: str
    """The folder whose files the script expects around it."""
    cwd: WorkingFolder = "run"
    """Where trials run: in the run's own folder, which shows the project's entries, or in the project's."""
    flags: tuple[FlagInfo, ...] = ()
    patterns: tuple[str, ...] = ()
    """Which numbers in its output are scalars beside ``name: number``, as a person wrote them."""

    @property
    def can_run(self) -> bool:
        """Whether there is a program to run."""
        return self.kind != "table"

    def is_same_program(self, other: Operation) -> bool:
        """Whether both run the same script, module or command, with whatever interpreter."""
        return (self.kind, self.target) == (other.kind, other.target)

    def check_that_it_can_run(self) -> None:
        """``UserError`` if there is no program to run."""
        if not self.can_run:
            raise UserError(
                f"These runs come from the table {self.name}, so there is no script to run.",
                "Open the script that made them, and run it with their flags.",
            )
