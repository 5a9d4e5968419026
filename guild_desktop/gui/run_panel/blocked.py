"""What stands on the button while nothing can run."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from guild_desktop.core.condition_errors import FilterError
from guild_desktop.core.errors import UserError
from guild_desktop.flags import FlagErrors
from guild_desktop.gui.run_panel.current_script import CurrentScript
from guild_desktop.gui.run_panel.interpreter_row import InterpreterRow


def reason(error: UserError, current: CurrentScript, interpreter: InterpreterRow) -> str:
    """What a person has to do first, in a few words; ``error`` is told in full where it was caused."""
    if current.script is None and current.problem is None:
        return _tr("Open a script first")
    if error is current.problem:
        return _tr("Fix the script first")
    if error is interpreter.problem:
        return _tr("Choose a Python first")
    if isinstance(error, FlagErrors):
        flags = list(dict.fromkeys(problem.flag for problem in error.errors))
        if len(flags) == 1:
            return _tr("Fix {0} first").format(flags[0])
        return _tr("Fix {0} flags first").format(len(flags))
    if isinstance(error, FilterError):
        return _tr("Fix the condition first")
    return _tr("Cannot run yet")


def _tr(text: str) -> str:
    return QCoreApplication.translate("RunPanel", text)
