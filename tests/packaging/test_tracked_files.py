"""That no file of the project depends on the machine or the package index it was written with."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]

# Put together here, so that this file does not hold what it looks for.
INDEX_HOSTS = (
    "pypi" + ".org",
    "python" + "hosted",
    "registry." + "npm" + "js",
    "devpi" + ".",
    "jfrog" + ".",
)
MACHINE_PATHS = ("/wo" + "rk/", "/ro" + "ot/", "/fa" + "rm/", "/Us" + "ers/", r":\\Us" + "ers")
# What a walk leaves out where git cannot be asked: a copy without history, or without git.
NOT_OURS = {".git", ".venv", "__pycache__", "build", "dist"}


def tracked_files() -> list[Path]:
    # The checkout may belong to somebody else, as it does in containers.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    try:
        listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return [
            path
            for path in CHECKOUT.rglob("*")
            if path.is_file() and not NOT_OURS & set(path.parts) and "_cache" not in str(path)
        ]
    return [CHECKOUT / name for name in listed.stdout.split("\0") if name]


def lines_with(pattern: str) -> list[str]:
    """Give every place in a tracked text file where the pattern stands."""
    found = []
    for path in tracked_files():
        if not path.is_file() or b"\0" in path.read_bytes()[:8000]:
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if re.search(pattern, line):
                found.append(f"{path.relative_to(CHECKOUT)}:{number}: {line.strip()[:100]}")
    return found


@pytest.mark.parametrize("host", INDEX_HOSTS)
def test_that_no_tracked_file_names_a_package_index(host: str) -> None:
    assert lines_with(re.escape(host)) == []


@pytest.mark.parametrize("path", MACHINE_PATHS)
def test_that_no_tracked_file_holds_a_path_of_somebodys_machine(path: str) -> None:
    assert lines_with(r"(?<![\w.])" + path) == []


def test_that_the_locks_are_plain_requirement_files() -> None:
    names = {path.name for path in tracked_files()}
    assert "uv" + ".lock" not in names
    assert {"run.txt", "dev.txt"} <= names
