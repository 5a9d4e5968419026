"""No text, however hostile, raises anything but FlagErrors with places inside the text."""

from __future__ import annotations

import contextlib
import random

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.space import SearchSpace
from guild_desktop.flags import (
    FlagErrors,
    describe,
    format_rows,
    format_space,
    parse,
    print_trials_document,
    tokens,
)
from tests.flags.corpus import CASES

TEXTS = 20_000

MARKS = [
    *"[]:,*'\"\\ {}()#&%|?~=-+._\n\t\x00\u00a0∞\ud800",
    *["[[", "]]", ",,", "::", "*3", "*0", "''", '""', "\\n", "foo[", "Range[", "uniform("],
]
WORDS = [
    *["0", "1", "2", "5", "0.1", "-0.6", "1e5", "a b", "adam", "é", "x", "'a, b'", '"c"', "[1]"],
    *["nan", "inf", "-inf", "null", "true", "off", "1e308", "1e-308", "0x1F", "1_000", "1:30"],
    *["2026-11-23", "9" * 400, "1e999", "99999999999999999999", "-3", "10", "0.5", "100"],
]
FUNCTIONS = ["range", "linspace", "logspace", "geomspace", "uniform", "loguniform", "choice", ""]
PIECES = [*MARKS, *WORDS, *(f"{function}[" for function in FUNCTIONS)]
CLOSINGS = ["]", "]", "]", "]*2", "]]", ""]
VALID = [text for case in CASES.values() for text in case["args"].values()]
KNOWN = [
    (),
    *(
        [FlagInfo("x", default, kind)]
        for default, kind in [
            (1, "number"),
            (1, "int"),
            (0.5, "float"),
            ("a", "string"),
            (True, "boolean"),
            ("a.csv", "path"),
            ((1, 2), "list"),
            (None, "null"),
        ]
    ),
    [FlagInfo("x", 1, "int", min=0, max=10)],
    [FlagInfo("x", "a", "string", choices=("a", "b"))],
    [FlagInfo("x", 1, choices=(1, 2.5, None))],
]


def _hostile_text(chance: random.Random) -> str:
    """Pieces of the language at random or in brackets, or a valid text with places changed."""
    kind = chance.randrange(3)
    if kind == 0:
        return "".join(chance.choices(PIECES, k=chance.randint(0, 14)))
    if kind == 1:
        between = chance.choice([",", ":"])
        items = chance.choices(WORDS, k=chance.randint(1, 4))
        return f"{chance.choice(FUNCTIONS)}[{between.join(items)}{chance.choice(CLOSINGS)}"
    text = list(chance.choice(VALID))
    for _ in range(chance.randint(1, 4)):
        place = chance.randint(0, len(text))
        match chance.randrange(3):
            case 0:
                text.insert(place, chance.choice(PIECES))
            case 1:
                del text[place : place + 1]
            case _:
                text[place : place + 1] = chance.choice(PIECES)
    return "".join(text)


def _check_errors(errors: FlagErrors, text: str) -> None:
    assert errors.errors
    for problem in errors.errors:
        assert problem.message.strip()
        assert problem.hint.strip()
        assert 0 <= problem.start <= problem.end <= len(text)


def _check_space(space: SearchSpace, known: list[FlagInfo]) -> None:
    assert describe(space["x"])
    again = parse(format_space(space), known, rows=format_rows(space))
    assert repr(dict(again)) == repr(dict(space))
    for optimizer in (None, "grid", "random"):
        with contextlib.suppress(UserError):
            print_trials_document(space, optimizer, max_trials=3, seed=1)


@pytest.mark.parametrize("part", range(4))
def test_that_no_text_raises_anything_but_flag_errors(part):
    chance = random.Random(part)
    spaces = 0
    for _ in range(TEXTS // 4):
        text = _hostile_text(chance)
        known = chance.choice([(), chance.choice(KNOWN)])
        for start, end, _ in tokens(text):
            assert 0 <= start < end <= len(text)
        try:
            space = parse({"x": text}, known)
        except FlagErrors as errors:
            _check_errors(errors, text)
        else:
            _check_space(space, known)
            spaces += 1
    # A generator that only makes errors would test half of the language.
    assert TEXTS // 4 * 0.15 < spaces < TEXTS // 4 * 0.85
