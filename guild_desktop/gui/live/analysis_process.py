"""The window's end of the process that computes analyses."""

from __future__ import annotations

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from guild_desktop.analysis.documents import Answer, Request, from_line, to_line
from guild_desktop.core.errors import UserError
from guild_desktop.engine.own_command import own_command
from guild_desktop.scripts.environment import THREAD_LIMITS

_LONGEST = 120_000
"""Milliseconds after which an analysis is given up."""

_IDLE = 60_000
"""Milliseconds without a question after which the process goes: it holds a hundred megabytes."""


class AnalysisProcess(QObject):
    """Asks one question at a time of a process of our own; lives on the GUI thread, owned by ``Analyses``.

    The process is started by the first question and stays for a while, since its libraries take a second
    to load. It reads its questions from a pipe and ends when that closes, however we ended; who owns this
    calls ``stop`` at the end. Signals: ``answered(Analysis)``, and ``refused(UserError)`` for what a
    person can mend or should know.
    """

    answered = Signal(object)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._asked: int | None = None
        self._number = 0
        self._unread = b""
        self._longest = QTimer(self, singleShot=True, interval=_LONGEST)
        self._longest.timeout.connect(self._give_up)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE)
        self._idle.timeout.connect(self.stop)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._asked is not None

    def next_number(self) -> int:
        """The number for the next request."""
        self._number += 1
        return self._number

    def ask(self, request: Request) -> None:
        """Ask; an earlier question that has no answer yet is dropped together with its process."""
        self.drop()
        if self._process is None:
            self._start()
        if self._process is not None:
            self._asked = request.number
            self._idle.stop()
            self._longest.start()
            self._process.write(to_line(request))

    def drop(self) -> None:
        """Forget what is asked: a process that computes it ends, one that waits for a question stays."""
        if self.is_busy:
            self.stop()

    def stop(self) -> None:
        """End the process and forget what was asked."""
        self._asked = None
        self._longest.stop()
        self._idle.stop()
        self._unread = b""
        process, self._process = self._process, None
        if process is not None:
            # Its end is no news any more.
            process.blockSignals(True)
            process.kill()
            process.waitForFinished()
            process.deleteLater()

    def _start(self) -> None:
        program, *arguments = own_command("analysis")
        environment = QProcessEnvironment.systemEnvironment()
        for name in THREAD_LIMITS:
            # The processors are the trials'.
            environment.insert(name, "1")
        process = QProcess(self)
        process.setProcessEnvironment(environment)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._ended)
        process.start(program, arguments)
        self._process = process

    def _read(self) -> None:
        if self._process is None:
            return
        self._unread += bytes(self._process.readAllStandardOutput().data())
        line, separator, rest = self._unread.partition(b"\n")
        if not separator:
            return
        self._unread = rest
        answer = from_line(line, Answer)
        if answer.number != self._asked:
            return
        self._asked = None
        self._longest.stop()
        self._idle.start()
        if answer.analysis is not None:
            self.answered.emit(answer.analysis)
        else:
            self.refused.emit(UserError(answer.message, answer.hint))

    def _ended(self, _status: object = None) -> None:
        was_asked = self.is_busy
        self.stop()
        if was_asked:
            told = self.tr("The analysis ended without an answer.")
            self.refused.emit(UserError(told, self.tr("It is tried again with the next result.")))

    def _give_up(self) -> None:
        self.stop()
        seconds = _LONGEST // 1000
        told = self.tr("The analysis was given up after {0} s.").format(seconds)
        self.refused.emit(UserError(told, self.tr("It is tried again with the next result.")))
