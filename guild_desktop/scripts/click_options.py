"""Flags that are click options and arguments of a script."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from guild_desktop.core.operation import FlagInfo, FlagType, Passing
from guild_desktop.core.values import Scalar, Value
from guild_desktop.scripts.literals import (
    UNKNOWN,
    Constants,
    Known,
    imported_names,
    keywords_of,
    known,
    true_name,
    typed_default,
)
from guild_desktop.scripts.source import ScriptSource

_TYPES: dict[str, FlagType] = {
    "int": "int",
    "float": "float",
    "str": "string",
    "bool": "boolean",
    "click.INT": "int",
    "click.FLOAT": "float",
    "click.STRING": "string",
    "click.BOOL": "boolean",
    "click.Path": "path",
    "click.File": "path",
    "click.IntRange": "int",
    "click.FloatRange": "float",
    "click.Choice": "string",
}


@dataclass(frozen=True, slots=True)
class _Type:
    """What an option's ``type`` says."""

    name: FlagType | None
    choices: tuple[Scalar, ...] = ()
    low: float | None = None
    high: float | None = None


def uses_click(source: ScriptSource) -> bool:
    """Whether the script has options or arguments of click."""
    imported = imported_names(source.tree, "click")
    return bool(imported) and any(
        true_name(node.func, imported) in {"click.option", "click.argument", "click.command"}
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
    )


def click_flags(source: ScriptSource) -> tuple[list[FlagInfo], list[str], bool]:
    """The flags a script's click options make, what only running it would tell, and whether it
    takes options whose names do not stand in its text.
    """
    reader = _Reader(source)
    reader.read()
    return list(reader.flags.values()), reader.unsure, reader.takes_others


