"""That the window's thread keeps one TensorBoard apart from the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from guild_desktop.gui.live.tensorboard_thread import TensorBoardThread
from guild_desktop.store.home import open_home
from tests.interop.fake_tensorboard import STAYS, fake
from tests.interop.tensorboard_server import boards_of

PATIENCE = 60_000


def test_that_what_is_asked_of_one_that_has_died_starts_no_other(
    qtbot: QtBot, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(fake(tmp_path / "fake", STAYS)))
    thread = TensorBoardThread(open_home(home))
    opened: list[int] = []
    thread.opened.connect(lambda start, _address: opened.append(start))
    try:
        with qtbot.waitSignal(thread.opened, timeout=PATIENCE):
            thread.show(1, [], [])
        with qtbot.waitSignal(thread.refused, timeout=PATIENCE) as refused:
            boards_of()[0].kill()
        assert refused.args is not None
        assert refused.args[0] == 1
        # Whoever asks has not heard of it yet.
        thread.show(1, [], [])
        thread.stop(1)
        with qtbot.waitSignal(thread.opened, timeout=PATIENCE):
            thread.show(2, [], [])
        thread.stop(1)
        with qtbot.waitSignal(thread.opened, timeout=PATIENCE):
            thread.show(2, [], [])
        assert opened == [1, 2, 2]
        assert len(boards_of()) == 1
    finally:
        thread.finish()
    assert boards_of() == []
