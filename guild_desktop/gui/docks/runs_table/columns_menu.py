"""The menu that chooses which columns of the runs table are seen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from guild_desktop.core.flag_order import MOST_EXAMINED, MOST_FLAGS, ordered_flags
from guild_desktop.gui.models.table_columns import (
    MOST_SHOWN,
    NUMBER,
    tells_something,
)
from guild_desktop.gui.name_picker import NamePicker
from guild_desktop.gui.plain_text import one_line

if TYPE_CHECKING:
    from guild_desktop.gui.docks.runs_table.runs_view import RunsView
    from guild_desktop.gui.live.session import Session
    from guild_desktop.gui.models.run_table_model import RunTableModel
    from guild_desktop.gui.models.table_columns import TableColumn

_ALWAYS = frozenset({NUMBER, "run"})


class ColumnsButton(QToolButton):
    """Opens the menu of columns; owned by the runs table, GUI thread.

    It also decides what is seen: what tells something about the runs in view, unless a person chose
    otherwise for this script, and puts the objective's column last. A script may report thousands of
    scalars: of those that nobody chose a few are seen, and the menu leads to all the others.
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
        shown = self._shown()
        for section, column in enumerate(self._model.columns):
            self._view.setColumnHidden(section, column.name not in shown)
        self._put_in_order()
        if tuple(shown) != self._seen:
            self._seen = tuple(shown)
            self._view.widths.start_over()

    def show_column(self, name: str) -> None:
        """Show a column, as if a person had chosen it."""
        self._choose(name, on=True)

    def _shown(self) -> dict[str, TableColumn]:
        """The columns to show by name; of flags and scalars nobody has chosen only the first few."""
        chosen = self._chosen.get(self._session.selection.target, {})
        shown: dict[str, TableColumn] = {}
        room = {"flag": MOST_FLAGS, "scalar": MOST_SHOWN}
        examined: Counter[str] = Counter()
        for section in self._wanted_order():
            column = self._model.columns[section]
            by_person, kind = chosen.get(column.name), column.kind
            free = kind == "field" or column.name == self._goal()
            if by_person:
                shown[column.name] = column
            elif by_person is None and (
                free or (room[kind] > 0 and examined[kind] < MOST_EXAMINED)
            ):
                examined[kind] += 1
                if self._is_worth_it(column):
                    shown[column.name] = column
                    room[kind] = room.get(kind, 0) - (not free)
        return shown

    def _is_worth_it(self, column: TableColumn) -> bool:
        session = self._session
        if column.name in _ALWAYS or column.name == self._goal():
            return True
        several = session.selection.target is None and len(session.frame.targets.names) > 1
        return tells_something(session.frame, column, session.base, several_scripts=several)

    def _goal(self) -> str:
        return self._session.frame.objective_column(self._session.objective)

    def _put_in_order(self) -> None:
        header = self._view.header()
        for visual, section in enumerate(self._wanted_order()):
            if header.visualIndex(section) != visual:
                header.moveSection(header.visualIndex(section), visual)

    def _wanted_order(self) -> list[int]:
        """Fields, flags as in the script, scalars, and the objective at the very end.

        Where there are so many scalars that the end is out of sight, the objective stands before them.
        """
        rank = {"field": 0, "flag": 1, "scalar": 2}
        last = len(self._session.frame.scalar_names) <= MOST_SHOWN
        objective = self._goal()
        columns = self._model.columns
        names = ordered_flags(self._session.frame, self._session.base)
        flags = {name: at for at, name in enumerate(names)}

        def place(section: int) -> tuple[bool, int, int, int]:
            column = columns[section]
            flag = flags.get(column.title, len(flags)) if column.kind == "flag" else 0
            if column.name == objective:
                return last, rank["scalar"], -1, section
            return False, rank[column.kind], flag, section

        return sorted(range(len(columns)), key=place)

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        previous = None
        shown = self._shown()
        for column in (self._model.columns[section] for section in self._wanted_order()):
            if column.name in _ALWAYS:
                continue
            if previous not in {None, column.kind}:
                menu.addSeparator()
            previous = column.kind
            # A lone & would underline the next letter.
            action = menu.addAction(one_line(column.title).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(column.name in shown)
            action.setData(column.name)
            action.toggled.connect(lambda on, name=column.name: self._choose(name, on=on))
        menu.addSeparator()
        have = {column.title for column in self._model.columns if column.kind == "scalar"}
        if not have.issuperset(self._session.frame.scalar_names):
            menu.addAction(self.tr("More columns…"), self._pick)
        menu.addAction(self.tr("Reset columns"), self._reset)

    def _pick(self) -> None:
        """Let a person find any scalar there is."""
        frame = self._session.frame
        on = {column.title for column in self._shown().values() if column.kind == "scalar"}
        picker = NamePicker(self.tr("Columns"), frame.scalar_names, on, self.window())
        picker.names.ticked.connect(
            lambda name, on: self._choose(self._model.add_scalar(name).name, on=on)
        )
        picker.open()

    def _choose(self, name: str, *, on: bool) -> None:
        target = self._session.selection.target
        self._chosen.setdefault(target, {})[name] = on
        self.refresh()

    def _reset(self) -> None:
        self._chosen.pop(self._session.selection.target, None)
        self.refresh()
