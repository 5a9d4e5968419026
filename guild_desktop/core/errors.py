"""The one error a person is told about, as opposed to a bug."""

from __future__ import annotations


class UserError(Exception):
    """Something a person can mend: one sentence that says what happened and one that says what to do.

    Whoever faces the person (a command, a panel of the window) shows ``message`` and ``hint`` at the
    place where the error was caused. Any other exception is a bug and goes to the one reporter.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()
