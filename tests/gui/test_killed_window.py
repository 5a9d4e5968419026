"""A sweep that a window has started does not notice that the window is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from guild_desktop.core.run import Run, Status
from guild_desktop.store.home import open_home
from guild_desktop.store.store import Store
from tests.engine.conftest import wait_until

WAITS = """import os
import time

x = 1
while x > 1 and not os.path.exists({flag!r}):
    time.sleep(0.05)
print(f"loss: {{x}}")
"""

PERSON = """import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from guild_desktop.gui.app import make_window
from tests.gui.gestures import press_run, type_expression

home, script = map(Path, sys.argv[1:])
window = make_window(home)
window.resize(1440, 900)
window.show()
while not window.is_loaded:
    QApplication.processEvents()
window.open_script(script)
type_expression(window, "x", "[1, 2, 3]")
press_run(window)
QApplication.exec()
"""
"""What a person does in a window of a process of its own."""


def test_that_a_sweep_started_in_a_window_outlives_the_window_s_kill(
    home: Path, tmp_path: Path
) -> None:
    flag = tmp_path / "go-on"
    script = tmp_path / "waits.py"
    script.write_text(WAITS.format(flag=str(flag)), encoding="utf-8")
    window = subprocess.Popen(
        [sys.executable, "-c", PERSON, str(home), str(script)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        start_new_session=True,
    )
    with Store(open_home(home)).opened() as store:

        def runs() -> list[Run]:
            found = store.changes_since(0).runs
            return sorted(found, key=lambda run: run.trial)

        try:
            wait_until(lambda: [run.status for run in runs()][:1] == [Status.COMPLETED], 60)
            assert window.poll() is None
        finally:
            # With all that belongs to it, as when its session ends.
            os.killpg(window.pid, signal.SIGKILL)
            window.wait()
            flag.touch()
        wait_until(lambda: [run.status for run in runs()] == [Status.COMPLETED] * 3, 60)
        (batch,) = store.changes_since(0).batches
        wait_until(lambda: store.batch(batch.id).status is Status.COMPLETED)
