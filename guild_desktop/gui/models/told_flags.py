"""The flags that make a run what it is, in few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from guild_desktop.core.flag_order import ordered_flags
from guild_desktop.core.values import value_text
from guild_desktop.gui import format as written
from guild_desktop.gui.models.cell_text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from guild_desktop.core.frame import RunFrame
    from guild_desktop.core.values import Value

_MOST = 4
_LONGEST = 24


def told_flags(frame: RunFrame, base: npt.NDArray[np.bool_], flags: Mapping[str, Value]) -> str:
    """``x = 0.29, optimizer = adam``: those of ``flags`` that vary among ``base`` (bool[n]).

    As in the script, at most four, the rest as an ellipsis; numbers are written like the others of their column.
    """
    names = dict.fromkeys((*ordered_flags(frame, base), *flags))
    varying = [name for name in names if name in flags and _varies(frame, base, name)]
    told = [f"{name} = {_text(frame, base, name, flags[name])}" for name in varying[:_MOST]]
    if len(varying) > _MOST:
        told.append("…")
    return ", ".join(told)


def _varies(frame: RunFrame, base: npt.NDArray[np.bool_], name: str) -> bool:
    if name not in frame.flag_names:
        return True
    column = frame.column(frame.flag_column(name))
    values, presence = column.values[base], column.presence[base]
    if not len(values):
        return True
    differ = bool(np.any(presence != presence[0]))
    return differ or bool(np.any(values != values[0]) and not np.isnan(values[0]))


def _text(frame: RunFrame, base: npt.NDArray[np.bool_], name: str, value: Value) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if name in frame.flag_names:
            column = frame.column(frame.flag_column(name))
            if column.kind == "number":
                return written.number(float(value), column.values[base])
        return written.number(float(value))
    text = one_line(value_text(value))
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
