"""The method dropdown: what proposes the trials, chosen by the window until a person chooses."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QWidget

from guild_desktop.gui.live.background import Background
from guild_desktop.gui.plain_text import plain_tooltip
from guild_desktop.gui.run_panel.fields import QuietCombo
from guild_desktop.optimizers.base import OptimizerInfo
from guild_desktop.optimizers.registry import (
    SpaceKind,
    optimizer_info,
    optimizer_infos,
    own_optimizer_infos,
    recommended_optimizer,
)


class MethodChooser(QuietCombo):
    """The optimizers in their groups; the data of an item is the optimizer's name, None for a heading.

    Owned by the panel. Signal: ``changed()`` after the shown method changed, by whomever.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("optimizerCombo")
        self.setAccessibleName(self.tr("Method"))
        self.setPlaceholderText(self.tr("Run once: nothing varies"))
        self.setMaxVisibleItems(20)
        self._by_person = False
        self._choosing = False
        self._is_complete = False
        self._is_looking = False
        self._background = Background(self, threads=1)
        self._infos: dict[str, OptimizerInfo] = {}
        self._fill(own_optimizer_infos())
        self.setCurrentIndex(-1)
        self.currentIndexChanged.connect(self._index_changed)

    @property
    def info(self) -> OptimizerInfo | None:
        """What is shown as chosen; None while nothing varies and nobody chose."""
        name = self.currentData()
        return self._infos[name] if isinstance(name, str) else None

    @property
    def chosen(self) -> str | None:
        """The name a person chose, or None while the window chooses."""
        name = self.currentData()
        return name if self._by_person and isinstance(name, str) else None

    def choose(self, name: str | None) -> None:
        """Choose as a person would; None gives the choice back to the window. Unknown names: UserError."""
        if name is None:
            self._by_person = False
            return
        wanted = optimizer_info(name).name
        if wanted not in self._infos:
            self.complete()
        self._show(wanted)
        self._by_person = True

    def complete(self) -> None:
        """Add the optimizers of other packages; what is shown as chosen stays."""
        self._take(optimizer_infos())

    def _take(self, infos: tuple[OptimizerInfo, ...]) -> None:
        if self._is_complete:
            return
        self._is_complete = True
        shown = self.currentData()
        with QSignalBlocker(self):
            self._fill(infos)
            self.setCurrentIndex(-1 if shown is None else self.findData(shown))

    def showEvent(self, event: QShowEvent) -> None:
        """Look for other packages' optimizers once the panel is seen, in a thread:
        what they import may take its time.
        """
        super().showEvent(event)
        QTimer.singleShot(0, self, self._look_for_others)

    def _look_for_others(self) -> None:
        if not (self._is_complete or self._is_looking):
            self._is_looking = True
            self._background.run(optimizer_infos, self._take)

    def suggest(self, kinds: Iterable[SpaceKind]) -> None:
        """Choose what suits flags of these kinds, unless a person has chosen."""
        if self._by_person:
            return
        varying = [kind for kind in kinds if kind != "fixed"]
        self._show(recommended_optimizer(varying) if varying else None)

    def _show(self, name: str | None) -> None:
        self._choosing = True
        try:
            self.setCurrentIndex(-1 if name is None else self.findData(name))
        finally:
            self._choosing = False

    def _index_changed(self) -> None:
        if not self._choosing:
            self._by_person = True
        info = self.info
        self.setToolTip(plain_tooltip(info.title, info.summary) if info else "")
        self.changed.emit()

    def _fill(self, infos: Iterable[OptimizerInfo]) -> None:
        infos = tuple(infos)
        self._infos = {info.name: info for info in infos}
        model = QStandardItemModel(self)
        groups = {
            "Try all": self.tr("Try all"),
            "Sample": self.tr("Sample"),
            "Learn from results": self.tr("Learn from results"),
        }
        group = ""
        for info in infos:
            if info.group != group:
                group = info.group
                heading = QStandardItem(groups[group])
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
                font = self.font()
                font.setWeight(font.Weight.DemiBold)
                heading.setFont(font)
                model.appendRow(heading)
            model.appendRow(self._item(info))
        self.setModel(model)

    def _item(self, info: OptimizerInfo) -> QStandardItem:
        item = QStandardItem(info.title)
        item.setData(info.name, Qt.ItemDataRole.UserRole)
        if not info.available:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setToolTip(plain_tooltip(info.summary, info.why_not))
        item.setData(f"{info.title}. {info.summary} {info.why_not}", _SPOKEN)
        return item


_SPOKEN = Qt.ItemDataRole.AccessibleTextRole
