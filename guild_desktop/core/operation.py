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
    """What is known about one flag before anything runs.

    ``name`` is the flag as a person types it. ``passing`` says how a value reaches the script: as a module
    global, as ``--name=value``, as that once for each item of a list, as a switch that is given (or left
    out) for true, as one of a pair ``--name/--no-name``, or as a positional word. ``option`` is the
    spelling on the script's command line (``--learning-rate``, for a pair the positive one),
    ``negative_option`` the other of a pair. ``several`` means that the option takes several words
    (``nargs``): a list value is passed as that many words. ``min`` and ``max`` are inclusive. ``origin`` is
    ``global``, ``argparse``, ``click`` or ``typed`` (named by a person, not found in the script).
    """

    name: str
    default: Value = None
    type: FlagType | None = None
    choices: tuple[Scalar, ...] = ()
    help: str = ""
    min: float | None = None
    max: float | None = None
    distribution: Literal["uniform", "loguniform"] | None = None
    allow_other: bool = False
    required: bool = False
    origin: str = "global"
    passing: Passing = "global"
    option: str = ""
    negative_option: str = ""
    several: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """A script, module or command template with the interpreter and folder it runs in.

    Runs that were read from a table have the table in its place, which nothing can run: it has no
    interpreter, and its folder is ``project``.
    ``target`` is the script's or table's absolute path, the dotted module name, or the command template.
    ``name`` is what lists show (``train.py``). ``python`` is the interpreter's absolute path (a link
    inside a virtual environment is kept as it is: its own path is its identity). ``project`` is the
    folder whose files the script expects around it. ``cwd`` chooses the working folder: the run's own
    folder, in which the project's entries can be seen, or the project folder itself. ``patterns`` say, as a
    person wrote them, which numbers in its output are scalars besides lines that read ``name: number``.
    """

    kind: OperationKind
    target: str
    name: str
    python: str
    project: str
    cwd: WorkingFolder = "run"
    flags: tuple[FlagInfo, ...] = ()
    patterns: tuple[str, ...] = ()

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
