"""Prepares a Linux system for Qt: installs what it misses where we may, else says how to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from guild_desktop.settings.system_libraries import (
    advice,
    as_root,
    debian_packages,
    is_root,
    missing,
)


class Trouble(Exception):  # noqa: N818 -- it is told to a person, never met as a bug
    """Why the work cannot go on, and what to do about it."""


def prepare(say: Callable[[str], None]) -> None:
    """Install what Qt misses if we may; otherwise raise the line that does it."""
    lacking = missing()
    if not lacking:
        return
    packages = debian_packages(lacking)
    if not apt_install(packages, say):
        raise Trouble(
            "Qt needs {} of this system, which has not got it. Run this line, then the same "
            "command again:\n  {}".format(", ".join(lacking), advice(packages))
        )


def install_venv_module(say: Callable[[str], None]) -> None:
    """Install the part of Python that makes environments, which Debian leaves out."""
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    if not apt_install([package], say):
        raise Trouble(
            "This Python cannot make environments: its venv module is not complete. "
            "Run this line, then the same command again:\n  "
            + as_root("apt-get install -y " + package)
        )


def apt_install(packages: list[str], say: Callable[[str], None]) -> bool:
    """Install Debian packages where that is possible and allowed; tell whether it was done."""
    if not is_root() or not shutil.which("apt-get"):
        return False
    say("Installing " + " ".join(packages) + " with apt-get")
    install = ["install", "-y", "-qq", "--no-install-recommends", *packages]
    # On a new machine the lists of packages are not there yet, on an old one they are stale.
    return apt_get(install) or (apt_get(["update", "-qq"]) and apt_get(install))


def apt_get(words: list[str]) -> bool:
    """Run apt-get without questions; tell whether it went well."""
    done = subprocess.run(
        ["apt-get", *words],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0
