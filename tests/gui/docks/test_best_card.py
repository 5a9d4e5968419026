"""The Best card says only what is known: the best value seen, and a model's best where there is one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from guild_desktop.core.batch import ModelBest, Objective
from guild_desktop.core.clause import Within
from guild_desktop.core.selection import Selection
from guild_desktop.gui.docks.best_card import BestCard
from guild_desktop.gui.format import MINUS
from tests.gui.docks.sample_runs import a_batch, a_run, a_scalar, failed
from tests.gui.docks.told_analyses import ToldAnalyses


@pytest.fixture
def analyses(session):
    return ToldAnalyses(session)


@pytest.fixture
def card(qtbot, session, themes, analyses):
    card = BestCard(session, themes, analyses)
    qtbot.addWidget(card)
    card.resize(420, 120)
    card.show()
    return card


@pytest.fixture
def runs(tell):
    batch = a_batch()
    runs = [
        replace(
            a_run(batch, trial),
            flags={"x": x, "noise": 0.1, "optimizer": name},
            scalars={"loss": a_scalar(loss)},
        )
        for trial, (x, name, loss) in enumerate(
            [(-0.29, "adam", -1.1), (0.5, "sgd", 0.25), (1.5, "sgd", -0.25)], start=1
        )
    ]
    tell(runs, [batch])
    return runs


def test_that_the_lowest_value_seen_is_told_with_the_flags_that_vary(card, runs):
    expected = f"{MINUS}1.10 · lowest seen, at x = {MINUS}0.29, optimizer = adam"
    assert card.sentence == expected


def test_that_of_a_goal_to_maximize_the_highest_is_told(card, runs, session):
    session.set_objective(Objective("loss", "maximize"))
    assert card.sentence.startswith("0.25 · highest seen, at x = 0.50")


def test_that_the_best_is_that_of_the_runs_in_focus(card, runs, session):
    session.set_selection(Selection(clauses=(Within("x", 0.0, None),)))
    assert card.sentence.startswith(f"{MINUS}0.25")


def test_that_a_failed_run_is_never_the_best(card, runs, tell):
    tell([failed(runs[0])])
    assert card.sentence.startswith(f"{MINUS}0.25")


def test_that_the_models_best_leads_with_its_uncertainty_and_luck_is_named(card, runs, tell):
    best = ModelBest({"x": -0.31, "noise": 0.1, "optimizer": "adam"}, -0.87, 0.04)
    tell([], [a_batch(model_best=best)])
    assert card.sentence == (
        f"{MINUS}0.87 ± 0.04 · model's best, at x = {MINUS}0.31, optimizer = adam"
        f" · lowest seen {MINUS}1.10 (lucky?), at x = {MINUS}0.29, optimizer = adam"
    )


def test_that_a_value_near_the_models_best_is_not_called_lucky(card, runs, tell):
    tell([], [a_batch(model_best=ModelBest({"x": -0.3}, -1.05, 0.04))])
    assert "lucky" not in card.sentence


def test_that_a_model_of_other_ranges_does_not_call_the_best_lucky(card, runs, tell):
    best = ModelBest({"x": 1.0, "noise": 0.1, "optimizer": "sgd"}, -0.10, 0.02)
    tell([], [a_batch(flags={"x": "[1.0:2.0]"}, model_best=best)])
    assert card.sentence.startswith(f"{MINUS}1.10 · lowest seen")
    assert f"with other ranges: model's best {MINUS}0.10 ± 0.02, at x = 1.00" in card.sentence
    assert "lucky" not in card.sentence


def test_that_a_model_of_another_goal_says_nothing(card, runs, tell):
    best = ModelBest({"x": -0.31}, -0.87, 0.04)
    tell([], [a_batch(model_best=best, objective=Objective("accuracy", "maximize"))])
    assert "model" not in card.sentence


def test_that_without_a_result_the_card_says_so_and_offers_nothing(card, tell):
    assert card.sentence == "No runs yet."
    batch = a_batch()
    tell([failed(a_run(batch, 1))], [batch])
    assert card.sentence == "No completed run with loss yet."
    assert not any(button.isVisible() for button in card.findChildren(QPushButton))


def test_that_the_id_highlights_the_run(card, runs, session):
    card.findChild(QPushButton, "bestRun").click()
    assert session.highlight == (runs[0].id,)


def test_that_the_winner_goes_home_as_a_command(card, runs):
    copy = next(b for b in card.findChildren(QPushButton) if b.text() == "Copy as command")
    copy.click()
    expected = "guild-desktop run /project/train.py x=-0.29 noise=0.1 optimizer=adam"
    assert QGuiApplication.clipboard().text() == expected


def test_that_texts_are_plain(card):
    from PySide6.QtCore import Qt

    formats = {label.textFormat() for label in card.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


def test_that_no_button_is_cut_off_however_narrow_and_low_the_card_is(card, tell, qtbot):
    batch = a_batch()
    tell([a_run(batch, 1), a_run(batch, 2)], [batch])
    for width in (600, 260, 420):
        card.resize(width, 60)
        card.show()
        qtbot.waitUntil(lambda: card.height() >= card.minimumHeight() > 60)
        buttons = [b for b in card.findChildren(QPushButton) if b.isVisible()]
        assert len(buttons) == 6
        assert all(card.rect().contains(button.geometry()) for button in buttons)


# What the model expects of it


@pytest.fixture
def noisy(tell):
    """Runs along a slope, of which the lowest is far below all that lie about it; and their sweep."""
    batch = a_batch(flags={"x": "[0.0:3.0]"})
    runs = [
        replace(
            a_run(batch, trial),
            flags={"x": trial / 10},
            scalars={"loss": a_scalar(-5.0 if trial == 15 else trial / 10 + 0.2 * (trial % 2))},
        )
        for trial in range(1, 31)
    ]
    tell(runs, [batch])
    return batch, runs


def test_that_a_lucky_run_is_told_with_what_the_model_expects_there(card, noisy, analyses):
    assert "lucky" not in card.sentence
    found = analyses.tell_of(*noisy)
    assert found.response.seen_best.is_lucky
    assert "lowest seen · lucky? " in card.sentence
    assert "± " in card.sentence.partition(" expected")[0]


def test_that_a_good_run_is_said_to_need_no_luck(card, tell, analyses):
    batch = a_batch(flags={"x": "[0.0:3.0]"})
    runs = [
        replace(
            a_run(batch, trial),
            flags={"x": trial / 10},
            scalars={"loss": a_scalar((trial / 10 - 1.5) ** 2)},
        )
        for trial in range(1, 31)
    ]
    tell(runs, [batch])
    analyses.tell_of(batch, runs)
    assert "lucky" not in card.sentence
    assert " expected" in card.sentence


def test_that_beside_a_models_best_the_same_is_told(card, noisy, analyses, tell):
    batch, runs = noisy
    batch = replace(batch, model_best=ModelBest({"x": 0.1}, 0.2, 0.05))
    tell((), [batch])
    assert f"lowest seen {MINUS}5.00 (lucky?)" in card.sentence
    found = analyses.tell_of(batch, runs)
    assert "(lucky?)" in card.sentence
    good = replace(found.response.seen_best, is_lucky=False)
    analyses.tell(replace(found, response=replace(found.response, seen_best=good)))
    assert f"lowest seen {MINUS}5.00 (as expected)" in card.sentence


def test_that_what_is_out_of_date_or_about_another_run_is_not_told(card, noisy, analyses, session):
    analyses.tell_of(*noisy, is_current=False)
    assert "expected" not in card.sentence
    analyses.tell_of(*noisy)
    session.set_selection(Selection(clauses=(Within("x", 2.0, None),)))
    assert "expected" not in card.sentence


def test_that_the_gain_over_the_script_s_defaults_is_told_where_they_were_tried(card, runs, tell):
    assert "defaults" not in card.sentence
    batch = a_batch()
    tell([replace(runs[1], origin="default"), *(runs[0], runs[2])], [batch])
    assert card.sentence.endswith("1.35 better than the script's defaults")
    tell([replace(runs[0], origin="default"), replace(runs[1], origin="model"), runs[2]], [batch])
    assert card.sentence.endswith(" · the script's defaults")
