"""Flags that are global variables of a script: ``x = 0.1`` at its top level."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from guild_desktop.core.operation import FlagInfo, FlagType
from guild_desktop.core.values import Scalar, Value
from guild_desktop.scripts.literals import UNKNOWN, Known, dotted_name, is_scalar, plain_value
from guild_desktop.scripts.source import ScriptSource

_FOR_TOOLS = re.compile(r"(?i)(noqa|type:|pylint:|pragma:|fmt:|ruff:|mypy:|isort:|nosec|%%)")
_TYPES_OF_NONE: dict[str, FlagType] = {
    "int": "number",
    "float": "number",
    "str": "string",
    "bool": "boolean",
}


def global_flags(source: ScriptSource) -> tuple[list[FlagInfo], list[str]]:
    """The flags a script's global variables make, and what about them is doubtful.

    A variable is a flag if the top level, or the main guard itself, assigns it a number, text, truth,
    None or a list of those; the first such assignment counts. Names that begin with an underscore are
    private. Rules of Guild AI, and annotated assignments besides.
    """
    flags: dict[str, FlagInfo] = {}
    lines: dict[str, int] = {}
    again: dict[str, int] = {}
    for statement in _statements(source.tree.body):
        value = _value(statement)
        for name in _assigned_names(statement):
            if value is UNKNOWN or name.startswith("_"):
                continue
            if name in flags:
                again.setdefault(name, statement.lineno)
            else:
                flags[name] = _flag(name, value, statement, source)
                lines[name] = statement.lineno
    unsure = [
        f"{name} gets its value in line {lines[name]} and another one in line {line}, which stays."
        for name, line in again.items()
    ]
    return list(flags.values()), unsure


_Assignment = ast.Assign | ast.AnnAssign


def _statements(body: list[ast.stmt]) -> Iterator[_Assignment]:
    """The assignments of the top level and of the main guard, in the order of the lines."""
    for statement in body:
        if isinstance(statement, ast.If) and _is_main_guard(statement.test):
            yield from _statements(statement.body)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            yield statement


def _is_main_guard(test: ast.expr) -> bool:
    match test:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            sides = {ast.unparse(left), ast.unparse(right)}
            return sides == {"__name__", repr("__main__")}
        case _:
            return False


def _assigned_names(statement: _Assignment) -> list[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _value(statement: _Assignment) -> Known:
    return UNKNOWN if statement.value is None else plain_value(statement.value)


def _flag(name: str, value: Value, statement: _Assignment, source: ScriptSource) -> FlagInfo:
    annotation = statement.annotation if isinstance(statement, ast.AnnAssign) else None
    return FlagInfo(
        name,
        default=value,
        type=_type(value, annotation),
        choices=_literal_choices(annotation),
        help=_comment(statement, source),
        origin="global",
    )


def _type(value: Value, annotation: ast.expr | None) -> FlagType:
    match value:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case None:
            return _type_of_none(annotation)
        case _:
            return "list"


def _type_of_none(annotation: ast.expr | None) -> FlagType:
    """What ``Optional[float]`` or ``float | None`` says about a variable that begins as None."""
    match annotation:
        case ast.Subscript(value=outer, slice=inner) if dotted_name(outer).endswith("Optional"):
            return _type_of_none(inner)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            inner = left if ast.unparse(right) == "None" else right
            return _type_of_none(inner)
        case _:
            return _TYPES_OF_NONE.get(dotted_name(annotation), "null")


def _literal_choices(annotation: ast.expr | None) -> tuple[Scalar, ...]:
    """The values of ``Literal["adam", "sgd"]``."""
    match annotation:
        case ast.Subscript(value=outer, slice=inner) if dotted_name(outer).endswith("Literal"):
            items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            values = [plain_value(item) for item in items]
            return tuple(value for value in values if is_scalar(value))
        case _:
            return ()


def _comment(statement: _Assignment, source: ScriptSource) -> str:
    """The comment behind an assignment, in the same line, if it speaks to people."""
    line = source.lines[(statement.end_lineno or statement.lineno) - 1]
    # Columns count bytes.
    rest = line.encode()[statement.end_col_offset or 0 :].decode(errors="replace").strip()
    text = rest.lstrip("#").strip()
    return text if rest.startswith("#") and not _FOR_TOOLS.match(text) else ""
