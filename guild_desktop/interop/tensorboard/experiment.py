"""What is said of a flag over all runs of a log folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from guild_desktop.interop.tensorboard.messages import Hparam, HparamInfo

_MOST_VALUES = 200
"""Values that can be chosen one by one; of more the plugin asks for a part of the text."""


def hparam_infos(runs: Iterable[Mapping[str, Hparam]]) -> list[HparamInfo]:
    """The flags of some runs, in the order in which they first come.

    A flag of numbers is an interval, one of booleans or texts the set of its values. Where kinds are mixed it
    is a set too, of each value as it is, so that any of them can be chosen.
    """
    values: dict[str, dict[tuple[type, Hparam], Hparam]] = {}
    for flags in runs:
        for name, value in flags.items():
            # True and 1.0 are equal but not the same.
            values.setdefault(name, {})[type(value), value] = value
    return [_info(name, list(found.values())) for name, found in values.items()]


def _info(name: str, values: list[Hparam]) -> HparamInfo:
    differs = len(values) > 1
    numbers = [value for value in values if not isinstance(value, bool | str)]
    if len(numbers) == len(values):
        return HparamInfo(name, (min(numbers), max(numbers)), is_interval=True, differs=differs)
    chosen = sorted(values, key=_order) if len(values) <= _MOST_VALUES else []
    return HparamInfo(name, tuple(chosen), is_interval=False, differs=differs)


def _order(value: Hparam) -> tuple[int, float, str]:
    if isinstance(value, str):
        return 2, 0.0, value
    return int(not isinstance(value, bool)), float(value), ""
