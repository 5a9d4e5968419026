"""That a trial gets the user's environment, what it should know about its run, and nothing of ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from guild_desktop.scripts.environment import (
    child_environment,
    clean_environment,
    server_environment,
)

RUN = Path("/home/runs/r1")
LIMITS = {
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
}


@pytest.fixture(autouse=True)
def no_limits(monkeypatch):
    for name in LIMITS:
        monkeypatch.delenv(name, raising=False)


def test_that_folders_of_earlier_attempts_come_whole_whatever_their_names(tmp_path: Path):
    folders = [tmp_path / "ho:me" / "two words;", tmp_path / "line\nend"]
    environment = child_environment("r1", RUN, "b1", 7, earlier=folders)
    assert json.loads(environment["GUILD_EARLIER_DIRS"]) == [str(folder) for folder in folders]
    assert json.loads(child_environment("r1", RUN, "b1", 7)["GUILD_EARLIER_DIRS"]) == []


def test_that_the_run_is_described(monkeypatch):
    monkeypatch.setenv("OF_THE_USER", "kept")
    environment = child_environment("r1", RUN, "b1", 7)
    assert environment["OF_THE_USER"] == "kept"
    assert environment["GUILD_RUN_ID"] == "r1"
    assert environment["GUILD_RUN_DIR"] == str(RUN)
    assert environment["GUILD_BATCH_ID"] == "b1"
    assert environment["GUILD_RANDOM_SEED"] == "7"
    assert environment["GUILD_EVENTS"] == str(RUN / ".guild" / "events.jsonl")
    assert environment["PYTHONUNBUFFERED"] == "1"
    assert environment["PYTHONIOENCODING"] == "utf-8"
    assert not LIMITS & environment.keys()


def test_that_threads_are_limited_if_asked():
    environment = child_environment("r1", RUN, "b1", 7, threads=3)
    assert {environment[name] for name in LIMITS} == {"3"}


def test_that_a_user_s_own_limit_stands(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "9")
    environment = child_environment("r1", RUN, "b1", 7, threads=3)
    assert LIMITS & environment.keys() == {"OMP_NUM_THREADS"}
    assert environment["OMP_NUM_THREADS"] == "9"


@pytest.mark.parametrize("packaged", [True, False])
def test_that_only_a_packaged_program_takes_its_own_variables_out(packaged):
    """In a process of its own, whose children tell what they were given."""
    code = (
        "import os, subprocess, sys;"
        f"sys.frozen = {packaged};"
        "sys._MEIPASS = '/opt/app';"
        "from guild_desktop.scripts.environment import leave_bundle;"
        "leave_bundle();"
        "subprocess.run(['/usr/bin/env'], check=True)"
    )
    given = {
        "LD_LIBRARY_PATH": "/opt/app",
        "_PYI_X": "1",
        "QT_PLUGIN_PATH": "/opt/app/qt",
        "MINE": "1",
    }
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    seen = {name for name in given if f"\n{name}=" in f"\n{said}"}
    assert seen == ({"MINE"} if packaged else set(given))


def test_that_a_bundle_s_variables_are_taken_back():
    path = os.pathsep.join
    environment = {
        "LD_LIBRARY_PATH": "/opt/app",
        "LD_LIBRARY_PATH_ORIG": "/home/me/lib",
        "DYLD_LIBRARY_PATH": "/opt/app/lib",
        "QT_PLUGIN_PATH": path(["/opt/app/qt", "/home/me/qt"]),
        "QML2_IMPORT_PATH": "/opt/app/qml",
        "_PYI_ARCHIVE_FILE": "/opt/app/guild-desktop",
        "_MEIPASS2": "/opt/app",
        "PYTHONPATH": path(["/home/me/code", "/opt/application"]),
        "MINE_ORIG": "mine",
    }
    assert clean_environment(environment, "/opt/app/") == {
        "LD_LIBRARY_PATH": "/home/me/lib",
        "QT_PLUGIN_PATH": "/home/me/qt",
        "PYTHONPATH": path(["/home/me/code", "/opt/application"]),
        "MINE_ORIG": "mine",
    }


def test_that_a_program_started_by_the_bundle_itself_gives_clean_variables_too():
    """The bundle's starter has saved a list that held the bundle already."""
    path = os.pathsep.join
    environment = {
        "LD_LIBRARY_PATH": path(["/opt/app", "/opt/app", "/home/me/lib"]),
        "LD_LIBRARY_PATH_ORIG": path(["/opt/app", "/home/me/lib"]),
    }
    assert clean_environment(environment, "/opt/app") == {"LD_LIBRARY_PATH": "/home/me/lib"}
    environment["LD_LIBRARY_PATH_ORIG"] = "/opt/app"
    assert clean_environment(environment, "/opt/app") == {}


def test_that_runs_that_differ_only_in_what_is_theirs_share_a_warm_server(tmp_path: Path) -> None:
    one = child_environment("one", tmp_path / "one", "batch", 1) | {"GUILD_SLOT": "0"}
    earlier = [tmp_path / "one"]
    other = child_environment("two", tmp_path / "two", "batch", 2, None, earlier)
    other |= {"GUILD_SLOT": "1"}
    assert server_environment(one) == server_environment(other)
    card = other | {"CUDA_VISIBLE_DEVICES": "1"}
    assert server_environment(card) != server_environment(other)
