#!/usr/bin/env python3
"""From a fresh checkout to a running program: makes ``.venv`` and starts the demo or the tests.

Standard library only. Any Python from 3.8 on can start it; an old one looks for a newer.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import qt_system
from qt_system import Trouble

from guild_desktop.settings import system_libraries

CHECKOUT = Path(__file__).resolve().parent.parent
ENVIRONMENT = CHECKOUT / ".venv"
STAMP = ENVIRONMENT / "bootstrap.json"
LOG = CHECKOUT / ".bootstrap.log"
TRIED = ((3, 13), (3, 12), (3, 11))
OLDEST = TRIED[-1]
ABOUT = """\
demo [ARGUMENT ...]   prepare what running needs, then open the program on its sample
test [ARGUMENT ...]   prepare what testing needs besides, then run the tests (arguments go to pytest)
setup                 prepare for both and stop there
check                 say what is missing and change nothing
"""


def say(text: str) -> None:
    """Tell one line of progress."""
    print(f"  {text}", flush=True)


# --- the Python that does it ----------------------------------------------------------------------


def newer_python() -> str | None:
    """Find on PATH a Python this project is tried with, the newest first."""
    for major, minor in TRIED:
        found = shutil.which(f"python{major}.{minor}")
        # A version manager's stand-in exists for versions that are not chosen; asking is sure.
        if found and version_of(found) == (major, minor):
            return found
    return None


def version_of(python: str) -> tuple[int, ...] | None:
    """Ask a Python for its version; None if it does not start."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [python, "-c", code],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return tuple(int(part) for part in answer.stdout.split())


def go_on_with_a_newer_python() -> None:
    """Hand over to a newer Python if this one is too old; returns only if it is new enough."""
    here = sys.version_info[:2]
    if here >= OLDEST:
        return
    found = newer_python()
    have = f"{here[0]}.{here[1]} ({sys.executable})"
    if found is None:
        raise Trouble(
            f"Guild Desktop needs Python 3.11 or newer; found: {have}. Install a newer one and run "
            "this again with it, for example: python3.13 packaging/bootstrap.py demo"
        )
    say(f"Python {have} is too old; going on with {found}.")
    sys.exit(subprocess.call([found, str(Path(__file__).resolve()), *sys.argv[1:]]))


# --- the environment ------------------------------------------------------------------------------


def venv_python() -> Path:
    """Name the Python of ``.venv``, whether it exists or not."""
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def lock(name: str) -> Path:
    """Name the requirement file of what running (``run``) or testing (``dev``) needs."""
    return CHECKOUT / "requirements" / f"{name}.txt"


def fingerprint(name: str) -> str:
    """Digest everything that decides what an environment holds."""
    digest = hashlib.sha256(str(CHECKOUT).encode())
    for path in (lock(name), CHECKOUT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def stamps() -> dict[str, str]:
    """Read which locks ``.venv`` was completely prepared from."""
    try:
        found = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def is_ready(name: str) -> bool:
    """Tell whether ``.venv`` already holds what a lock says; starts no process."""
    return venv_python().exists() and stamps().get(name) == fingerprint(name)


def run_quietly(command: list[str], trouble: str) -> None:
    """Run a step with its output in the log; raise what went wrong as one sentence."""
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {' '.join(command)}\n")
        log.flush()
        start = log.tell()
        status = subprocess.call(
            command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    if status:
        output = LOG.read_bytes()[start:].decode("utf-8", "replace").splitlines()
        errors = [line.strip() for line in output if re.match(r"\s*(ERROR|\w*Error):", line)]
        last = errors[-2:] or output[-1:]
        raise Trouble("\n".join([trouble, *last, f"Everything it said is in {LOG}."]))


def make_environment() -> None:
    """Make ``.venv``, unless there is one that works."""
    python = venv_python()
    if python.exists() and (version_of(str(python)) or (0,)) >= OLDEST and has_pip(python):
        return
    say(f"Making .venv with Python {sys.version.split()[0]}")
    if not comes_with_pip():
        qt_system.install_venv_module(say)
    run_quietly(
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)],
        "Could not make an environment in .venv. Is the folder writable, and is there space?",
    )


def comes_with_pip() -> bool:
    """Tell whether this Python can put pip into a new environment; Debian's leaves that out."""
    code = "import ensurepip, venv"
    return subprocess.call([sys.executable, "-c", code], stderr=subprocess.DEVNULL) == 0


