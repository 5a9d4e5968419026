"""Which Python runs the script: one line, unless something is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from guild_desktop.core.errors import UserError
from guild_desktop.gui.labels import plain_label
from guild_desktop.gui.live.background import Background
from guild_desktop.gui.plain_text import plain_tooltip
from guild_desktop.gui.run_panel.fields import QuietCombo
from guild_desktop.gui.run_panel.watched_file import WatchedFile
from guild_desktop.scripts.interpreter_check import InterpreterCheck, check_interpreter
from guild_desktop.scripts.interpreters import (
    Interpreter,
    check_that_it_is_there,
    default_interpreter,
    find_interpreters,
)

_OLDEST = (3, 8)
"""Scripts run on this version of Python and later."""


class InterpreterRow(QWidget):
    """Offers the interpreters that are found; owned by the panel. Signal: ``changed()`` after a choice, and
    when more is known about the shown one.

    The usual one is there at once; the others, their versions and what the script would miss are
    looked up in the background, and again when the shown one is replaced, goes away or comes back.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._script: Path | None = None
        self._modules: tuple[str, ...] = ()
        self._filling = False
        self._by_person = False
        self._found: Sequence[Interpreter] = ()
        self._versions: dict[str, str] = {}
        self._watched = WatchedFile(self)
        self._watched.changed.connect(self._check_again)
        self.problem: UserError | None = None
        self._none_found = UserError(self.tr("No Python was found."), self.tr("Choose one."))
        self._shown = ""
        self.usual = ""
        self.combo = QuietCombo(self)
        self.combo.setObjectName("interpreterCombo")
        self.combo.setAccessibleName(self.tr("Python interpreter"))
        self.combo.setEnabled(False)
        self.combo.currentIndexChanged.connect(self._index_changed)
        self._problem = plain_label(parent=self, style="error", wraps=True)
        self._problem.setObjectName("interpreterError")
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.combo)
        column.addWidget(self._problem)

    @property
    def python(self) -> str:
        """The path of the shown interpreter; empty before a script was opened."""
        return self._shown

    @property
    def chosen(self) -> str | None:
        """The interpreter a person chose, or None while it is the usual one."""
        return self.python if self._by_person else None

    def open(self, script: Path, chosen: str, modules: tuple[str, ...]) -> None:
        """Show the interpreter for another script:
        ``chosen`` last time, or the usual one if that is empty.
        """
        self._script = script
        try:
            self.usual = default_interpreter(script)
        except UserError as error:
            self.usual = ""
            hint = self.tr("Install Python 3 with your system, or browse for one.")
            self._none_found = UserError(error.message, hint)
        self._by_person = bool(chosen)
        self._fill([], chosen or self.usual)
        self.combo.setEnabled(True)
        self._background.run(
            lambda: find_interpreters(script), lambda found: self._take_found(script, found)
        )
        self.check(modules)

    def clear(self) -> None:
        """Show none: no script is open."""
        self._script = None
        self._by_person = False
        self.usual = ""
        self._fill((), "")
        self._set_problem(None)
        self.combo.setEnabled(False)

    def look_again(self) -> None:
        """See at once whether the shown interpreter is still there; the rest of a check takes longer."""
        if self.problem is not None or not self._shown:
            return
        try:
            check_that_it_is_there(self._shown)
        except UserError as error:
            self._set_problem(error)
            # From now on its folder is watched, where it may come back.
            self._watched.watch(Path(self._shown))
            self.changed.emit()

    def choose(self, python: str) -> None:
        """Choose an interpreter by its path, as a person would."""
        self._by_person = True
        self._show(python)
        self.check(self._modules)
        self.changed.emit()

    def check(self, modules: tuple[str, ...]) -> None:
        """Find out in the background whether the shown interpreter works and has these modules."""
        self._modules = modules
        python = self.python
        self._watched.watch(Path(python) if python else None)
        if not python:
            self._set_problem(self._none_found)
            return

        def take(answer: InterpreterCheck) -> None:
            if python == self.python and modules == self._modules:
                self._take_answer(answer)

        self._set_problem(None)
        self._background.run(lambda: check_interpreter(python, modules), take)

    def working(self) -> str:
        """The path of the shown interpreter; UserError if it is known not to work."""
        if self.problem is not None:
            raise self.problem
        return self.python

    def _check_again(self) -> None:
        self.check(self._modules)

    def _take_answer(self, answer: InterpreterCheck) -> None:
        if answer.problem:
            self._set_problem(UserError(answer.problem, self.tr("Choose another Python.")))
        elif answer.missing:
            self._tell(_sentence(answer.missing))
        if answer.version:
            self._versions[self.python] = answer.version
            self._fill(self._found, self.python)
        self.changed.emit()

    def _take_found(self, script: Path, found: Sequence[Interpreter]) -> None:
        if script == self._script:
            self._fill(found, self.python)

    def _fill(self, found: Sequence[Interpreter], shown: str) -> None:
        self._found = found
        self._filling = True
        try:
            self.combo.clear()
            for interpreter in found:
                if _is_too_old(interpreter):
                    continue
                self._add(interpreter.path, interpreter.version, interpreter.where)
            if self._script is not None:
                self.combo.addItem(self.tr("Browse…"), None)
        finally:
            self._filling = False
        self._show(shown)

    def _show(self, python: str) -> None:
        self._shown = python
        self._filling = True
        try:
            place = self.combo.findData(python)
            if place < 0 and self._script is not None:
                self._add(python, "", "", at=0)
                place = 0
            self.combo.setCurrentIndex(place)
            self.combo.setToolTip(plain_tooltip(self.combo.currentText(), python))
        finally:
            self._filling = False

    def _add(self, python: str, version: str, where: str, at: int | None = None) -> None:
        if not python:
            return
        place = self.combo.count() if at is None else at
        name = interpreter_name(python, self._versions.get(python, version), where)
        self.combo.insertItem(place, name, python)
        self.combo.setItemData(place, plain_tooltip(python, where), Qt.ItemDataRole.ToolTipRole)

    def _index_changed(self) -> None:
        if self._filling:
            return
        chosen = self.combo.currentData()
        if isinstance(chosen, str):
            self.choose(chosen)
            return
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Choose a Python interpreter"))
        self._show(self._shown)
        if path:
            self.choose(path)

    def _set_problem(self, problem: UserError | None) -> None:
        self.problem = problem
        self._tell(str(problem or ""))

    def _tell(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))


def _sentence(missing: Sequence[str]) -> str:
    if not missing:
        return ""
    names = ", ".join(missing)
    verb = "is" if len(missing) == 1 else "are"
    return f"{names} {verb} missing here. Choose another Python, or install what is missing."


def interpreter_name(python: str, version: str, where: str) -> str:
    """What a person knows an interpreter by: its version, and its environment, tool or path."""
    folder = Path(python).parent
    place = folder.parent.name if folder.name in {"bin", "Scripts", "shims"} else folder.name
    if where in {"pyenv", "uv", "this program"}:
        place = where
    elif where == "PATH" or not place:
        place = python
    return f"Python {version} · {place}" if version else f"Python · {place}"


def _is_too_old(interpreter: Interpreter) -> bool:
    numbers = interpreter.version.split(".")[:2]
    return len(numbers) == 2 and tuple(map(int, numbers)) < _OLDEST
