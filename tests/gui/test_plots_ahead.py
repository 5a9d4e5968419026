"""What the plots are made from is loaded before a sweep needs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

WAIT = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from guild_desktop.gui.app import make_window

window = make_window(Path(sys.argv[1]))
window.show()
loop, look = QEventLoop(), QTimer(interval=20)
look.timeout.connect(lambda: loop.quit() if "guild_desktop.gui.plots.curves_plot" in sys.modules else None)
look.start()
QTimer.singleShot(60_000, loop.quit)
loop.exec()
print("guild_desktop.gui.plots.curves_plot" in sys.modules, len(window.session.frame))
window.close_without_asking()
"""


def test_that_a_window_without_runs_loads_the_plots_when_nobody_waits_for_it(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", WAIT, str(tmp_path)]
    asked = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert asked.stdout.split() == ["True", "0"], asked.stderr
