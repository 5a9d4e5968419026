"""The hidden verb ``engine``: one batch served by a process of its own."""

from __future__ import annotations

import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import FrameType

from guild_desktop.core.reasons import INTERRUPTED
from guild_desktop.engine.batch_runner import AlreadyRunningError, BatchRunner
from guild_desktop.engine.observer import SilentObserver
from guild_desktop.engine.stop_request import StopRequest
from guild_desktop.store.home import open_home


class _Logging(SilentObserver):
    """Leaves in the engine's log what it could not leave in a store without room."""

    def paused(self, reason: str) -> None:
        """See ``Observer``."""
        # The log may lie on the same disk.
        with suppress(OSError):
            sys.stderr.write(f"{reason or 'going on'}\n")
            sys.stderr.flush()


def main(words: list[str]) -> int:
    """Serve the batch named by ``--home DIR BATCH``; 0 when it came to an end of any kind."""
    _, folder, batch_id = words
    home = open_home(Path(folder))
    runner = BatchRunner(home, batch_id, _Logging())
    listen_to_signals(runner.stopping)
    try:
        runner.run()
    except AlreadyRunningError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except Exception:  # noqa: BLE001 - nobody watches: the log must tell
        traceback.print_exc(file=sys.stderr)
        return 1
    return 0


def listen_to_signals(stopping: StopRequest) -> None:
    """Stop the batch at the first Ctrl+C, hang-up or termination; skip the grace at the second.

    What whoever started us has had ignored stays ignored, as ``nohup`` does with the hang-up.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        if stopping.reason:
            stopping.hurry()
        stopping.stop(INTERRUPTED)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)
