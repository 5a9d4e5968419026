"""A fresh Debian in a folder, to install a package in and to start it as a plain user."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from freeze import BUILD, check_tools, say
from qt_system import Trouble

BASE = BUILD / "proof-base"
"""As debootstrap made it; kept, since that takes minutes."""

ROOT = BUILD / "proof-root"
TOOLS = {
    "debootstrap": "debootstrap",
    "chroot": "coreutils",
    "unshare": "util-linux",
    "mount": "mount",
    "cp": "coreutils",
}
USER = "pat"
_PATIENCE = 900.0
_SESSION = """
mount -t proc proc {root}/proc
mount --rbind /dev {root}/dev
mount -t tmpfs tmpfs {root}/dev/shm
exec chroot {root} "$@"
"""


class Root:
    """The fresh system; ``run`` starts something in it, with mounts and processes that end with it."""

    def __init__(self, mirror: str, release: str) -> None:
        check_tools(TOOLS)
        if os.geteuid() != 0:
            raise Trouble(
                "The proof makes a root of its own, which only root may. Start it with sudo."
            )
        if not (BASE / "etc" / "debian_version").exists() or (BASE / "debootstrap").exists():
            say(f"Making a fresh {release} with debootstrap; this takes minutes")
            shutil.rmtree(str(BASE), ignore_errors=True)
            _checked(["debootstrap", "--variant=minbase", release, str(BASE), mirror])
        if ROOT.exists():
            shutil.rmtree(str(ROOT))
        _checked(["cp", "-a", str(BASE), str(ROOT)])
        shutil.copy("/etc/resolv.conf", str(ROOT / "etc"))
        self.run("apt-get", "update", "-qq")
        self.run("useradd", "--create-home", USER)

    def install(self, *packages: str) -> None:
        """Install packages by name or file, and nothing they only recommend."""
        words = ("install", "-y", "-qq", "--no-install-recommends", *packages)
        self.run("apt-get", *words, variables={"DEBIAN_FRONTEND": "noninteractive"})

    def run(self, *words: str, user: str = "root", variables: dict[str, str] | None = None) -> str:
        """Run a program to its end and give what it printed; raise its last words if it fails."""
        home = "/root" if user == "root" else f"/home/{user}"
        plain = {
            "HOME": home,
            "LANG": "C.UTF-8",
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            **(variables or {}),
        }
        named = [f"{name}={value}" for name, value in plain.items()]
        inner: list[str] = ["env", "-i", *named, *words]
        if user != "root":
            inner = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *inner]
        session = _SESSION.format(root=ROOT)
        # What it leaves running ends with it, and its mounts are seen by nobody else.
        own = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
        return _checked([*own, "sh", "-e", "-c", session, "sh", *inner])

    def path(self, name: str) -> Path:
        """Where a file of the root is, seen from outside."""
        return ROOT / name.lstrip("/")

    def runs_user_program(self, code: str, variables: dict[str, str] | None = None) -> str:
        """Run a shell text as the plain user, in the user's home."""
        return self.run("sh", "-e", "-c", f"cd; {code}", user=USER, variables=variables)


def usual_mirror() -> str:
    """Give the mirror that this system takes its own packages from."""
    files = [Path("/etc/apt/sources.list"), *Path("/etc/apt/sources.list.d").glob("*")]
    for path in files:
        mirror = mirror_in(path.read_text("utf-8", "replace")) if path.is_file() else ""
        if mirror:
            return mirror
    raise Trouble("No Debian mirror is set up here. Name one with --mirror.")


def mirror_in(sources: str) -> str:
    """Give Debian's mirror in a list of sources of either form (sources.list(5)); empty if none is."""
    line = r"^(?:URIs:|deb(?: \[.*\])?) +(http\S+/debian)/?(?:\s|$)"
    found = re.search(line, sources, re.MULTILINE)
    return found[1] if found else ""


def _checked(command: list[str]) -> str:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_PATIENCE,
        check=False,
    )
    said = done.stdout.decode("utf-8", "replace")
    if done.returncode:
        last = "\n".join(said.strip().splitlines()[-15:])
        raise Trouble(
            f"{' '.join(command[-4:])[-300:]} ended with status {done.returncode}:\n{last}"
        )
    return said
