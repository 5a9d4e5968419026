"""Two of the compared runs against each other:
their sources as a difference, or the ends of their outputs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QColor, QFontDatabase, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from guild_desktop.core.run import SHORT_ID
from guild_desktop.gui.format import count
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.live.background import Background
from guild_desktop.gui.models.output_tail import OutputTail
from guild_desktop.gui.models.terminal_lines import TerminalLines
from guild_desktop.gui.plain_text import (
    breakable,
    one_line,
    with_directions_spelled_out,
)
from guild_desktop.gui.run_panel.fields import QuietCombo
from guild_desktop.scripts.kept_output import output_path
from guild_desktop.scripts.source_difference import SourceDifference, compare_sources

if TYPE_CHECKING:
    from guild_desktop.core.errors import UserError
    from guild_desktop.core.run import Run
    from guild_desktop.gui.docks.compare_dock.run_header import RunHead
    from guild_desktop.gui.theme import Themes
    from guild_desktop.store.home import Home

Kind: TypeAlias = Literal["source", "output"]

LAST_LINES = 400
"""Lines of an output that are shown; all of it is in Details."""


class PairView(QWidget):
    """Reads two runs' files when it is seen and shows them; owned by the dock, GUI thread."""

    def __init__(self, home: Home, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._kind: Kind = "source"
        self._runs: dict[str, Run] = {}
        self._read: tuple[object, ...] = ()
        self._background = Background(self, threads=1)
        self.pair = (self._combo(self.tr("First run")), self._combo(self.tr("Second run")))
        self.words = plain_label(style="muted")
        self.words.setWordWrap(True)
        self.source = _text("compareSource", self.tr("Difference of the sources"))
        self._colours = _DifferenceColours(self.source.document(), themes)
        self.outputs = (
            _text("compareOutput1", self.tr("End of the first run's output")),
            _text("compareOutput2", self.tr("End of the second run's output")),
        )
        self._lay_out()

    def _combo(self, name: str) -> QuietCombo:
        combo = QuietCombo()
        combo.setAccessibleName(name)
        combo.activated.connect(lambda _at: self._refresh())
        return combo

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.pair[0], 1)
        head.addWidget(QLabel("→"))
        head.addWidget(self.pair[1], 1)
        both = QWidget()
        side = QHBoxLayout(both)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(8)
        for output in self.outputs:
            side.addWidget(output, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.source)
        self._pages.addWidget(both)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._pages, 1)
        column.addWidget(self.words)

    def show_kind(self, kind: Kind) -> None:
        """Show sources or outputs."""
        self._kind = kind
        self._pages.setCurrentIndex(0 if kind == "source" else 1)
        self._refresh()

    def show_runs(self, heads: Sequence[RunHead], runs: Sequence[Run]) -> None:
        """Offer these runs; the two that were chosen stay so if they are still among them."""
        self._runs = {run.id: run for run in runs}
        for at, combo in enumerate(self.pair):
            chosen = combo.currentData()
            with QSignalBlocker(combo):
                combo.clear()
                for head in heads:
                    number = "" if head.number is None else f"{head.number}  "
                    combo.addItem(
                        one_line(f"{number}{head.title}  {head.run_id[:SHORT_ID]}"), head.run_id
                    )
                known = combo.findData(chosen)
                combo.setCurrentIndex(known if known >= 0 else min(at, len(heads) - 1))
        self._refresh()

    def showEvent(self, event: object) -> None:
        """Read what was missed while it was hidden."""
        super().showEvent(event)  # type: ignore[arg-type] # Qt's event
        self._refresh()

    # Reading

    def _refresh(self) -> None:
        runs = [self._runs.get(str(combo.currentData())) for combo in self.pair]
        if not self.isVisible() or runs[0] is None or runs[1] is None:
            return
        one, other = runs[0], runs[1]
        wanted = (self._kind, one.id, other.id, one.revision, other.revision)
        if wanted == self._read:
            return
        self._read = wanted
        if self._kind == "source":
            sides = [
                (self._home.batch_folder(run.batch), run.source_hash, run.operation)
                for run in (one, other)
            ]
            self._background.run(
                lambda: (wanted, compare_sources(sides[0], sides[1])),
                lambda found: self._show_source(*found),
                self._tell_trouble,
            )
        else:
            paths = [output_path(self._home.run_folder(run.id)) for run in (one, other)]
            self._background.run(
                lambda: (wanted, [last_lines(path) for path in paths]),
                lambda found: self._show_outputs(*found),
            )

    def _show_source(self, wanted: tuple[object, ...], found: SourceDifference) -> None:
        if wanted != self._read:
            return
        self.source.setPlainText(with_directions_spelled_out("\n".join(found.lines)))
        if found.trouble:
            self.words.setText(breakable(found.trouble))
        elif not found.changed:
            self.words.setText(self.tr("Both runs had the same source."))
        else:
            names = ", ".join(one_line(name) for name in found.changed[:6])
            words = self.tr("{0} differ: {1}") if len(found.changed) > 1 else self.tr("{1} differs")
            parts = [words.format(count(len(found.changed)), names)]
            if found.same:
                parts.append(self.tr("{0} the same").format(count(found.same)))
            if found.cut:
                parts.append(self.tr("only the first {0} lines").format(count(len(found.lines))))
            self.words.setText(breakable(" · ".join(parts)))

    def _show_outputs(self, wanted: tuple[object, ...], found: Sequence[Sequence[str]]) -> None:
        if wanted != self._read:
            return
        for view, lines in zip(self.outputs, found, strict=True):
            view.setPlainText("\n".join(lines))
            bar = view.verticalScrollBar()
            bar.setValue(bar.maximum())
        self.words.setText(self.tr("The last {0} lines of each.").format(count(LAST_LINES)))

    def _tell_trouble(self, error: UserError) -> None:
        self.source.clear()
        self.words.setText(breakable(error.message))


def last_lines(path: Path) -> list[str]:
    """The last lines of an output as a terminal would show them; in another thread."""
    tail, terminal = OutputTail(path), TerminalLines()
    lines: deque[str] = deque(maxlen=LAST_LINES)
    while (piece := tail.read()).data:
        if piece.anew:
            terminal = TerminalLines()
            lines.clear()
        lines.extend(terminal.feed(piece.data))
    if terminal.partial:
        lines.append(terminal.partial)
    return list(lines)


def _text(name: str, accessible: str) -> QPlainTextEdit:
    text = QPlainTextEdit()
    text.setObjectName(name)
    text.setAccessibleName(accessible)
    text.setReadOnly(True)
    text.setUndoRedoEnabled(False)
    text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    text.setPlaceholderText("–")  # noqa: RUF001 - a dash for nothing
    text.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return text


class _DifferenceColours(QSyntaxHighlighter):
    """Colours added and removed lines, which their signs tell too; owned by the text."""

    def __init__(self, document: QTextDocument, themes: Themes) -> None:
        super().__init__(document)
        self._themes = themes
        themes.theme_changed.connect(lambda _theme: self.rehighlight())

    def highlightBlock(self, text: str) -> None:
        """Colour one line by its first character."""
        theme = self._themes.theme
        colours: dict[str, QColor] = {
            "+": theme.completed,
            "-": theme.error_text,
            "@": theme.muted,
        }
        colour = colours.get(text[:1])
        if colour is not None:
            form = QTextCharFormat()
            form.setForeground(colour)
            self.setFormat(0, len(text), form)
