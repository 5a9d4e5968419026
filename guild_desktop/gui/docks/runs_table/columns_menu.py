"""The menu that chooses which columns of the runs table are seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from guild_desktop.core.flag_order import ordered_flags
from guild_desktop.gui.models.cell_text import one_line
from guild_desktop.gui.models.table_columns import NUMBER, tells_something

if TYPE_CHECKING:
    from guild_desktop.gui.docks.runs_table.runs_view import RunsView
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.models.run_table_model import RunTableModel

_ALWAYS = frozenset({NUMBER, "run"})


class ColumnsButton(QToolButton):
    """Opens the menu of columns; owned by the runs table, GUI thread.

    It also decides what is seen: what tells something about the runs in view, unless a person chose
    otherwise for this script, and puts the objective's column last.
    """

    def __init__(
        self,
        session: Session,
        model: RunTableModel,
        view: RunsView,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._model = model
        self._view = view
        self._chosen: dict[str | None, dict[str, bool]] = {}
        self._seen: tuple[str, ...] = ()
        self.setObjectName("columnsButton")
        self.setText(self.tr("Columns ▾"))
        self.setAccessibleName(self.tr("Columns"))
        self.setToolTip(self.tr("Choose the columns"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setProperty("flat", True)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    def refresh(self) -> None:
        """Show the columns that are worth it now, in their order."""
        shown = [column.name for column in self._model.columns if self._is_shown(column.name)]
        for section, column in enumerate(self._model.columns):
            self._view.setColumnHidden(section, column.name not in shown)
        self._put_in_order()
        if tuple(shown) != self._seen:
            self._seen = tuple(shown)
            self._view.widths.start_over()

    def show_column(self, name: str) -> None:
        """Show a column, as if a person had chosen it."""
        operation = self._session.selection.operation
        self._chosen.setdefault(operation, {})[name] = True
        self.refresh()

    def _is_shown(self, name: str) -> bool:
        chosen = self._chosen.get(self._session.selection.operation, {})
        return chosen.get(name, self._is_worth_it(name))

    def _is_worth_it(self, name: str) -> bool:
        session = self._session
        if name in _ALWAYS or name == self._goal():
            return True
        column = next(column for column in self._model.columns if column.name == name)
        several = session.selection.operation is None and len(session.frame.operation_names) > 1
        return tells_something(session.frame, column, session.base, several_scripts=several)

    def _goal(self) -> str:
        return self._session.frame.objective_column(self._session.objective)

    def _put_in_order(self) -> None:
        header = self._view.header()
        for visual, section in enumerate(self._wanted_order()):
            if header.visualIndex(section) != visual:
                header.moveSection(header.visualIndex(section), visual)

    def _wanted_order(self) -> list[int]:
        """Fields, flags as in the script, scalars, and the objective at the very end."""
        rank = {"field": 0, "flag": 1, "scalar": 2}
        objective = self._goal()
        columns = self._model.columns
        names = ordered_flags(self._session.frame, self._session.base)
        flags = {name: at for at, name in enumerate(names)}

        def place(section: int) -> tuple[bool, int, int, int]:
            column = columns[section]
            flag = flags.get(column.title, len(flags)) if column.kind == "flag" else 0
            return column.name == objective, rank[column.kind], flag, section

        return sorted(range(len(columns)), key=place)

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        previous = None
        for column in (self._model.columns[section] for section in self._wanted_order()):
            if column.name in _ALWAYS:
                continue
            if previous not in {None, column.kind}:
                menu.addSeparator()
            previous = column.kind
            # A lone & would underline the next letter.
            action = menu.addAction(one_line(column.title).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(self._is_shown(column.name))
            action.setData(column.name)
            action.toggled.connect(lambda _on, action=action: self._choose(action))
        menu.addSeparator()
        menu.addAction(self.tr("Reset columns"), self._reset)

    def _choose(self, action: QAction) -> None:
        operation = self._session.selection.operation
        self._chosen.setdefault(operation, {})[action.data()] = action.isChecked()
        self.refresh()

    def _reset(self) -> None:
        self._chosen.pop(self._session.selection.operation, None)
        self.refresh()
