"""That a session is cleared away with all it holds, in a process of its own: a mistake here ends it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CODE = """
import gc, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from guild_desktop.gui.live.session import Session
from guild_desktop.store.home import Home
application = QApplication([])
for number in range(40):
    session = Session(Home(Path(sys.argv[1])))
    for run in range(5):
        session.toggle_pin(f"run{run}")
    session.undo_stack.undo()
    del session
    gc.collect()
print("cleared away")
"""


def test_that_sessions_with_steps_of_undo_are_cleared_away(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CODE, str(tmp_path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "cleared away\n"), ended.stderr
