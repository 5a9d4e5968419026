"""A recorder that waits until the disk has room again, or the store is free, instead of losing a fact."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from guild_desktop.store.disk_space import lacks_room, shortage
from guild_desktop.store.errors import StoreError
from guild_desktop.store.recorder import Recorder

if TYPE_CHECKING:
    from guild_desktop.store.store import Store

Words = ParamSpec("Words")
Fact = TypeVar("Fact")

_PAUSE = 0.25
"""Seconds between two tries."""

_MAY_PASS = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_BUSY")
"""A full disk is told as the first, a used up quota as the second,
a backup or another program as the third.
"""

_PERHAPS_NO_ROOM = "SQLITE_IOERR"
"""Another error of a disk that says it is full is taken for the same: SQLite may meet it only when it makes
its log's index longer, or has everything written out.
"""


def _patient(
    write: Callable[Concatenate[Recorder, Words], Fact],
) -> Callable[Concatenate[PatientRecorder, Words], Fact]:
    """The same method, tried again until it can be; what failed was rolled back as a whole."""

    @functools.wraps(write)
    def until_done(self: PatientRecorder, /, *args: Words.args, **kwargs: Words.kwargs) -> Fact:
        while True:
            try:
                fact = write(self, *args, **kwargs)
            except StoreError as error:
                if not self._may_pass(error) or self._gives_up():
                    raise
                self._tell(shortage(self._folder) or str(error))
                self._meanwhile(_PAUSE)
            else:
                self._tell("")
                return fact

    return until_done


class PatientRecorder(Recorder):
    """Owned by an engine, which does nothing but ``meanwhile`` while it waits.

    ``told`` hears why it waits, and the empty text when it goes on. Once ``gives_up`` says so, the error
    is raised after all.
    """

    def __init__(
        self, store: Store, told: Callable[[str], object], gives_up: Callable[[], bool]
    ) -> None:
        super().__init__(store)
        self._folder = store.home.path
        self._told = told
        self._gives_up = gives_up
        self._waits_for = ""
        self._meanwhile: Callable[[float], object] = time.sleep

    @contextmanager
    def waiting_with(self, meanwhile: Callable[[float], object]) -> Iterator[None]:
        """Let ``meanwhile`` pass the seconds between two tries; it must not write itself."""
        self._meanwhile = meanwhile
        try:
            yield
        finally:
            self._meanwhile = time.sleep

    def _may_pass(self, error: StoreError) -> bool:
        """Whether it was for want of room, or because another program holds the store."""
        if error.code.startswith(_MAY_PASS) or lacks_room(error):
            return True
        return error.code.startswith(_PERHAPS_NO_ROOM) and bool(shortage(self._folder))

    def _tell(self, reason: str) -> None:
        if reason != self._waits_for:
            self._waits_for = reason
            self._told(reason)


for _name, _write in vars(Recorder).items():
    if not _name.startswith("_"):
        setattr(PatientRecorder, _name, _patient(_write))
