"""The words of a script's command line that stand for its flags."""

from __future__ import annotations

from collections.abc import Iterable

from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.values import Value, read_word, value_text


def spelling(name: str) -> str:
    """What flags are told apart by: dash and underscore are the same in names."""
    return name.replace("-", "_")


def arguments_of(flags: Iterable[tuple[FlagInfo, Value]]) -> list[str]:
    """The words that give flags their values; none for a flag that keeps its default.

    Options come first, positional words last and in the order of ``flags``, behind ``--`` where one
    of them could be taken for an option. ``UserError`` where a value has no form as words.
    """
    options: list[str] = []
    positionals: list[str] = []
    open_end = False
    for info, value in flags:
        if info.passing == "positional":
            positionals += [] if value is None else _words(info, value)
        elif not _keeps_default(info, value):
            options += _option_words(info, value)
            # It would take the positional words too.
            open_end = info.several
    if positionals and (open_end or any(word.startswith("-") for word in positionals)):
        options.append("--")
    return options + positionals


def _keeps_default(info: FlagInfo, value: Value) -> bool:
    if info.required and value is not None:
        return False
    return type(value) is type(info.default) and value == info.default


def _option_words(info: FlagInfo, value: Value) -> list[str]:
    if info.passing in {"switch", "negated switch", "switch pair"}:
        return _switch_words(info, value)
    words = _words(info, value)
    if info.several:
        return [_option(info), *words]
    if info.passing == "repeated option":
        return [part for word in words for part in _joined(info, word)]
    if len(words) == 1:
        return _joined(info, words[0])
    raise UserError(
        f"{info.name} takes one value, not {len(words)}.",
        "Take the inner brackets away: only the outer ones list what to try.",
    )


def _switch_words(info: FlagInfo, value: Value) -> list[str]:
    if not isinstance(value, bool):
        raise UserError(
            f"{info.name} is a switch, which {value_text(value)} neither sets nor clears.",
            "Give it true or false.",
        )
    if info.passing == "switch pair":
        return [info.option if value else info.negative_option]
    given_for = info.passing == "switch"
    return [info.option] if value is given_for else []


def _words(info: FlagInfo, value: Value) -> list[str]:
    """A value as words: those of a list, or one; whole text, without quotes."""
    if isinstance(value, tuple):
        return [_word(info, item) for item in value]
    return [_word(info, value)]


def _word(info: FlagInfo, value: Value) -> str:
    if value is None:
        raise UserError(
            f"{info.name} cannot be null: the script takes it as a word of its command line.",
            "Give it a value, or leave it out.",
        )
    if isinstance(value, bool):
        return _boolean_word(info, value=value)
    return value_text(value)


def _boolean_word(info: FlagInfo, *, value: bool) -> str:
    for choice in info.choices:
        # A script whose choices are the texts yes and no wants those.
        if isinstance(choice, str) and read_word(choice) is value:
            return choice
    if info.origin == "argparse" and info.type == "boolean" and not value:
        # type=bool takes every text for true but the empty one.
        return ""
    return str(value)


def _joined(info: FlagInfo, word: str) -> list[str]:
    option = _option(info)
    if len(option) != len("-x"):
        return [f"{option}={word}"]
    # Whatever follows a short option is its value, an equals sign too.
    return [f"{option}{word}"] if word else [option, ""]


def _option(info: FlagInfo) -> str:
    """How an option is spelled; one that a person named themselves is spelled like its flag."""
    return info.option or f"{'-' if len(info.name) == 1 else '--'}{info.name}"
