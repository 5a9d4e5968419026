"""What one text becomes: its value, its list, its only problem and where that is."""

from __future__ import annotations

import pytest

from guild_desktop.core.space import Fixed, values_of
from guild_desktop.flags import FlagErrors, parse_text


def fixed(text):
    dimension = parse_text(text)
    assert isinstance(dimension, Fixed)
    return dimension.value


def listed(text):
    return values_of(parse_text(text))


def error(text):
    """The only problem of a text."""
    with pytest.raises(FlagErrors) as caught:
        parse_text(text)
    (problem,) = caught.value.errors
    return problem


def marked(text):
    """The part of a text that its only problem points at."""
    problem = error(text)
    return text[problem.start : problem.end]
