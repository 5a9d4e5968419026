"""Lists what of a script's folder is copied for runs, what is linked,
and what is left out, with the rules.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.core.byte_size import format_bytes
from guild_desktop.core.operation import Operation
from guild_desktop.gui.format import count
from guild_desktop.gui.labels import plain_label
from guild_desktop.scripts.source_view import SourceView


class SourceList(QDialog):
    """Made for one look by the line that opens it, GUI thread; it goes when it is closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sourceList")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("What runs see"))
        self.resize(520, 460)
        self._head = plain_label(parent=self, wraps=True)
        self._head.setObjectName("sourceHead")
        self.tree = QTreeWidget(self)
        self.tree.setObjectName("sourceTree")
        self.tree.setAccessibleName(self.tr("Entries of the script's folder"))
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels([self.tr("Entry"), self.tr("Size, or rule")])
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setUniformRowHeights(True)
        self.tree.setStyleSheet("QTreeView::item { min-height: 22px; }")
        self.tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self._head)
        column.addWidget(self.tree, 1)
        column.addWidget(buttons)

    def show_source(self, operation: Operation, view: SourceView) -> None:
        """Show this in place of what was shown."""
        head = self.tr(
            "Each run gets a folder that shows {0}. Its copies are made once, when the sweep begins; "
            "what is edited later is for the next one. The code has the hash {1}."
        )
        if view.in_project:
            head = self.tr(
                "Runs are in {0} itself, so nothing is copied. The code has the hash {1}."
            )
        self._head.setText(head.format(operation.project, view.hash[:8]))
        self.tree.clear()
        size = format_bytes(view.size)
        self._add(self.tr("Copied"), ((it.name, format_bytes(it.size)) for it in view.copied), size)
        own = self.tr("it holds what earlier runs logged")
        self._add(self.tr("Folders of their own"), ((it.name, own) for it in view.folders))
        self._add(self.tr("Linked"), ((it.name, it.why) for it in view.linked))
        self._add(self.tr("Left out"), ((it.what, it.why) for it in view.left_out))
        self.tree.setVisible(not view.in_project)

    def _add(self, title: str, rows: Iterable[tuple[str, str]], note: str = "") -> None:
        items = [QTreeWidgetItem(list(row)) for row in rows]
        if not items:
            return
        group = QTreeWidgetItem([f"{title} ({count(len(items))})", note])
        group.addChildren(items)
        self.tree.addTopLevelItem(group)
        group.setExpanded(True)
