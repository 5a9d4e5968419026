"""Flags that are argparse options of a script."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace

from guild_desktop.core.operation import FlagInfo, FlagType, Passing
from guild_desktop.core.values import Scalar, Value, format_value
from guild_desktop.scripts.literals import (
    UNKNOWN,
    Constants,
    dotted_name,
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
    "Path": "path",
    "pathlib.Path": "path",
    "argparse.FileType": "path",
}
_SWITCHES: dict[str, Passing] = {
    "store_true": "switch",
    "store_false": "negated switch",
    "argparse.BooleanOptionalAction": "switch pair",
}
_NO_FLAGS = {"help", "version"}
_PARSERS = {"argparse.ArgumentParser", "ArgumentParser"}


def uses_argparse(source: ScriptSource) -> bool:
    """Whether the script makes an argparse parser, or at least gives one options."""
    imported = imported_names(source.tree, "argparse")
    if not imported:
        return False
    return any(
        true_name(node.func, imported) in _PARSERS or _is_method(node, "add_argument")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
    )


def argparse_flags(source: ScriptSource) -> tuple[list[FlagInfo], list[str], bool]:
    """The flags a script's argparse options make, what only running it would tell, and whether it
    may take options whose names do not stand in its text.
    """
    reader = _Reader(source)
    reader.read()
    return list(reader.flags.values()), reader.unsure, reader.takes_others


def _is_method(node: ast.Call, name: str) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr == name


class _Reader:
    """Goes through a script once."""

    def __init__(self, source: ScriptSource) -> None:
        self.flags: dict[str, FlagInfo] = {}
        self.unsure: list[str] = []
        self.takes_others = False
        self._tree = source.tree
        self._imported = imported_names(source.tree, "argparse")
        self._imported |= imported_names(source.tree, "pathlib")
        self._constants = Constants(source.tree)
        self._destinations: dict[str, str] = {}
        self._commands = self._command_parsers()

    def read(self) -> None:
        calls = [node for node in ast.walk(self._tree) if isinstance(node, ast.Call)]
        # By place: a walk goes level by level, not line by line.
        calls.sort(key=lambda call: (call.end_lineno or 0, call.end_col_offset or 0))
        for call in calls:
            if _is_method(call, "add_argument") and not self._is_of_command(call):
                self._add(call)
        for call in calls:
            if _is_method(call, "set_defaults") and not self._is_of_command(call):
                self._set_defaults(call)
            makes_parser = true_name(call.func, self._imported) in _PARSERS
            if _is_method(call, "parse_known_args") or (
                makes_parser and "parents" in keywords_of(call)
            ):
                # Somebody else reads what this parser does not know, or gave it options before.
                self.takes_others = True

    def _command_parsers(self) -> set[str]:
        """The variables that hold parsers of sub-commands."""
        names: set[str] = set()
        commands: list[str] = []
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and _is_method(node, "add_parser"):
                text = self._constants.value(node.args[0]) if node.args else UNKNOWN
                commands.append(text if isinstance(text, str) else "…")
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Call)
                and _is_method(node.value, "add_parser")
            ):
                names.update(map(dotted_name, node.targets))
        if commands:
            self.unsure.append(
                f"The script has sub-commands ({', '.join(commands)}), and their options are not "
                "shown. Run one of them with a command template."
            )
        return names - {""}

    def _is_of_command(self, call: ast.Call) -> bool:
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        return dotted_name(owner) in self._commands or (
            isinstance(owner, ast.Call) and _is_method(owner, "add_parser")
        )

    def _add(self, call: ast.Call) -> None:
        spelled = [self._constants.value(argument) for argument in call.args]
        names = [name for name in spelled if isinstance(name, str)]
        keywords = keywords_of(call)
        if len(names) != len(spelled) or any(kw.arg is None for kw in call.keywords):
            self._doubt(call, "is given a name or settings that are computed")
            if not names:
                self.takes_others = True
                return
        destination = self._text(keywords.get("dest"))
        if not names and not destination:
            return
        options = [name for name in names if name.startswith("-")]
        if options or not names:
            self._option(call, options, destination, keywords)
        else:
            self._positional(call, names[0], keywords)

    def _option(
        self, call: ast.Call, options: list[str], destination: str, keywords: Mapping[str, ast.expr]
    ) -> None:
        if not options:
            return
        option = next((name for name in options if name.startswith("--")), options[0])
        name = option.lstrip("-")
        action = self._action(keywords.get("action"))
        if action in _NO_FLAGS:
            return
        negative = ""
        passing: Passing = "option"
        kind: FlagType | None
        default = self._default(call, name, keywords)
        if action in _SWITCHES:
            passing = _SWITCHES[action]
            kind = "boolean"
            if passing == "negated switch":
                name = destination or name
                default = True if "default" not in keywords else default
            elif passing == "switch pair":
                negative = f"--no-{option.lstrip('-')}"
            else:
                default = False if "default" not in keywords else default
        elif action in {"append", "extend"}:
            passing, kind = "repeated option", "list"
        elif action in {"count", "store_const", "append_const"}:
            self._doubt(call, f"({option}) counts or stores a constant, which a flag cannot")
            return
        else:
            if action not in {"", "store"}:
                self._doubt(call, f"({option}) is handled by {action or 'an action'} of its own")
            kind = self._type(call, option, keywords, default)
        several = passing == "option" and self._takes_several(keywords)
        default = typed_default(default, kind)
        self._found(
            destination or name.replace("-", "_"),
            FlagInfo(
                name,
                default=default,
                type="list" if several else kind,
                choices=self._choices(call, name, keywords),
                help=self._help(keywords, default),
                required=self._constants.value(keywords.get("required")) is True,
                origin="argparse",
                passing=passing,
                option=option,
                negative_option=negative,
                several=several,
            ),
        )

    def _positional(self, call: ast.Call, name: str, keywords: Mapping[str, ast.expr]) -> None:
        default = self._default(call, name, keywords)
        count = self._constants.value(keywords.get("nargs"))
        several = self._takes_several(keywords)
        kind = self._type(call, name, keywords, default)
        default = typed_default(default, kind)
        self._found(
            name,
            FlagInfo(
                name,
                default=default,
                type="list" if several else kind,
                choices=self._choices(call, name, keywords),
                help=self._help(keywords, default),
                required=count not in {"?", "*"},
                origin="argparse",
                passing="positional",
                several=several,
            ),
        )

    def _found(self, destination: str, flag: FlagInfo) -> None:
        self._destinations.setdefault(destination, flag.name)
        self.flags.setdefault(flag.name, flag)

    def _set_defaults(self, call: ast.Call) -> None:
        for destination, node in keywords_of(call).items():
            name = self._destinations.get(destination)
            if name is None:
                continue
            value = self._constants.value(node)
            if value is UNKNOWN:
                self._doubt(call, f"sets a default for {name} that is computed")
            else:
                self.flags[name] = replace(self.flags[name], default=known(value))

    def _default(self, call: ast.Call, name: str, keywords: Mapping[str, ast.expr]) -> Value:
        node = keywords.get("default")
        if node is None or true_name(node, self._imported) == "argparse.SUPPRESS":
            return None
        value = self._constants.value(node)
        if value is UNKNOWN:
            self._doubt(call, f"({name}) has a default that is computed")
        return known(value)

    def _type(
        self, call: ast.Call, name: str, keywords: Mapping[str, ast.expr], default: Value
    ) -> FlagType | None:
        node = keywords.get("type")
        if node is None:
            # Without a type argparse gives text; a default that is a number says what is meant.
            is_number = isinstance(default, int | float) and not isinstance(default, bool)
            return "number" if is_number else "string"
        if isinstance(node, ast.Call):
            node = node.func
        known_type = _TYPES.get(true_name(node, self._imported))
        if known_type is None:
            self._doubt(call, f"({name}) is read by a function of the script")
        return known_type

    def _choices(
        self, call: ast.Call, name: str, keywords: Mapping[str, ast.expr]
    ) -> tuple[Scalar, ...]:
        node = keywords.get("choices")
        if node is None:
            return ()
        choices = self._constants.items(node)
        if choices is None:
            self._doubt(call, f"({name}) has choices that are computed")
        return choices or ()

    def _takes_several(self, keywords: Mapping[str, ast.expr]) -> bool:
        count = self._constants.value(keywords.get("nargs"))
        if true_name(keywords.get("nargs"), self._imported) == "argparse.REMAINDER":
            return True
        return count in {"+", "*", "..."} or type(count) is int

    def _action(self, node: ast.expr | None) -> str:
        value = self._constants.value(node)
        return value if isinstance(value, str) else true_name(node, self._imported)

    def _help(self, keywords: Mapping[str, ast.expr], default: Value) -> str:
        text = self._text(keywords.get("help"))
        shown = "" if default is None else format_value(default)
        return " ".join(text.replace("%(default)s", shown).replace("%%", "%").split())

    def _text(self, node: ast.expr | None) -> str:
        value = self._constants.value(node)
        return value if isinstance(value, str) else ""

    def _doubt(self, call: ast.Call, what: str) -> None:
        self.unsure.append(f"An option in line {call.lineno} {what}.")