def has_pip(python: Path) -> bool:
    """Tell whether an environment was finished: pip comes last."""
    return subprocess.call([str(python), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0


def install(name: str) -> None:
    """Install a lock and the project itself into ``.venv``, and compile both."""
    python = str(venv_python())
    count = lock(name).read_text("utf-8").count("==")
    say(
        f"Installing about {count} packages from requirements/{name}.txt; the first time takes a while"
    )
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    pip += ["--quiet", "--no-compile"]
    run_quietly(
        [*pip, "--require-hashes", "--only-binary", ":all:", "--requirement", str(lock(name))],
        "Could not install the packages. Check that a package index can be reached (PIP_INDEX_URL "
        "names another one) and run the same command again.",
    )
    run_quietly(
        [*pip, "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(CHECKOUT)],
        "Could not install Guild Desktop itself.",
    )
    say("Compiling")
    # Not compiled, every start would take twice as long where writing bytecode is forbidden.
    where = subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    ).strip()
    # Some packages ship files for other Pythons; that these do not compile is no failure.
    subprocess.call([python, "-m", "compileall", "-q", "-q", "-j", "0", where])


def prepare(name: str) -> None:
    """Make sure that everything for one lock is there; the second time this costs nothing."""
    if not is_ready(name):
        for old in (STAMP, LOG):
            if old.exists():
                old.unlink()
        make_environment()
        install(name)
        qt_system.prepare(say)
        prove(str(venv_python()))
        # What testing needs holds what running needs; what was only left over may be out of step.
        held = ("run", "dev") if name == "dev" else ("run",)
        STAMP.write_text(json.dumps({each: fingerprint(each) for each in held}), "utf-8")
        say("Ready")
    package = str(CHECKOUT / "guild_desktop")
    subprocess.call([str(venv_python()), "-m", "compileall", "-q", "-q", package])


def prove(python: str) -> None:
    """Start Qt in ``.venv`` without a display; its own words if that fails."""
    code = "from PySide6.QtWidgets import QApplication; QApplication([])"
    run_quietly(
        [python, "-c", "import os; os.environ['QT_QPA_PLATFORM'] = 'offscreen'; " + code],
        "Qt does not start. It names the library it misses; install that and run this again.",
    )


# --- the verbs ------------------------------------------------------------------------------------


def start(command: list[str], folder: Path | None = None) -> int:
    """Run the job itself with our own input and output, and give its exit status."""
    stdin = None if sys.stdin is not None else subprocess.DEVNULL
    child = subprocess.Popen(command, cwd=folder, stdin=stdin)
    while True:
        try:
            status = child.wait()
        except KeyboardInterrupt:
            continue  # the job got it too and ends in its own way
        return status if status >= 0 else 128 - status


def demo(arguments: list[str]) -> int:
    """Open the program on its sample."""
    prepare("run")
    return start([str(venv_python()), "-m", "guild_desktop", "--demo", *arguments])


def test(arguments: list[str]) -> int:
    """Run the tests."""
    prepare("dev")
    return start([str(venv_python()), "-m", "pytest", "-n", "2", *arguments], CHECKOUT)


def setup(_arguments: list[str]) -> int:
    """Prepare for running and testing."""
    prepare("dev")
    return 0


def check(_arguments: list[str]) -> int:
    """Say what is there and what is missing."""
    say(f"Python {sys.version.split()[0]}: new enough")
    for name, job in (("run", "demo"), ("dev", "test")):
        state = "ready" if is_ready(name) else f"made when you run {job}"
        say(f".venv for {job}: {state}")
    missing = system_libraries.missing()
    say(
        f"System libraries and fonts: {'missing ' + ', '.join(missing) if missing else 'all there'}"
    )
    if missing:
        print("  " + system_libraries.advice(system_libraries.debian_packages(missing)))
    return 1 if missing else 0


def main() -> int:
    """Do what the command line says; a trouble is told in plain words."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = {"demo": demo, "test": test, "setup": setup, "check": check}
    parser.add_argument("verb", choices=verbs, metavar="demo|test|setup|check")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    words = parser.parse_args()
    try:
        go_on_with_a_newer_python()
        return verbs[words.verb](words.arguments)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\n{error}. Is {CHECKOUT} writable, and is there space?", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
