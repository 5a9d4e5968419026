"""Fields that print numbers as a person writes them and leave the wheel to what scrolls."""

from __future__ import annotations

import math

from PySide6.QtCore import QLocale, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QStylePainter,
    QWidget,
)

_MARGIN = 5


class WholeNumberBox(QSpinBox):
    """A spin box that the wheel changes only while it has the focus, so that scrolling by harms nothing."""

    def __init__(self, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale.c())
        self.setRange(low, high)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # A style sheet's padding does not reach the line inside.
        self.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)

    def setValue(self, value: int) -> None:
        """Show a number, or the nearest that it holds:
        sweeps of commands may have larger ones than Qt knows.
        """
        super().setValue(max(self.minimum(), min(value, self.maximum())))

    def sizeHint(self) -> QSize:
        """As high as the other fields."""
        return QSize(super().sizeHint().width(), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for two in a row of a dock."""
        return QSize(64, super().minimumSizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll what is around unless a person is in this field."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class FailuresBox(WholeNumberBox):
    """How many failed runs are too many: -1 stands for the first three, 0 for any number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(-1, 100_000, parent)
        self.setSpecialValueText(self.tr("stop if the first 3 fail"))
        self.setValue(-1)

    def textFromValue(self, value: int) -> str:
        """A number of failures in words."""
        return self.tr("stop at {0} failed").format(value) if value else self.tr("never stop")

    def valueFromText(self, text: str) -> int:
        """The number in the text; none means never."""
        digits = "".join(letter for letter in text if letter.isdecimal())
        return self.minimum() if text == self.specialValueText() else int(digits or "0")

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Anything may be typed: the first number in it counts."""
        return QValidator.State.Acceptable, text, position


class NumberBox(QDoubleSpinBox):
    """A field for any number between two bounds, shown in its shortest form (``0.05``, ``1e-06``)."""

    def __init__(
        self, low: float | None, high: float | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setLocale(QLocale.c())
        # Qt rounds to this many decimals; small variances must survive.
        self.setDecimals(12)
        self.setRange(-1e12 if low is None else low, 1e12 if high is None else high)
        self.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)
        self.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def textFromValue(self, value: float) -> str:
        """The shortest form."""
        return f"{value:.12g}"

    def valueFromText(self, text: str) -> float:
        """What is written; the minimum where ``validate`` lets something else pass."""
        number = self._number(text)
        return self.minimum() if number is None else number

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Anything may be typed; only a number within the bounds counts."""
        number = self._number(text)
        inside = number is not None and self.minimum() <= number <= self.maximum()
        if inside or (self.specialValueText() and text == self.specialValueText()):
            return QValidator.State.Acceptable, text, position
        return QValidator.State.Intermediate, text, position

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll what is around unless a person is in this field."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _number(self, text: str) -> float | None:
        try:
            number = float(text.removesuffix(self.suffix()))
        except ValueError:
            return None
        return number if math.isfinite(number) else None


class QuietCombo(QComboBox):
    """A combo box that the wheel changes only while it has the focus and that may become narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A text that is cut ends in an ellipsis; what stands for no choice is muted."""
        if self.isEditable():
            super().paintEvent(event)
            return
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.currentIndex() < 0:
            option.currentText = self.placeholderText()
            muted = self.palette().placeholderText()
            option.palette.setBrush(QPalette.ColorRole.ButtonText, muted)
        complex_control = QStyle.ComplexControl.CC_ComboBox
        edit = QStyle.SubControl.SC_ComboBoxEditField
        area = self.style().subControlRect(complex_control, option, edit, self)
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, area.width() - 2
        )
        painter = QStylePainter(self)
        painter.drawComplexControl(complex_control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def sizeHint(self) -> QSize:
        """Wide enough for its longest text, which may end a part of a pixel beyond what Qt counts."""
        return super().sizeHint() + QSize(2, 0)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for three in a row of a dock; long texts are cut."""
        return QSize(64, super().minimumSizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll what is around unless a person is in this field."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ElidedLine(QLineEdit):
    """A line that says with an ellipsis that it has more than it shows, until somebody is in it."""

    def __init__(self, elide: Qt.TextElideMode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._elide = elide

    @property
    def shown(self) -> str:
        """The text as it is painted while nobody is in the line."""
        return self.fontMetrics().elidedText(self.text(), self._elide, self._area().width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame and the shortened text; Qt paints all else."""
        if self.hasFocus() or self.shown == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        option = self._option()
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        vertical = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(self._area(), vertical, self.shown)

    def _option(self) -> QStyleOptionFrame:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        return option

    def _area(self) -> QRect:
        element = QStyle.SubElement.SE_LineEditContents
        area = self.style().subElementRect(element, self._option(), self)
        # Qt's own lines leave two pixels on both sides of their text.
        return area.marginsRemoved(self.textMargins()).adjusted(2, 0, -2, 0)
