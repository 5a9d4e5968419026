"""Programs in the place of TensorBoard, for what the real one does not do when a test wants it."""

from __future__ import annotations

from pathlib import Path

ADDRESS = "http://127.0.0.1:9/"

STAYS = f"""\
import sys, time
print('TensorBoard 9 at {ADDRESS}', file=sys.stderr, flush=True)
time.sleep(60)
"""

DIES_AT_ONCE = "raise SystemExit('no room for a server')\n"

DIES_LATER = f"""\
import sys
print('TensorBoard 9 at {ADDRESS}', file=sys.stderr, flush=True)
raise SystemExit('somebody closed it')
"""


def fake(folder: Path, code: str) -> Path:
    """A folder for ``PYTHONPATH``: whoever has it there finds this code as TensorBoard."""
    package = folder / "tensorboard"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "main.py").write_text(code)
    return folder


def none(folder: Path) -> Path:
    """A folder for ``PYTHONPATH``: whoever has it there finds no TensorBoard."""
    folder.mkdir(parents=True)
    (folder / "sitecustomize.py").write_text("import sys\nsys.modules['tensorboard'] = None\n")
    return folder
