"""That an open TensorBoard grows with its runs, and ends with whoever opened it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.core.run import Run
from guild_desktop.interop.tensorboard.open_board import More, OpenBoard
from guild_desktop.store.home import open_home
from guild_desktop.store.store import Store
from tests.engine.conftest import wait_until
from tests.interop.conftest import Runs
from tests.interop.fake_tensorboard import ADDRESS, STAYS, fake
from tests.interop.tensorboard_server import boards_of


@pytest.fixture
def store(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store, with a TensorBoard that opens at once."""
    monkeypatch.setenv("PYTHONPATH", str(fake(tmp_path / "fake", STAYS)))
    with Store(open_home(home)).opened() as store:
        yield store


class Steps:
    """Does one thing after the other, each when all before is written, and then ends."""

    def __init__(self, *steps: Callable[[], list[Run]]) -> None:
        self._steps = iter(steps)
        self._is_written = False

    @property
    def more(self) -> More:
        return self._more

    def tell(self, address: str) -> None:
        assert address == ADDRESS
        self._is_written = True

    def _more(self, _seconds: float) -> list[Run] | None:
        if not self._is_written:
            return []
        self._is_written = False
        step = next(self._steps, None)
        return None if step is None else step()


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("train.py*"))


def test_that_what_is_given_while_it_is_open_is_written_before_it_is_told_of(
    store: Store, runs: Runs, tmp_path: Path
) -> None:
    first, second = runs.running({"x": 1}), runs.running({"x": 2})
    folder = tmp_path / "log"
    seen: list[list[str]] = []

    def look() -> list[Run]:
        seen.append(written(folder))
        return [second]

    steps = Steps(look, look)
    with OpenBoard(store, [first], [], folder) as board:
        board.follow(steps.more, steps.tell)
    assert seen == [["train.py 00000001 x=1"], ["train.py 00000001 x=1", "train.py 00000002 x=2"]]


def test_that_it_ends_with_whoever_opened_it(store: Store, runs: Runs) -> None:
    with OpenBoard(store, [runs.running({})], []):
        wait_until(lambda: len(boards_of()) == 1)
        (process,) = boards_of()
    assert not process.is_running()


def test_that_one_that_cannot_write_starts_no_tensorboard(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be written"):
        OpenBoard(store, [], [], tmp_path / "file" / "log")
    assert boards_of() == []
