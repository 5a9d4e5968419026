"""What every test gets: no display, no warnings left unseen, and a home that is not the user's own."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import HealthCheck, settings

# Before any test imports Qt: widgets are painted, but no window ever opens.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Examples are the same on every machine, and a busy machine is no failure. To look for new ones:
# HYPOTHESIS_PROFILE=wander python -m pytest
settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("wander", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

_numbers = itertools.count()


@pytest.fixture(autouse=True)
def own_place(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for each test, where the program and its children find all user folders.

    Nothing of it exists until somebody makes it, so that pure tests pay nothing.
    """
    place = tmp_path_factory.getbasetemp() / f"place-{next(_numbers)}"
    folders = {
        "GUILD_DESKTOP_HOME": "home",
        "HOME": "user",
        "USERPROFILE": "user",
        "APPDATA": "user/roaming",
        "LOCALAPPDATA": "user/local",
        "XDG_CACHE_HOME": "user/cache",
        "XDG_CONFIG_HOME": "user/config",
        "XDG_DATA_HOME": "user/data",
        "XDG_STATE_HOME": "user/state",
    }
    for name, folder in folders.items():
        monkeypatch.setenv(name, str(place / folder))
    for name in ("GUILD_RUN_ID", "GUILD_RUN_DIR", "GUILD_BATCH_ID", "GUILD_RANDOM_SEED"):
        monkeypatch.delenv(name, raising=False)
    _point_qt_settings_at(place / "user" / "config")
    return place


@pytest.fixture
def home(own_place: Path) -> Path:
    """The folder that ``GUILD_DESKTOP_HOME`` names in this test; not made yet."""
    return own_place / "home"


def _point_qt_settings_at(folder: Path) -> None:
    # Qt reads the environment once for all settings of a process, so it has to be told again.
    from PySide6.QtCore import QSettings

    for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, str(folder))


@pytest.fixture(autouse=True, scope="session")
def nothing_left_running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fail at the end if a process started by a test has outlived all of them, and end it."""
    yield
    places = str(tmp_path_factory.getbasetemp()) + os.sep
    started = {
        process: command
        for process in psutil.process_iter()
        if (command := _command_if_started_in(process, places))
    }
    _, alive = psutil.wait_procs(started, timeout=10)
    for process in alive:
        process.kill()
    left = [started[process] for process in alive]
    assert not left, "still running after the last test:\n" + "\n".join(left)


def _command_if_started_in(process: psutil.Process, places: str) -> str:
    """Give the command line of a process whose home lies in a test's place, and of no other."""
    try:
        home = process.environ().get("GUILD_DESKTOP_HOME", "")
        ours = home.startswith(places) and process.pid != os.getpid()
        return " ".join(process.cmdline()) if ours else ""
    except (psutil.Error, OSError):
        return ""
