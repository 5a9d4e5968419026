"""The menus of the parallel plot: what can be done with an axis, and in which order axes stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QMenu

from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.axis_scale import CategoryScale
from guild_desktop.gui.plots.lane_clauses import lane_words
from guild_desktop.gui.plots.scale_choice import SCALE_KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction

    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.axis_order import OrderKind
    from guild_desktop.gui.plots.parallel_plot import ParallelPlot

_LONGEST = 40  # characters of a name in a menu


def menu_text(text: str) -> str:
    """A name as a menu shows it literally."""
    return one_line(text, _LONGEST).replace("&", "&&")


def fill_order_menu(menu: QMenu, order: Callable[[OrderKind], None]) -> None:
    """Offer the orders of axes."""
    tr = QCoreApplication.translate
    names: dict[OrderKind, str] = {
        "usual": tr("Plots", "Usual: flags, results, goal"),
        "correlation": tr("Plots", "By correlation with the goal"),
        "importance": tr("Plots", "By importance for the goal"),
        "dissimilar": tr("Plots", "Dissimilar neighbours"),
        "name": tr("Plots", "By name"),
    }
    for kind, name in names.items():
        menu.addAction(name).triggered.connect(lambda _=False, kind=kind: order(kind))


class AxisMenu:
    """Shows the menus of the plot; owned by it. ``menu`` is the one that was shown last."""

    def __init__(self, plot: ParallelPlot) -> None:
        self._plot = plot
        self.menu: QMenu | None = None

    def show_orders(self, axis: Axis | None) -> None:
        """Let a person choose the order of the axes, beside the axis that keys are about."""
        menu = self._fresh()
        fill_order_menu(menu, self._plot.actions_on.order)
        menu.popup(self._beside(axis))

    def show(self, axis: Axis | None, place: QPoint | None = None) -> None:
        """Offer what can be done with an axis, with None what can be done anyhow.

        ``place``, a point of the viewport, is where the mouse is; it tells which category or lane is meant.
        """
        if self.menu is not None and self.menu.isVisible():
            return  # the key for menus may come as a key and as an event
        menu = self._fresh()
        if axis is not None:
            self._add_look(menu, axis)
            self._add_brush(menu, axis, place)
            self._add_place(menu, axis)
        orders = menu.addMenu(self._tr("Order of the axes"))
        fill_order_menu(orders, self._plot.actions_on.order)
        if axis is None:
            clear = self._add(
                menu, self._tr("Clear all filters"), "Esc", self._plot.brushes.clear_all
            )
            clear.setEnabled(bool(self._plot.session.selection.clauses))
        menu.addSeparator()
        self._add(menu, self._tr("All keys…"), "?", self._plot.keys_wanted.emit)
        self._plot.picture_menu.add_to(menu)
        viewport = self._plot.viewport()
        menu.popup(self._beside(axis) if place is None else viewport.mapToGlobal(place))

    def _beside(self, axis: Axis | None) -> QPoint:
        """Where on the screen a menu opens that was asked for by a key."""
        at = QPoint(20, 20) if axis is None else self._plot.axis_point(axis.name, 0.9)
        there: QPoint = self._plot.viewport().mapToGlobal(at)
        return there

    def _fresh(self) -> QMenu:
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = QMenu(self._plot)
        self.menu.setObjectName("axisMenu")
        return self.menu

    def _add(self, menu: QMenu, text: str, key: str, do: Callable[[], object]) -> QAction:
        # The key is only told: the plot itself listens to it.
        action = menu.addAction(f"{text}\t{key}" if key else text)
        action.triggered.connect(lambda _=False: do())
        return action

    def _add_look(self, menu: QMenu, axis: Axis) -> None:
        actions = self._plot.actions_on
        menu.addAction(menu_text(axis.name)).setEnabled(False)
        self._add(menu, self._tr("Turn round"), "F", lambda: actions.flip(axis))
        if not isinstance(axis.scale, CategoryScale):
            self._add_scales(menu.addMenu(self._tr("Scale")), axis)

        colour = self._add(menu, self._tr("Colour by this"), "C", lambda: actions.colour_by(axis))
        colour.setCheckable(True)
        colour.setChecked(self._plot.tones.name == axis.name)

    def _add_scales(self, menu: QMenu, axis: Axis) -> None:
        names = {
            "linear": self._tr("Linear"),
            "log": self._tr("Logarithmic"),
            "quantile": self._tr("Quantiles: each run the same room"),
        }
        for kind in SCALE_KINDS:
            refusal = axis.refusal(kind)
            text = f"{names[kind]} ({refusal})" if refusal else names[kind]
            action = menu.addAction(text)
            action.setEnabled(not refusal)
            action.setCheckable(True)
            action.setChecked(not isinstance(axis.scale, CategoryScale) and axis.scale.kind == kind)
            action.triggered.connect(
                lambda _=False, kind=kind: self._plot.actions_on.set_scale(axis, kind)
            )

    def _add_brush(self, menu: QMenu, axis: Axis, place: QPoint | None) -> None:
        plot, brushes = self._plot, self._plot.brushes
        menu.addSeparator()
        brush = plot.brush_on(axis)
        lane = None if place is None else plot.lane_at(place.toPointF())
        band = None if place is None or lane is not None else self._band(axis, place)
        if band:
            name = menu_text(", ".join(sorted(band)))
            only, without = self._tr("Show only {name}"), self._tr("Leave out {name}")
            kept, fewer = type(brush)(kept=band), brush.leaving_out(band)
            self._add(menu, only.format(name=name), "", lambda: brushes.set(axis, kept))
            self._add(menu, without.format(name=name), "", lambda: brushes.set(axis, fewer))
        if lane is not None:
            words = self._tr("Show only: {what}").format(what=lane_words(lane[1]))
            only_lane = type(brush)(lanes=frozenset({lane[1]}))
            self._add(menu, words, "", lambda: brushes.set(axis, only_lane))
        self._add(menu, self._tr("Typed range…"), self._tr("Enter"), lambda: plot.type_range(axis))
        over = self._add(
            menu, self._tr("Leave out what is kept"), "E", lambda: brushes.turn_over(axis)
        )
        over.setEnabled(bool(brush.spans or brush.kept or brush.left_out))
        clear = self._add(
            menu, self._tr("Clear this axis"), self._tr("Del"), lambda: brushes.clear(axis)
        )
        clear.setEnabled(brushes.has_any(axis))

    def _band(self, axis: Axis, place: QPoint) -> frozenset[str]:
        """The categories at a point of the viewport; none beside the axis."""
        geometry, scale = self._plot.geometry_now, axis.scale
        if geometry is None or not isinstance(scale, CategoryScale):
            return frozenset()
        if geometry.axis_at(place.x(), place.y()) is None:
            return frozenset()
        band = scale.band_at(geometry.fraction(place.y()))
        return frozenset() if band is None else frozenset(scale.names((band,)))

    def _add_place(self, menu: QMenu, axis: Axis) -> None:
        actions, shown = self._plot.actions_on, self._plot.axes.shown
        index = actions.place_of(axis)
        menu.addSeparator()
        if axis.role == "metric" and axis.column.origin == "scalar":
            goal = menu.addMenu(self._tr("Make it the goal"))
            low, high = self._tr("Low is good"), self._tr("High is good")
            self._add(goal, low, "", lambda: actions.make_goal(axis, "minimize"))
            self._add(goal, high, "", lambda: actions.make_goal(axis, "maximize"))
        left = self._add(
            menu, self._tr("Move left"), self._tr("Shift+Left"), lambda: actions.move(axis, -1)
        )
        right = self._add(
            menu, self._tr("Move right"), self._tr("Shift+Right"), lambda: actions.move(axis, 1)
        )
        left.setEnabled(index > 0)
        right.setEnabled(index < len(shown) - 1)
        hide = self._add(menu, self._tr("Hide this axis"), "H", lambda: actions.hide(axis))
        hide.setEnabled(axis.role != "objective")

    def _tr(self, text: str) -> str:
        return str(self._plot.tr(text))
