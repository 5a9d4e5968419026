"""What goes wrong with a store; apart from the store itself, which takes longer to load."""

from __future__ import annotations

from guild_desktop.core.errors import UserError


class DamagedRecordError(ValueError):
    """A row holds what this program never wrote there."""


class StoreError(UserError):
    """The store cannot do what was asked; ``code`` is SQLite's name for the cause, if it has one."""

    def __init__(self, message: str, hint: str, code: str = "") -> None:
        super().__init__(message, hint)
        self.code = code

    @property
    def lacks_room(self) -> bool:
        """Whether the disk has no room for what was to be written."""
        return self.code in ("SQLITE_FULL", "SQLITE_IOERR_WRITE")

    @property
    def is_damage(self) -> bool:
        """Whether the file itself cannot be read any more."""
        return self.code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))
