r"""How a pattern is written: ``NAME=EXPRESSION``, with Guild AI's shorthands ``\key``,
``\value`` and ``\step``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from guild_desktop.core.errors import UserError

NUMBER = (
    r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|(?i:nan|inf(?:inity)?)(?!\w))"
)
"""A number as Python prints it."""

_SHORTHANDS = {
    "key": ("name", r"[^ \t]+"),
    "value": ("value", NUMBER),
    "step": ("step", r"[0-9]+"),
}
"""How a group is named that holds nothing but the shorthand, and what it stands for."""

# A head with signs that mean something in an expression is the expression's own.
_NAMED = re.compile(r"([^\W\d][^\s=()\[\]{}\\|*+?^$]*)=(.+)", re.DOTALL)
_TOKEN = re.compile(r"(?P<open>\()?\\(?P<word>key|value|step)(?!\w)(?(open)\))|\\.", re.DOTALL)

_LONGEST = 1000
_LONGEST_EXCERPT = 60
_EXAMPLE = r"Put parentheses around the number, as in: loss=loss is (\value)"


class PatternError(UserError):
    """A pattern that cannot be used; ``position`` is the place in its text, from 0, if there is one."""

    def __init__(self, problem: str, hint: str, position: int | None = None) -> None:
        super().__init__(problem, hint)
        self.position = position


@dataclass(frozen=True, slots=True)
class PatternText:
    """A pattern in its parts. ``name`` is empty where its groups name what they find.

    ``expression`` is for ``re``, the shorthands written out; ``places`` are pairs of a place in it and
    the place in the text that it comes from.
    """

    text: str
    name: str
    expression: str
    places: tuple[tuple[int, int], ...]

    def place(self, position: int) -> int:
        """Where in the text something stands that is at ``position`` of the expression."""
        at = bisect_right(self.places, position, key=lambda place: place[0]) - 1
        there, here = self.places[at]
        end = self.places[at + 1][1] if at + 1 < len(self.places) else len(self.text)
        return min(here + position - there, max(here, end - 1))

    def error(
        self, problem: str, hint: str = _EXAMPLE, position: int | None = None
    ) -> PatternError:
        """The error that this pattern has a problem, at a place of its text."""
        excerpt = self.text[:_LONGEST_EXCERPT] + "…" * (len(self.text) > _LONGEST_EXCERPT)
        return PatternError(f"The pattern {excerpt} {problem}.", hint, position)


def read_pattern(text: str) -> PatternText:
    """Take a pattern apart; whether its expression is one is not looked at.

    ``PatternError`` if it is empty.
    """
    named = _NAMED.fullmatch(text)
    name, start = (named[1], named.start(2)) if named else ("", 0)
    if not text.strip():
        raise PatternError("A pattern is empty.", f"Leave it out. {_EXAMPLE}")
    if len(text) > _LONGEST:
        problem = f"A pattern has {len(text):,} characters."
        raise PatternError(problem, f"Make it shorter than {_LONGEST:,}.")
    expression, places = "", [(0, start)]
    done, taken = start, set[str]()
    for token in _TOKEN.finditer(text, start):
        word = token["word"]
        if word is None:
            continue
        group, stands_for = _SHORTHANDS[word]
        if token["open"]:
            # Only one group can have the name.
            opening = "(" if group in taken else f"(?P<{group}>"
            taken.add(group)
            stands_for = f"{opening}{stands_for})"
        expression += text[done : token.start()]
        places.append((len(expression), token.start()))
        expression += stands_for
        places.append((len(expression), token.end()))
        done = token.end()
    return PatternText(text, name, expression + text[done:], tuple(places))
