"""What the optimizer's process answers when its optimizer misbehaves."""

from __future__ import annotations

import io

import pytest

from guild_desktop.engine import optimizer_child
from guild_desktop.optimizers.random import RandomOptimizer
from guild_desktop.store.records import from_text, operation_to_text, to_text
from tests.engine.conftest import Bench


def answers_to(bench: Bench, *requests: dict[str, object]) -> list[dict[str, object]]:
    create = {
        "operation": operation_to_text(bench.operation("x = 0.5\n")),
        "optimizer": "random",
        "flags": {"x": "[-2.0:2.0]"},
        "rows": [],
        "options": {},
        "seed": 1,
    }
    lines = [to_text(document) + "\n" for document in ({"create": create}, *requests)]
    written = io.StringIO()
    optimizer_child.serve(io.StringIO("".join(lines)), written)
    return [from_text(line) for line in written.getvalue().splitlines()]


def test_that_a_model_which_cannot_name_its_best_still_proposes(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> None:
        raise ArithmeticError

    monkeypatch.setattr(RandomOptimizer, "recommend", fail)
    proposal, best = answers_to(bench, {"ask": True}, {"best": True})
    assert proposal["origin"] == "random"
    assert (proposal["best"], best) == (None, {"best": None})
    assert "ArithmeticError" in capsys.readouterr().err


def test_that_an_optimizer_which_cannot_propose_says_why(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        message = "singular matrix"
        raise ArithmeticError(message)

    monkeypatch.setattr(RandomOptimizer, "ask", fail)
    assert answers_to(bench, {"ask": True}) == [{"error": "ArithmeticError: singular matrix"}]


def test_that_an_error_of_any_length_and_with_any_signs_becomes_one_short_line(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        message = "not\nhere \ud800 " + "y" * 1_000_000
        raise ValueError(message)

    monkeypatch.setattr(RandomOptimizer, "ask", fail)
    (answer,) = answers_to(bench, {"ask": True})
    said = str(answer["error"])
    assert said.startswith("ValueError: not here \\ud800 yyy")
    assert len(said) == 300