class _Reader:
    """Goes through a script once."""

    def __init__(self, source: ScriptSource) -> None:
        self.flags: dict[str, FlagInfo] = {}
        self.unsure: list[str] = []
        self.takes_others = False
        self._tree = source.tree
        self._imported = imported_names(source.tree, "click")
        self._constants = Constants(source.tree)

    def read(self) -> None:
        calls = [node for node in ast.walk(self._tree) if isinstance(node, ast.Call)]
        calls.sort(key=lambda call: (call.lineno, call.col_offset))
        for call in calls:
            name = true_name(call.func, self._imported)
            if name == "click.option":
                self._option(call)
            elif name == "click.argument":
                self._argument(call)
            elif name == "click.group":
                self._doubt(call, "makes a group of commands; run one with a command template")

    def _option(self, call: ast.Call) -> None:
        keywords = keywords_of(call)
        texts = self._texts(call)
        spelled = next((text for text in texts if text.startswith("--")), "")
        spelled = spelled or next((text for text in texts if text.startswith("-")), "")
        if not spelled:
            self._doubt(call, "has a name that is computed")
            self.takes_others = True
            return
        option, slash, negative = (part.strip() for part in spelled.partition("/"))
        name = option.lstrip("-")
        kind = self._type(call, keywords)
        default = self._default(call, name, keywords)
        passing: Passing = "option"
        if slash:
            passing, kind = ("switch pair" if negative else "switch"), _Type("boolean")
        elif self._is_true(keywords, "count") or "flag_value" in keywords:
            self._doubt(call, f"({option}) counts or stores a constant, which a flag cannot")
            return
        elif self._is_true(keywords, "is_flag"):
            passing, kind = ("negated switch" if default is True else "switch"), _Type("boolean")
        elif self._is_true(keywords, "multiple"):
            passing, kind = "repeated option", _Type("list", kind.choices)
        if kind.name == "boolean" and default is None and passing != "option":
            default = False
        several = passing == "option" and self._takes_several(keywords)
        self._found(
            call,
            name,
            default,
            kind,
            passing,
            option=option,
            negative=negative,
            several=several,
            # What is prompted for must be given: there is nobody to answer.
            required=self._is_true(keywords, "required") or self._is_true(keywords, "prompt"),
        )

    def _argument(self, call: ast.Call) -> None:
        keywords = keywords_of(call)
        name = next(iter(self._texts(call)), "")
        if not name:
            self._doubt(call, "has a name that is computed")
            return
        default = self._default(call, name, keywords)
        several = self._takes_several(keywords)
        optional = "default" in keywords or self._constants.value(keywords.get("nargs")) == -1
        required = self._constants.value(keywords.get("required"))
        self._found(
            call,
            name,
            default,
            self._type(call, keywords),
            "positional",
            several=several,
            required=required if isinstance(required, bool) else not optional,
        )

    def _found(
        self,
        call: ast.Call,
        name: str,
        default: Value,
        kind: _Type,
        passing: Passing,
        *,
        option: str = "",
        negative: str = "",
        several: bool = False,
        required: bool = False,
    ) -> None:
        text = self._constants.value(keywords_of(call).get("help"))
        flag = FlagInfo(
            name,
            default=typed_default(default, kind.name),
            type="list" if several else kind.name,
            choices=kind.choices,
            help=" ".join(text.split()) if isinstance(text, str) else "",
            min=kind.low,
            max=kind.high,
            required=required,
            origin="click",
            passing=passing,
            option=option,
            negative_option=negative,
            several=several,
        )
        self.flags.setdefault(name, flag)

    def _default(self, call: ast.Call, name: str, keywords: Mapping[str, ast.expr]) -> Value:
        if "default" not in keywords:
            return None
        value = self._constants.value(keywords["default"])
        if value is UNKNOWN:
            self._doubt(call, f"({name}) has a default that is computed")
        return known(value)

    def _type(self, call: ast.Call, keywords: Mapping[str, ast.expr]) -> _Type:
        node = keywords.get("type")
        if node is None:
            return _Type(_type_of_default(self._constants.value(keywords.get("default"))))
        if isinstance(node, ast.Name) and self._constants.items(node) is not None:
            return _Type("string", self._constants.items(node) or ())
        made = node if isinstance(node, ast.Call) else None
        name = true_name(made.func if made else node, self._imported)
        kind = _TYPES.get(name)
        if kind is None:
            self._doubt(call, f"has a type of its own, {ast.unparse(node)}")
        if made is None:
            return _Type(kind)
        if name == "click.Choice":
            choices = self._constants.items(made.args[0]) if made.args else None
            if choices is None:
                self._doubt(call, "has choices that are computed")
            return _Type(kind, choices or ())
        if name in {"click.IntRange", "click.FloatRange"}:
            return _Type(kind, (), *self._range(made))
        return _Type(kind)

    def _range(self, made: ast.Call) -> tuple[float | None, float | None]:
        ends = [self._constants.value(argument) for argument in made.args[:2]]
        ends += [UNKNOWN] * (2 - len(ends))
        for place, name in enumerate(("min", "max")):
            if name in keywords_of(made):
                ends[place] = self._constants.value(keywords_of(made)[name])
        low, high = (
            end if isinstance(end, int | float) and not isinstance(end, bool) else None
            for end in ends
        )
        return low, high

    def _texts(self, call: ast.Call) -> list[str]:
        values = [self._constants.value(argument) for argument in call.args]
        return [value for value in values if isinstance(value, str)]

    def _takes_several(self, keywords: Mapping[str, ast.expr]) -> bool:
        count = self._constants.value(keywords.get("nargs"))
        return type(count) is int and count != 1

    def _is_true(self, keywords: Mapping[str, ast.expr], name: str) -> bool:
        return self._constants.value(keywords.get(name)) is True

    def _doubt(self, call: ast.Call, what: str) -> None:
        self.unsure.append(f"The option in line {call.lineno} {what}.")


def _type_of_default(default: Known) -> FlagType:
    """As click infers it."""
    match default:
        case bool():
            return "boolean"
        case int():
            return "int"
        case float():
            return "float"
        case tuple():
            return "list"
        case _:
            return "string"
