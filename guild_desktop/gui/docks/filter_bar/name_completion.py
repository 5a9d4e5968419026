"""Completes the name of a column at the cursor of the filter field."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStringListModel, Qt, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from guild_desktop.core.batch import SCALAR_PREFIX
from guild_desktop.core.clause_text import name_text
from guild_desktop.core.column_names import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guild_desktop.core.frame import RunFrame
    from guild_desktop.gui.live.session import Session

_WORD_BEFORE_CURSOR = re.compile(r"[A-Za-z_][\w.:-]*$")
_FEWEST = 1
"""Letters before names are offered."""

_MOST = 300
"""Scalars that are ever offered at once."""


class NameCompletion(QObject):
    """Owned by the field it serves; GUI thread."""

    def __init__(self, session: Session, field: QLineEdit) -> None:
        super().__init__(field)
        self._session = session
        self._field = field
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setWidget(field)
        self._popup = QListView()
        # The palette's mid tone is the theme's line; the popup stands outside every card.
        self._popup.setStyleSheet(
            "QListView { border: 1px solid palette(mid); padding: 4px; }"
            " QListView::item { padding: 3px 8px; }"
        )
        self._completer.setPopup(self._popup)
        self._completer.activated.connect(self._insert)
        field.textEdited.connect(self._offer)

    @property
    def is_choosing(self) -> bool:
        """Whether the list is open with a name chosen, so that Enter belongs to it."""
        return self._popup.isVisible() and self._popup.currentIndex().isValid()

    def _offer(self, _text: str) -> None:
        word = self._word()
        if len(word) < _FEWEST:
            self._popup.hide()
            return
        names = _names(self._session.frame, word)
        if names != self._names.stringList():
            self._names.setStringList(names)
        self._completer.setCompletionPrefix(word)
        if not self._completer.completionCount() or self._completer.currentCompletion() == word:
            self._popup.hide()
            return
        self._completer.complete()

    def _word(self) -> str:
        before = self._field.text()[: self._field.cursorPosition()]
        match = _WORD_BEFORE_CURSOR.search(before)
        return match.group() if match else ""

    @Slot(str)
    def _insert(self, name: str) -> None:
        cursor = self._field.cursorPosition()
        text = self._field.text()
        start = cursor - len(self._word())
        self._field.setText(text[:start] + name + text[cursor:])
        self._field.setCursorPosition(start + len(name))


def _names(frame: RunFrame, word: str) -> list[str]:
    """What may be meant by ``word``: all columns, or of many only some that begin like it."""
    flags = (name_text(frame.flag_column(name)) for name in frame.flag_names)
    found: Iterable[str] = frame.scalar_names
    if len(frame.scalar_names) > _MOST:
        start = word.removeprefix(SCALAR_PREFIX).casefold()
        found = islice((n for n in found if n.casefold().startswith(start)), _MOST)
    scalars = (name_text(frame.scalar_column(name)) for name in found)
    return list(dict.fromkeys((*flags, *scalars, *FIELDS)))
