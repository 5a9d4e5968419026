"""The small field at an axis in which a range is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from guild_desktop.core.clause_text import name_text
from guild_desktop.core.errors import UserError
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.plain_text import one_line
from guild_desktop.gui.plots.axis_brush import clauses_on
from guild_desktop.gui.plots.typed_range import typed_clause

if TYPE_CHECKING:
    from guild_desktop.gui.plots.axes import Axis
    from guild_desktop.gui.plots.parallel_plot import ParallelPlot

_WIDTH = 230
_ENDING = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter})


class RangeField(QFrame):
    """Takes a range for one axis and says below what is wrong with it; owned by the plot.

    Enter applies, Escape gives up; it goes when it loses the focus.
    """

    def __init__(self, plot: ParallelPlot) -> None:
        super().__init__(plot.viewport())
        self._plot = plot
        self._axis: Axis | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("card", True)
        self.field = QLineEdit()
        self.field.setObjectName("rangeField")
        self.field.setPlaceholderText(self.tr("<= 0.5, 0.1..0.5, p10, best 20"))
        self.field.textEdited.connect(self._forget_error)
        self.field.installEventFilter(self)
        self.error = plain_label()
        self.error.setWordWrap(True)
        self.error.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(6, 6, 6, 6)
        self._column.addWidget(self.field)
        self._column.addWidget(self.error)
        self.hide()

    def open_at(self, axis: Axis) -> None:
        """Ask for a range of ``axis``, beginning with the one there is."""
        self._axis = axis
        self._forget_error()
        name = one_line(axis.name, 60)
        self.field.setAccessibleName(self.tr("Range of {name}").format(name=name))
        clauses = clauses_on(self._plot.session.selection, axis)
        text = clauses[0].text if len(clauses) == 1 else ""
        start = name_text(axis.name) + " "
        simple = text.startswith(start) and text.count(start) == 1
        self.field.setText(text.removeprefix(start) if simple else "")
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()

    def _place(self) -> None:
        self._column.invalidate()
        height = self._column.totalHeightForWidth(_WIDTH)
        self.resize(_WIDTH, height if height > 0 else self.sizeHint().height())
        geometry, axis = self._plot.geometry_now, self._axis
        names = [shown.name for shown in self._plot.axes.shown]
        if geometry is None or axis is None or axis.name not in names:
            return
        x = int(geometry.xs[names.index(axis.name)]) - _WIDTH // 2
        most = self._plot.viewport().width() - _WIDTH - 2
        self.move(max(min(x, most), 2), int(geometry.top) - 6)

    def _apply(self) -> None:
        if self._axis is None:
            return
        try:
            clause = typed_clause(self.field.text(), self._axis)
        except UserError as error:
            self.error.setStyleSheet(f"color: {self._plot.theme.error_text.name()}")
            self.error.setText(str(error))
            self.error.show()
            self._place()
            return
        self._plot.brushes.set_clause(self._axis, clause)
        self._plot.brushed.emit()
        self._close()

    def _forget_error(self) -> None:
        self.error.hide()
        self._place()

    def _close(self) -> None:
        self.hide()
        self._plot.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter applies, Escape and a lost focus close the field; the plot below sees neither key."""
        if isinstance(event, QKeyEvent) and event.key() in _ENDING:
            if event.type() == QEvent.Type.KeyPress:
                if event.key() == Qt.Key.Key_Escape:
                    self._close()
                else:
                    self._apply()
            event.accept()
            return True
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)
