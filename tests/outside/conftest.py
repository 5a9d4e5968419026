"""A terminal in a folder with two scripts."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.outside.terminal import SLOW, TRAIN, Terminal


@pytest.fixture
def terminal(tmp_path: Path, home: Path) -> Terminal:
    folder = tmp_path / "project"
    folder.mkdir()
    terminal = Terminal(folder, home)
    terminal.write("train.py", TRAIN)
    terminal.write("slow.py", SLOW)
    return terminal


@pytest.fixture(autouse=True)
def signals_of_a_terminal() -> Iterator[None]:
    """What a test starts hears Ctrl+C and hang-ups, also if the tests are told not to, as by nohup."""
    numbers = [signal.SIGINT, signal.SIGHUP]
    ignored = [number for number in numbers if signal.getsignal(number) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, signal.SIG_DFL)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)
