"""What the preview says about ends that come sooner: of the sweep, and of single runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.engine.pruning.catalogue import rule_info
from guild_desktop.gui.format import count, duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guild_desktop.core.batch import Limits
    from guild_desktop.engine.request import PlannedBatch


def ending_words(planned: PlannedBatch) -> str:
    """What was set that ends a sweep before all of its runs were made, and a run before it ends by itself.

    Empty if nothing was. That a sweep whose first runs all fail ends is usual and not told.
    """
    limits = planned.batch.limits
    is_sweep = planned.kind != "run" or limits.repeat > 1
    of_sweep = _ends_of_sweep(limits) if is_sweep else []
    sentences = (
        _sentence("Ends sooner {0}.", of_sweep),
        _sentence("Stops a run {0}.", _ends_of_run(limits)),
    )
    return " ".join(each for each in sentences if each)


def _ends_of_sweep(limits: Limits) -> list[str]:
    ends = []
    if limits.patience:
        what = "combinations" if limits.repeat > 1 else "runs"
        several = f"{count(limits.patience)} {what} in a row are"
        ends.append(f"when {several if limits.patience > 1 else f'one of the {what} is'} no better")
    if limits.stop_after:
        ends.append(f"after {duration(limits.stop_after)}")
    if limits.fail_on_trial_error or limits.max_failures == 1:
        ends.append("at the first failed run")
    elif limits.max_failures:
        ends.append(f"after {count(limits.max_failures)} failed runs")
    return ends


def _ends_of_run(limits: Limits) -> list[str]:
    ends = []
    if limits.timeout:
        ends.append(f"after {duration(limits.timeout)}")
    if limits.early_stopping:
        rule = rule_info(limits.early_stopping.rule).title
        ends.append(f"early ({rule[0].lower()}{rule[1:]})")
    return ends


def _sentence(form: str, ends: Sequence[str]) -> str:
    if not ends:
        return ""
    *others, last = ends
    return form.format(f"{', '.join(others)} or {last}" if others else last)
