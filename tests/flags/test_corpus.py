"""What Guild AI does with 308 texts, we do too, but for its bugs and a short list of differences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.flags.corpus import CASES, guilds_answer, our_answer
from tests.flags.differences import BUGS, DIFFERENCES

PAGE = Path(__file__).parents[2] / "docs" / "flag-language.md"

DIFFERENT = {case: ours for cases in DIFFERENCES.values() for case, ours in cases.items()}


def _said(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer without its wording."""
    return {name: part for name, part in answer.items() if name not in {"message", "hint"}}


def _in_short(answer: dict[str, Any]) -> Any:
    return "error" if answer["kind"] == "error" else answer.get("trials") or answer.get("search")


def _is_bug(case: str) -> bool:
    return CASES[case]["note"].startswith("guild bug:")


@pytest.mark.parametrize("case", [case for case in CASES if case not in DIFFERENT | BUGS])
def test_that_we_agree_with_guild(case):
    assert _said(our_answer(CASES[case])) == guilds_answer(CASES[case]), CASES[case]["note"]


@pytest.mark.parametrize("case", DIFFERENT)
def test_that_a_listed_difference_is_one(case):
    ours = our_answer(CASES[case])
    assert _in_short(ours) == DIFFERENT[case]
    assert _said(ours) != guilds_answer(CASES[case])


@pytest.mark.parametrize("case", BUGS)
def test_that_a_bug_of_guild_is_not_ours(case):
    ours = our_answer(CASES[case])
    if guilds_answer(CASES[case])["kind"] == "error" and ours["kind"] == "error":
        assert BUGS[case] in ours["message"], "the person must learn the true cause"
    else:
        assert _in_short(ours) == BUGS[case]
        assert _said(ours) != guilds_answer(CASES[case])


def test_that_no_bug_of_guild_is_forgotten():
    assert {case for case in CASES if _is_bug(case)} == set(BUGS)
    assert not set(DIFFERENT) & set(BUGS)


@pytest.mark.parametrize("reason", DIFFERENCES)
def test_that_the_documentation_names_every_difference(reason):
    assert reason in PAGE.read_text(encoding="utf-8")


def test_that_every_error_has_a_hint():
    for case in CASES.values():
        answer = our_answer(case)
        if answer["kind"] == "error":
            assert answer["message"]
            assert answer["hint"] or "\n" in answer["message"], case
