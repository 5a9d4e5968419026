"""Conditions of every kind, made up for the tests of clauses and the filter language."""

from __future__ import annotations

from hypothesis import strategies as st

from guild_desktop.core.clause import (
    And,
    Clause,
    ColumnPair,
    Comparison,
    Contains,
    Except,
    Not,
    OneOf,
    Or,
    Undefined,
    Within,
)
from tests.core.sample_runs import VALUES

NUMBERS = st.integers(-3, 3) | st.floats(-2, 2, width=16) | st.sampled_from([2**53, 2**53 + 1])

KNOWN_NAMES = st.sampled_from(
    ["x", "y", "loss", "flag:x", "scalar:loss", "min y", "label", "run", "time"]
)
"""Columns that the made-up runs may have."""

ODD_NAMES = st.sampled_from(
    [
        "and",
        "Not",
        "except",
        "is",
        "min",
        "min in",
        "a b",
        "`",
        "flag:",
        "min  x",
        "1st",
        "lr/dense",
        "für",
    ]
) | st.text(min_size=1, max_size=5)


def column_clauses(
    names: st.SearchStrategy[str], values: st.SearchStrategy[object]
) -> st.SearchStrategy[Clause]:
    """Conditions on one column of these names with these values."""
    ends = st.none() | NUMBERS | st.sampled_from([float("inf"), float("-inf")])
    return st.one_of(
        st.builds(Comparison, names, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), values),
        st.builds(ColumnPair, names, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), names),
        st.builds(Within, names, ends, ends, st.booleans()),
        st.builds(OneOf, names, st.lists(values, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(Contains, names, st.text(max_size=3), st.booleans()),
        st.builds(Undefined, names, st.booleans()),
    )


def clauses(
    names: st.SearchStrategy[str], values: st.SearchStrategy[object]
) -> st.SearchStrategy[Clause]:
    """The same, joined and negated a few deep."""
    return st.recursive(
        column_clauses(names, values),
        lambda inner: st.one_of(
            st.builds(Not, inner),
            st.builds(Except, inner),
            st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple)),
            st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        ),
        max_leaves=5,
    )


ANY_CLAUSE = clauses(KNOWN_NAMES | ODD_NAMES, VALUES)
"""Conditions on columns of any name."""

COLUMN_CLAUSE = column_clauses(KNOWN_NAMES | ODD_NAMES, VALUES)
"""Conditions on one column of any name."""

KNOWN_CLAUSE = clauses(KNOWN_NAMES, VALUES)
"""Conditions on columns that the made-up runs may have."""
