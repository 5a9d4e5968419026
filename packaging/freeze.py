"""Makes the packaged program: ``python packaging/freeze.py`` fills ``build/bundle/guild-desktop``.

It is made by an environment of its own, ``build/environment``, from requirements/build.txt.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from qt_system import Trouble

CHECKOUT = Path(__file__).resolve().parent.parent
BUILD = CHECKOUT / "build"
ENVIRONMENT = BUILD / "environment"
BUNDLE = BUILD / "bundle" / "guild-desktop"
LOCK = CHECKOUT / "requirements" / "build.txt"
TOOLS = {"strip": "binutils", "objdump": "binutils", "objcopy": "binutils", "ldd": "libc-bin"}


def say(text: str) -> None:
    """Tell one line of progress."""
    print(f"  {text}", flush=True)


def check_tools(tools: dict[str, str]) -> None:
    """Raise which programs are missing, and the line that installs them."""
    missing = [name for name in tools if shutil.which(name) is None]
    if missing:
        packages = " ".join(sorted({tools[name] for name in missing}))
        raise Trouble(
            f"{', '.join(missing)} cannot be found, without which no package can be built. "
            f"On Debian install it with: apt-get install {packages}"
        )


def freeze() -> Path:
    """Build the bundle anew; its folder."""
    if not sys.platform.startswith("linux"):
        raise Trouble("Packages are made on Linux only. Use a Debian or Ubuntu machine.")
    check_tools(TOOLS)
    python = _environment()
    say("Collecting the program; this takes a minute or two")
    if BUNDLE.exists():
        shutil.rmtree(BUNDLE)
    words = ["--noconfirm", "--log-level", "WARN", "--distpath", str(BUNDLE.parent)]
    words += [
        "--workpath",
        str(BUILD / "pyinstaller"),
        str(CHECKOUT / "packaging/guild-desktop.spec"),
    ]
    _run([python, "-m", "PyInstaller", *words], "PyInstaller could not collect the program")
    say("Stripping")
    strip(BUNDLE)
    return BUNDLE


def strip(folder: Path) -> None:
    """Take the names that only debuggers read out of every library that bears it.

    Those in ``*.libs`` do not: their makers moved parts of them, and strip breaks their pages.
    """
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        moved = any(part.endswith(".libs") for part in inside)
        # The program itself carries an archive behind its end, which strip would cut off.
        ours = len(inside) == 1
        if path.is_file() and not (path.is_symlink() or moved or ours) and is_elf(path):
            _run(["strip", "--strip-unneeded", str(path)], f"{path.name} could not be stripped")


def is_elf(path: Path) -> bool:
    """Tell whether a file is a program or library of this system."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())


def _environment() -> str:
    """The Python of the environment that builds, made from its lock if that has changed."""
    python = str(ENVIRONMENT / "bin" / "python")
    stamp = ENVIRONMENT / "lock"
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text("utf-8") == digest:
        return python
    say("Installing what builds packages into build/environment")
    _run(
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)],
        "No environment could be made in build/environment",
    )
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]
    _run(
        [*pip, "--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCK)],
        "The packages of requirements/build.txt could not be installed; is an index in reach?",
    )
    stamp.write_text(digest, "utf-8")
    return python


def _run(command: list[str], trouble: str) -> None:
    """Run a step; raise what went wrong with its last words."""
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONHASHSEED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        last = "\n".join(done.stdout.strip().splitlines()[-5:])
        raise Trouble(f"{trouble}:\n{last}")


def main() -> int:
    """Build the bundle and say how large it is."""
    try:
        folder = freeze()
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    say(f"{folder.relative_to(CHECKOUT)}: {size_of(folder) / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
