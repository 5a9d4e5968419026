"""Two windows and three commands that use one home at once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from guild_desktop.core.run import Status
from guild_desktop.store.home import Home
from guild_desktop.store.store import Store
from tests.soak.toll import Toll

SCRIPT = "x = 1\nprint(f'loss: {x}')\n"
_WINDOWS = 2
_LOCKED = ("locked", "Another program holds the store")


def use_together(home: Home, folder: Path, seconds: float) -> Toll:
    """Let windows watch and commands run, list and compare for so long."""
    (folder / "train.py").write_text(SCRIPT)
    toll = Toll()
    log = folder / "windows.txt"
    with log.open("wb") as said:
        windows = [_window(home, said.fileno()) for _ in range(_WINDOWS)]
        lock = threading.Lock()
        commands = (
            ["run", "train.py", "x=[1,2,3]", "-y"],
            ["run", "train.py", "x=[0.0:1.0]", "-o", "random", "-m", "3", "-y"],
            ["compare", "--csv", "-"],
        )
        end = time.monotonic() + seconds
        users = [
            threading.Thread(target=_repeat, args=(words, home, folder, end, toll, lock))
            for words in commands
        ]
        for user in users:
            user.start()
        for user in users:
            user.join()
        toll.fault("windows that ended by themselves", sum(w.poll() is not None for w in windows))
        for window in windows:
            window.terminate()
        for window in windows:
            window.wait()
    toll.fault("lock errors in windows", sum(map(log.read_text().count, _LOCKED)))
    with Store(home).opened() as store:
        runs = store.changes_since(0).runs
    toll.saw("runs", len(runs))
    toll.fault("runs not completed", sum(run.status is not Status.COMPLETED for run in runs))
    return toll


def _window(home: Home, said: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "guild_desktop", "--home", str(home.path)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(command, env=environment, stdout=said, stderr=said)


def _repeat(
    words: list[str], home: Home, folder: Path, end: float, toll: Toll, lock: threading.Lock
) -> None:
    command = [sys.executable, "-m", "guild_desktop", *words, "--home", str(home.path)]
    while time.monotonic() < end:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        with lock:
            toll.saw(f"`{words[0]}`")
            toll.fault("commands that failed", int(done.returncode != 0))
            toll.fault("lock errors in commands", sum(map(done.stderr.count, _LOCKED)))
