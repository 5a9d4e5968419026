"""How much better than the script's defaults runs are, for commands that look at no column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guild_desktop.core.gain_value import gain_of, value_of_defaults

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from guild_desktop.core.batch import Batch
    from guild_desktop.core.run import Run
    from guild_desktop.store.store import Store


def gains_of(
    store: Store, runs: Collection[Run], batches: Mapping[str, Batch]
) -> dict[str, float | None]:
    """The gain of each run by its id; None where it, or the defaults of its batch, have no value."""
    shown = {run.batch for run in runs}
    defaults = {
        batch: value_of_defaults(tried, batches[batch].objective)
        for batch, tried in store.tried_defaults(shown).items()
    }
    gains: dict[str, float | None] = {}
    for run in runs:
        basis = defaults.get(run.batch)
        gains[run.id] = None if basis is None else gain_of(run, batches[run.batch].objective, basis)
    return gains
