"""Which Debian packages a bundle needs, read from its libraries and the system it was built on."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Dict, Iterable, Set

from bundle_contents import dump_of
from freeze import is_elf
from qt_system import Trouble

from guild_desktop.settings.system_libraries import ALWAYS, ON_A_DISPLAY

FONTS = "fonts-dejavu-core | fonts-liberation | fonts-noto-core"
"""Without a font every letter is an empty box."""

SYMBOLS = Path("/var/lib/dpkg/info")
Needs = Dict[str, Set[str]]
"""Name of a library → the versions of its symbols that are asked for (``GLIBC_2.34``)."""


def dependencies(bundle: Path) -> list[str]:
    """Give the entries of ``Depends``, sorted, each with the version its symbols ask for if any.

    ``Trouble`` if no package is known that brings a library.
    """
    found: dict[str, str] = {}
    for library, versions in outside_needs(bundle).items():
        package = package_of(library)
        least = least_version(library, package, versions)
        found[package] = newest([found.get(package, ""), least])
    entries = [f"{name} (>= {version})" if version else name for name, version in found.items()]
    return sorted([*entries, FONTS])


def outside_needs(bundle: Path) -> Needs:
    """What the programs and libraries of a bundle ask for that is not inside it."""
    files = [path for path in bundle.rglob("*") if path.is_file() and is_elf(path)]
    inside = {path.name for path in files}
    needs: Needs = {}
    for path in files:
        for library, versions in needs_in(dump_of(path)).items():
            if library not in inside:
                needs.setdefault(library, set()).update(versions)
    return needs


def needs_in(dump: str) -> Needs:
    """Read the libraries, and the versions of their symbols, from what ``objdump -p`` says of a file."""
    needs: Needs = {name: set() for name in re.findall(r"^\s*NEEDED\s+(\S+)", dump, re.MULTILINE)}
    current: set[str] = set()
    for line in dump.partition("Version References:")[2].splitlines():
        if required := re.match(r"\s*required from (\S+):", line):
            # A version may be asked of a library that only another library loads.
            current = needs.get(required[1], set())
        elif version := re.match(r"\s*0x\w+\s+0x\w+\s+\d+\s+(\S+)", line):
            current.add(version[1])
    return needs


def package_of(library: str) -> str:
    """Name the package that brings a library: the one installed here, or the one Qt is known to want."""
    for path in _places_of(library):
        done = subprocess.run(["dpkg", "-S", path], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.partition(":")[0]
    known = {**ALWAYS, **ON_A_DISPLAY}
    if library in known:
        return known[library]
    raise Trouble(
        f"No package of this system brings {library}, which the program needs. Find its package with "
        f"apt-file search {library}, install it, and build again."
    )


def _places_of(library: str) -> list[str]:
    """Where the loader finds a library, in each spelling that dpkg may know."""
    listed = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True)
    found = re.findall(
        rf"^\s*{re.escape(library)} \(.*x86-64.*=> (\S+)", listed.stdout, re.MULTILINE
    )
    found = found or re.findall(
        rf"^\s*{re.escape(library)} \(.*=> (\S+)", listed.stdout, re.MULTILINE
    )
    places = []
    for path in found:
        places += [
            path,
            str(Path(path).resolve()),
            path.replace("/usr/lib", "/lib", 1),
            f"/usr{path}",
        ]
    return places


def least_version(library: str, package: str, versions: Iterable[str]) -> str:
    """Give the oldest version of a package with these symbols, as its own list of symbols says."""
    files = [*SYMBOLS.glob(f"{package}:*.symbols"), SYMBOLS / f"{package}.symbols"]
    text = next((path.read_text("utf-8") for path in files if path.is_file()), "")
    # The part of this library: from its own unindented line to the next one.
    part = re.search(rf"^{re.escape(library)} .*\n((?:[ *|].*\n)*)", text, re.MULTILINE)
    lines = part[1] if part else ""
    known = (
        re.search(rf"^ {re.escape(v)}@{re.escape(v)} (\S+)", lines, re.MULTILINE) for v in versions
    )
    return newest([match[1] for match in known if match])


def newest(versions: Iterable[str]) -> str:
    """Give the highest of some versions; empty if there is none."""
    return max(versions, key=_parts, default="")


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
