"""What the Best card says of the best run, and of what a model thinks best."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from guild_desktop.analysis.words import luck_words
from guild_desktop.core.luck import is_lucky
from guild_desktop.core.trial_groups import spread_of
from guild_desktop.flags import space_of
from guild_desktop.gui import format as written
from guild_desktop.gui.models.expected_best import expected_text
from guild_desktop.gui.models.modelled_best import modelled_sweep
from guild_desktop.gui.models.trial_rows import spread_text
from guild_desktop.gui.plain_text import one_line, plain_tooltip

if TYPE_CHECKING:
    from guild_desktop.analysis.results import SeenBest
    from guild_desktop.core.batch import ModelBest
    from guild_desktop.core.run import Run
    from guild_desktop.core.trial_end import Spread
    from guild_desktop.gui.format import NumberFormat
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.models.told_flags import ToldFlags

_DOT = " · "


@dataclass(frozen=True, slots=True)
class BestWords:
    """A ``value`` in large letters, what stands ``beside`` and ``below`` it, and the tooltips of both.

    ``joint`` stands between the latter two when all is said in one line.
    """

    value: str = ""
    beside: str = ""
    below: str = ""
    beside_tip: str = ""
    below_tip: str = ""
    joint: str = ", "


def best_words(
    run: Run | None, session: Session, flags: ToldFlags, expected: SeenBest | None
) -> BestWords:
    """What to say of the best ``run`` in focus; of none, why there is none.

    ``flags`` tells those of the runs in view, ``expected`` what the model of these runs makes of it.
    """
    if run is None:
        reason = _reason_for_nothing(session)
        return BestWords(beside=reason, beside_tip=plain_tooltip(reason))
    seen = _SeenValue.of(run, session)
    if seen.spread is not None:
        # What is expected of a single run says nothing about the mean of several.
        expected = None
    batch = modelled_sweep(session)
    if batch is None or batch.model_best is None:
        words = _words_of_seen(run, seen, session, flags)
        return words if expected is None else _with_expected(words, expected)
    if space_of(batch).holds(run.flags):
        return _words_of_model(batch.model_best, run, seen, session, flags, expected)
    return _with_model_elsewhere(_words_of_seen(run, seen, session, flags), batch.model_best, flags)


@dataclass(frozen=True, slots=True)
class _SeenValue:
    """What was seen of the best run: its ``value``, or the mean of its trial's repeats."""

    value: float
    spread: Spread | None
    words: str

    @classmethod
    def of(cls, run: Run, session: Session) -> _SeenValue:
        frame, objective = session.frame, session.objective
        translate = QCoreApplication.translate
        position = frame.position(run.id)
        is_lowest = objective.direction == "minimize"
        spread = spread_of(frame, position, objective)
        if spread is not None and spread.count > 1:
            lowest = translate("best", "lowest mean of {0} runs")
            highest = translate("best", "highest mean of {0} runs")
            words = (lowest if is_lowest else highest).format(written.count(spread.count))
            return cls(spread.mean, spread, words)
        value = float(frame.column(frame.objective_column(objective)).values[position])
        lowest, highest = translate("best", "lowest seen"), translate("best", "highest seen")
        return cls(value, None, lowest if is_lowest else highest)

    def text(self, form: NumberFormat) -> str:
        return form.text(self.value) if self.spread is None else spread_text(self.spread, form)


def _words_of_seen(run: Run, seen: _SeenValue, session: Session, flags: ToldFlags) -> BestWords:
    # As in its column of the table, so that the same value has the same digits.
    form = flags.format(session.frame.objective_column(session.objective))
    where = flags.text(run.flags)
    return BestWords(
        value=seen.text(form),
        beside=seen.words,
        below=QCoreApplication.translate("best", "at {0}").format(where) if where else "",
        below_tip=plain_tooltip(_all_flags(run)),
    )


def _with_expected(words: BestWords, expected: SeenBest) -> BestWords:
    """Beside the best seen of runs that no model chose: whether it was lucky."""
    lucky = QCoreApplication.translate("best", "lucky? {0} expected")
    good = QCoreApplication.translate("best", "{0} expected")
    told = (lucky if expected.is_lucky else good).format(expected_text(expected))
    return replace(
        words,
        beside=_DOT.join((words.beside, told)),
        beside_tip=plain_tooltip(_luck(expected)),
    )


def _words_of_model(
    model: ModelBest,
    run: Run,
    seen: _SeenValue,
    session: Session,
    flags: ToldFlags,
    expected: SeenBest | None,
) -> BestWords:
    """The model's best first, and the best seen below it."""
    translate = QCoreApplication.translate
    form = written.estimate_format(model.value, model.deviation, seen.value)
    colon = "" if seen.spread is None else ":"
    told = f"{seen.words}{colon} {seen.text(form)}"
    lucky = translate("best", "{0} (lucky?)").format(told)
    hover = [_all_flags(run)]
    if expected is not None:
        good = translate("best", "{0} (as expected)").format(told)
        told = lucky if expected.is_lucky else good
        hover.insert(0, _luck(expected))
    elif seen.spread is None and _was_luck(seen, model, session):
        # The mean of several is not there by luck alone.
        told = lucky
    beside = translate("best", "model's best, at {0}").format(flags.text(model.flags))
    where = flags.text(run.flags)
    return BestWords(
        value=written.estimate_text(model.value, model.deviation, form),
        beside=beside,
        beside_tip=plain_tooltip(beside),
        below=translate("best", "{0}, at {1}").format(told, where) if where else told,
        below_tip=plain_tooltip("\n".join(hover)),
        joint=_DOT,
    )


def _was_luck(seen: _SeenValue, model: ModelBest, session: Session) -> bool:
    deviation = model.deviation
    if deviation is None:
        return False
    return is_lucky(seen.value, model.value, deviation, session.objective)


def _with_model_elsewhere(words: BestWords, model: ModelBest, flags: ToldFlags) -> BestWords:
    """Behind the best seen: the model knows only what its sweep's ranges hold, and that run is not there."""
    form = written.estimate_format(model.value, model.deviation)
    sentence = QCoreApplication.translate(
        "best", "the last sweep, with other ranges: model's best {0}, at {1}"
    )
    value = written.estimate_text(model.value, model.deviation, form)
    told = sentence.format(value, flags.text(model.flags))
    below = _DOT.join(part for part in (words.below, told) if part)
    return replace(words, below=below, joint=_DOT)


def _luck(expected: SeenBest) -> str:
    return luck_words(expected).format(expected_text(expected))


def _reason_for_nothing(session: Session) -> str:
    translate = QCoreApplication.translate
    if not session.base.any():
        return translate("best", "No runs yet.")
    if not session.focus.any():
        return translate("best", "No run matches the filters.")
    name = one_line(session.objective.column)
    return translate("best", "No completed run with {0} yet.").format(name)


def _all_flags(run: Run) -> str:
    return "\n".join(f"{name} = {value}" for name, value in run.flags.items())
