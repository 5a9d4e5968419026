"""A press on an axis that has not been released, and what it makes of the axis' brush."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent

from guild_desktop.gui.plots.axes import Axis
from guild_desktop.gui.plots.axis_brush import AxisBrush
from guild_desktop.gui.plots.axis_scale import CategoryScale
from guild_desktop.gui.plots.brush import NumberDrag, pick_category, sweep_categories


@dataclass(frozen=True, slots=True)
class PressKeys:
    """Which keys are down: Shift adds, Ctrl toggles, Alt leaves out."""

    adding: bool = False
    toggling: bool = False
    leaving_out: bool = False

    @classmethod
    def of(cls, event: QMouseEvent) -> PressKeys:
        """Those that are down at an event."""
        down, keys = event.modifiers(), Qt.KeyboardModifier
        return cls(
            adding=bool(down & keys.ShiftModifier),
            toggling=bool(down & keys.ControlModifier),
            leaving_out=bool(down & keys.AltModifier),
        )


class AxisPress:
    """Where the button went down on an axis, and what there was then; owned by the gestures.

    Places are fractions of the axis, ``length`` its pixels.
    """

    def __init__(
        self,
        axis: Axis,
        brush: AxisBrush,
        start: float,
        length: float,
        keys: PressKeys,
    ) -> None:
        self.axis = axis
        self.moved = False
        self._before = brush
        self._start = start
        self._keys = keys
        self._drag = None
        if not isinstance(axis.scale, CategoryScale):
            self._drag = NumberDrag(
                axis.scale,
                brush.spans,
                start,
                length,
                adding=keys.adding,
                leaving_out=keys.leaving_out,
            )

    def dragged(self, to: float) -> AxisBrush:
        """The brush while the mouse is at ``to``."""
        if self._drag is not None:
            before = AxisBrush() if self._drag.replaces else self._before
            return replace(before, spans=self._drag.move(to))
        scale, before = self.axis.scale, self._before
        if not isinstance(scale, CategoryScale):
            return before
        if self._keys.leaving_out:
            names = frozenset(scale.names(scale.bands_between(self._start, to)))
            fewer = replace(before, left_out=before.left_out - names)
            return fewer.leaving_out(names)
        kept = sweep_categories(scale, before.kept, self._start, to, adding=self._keys.adding)
        return replace(before if self._keys.adding else AxisBrush(), kept=kept)

    def clicked(self) -> AxisBrush | None:
        """The brush after a press that did not move; None if it means nothing there."""
        scale, before = self.axis.scale, self._before
        band = scale.band_at(self._start) if isinstance(scale, CategoryScale) else None
        if band is None or not isinstance(scale, CategoryScale):
            return None
        names = frozenset(scale.names((band,)))
        toggling = self._keys.toggling or self._keys.adding
        if self._keys.leaving_out or (toggling and before.left_out):
            return before.leaving_out(names)
        kept = pick_category(scale, before.kept, band, toggle=toggling)
        return replace(before if toggling else AxisBrush(), kept=kept)
