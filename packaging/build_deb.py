"""Builds the Debian package: ``python3 packaging/build_deb.py`` leaves it in ``dist/``.

The system it is built on decides on which systems it can be installed: the oldest that is meant to
work, and newer ones. Needs no root.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import freeze
from deb_dependencies import dependencies
from freeze import BUNDLE, CHECKOUT, ENVIRONMENT, check_tools, say
from notices import write_notices
from qt_system import Trouble

ID = "ai.guild.GuildDesktop"
"""The program's name among desktops: of its entry, icon, metadata and windows."""

DIST = CHECKOUT / "dist"
TOOLS = {"dpkg-deb": "dpkg", "dpkg": "dpkg", "strip": "binutils", "objdump": "binutils"}
CONTROL = """\
Package: guild-desktop
Version: {version}
Architecture: {architecture}
Maintainer: Guild Desktop contributors <contributors@guild-desktop.invalid>
Installed-Size: {size}
Depends: {depends}
Recommends: python3
Section: science
Priority: optional
Description: hyperparameter search for the training script you already have
 Open a Python script, type which values to try, press Run, and drag along the
 loss in the plot to see which settings are good. Grid, random and model-based
 search; a table, parallel coordinates and a scatter matrix of all runs.
 .
 Scripts run with a Python of yours, such as the one of the package python3.
"""


def program_version() -> str:
    """Read the version from the package without importing it."""
    text = (CHECKOUT / "guild_desktop" / "__init__.py").read_text("utf-8")
    return text.partition('__version__ = "')[2].partition('"')[0]


def build(bundle: Path, version: str, folder: Path = DIST, *, quick: bool = False) -> Path:
    """Pack a bundle; the package's file in ``folder``. ``quick`` compresses little, for tries."""
    check_tools(TOOLS)
    architecture = _said(["dpkg", "--print-architecture"])
    target = folder / f"guild-desktop_{version}_{architecture}.deb"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=str(bundle.parent)) as scratch:
        root = Path(scratch) / "root"
        lay_out(bundle, root)
        say("Reading what the libraries need")
        control = CONTROL.format(
            version=version,
            architecture=architecture,
            size=freeze.size_of(root) // 1024,
            depends=", ".join(dependencies(bundle)),
        )
        _write_control(root, control)
        say("Packing")
        how = ["-Zgzip", "-z1"] if quick else ["-Zxz", "-z6"]
        _said(["dpkg-deb", "--root-owner-group", *how, "--build", str(root), str(target)])
    return target


def lay_out(bundle: Path, root: Path) -> None:
    """Put everything where Debian wants it."""
    share = root / "usr" / "share"
    shutil.copytree(str(bundle), str(root / "usr" / "lib" / "guild-desktop"), symlinks=True)
    command = root / "usr" / "bin" / "guild-desktop"
    command.parent.mkdir(parents=True)
    command.symlink_to("../lib/guild-desktop/guild-desktop")
    for folder, ending in (("applications", "desktop"), ("metainfo", "metainfo.xml")):
        (share / folder).mkdir(parents=True)
        shutil.copy(str(CHECKOUT / "packaging" / "desktop" / f"{ID}.{ending}"), str(share / folder))
    python = str(ENVIRONMENT / "bin" / "python")
    icons = str(CHECKOUT / "packaging" / "icons.py")
    _said([python, icons, str(share / "icons" / "hicolor"), ID])
    documents = share / "doc" / "guild-desktop"
    documents.mkdir(parents=True)
    site = next((ENVIRONMENT / "lib").glob("python*/site-packages"))
    write_notices(bundle, site, documents)
    changes = (CHECKOUT / "CHANGELOG.md").read_bytes()
    (documents / "changelog.gz").write_bytes(gzip.compress(changes, 9, mtime=0))
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(str(path), os.X_OK) else 0o644)


def _write_control(root: Path, control: str) -> None:
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    sums = [f"{_md5(path)}  {path.relative_to(root)}" for path in files]
    folder = root / "DEBIAN"
    folder.mkdir()
    # Whoever builds may have told their system to let nobody else read new files.
    for each in (root, folder):
        each.chmod(0o755)
    (folder / "control").write_text(control, "utf-8")
    (folder / "md5sums").write_text("\n".join(sums) + "\n", "utf-8")


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes()).hexdigest()  # noqa: S324 - dpkg's choice, against damage


def _said(command: list[str]) -> str:
    """Run a tool and give its words; raise its last ones if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Trouble(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout.strip()


def main() -> int:
    """Build and say what came of it; a trouble is told in plain words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", default=program_version(), help="of the package, for tries")
    parser.add_argument("--keep-bundle", action="store_true", help="pack the bundle there is")
    parser.add_argument("--quick", action="store_true", help="compress little")
    options = parser.parse_args()
    try:
        check_tools(TOOLS)
        bundle = BUNDLE if options.keep_bundle and BUNDLE.exists() else freeze.freeze()
        say(f"The program's folder: {freeze.size_of(bundle) / 1e6:.0f} MB")
        package = build(bundle, options.version, quick=options.quick)
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    say(f"{package.relative_to(CHECKOUT)}: {package.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
