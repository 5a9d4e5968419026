"""The scalars that a script seems to print: ``print("loss: %f" % loss)`` and its relatives."""

from __future__ import annotations

import ast
import re

from guild_desktop.scripts.source import ScriptSource

_PLACE = "\0"
"""Stands for a value in a text; no script's own text has it."""

# Percent signs and separators of thousands make a text that is no number.
_PERCENT = re.compile(r"%(?:\([^)]*\))?[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?[lhL]?([diufFeEgGsr])")
_BRACES = re.compile(r"\{[^{}:!]*(?:![rsa])?(?::([^{}]*))?\}")
_LINE = re.compile(
    rf"(?P<key>[A-Za-z_][^\s{_PLACE}]*):[ \t]+{_PLACE}"
    rf"(?:[ \t]*\((?:step[ \t]+)?{_PLACE}(?:/{_PLACE})?\))?[ \t]*"
)
_PRINTS = {"print", "echo", "write", "secho", "print_", "log_message"}


def printed_scalars(source: ScriptSource) -> tuple[str, ...]:
    """Names printed as ``key: number``, in the order of the lines; ``step`` is none.

    Only what the text around a value shows is known, not whether the value is a number.
    """
    found: dict[str, None] = {}
    calls = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else _name(call.func)
        if name not in _PRINTS or not call.args:
            continue
        text = " ".join(_shape(argument) for argument in call.args)
        for line in text.splitlines():
            if match := _LINE.fullmatch(line):
                found[match["key"]] = None
    found.pop("step", None)
    return tuple(found)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _shape(node: ast.expr) -> str:
    """A printed expression as text, with a mark in the place of each value."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_part(part) for part in parts)
        case ast.BinOp(left=ast.Constant(value=str() as text), op=ast.Mod()):
            return _PERCENT.sub(_PLACE, text.replace("%%", "\1")).replace("\1", "%")
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _shape(left) + _shape(right)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as text), attr="format")):
            return _BRACES.sub(lambda place: _formatted(place[1] or ""), text)
        case _:
            return _PLACE


def _part(part: ast.expr) -> str:
    match part:
        case ast.Constant(value=str() as text):
            return text
        case ast.FormattedValue(
            format_spec=ast.JoinedStr(values=[ast.Constant(value=str() as how)])
        ):
            return _formatted(how)
        case _:
            return _PLACE


def _formatted(how: str) -> str:
    """The mark of a value, and what a format such as ``,.1%`` adds that no number has."""
    return _PLACE + "".join(sign for sign in how if sign in "%,_")
