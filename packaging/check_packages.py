"""What can be proved of the packages in a minute: desktop files, and the wheel, installed.

``.venv/bin/python packaging/check_packages.py`` installs the wheel into a new environment that sees
the packages of ``.venv``. With ``--fresh`` pip and uv install wheel and sdist with all they need.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import qt_system
from qt_system import Trouble

CHECKOUT = Path(__file__).resolve().parent.parent
DESKTOP = CHECKOUT / "packaging" / "desktop"
VALIDATORS = {
    "desktop-file-validate": ("desktop-file-utils", ["desktop-file-validate"], "*.desktop"),
    "appstreamcli": ("appstream", ["appstreamcli", "validate", "--no-net"], "*.metainfo.xml"),
}
"""Program → its package, how it is called, and on which files."""


def say(text: str) -> None:
    """Tell one line of progress."""
    print(f"  {text}", flush=True)


def validate_desktop_files() -> None:
    """Let desktops' own validators read our files; one that is not there is installed, or named."""
    for name, (package, words, pattern) in VALIDATORS.items():
        if shutil.which(name) is None and not qt_system.apt_install([package], say):
            say(f"{name} is not here, so {pattern} is not validated (apt-get install {package})")
            continue
        for path in sorted(DESKTOP.glob(pattern)):
            run([*words, str(path)])
            say(f"{path.name}: valid")


def build(folder: Path) -> tuple[Path, Path]:
    """Build wheel and sdist into a folder."""
    run([sys.executable, "-m", "hatchling", "build", "-d", str(folder)])
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


def prove(program: Path, how: str) -> None:
    """Let an installed program check itself, and see that it is the installed one that does."""
    document = json.loads(run([str(program), "--check", "--json"]))
    told = {part["name"]: part["told"] for part in document["parts"]}
    # A link may lead to it, as with uv.
    if str(program.resolve().parent.parent) not in told["program"]:
        raise Trouble(f"Another program than the installed one answered: {told['program']}")
    say(f"{how}: {run([str(program), '--version']).strip()}, every part works")


def install_beside(wheel: Path, folder: Path) -> Path:
    """Install the wheel alone, where the packages of the environment that runs this are seen too."""
    python = new_environment(folder)
    run([*pip(python), "--no-deps", "--no-index", str(wheel)])
    [site] = folder.glob("lib/python*/site-packages")
    # A .pth of its own names that folder; those inside it, as of an editable install, do not count.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return folder / "bin" / "guild-desktop"


def install_fresh(package: Path, folder: Path) -> Path:
    """Install a package with everything it depends on, from the index that is set up here."""
    run([*pip(new_environment(folder)), str(package)])
    return folder / "bin" / "guild-desktop"


def install_as_tool(wheel: Path, folder: Path) -> Path:
    """Install the wheel as ``uv tool install`` does, with all of uv's folders inside ``folder``."""
    if shutil.which("uv") is None:
        raise Trouble("uv is not on PATH. Install it in a scratch environment: pip install uv")
    places = {"UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder / "bin")}
    run(["uv", "tool", "install", "--quiet", "--python", sys.executable, str(wheel)], places)
    return folder / "bin" / "guild-desktop"


def new_environment(folder: Path) -> str:
    """Make an environment; the path of its Python."""
    run([sys.executable, "-m", "venv", str(folder)])
    return str(folder / "bin" / "python")


def pip(python: str) -> list[str]:
    """Give the words that install with an environment's own pip."""
    return [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet"]


def run(command: list[str], variables: dict[str, str] | None = None) -> str:
    """Run a program and give what it printed; ``Trouble`` with its last words if it fails."""
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env={**os.environ, **(variables or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stdout + done.stderr).strip().splitlines()[-15:]
        raise Trouble("\n".join([f"{' '.join(command)} failed:", *last]))
    return done.stdout


def main() -> int:
    """Prove what was asked for; a trouble is told in plain words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="with all dependencies, by pip and uv")
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="packages-") as scratch:
            folder = Path(scratch).resolve()
            validate_desktop_files()
            wheel, sdist = build(folder)
            prove(install_beside(wheel, folder / "beside"), "the wheel")
            if options.fresh:
                prove(install_fresh(wheel, folder / "wheel"), "the wheel by pip")
                prove(install_fresh(sdist, folder / "sdist"), "the sdist by pip")
                prove(install_as_tool(wheel, folder / "uv"), "the wheel by uv tool install")
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
