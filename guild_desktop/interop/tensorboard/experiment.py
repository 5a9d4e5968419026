"""What is said of a flag over all runs of a log folder."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from guild_desktop.interop.tensorboard.messages import Hparam, HparamInfo

_MOST_VALUES = 200
"""Values that can be chosen one by one; of more the plugin asks for a part of the text."""


def hparam_infos(runs: Iterable[Mapping[str, Hparam]]) -> list[HparamInfo]:
    """The flags of some runs, in the order in which they first come.

    A flag of numbers is an interval, one of booleans or texts the set of its values. Where kinds are mixed it
    is a set too, of each value as it is, so that any of them can be chosen. nan and infinities, which the
    plugin shows as gaps, differ from other values but cannot be chosen; a flag with nothing else is left out.
    """
    values: dict[str, dict[tuple[type, Hparam], Hparam]] = {}
    for flags in runs:
        for name, value in flags.items():
            # True and 1.0 are equal but not the same; nan is not equal to itself.
            key = value if _is_shown(value) else str(value)
            values.setdefault(name, {})[type(value), key] = value
    infos = (_info(name, list(found.values())) for name, found in values.items())
    return [info for info in infos if info is not None]


def _info(name: str, values: list[Hparam]) -> HparamInfo | None:
    differs = len(values) > 1
    shown = [value for value in values if _is_shown(value)]
    if not shown:
        return None
    numbers = [value for value in shown if not isinstance(value, bool | str)]
    if len(numbers) == len(shown):
        return HparamInfo(name, (min(numbers), max(numbers)), is_interval=True, differs=differs)
    chosen = sorted(shown, key=_order) if len(shown) <= _MOST_VALUES else []
    return HparamInfo(name, tuple(chosen), is_interval=False, differs=differs)


def _is_shown(value: Hparam) -> bool:
    return isinstance(value, bool | str) or math.isfinite(value)


def _order(value: Hparam) -> tuple[int, float, str]:
    if isinstance(value, str):
        return 2, 0.0, value
    return int(not isinstance(value, bool)), float(value), ""
