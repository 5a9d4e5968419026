"""The demonstration, without a display: one command, and a picture of a finished sweep."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.outside.terminal import Said, Terminal


def demonstrate(terminal: Terminal, *words: str) -> Said:
    """Give the demonstration as long as its twenty runs and their model may take."""
    environment = dict(terminal.environment)
    # Without a display and without a word about that: the program itself has to see it.
    environment.pop("QT_QPA_PLATFORM", None)
    done = subprocess.run(
        [*terminal.program, "--demo", "--quit-when-done", *words],
        cwd=terminal.folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def test_that_the_demonstration_ends_with_a_picture_and_the_cluster_of_the_tutorial(
    terminal: Terminal,
) -> None:
    picture = terminal.folder / "picture.png"
    said = demonstrate(terminal, "--home", str(terminal.home), "--screenshot", str(picture))
    assert (said.status, said.err) == (0, "")
    assert_is_a_picture_of_a_window(picture)

    (batch,) = terminal.batches()
    assert (batch["operation"], batch["status"]) == ("train.py+gp", "completed")
    runs = list(reversed(terminal.runs()))
    assert len(runs) == 20
    assert {run["status"] for run in runs} == {"completed"}
    # The script's defaults and three that are chance: the model knows nothing yet.
    assert runs[0]["flags"]["x"] == 0.1
    proposals = [run["flags"]["x"] for run in runs[4:]]
    near = [x for x in proposals if abs(x + 0.3) <= 0.25]
    assert len(near) > len(proposals) / 2
    best = min(runs, key=lambda run: run["scalars"]["loss"]["last"])
    assert abs(best["flags"]["x"] + 0.3) <= 0.25


def test_that_a_home_nobody_named_is_gone_after_the_demonstration(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    said = demonstrate(terminal)
    assert (said.status, said.err) == (0, "")
    assert not terminal.home.exists()
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("name", ["nowhere/picture.png", ".", "picture.docx", "picture"])
def test_that_a_picture_that_could_not_be_saved_is_refused_before_the_sweep(
    terminal: Terminal, name: str
) -> None:
    said = demonstrate(terminal, "--home", str(terminal.home), "--screenshot", name)
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("guild-desktop: ")
    assert len(said.err.splitlines()) == 1
    assert terminal.rows() == []


def test_that_a_picture_is_not_claimed_when_it_could_not_be_saved(terminal: Terminal) -> None:
    # A device that takes nothing: a disk that is full by the end of the sweep.
    (terminal.folder / "picture.png").symlink_to("/dev/full")
    said = demonstrate(terminal, "--screenshot", "picture.png")
    assert said.status == 1
    assert "picture.png" not in said.out
    assert "guild-desktop: The picture picture.png cannot be written." in said.err


def test_that_the_options_of_the_demonstration_are_in_the_help(terminal: Terminal) -> None:
    said = terminal.type("--help")
    assert {"--demo", "--screenshot", "--quit-when-done"} <= set(said.out.split())


def assert_is_a_picture_of_a_window(picture: Path) -> None:
    """Large enough for a window, and neither blank nor of one colour in any quarter."""
    image = QImage(str(picture))
    assert image.width() >= 1000
    assert image.height() >= 600
    for left in (0, image.width() // 2):
        for top in (0, image.height() // 2):
            colours = {
                image.pixel(left + x, top + y)
                for x in range(0, image.width() // 2, 3)
                for y in range(0, image.height() // 2, 3)
            }
            assert len(colours) >= 8
