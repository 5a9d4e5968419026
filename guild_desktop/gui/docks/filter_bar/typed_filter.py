"""What a text typed into the filter field means: clauses, or plain words to look for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guild_desktop.core.clause import Contains, OneOf, Or
from guild_desktop.core.clause_text import name_text
from guild_desktop.core.column_names import UnknownColumn
from guild_desktop.core.condition_errors import FilterError
from guild_desktop.core.filter import top_level_clauses
from guild_desktop.core.run import Status
from guild_desktop.gui.models.status_text import status_word

if TYPE_CHECKING:
    from guild_desktop.core.clause import Clause
    from guild_desktop.core.frame import RunFrame

_PLAIN_WORD = re.compile(r"[^\s<>=!()\[\],`\"']+")
_ID = re.compile(r"[0-9a-f]{4,32}")


def read_filter(text: str, frame: RunFrame) -> tuple[Clause, ...]:
    """The clauses that a typed text means for the runs of ``frame``; ``UserError`` if it has none.

    Where ``and`` joins conditions each becomes a clause of its own. A single word without an operator
    is looked for: the beginning of a run's id (four characters or more) gives ``run in (…)``, a state
    as the window calls it ``status in (…)``, any other word what is in a label or a script's name.
    """
    word = text.strip()
    if _PLAIN_WORD.fullmatch(word):
        return (_clause_for_word(word, frame),)
    clauses = top_level_clauses(text)
    for clause in clauses if len(frame) else ():
        _check_names(clause, text, frame)
    return clauses


def _clause_for_word(word: str, frame: RunFrame) -> Clause:
    lower = word.lower()
    if _ID.fullmatch(lower) and any(run_id.startswith(lower) for run_id in frame.ids):
        return OneOf("run", (lower,))
    for status in Status:
        if lower in {status.value, status_word(status).lower()}:
            return OneOf("status", (status.value,))
    return Or((Contains("label", word), Contains("operation", word)))


def _check_names(clause: Clause, text: str, frame: RunFrame) -> None:
    """Raise for a column no run has, with its place in ``text``."""
    for name in clause.columns:
        try:
            frame.column(name)
        except UnknownColumn as error:
            written = next((form for form in (name_text(name), name) if form in text), "")
            start = max(text.find(written), 0)
            raise FilterError(error.message, error.hint, start, start + len(written)) from error
