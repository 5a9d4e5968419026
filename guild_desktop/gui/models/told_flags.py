"""The flags that make a run what it is, in few words."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from guild_desktop.core.flag_order import ordered_flags
from guild_desktop.core.values import value_text
from guild_desktop.gui import format as written
from guild_desktop.gui.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.values import Value

_MOST = 4
_FIRST_FEW = 200
_LONGEST = 24


def told_flags(frame: RunFrame, base: npt.NDArray[np.bool_], flags: Mapping[str, Value]) -> str:
    """As ``ToldFlags`` tells them, for once."""
    return ToldFlags(frame, base).text(flags)


class ToldFlags:
    """Tells flags of runs among ``base`` (bool[n]) of ``frame``;
    remembers how, as that takes a look at all runs.
    """

    def __init__(self, frame: RunFrame, base: npt.NDArray[np.bool_]) -> None:
        self._frame = frame
        self._base = base
        self._varying: dict[str, bool] = {}
        self._formats: dict[str, written.NumberFormat] = {}

    def text(self, flags: Mapping[str, Value]) -> str:
        """``x = 0.29, optimizer = adam``: those of ``flags`` that vary.

        As in the script, at most four, the rest as an ellipsis; numbers are written like the others of
        their column.
        """
        names = dict.fromkeys((*ordered_flags(self._frame, self._base), *flags))
        # One more than are told says that there are more.
        found = (name for name in names if name in flags and self._varies(name))
        varying = list(islice(found, _MOST + 1))
        told = [f"{name} = {self._value(name, flags[name])}" for name in varying[:_MOST]]
        if len(varying) > _MOST:
            told.append("…")
        return ", ".join(told)

    def format(self, column: str) -> written.NumberFormat:
        """How the numbers of a column are written."""
        if column not in self._formats:
            values = self._frame.column(column).values[self._base]
            self._formats[column] = written.number_format(values)
        return self._formats[column]

    def _varies(self, name: str) -> bool:
        if name not in self._varying:
            self._varying[name] = _varies(self._frame, self._base, name)
        return self._varying[name]

    def _value(self, name: str, value: Value) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            if name in self._frame.flag_names:
                column = self._frame.flag_column(name)
                if self._frame.column(column).kind == "number":
                    return self.format(column).text(float(value))
            return written.number(float(value))
        text = one_line(value_text(value))
        return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _varies(frame: RunFrame, base: npt.NDArray[np.bool_], name: str) -> bool:
    if name not in frame.flag_names:
        return True
    column = frame.column(frame.flag_column(name))
    # Of flags that vary the first few runs nearly always tell it.
    return (
        any(
            _differ(column.values[part], column.presence[part], base[part])
            for part in (slice(0, _FIRST_FEW), slice(None))
        )
        or not base.any()
    )


def _differ(
    values: npt.NDArray[np.float64], presence: npt.NDArray[np.uint8], base: npt.NDArray[np.bool_]
) -> bool:
    values, presence = values[base], presence[base]
    if not len(values):
        return False
    differ = bool(np.any(presence != presence[0]))
    return differ or bool(np.any(values != values[0]) and not np.isnan(values[0]))
