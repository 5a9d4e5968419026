"""The condition that compares two columns of the same run: ``warmup < epochs``."""

from __future__ import annotations

from dataclasses import dataclass

from guild_desktop.core.clause_text import backquoted, name_text
from guild_desktop.core.column_clause import Clause, Operator
from guild_desktop.core.frame import RunFrame
from guild_desktop.core.truth import Truth
from guild_desktop.core.truth_of_pair import truth_of_pair


@dataclass(frozen=True, slots=True, eq=False)
class ColumnPair(Clause):
    """``column operator other``: as ``Comparison`` has it, with the other column's value of the same run.

    A run that lacks one of the two satisfies neither it nor its opposite.
    """

    column: str
    operator: Operator
    other: str

    @property
    def text(self) -> str:
        """``warmup < `epochs```: a bare word there would be a text."""
        return f"{name_text(self.column)} {self.operator} {backquoted(self.other)}"

    @property
    def columns(self) -> frozenset[str]:
        """Both."""
        return frozenset((self.column, self.other))

    def truth(self, frame: RunFrame) -> Truth:
        """As ``Clause`` says."""
        return truth_of_pair(frame, self.column, self.operator, self.other)
