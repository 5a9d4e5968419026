"""The values that a syntax tree spells out, and simple names for them."""

from __future__ import annotations

import ast
import enum
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias, TypeGuard

from guild_desktop.core.values import Scalar, Value


class Unknown(enum.Enum):
    """What stands for a value that only running the script would tell."""

    UNKNOWN = enum.auto()


UNKNOWN: Final = Unknown.UNKNOWN
Known: TypeAlias = "Value | Unknown"

_SIGNS: dict[type[ast.unaryop], Callable[[int | float], int | float]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}


def plain_value(node: ast.expr) -> Known:
    """The value of a literal as flags may have it: number, text, truth, None, or a list of those."""
    match node:
        case ast.Constant(value=None | bool() | int() | float() | str() as value):
            return value
        case ast.UnaryOp(op=sign, operand=ast.Constant(value=int() | float() as number)):
            if type(sign) in _SIGNS and not isinstance(number, bool):
                return _SIGNS[type(sign)](number)
        case ast.List(elts=items):
            return _all_of(items, plain_value)
        case _:
            pass
    return UNKNOWN


def _all_of(items: list[ast.expr], read: Callable[[ast.expr], Known]) -> Known:
    values: list[Value] = []
    for item in items:
        value = read(item)
        if value is UNKNOWN:
            return UNKNOWN
        values.append(value)
    return tuple(values)


def is_scalar(value: Known) -> TypeGuard[Scalar]:
    """Whether a value is known and no list."""
    return not isinstance(value, Unknown | tuple)


def known(value: Known) -> Value:
    """The value, or None in place of one that is not known."""
    return None if value is UNKNOWN else value


class Constants:
    """What the names of a script's top level stand for, as far as that can be seen.

    A name counts if the top level assigns it once, to a literal.
    """

    def __init__(self, tree: ast.Module) -> None:
        self._nodes: dict[str, ast.expr] = {}
        again: set[str] = set()
        for name, node in _assignments(tree):
            if name in self._nodes:
                again.add(name)
            self._nodes[name] = node
        for name in again:
            del self._nodes[name]

    def value(self, node: ast.expr | None, depth: int = 0) -> Known:
        """The value of an expression: a literal, a tuple or set of them, a name for one, or a sum."""
        if node is None or depth > _DEEPEST:
            return UNKNOWN
        match node:
            case ast.Name(id=name) if name in self._nodes:
                return self.value(self._nodes[name], depth + 1)
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return _all_of(items, lambda item: self.value(item, depth + 1))
            case ast.BinOp(left=left, op=operation, right=right):
                return _calculated(
                    self.value(left, depth + 1), operation, self.value(right, depth + 1)
                )
            case _:
                return plain_value(node)

    def items(self, node: ast.expr | None) -> tuple[Scalar, ...] | None:
        """The things that a choice is among: those of a list, the keys of a dictionary, a range.

        None if only running the script would tell.
        """
        match node:
            case ast.Name(id=name) if name in self._nodes:
                return self.items(self._nodes[name])
            case ast.Call(func=ast.Attribute(value=inner, attr="keys"), args=[]):
                return self.items(inner)
            case ast.Call(func=ast.Name(id="list" | "tuple" | "sorted" | "set"), args=[inner]):
                items = self.items(inner)
                sort = isinstance(node.func, ast.Name) and node.func.id == "sorted"
                return tuple(sorted(items, key=str)) if items and sort else items
            case ast.Call(func=ast.Name(id="range"), args=arguments, keywords=[]):
                return self._range(arguments)
            case ast.Dict(keys=keys):
                value = _all_of([key for key in keys if key is not None], self.value)
                return _scalars(value) if None not in keys else None
            case _:
                return _scalars(self.value(node))

    def _range(self, arguments: list[ast.expr]) -> tuple[Scalar, ...] | None:
        numbers = [self.value(argument) for argument in arguments]
        whole = [number for number in numbers if type(number) is int]
        if len(whole) != len(numbers) or not 1 <= len(whole) <= 3 or 0 in whole[2:]:
            return None
        steps = range(*whole)
        return tuple(steps) if len(steps) <= _MOST_CHOICES else None


def typed_default(default: Value, kind: str | None) -> Value:
    """A default as a parser hands it on: one given as text is read as the option's type."""
    if not isinstance(default, str) or kind not in {"int", "float"}:
        return default
    try:
        return int(default) if kind == "int" else float(default)
    except ValueError:
        return default


def _calculated(left: Known, operation: ast.operator, right: Known) -> Known:
    """``1 / 255`` and ``64 * 1024``: numbers joined by a sign."""
    sign = _OPERATIONS.get(type(operation))
    if sign is None or not _is_number(left) or not _is_number(right):
        return UNKNOWN
    # Powers of large numbers would take for ever.
    if isinstance(operation, ast.Pow) and (
        abs(left) > _LARGEST_POWER or abs(right) > _LARGEST_POWER
    ):
        return UNKNOWN
    try:
        result = sign(left, right)
    except ArithmeticError:
        return UNKNOWN
    return result if isinstance(result, int | float) else UNKNOWN


def _is_number(value: Known) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
}
_LARGEST_POWER = 1000
_DEEPEST = 20
_MOST_CHOICES = 1000


def _scalars(value: Known) -> tuple[Scalar, ...] | None:
    if not isinstance(value, tuple) or any(isinstance(item, tuple) for item in value):
        return None
    return tuple(item for item in value if not isinstance(item, tuple))


def _assignments(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    if isinstance(target, ast.Name):
                        yield target.id, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case _:
                pass


def keywords_of(call: ast.Call) -> Mapping[str, ast.expr]:
    """The named arguments of a call; those that come out of a dictionary are not seen."""
    return {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg is not None}


def dotted_name(node: ast.expr | None) -> str:
    """``a.b.c`` of a name or attribute; empty for any other expression."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=inner, attr=name):
            above = dotted_name(inner)
            return f"{above}.{name}" if above else ""
        case _:
            return ""


def imported_names(tree: ast.Module, package: str) -> dict[str, str]:
    """The names by which a script knows a package and what it takes from it: local name → true name.

    ``import argparse as ap`` gives ``ap`` → ``argparse``, ``from click import option`` gives ``option``
    → ``click.option``. Imports inside functions count too.
    """
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                for alias in aliases:
                    if alias.name == package or alias.name.startswith(f"{package}."):
                        names[alias.asname or package] = alias.name if alias.asname else package
            case ast.ImportFrom(module=str() as module, names=aliases, level=0):
                if module == package or module.startswith(f"{package}."):
                    for alias in aliases:
                        names[alias.asname or alias.name] = f"{module}.{alias.name}"
            case _:
                pass
    return names


def true_name(node: ast.expr | None, imported: Mapping[str, str]) -> str:
    """What a name or attribute stands for, with the names that imports gave it undone."""
    first, dot, rest = dotted_name(node).partition(".")
    return f"{imported.get(first, first)}{dot}{rest}"
