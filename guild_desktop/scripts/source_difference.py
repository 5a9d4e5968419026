"""What differs between the sources of two runs: the main script and the small files beside it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from guild_desktop.scripts.environment import PRIVATE_FOLDER
from guild_desktop.scripts.snapshot import MAIN_SOURCE, open_snapshot

MOST_LINES = 4000
"""Lines of a difference; nobody reads more."""

_LARGEST = 256 << 10  # bytes of a file that is compared line by line


@dataclass(frozen=True, slots=True)
class SourceDifference:
    """``lines`` of a unified difference, ``changed`` names and how many files are the ``same``.

    ``cut`` says that there would be more lines, ``trouble`` why there is nothing to compare.
    """

    lines: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: int = 0
    cut: bool = False
    trouble: str = ""


def find_snapshot(batch_folder: Path, source_hash: str) -> Path | None:
    """The snapshot of a batch with this hash, the newest of several; None if it is gone.

    A batch that was continued has one for each time.
    """
    folders = sorted(batch_folder.glob("source-*"), key=_number, reverse=True)
    for folder in folders:
        try:
            if open_snapshot(folder).hash == source_hash:
                return folder
        except (OSError, ValueError, KeyError):
            continue
    return None


def _number(folder: Path) -> int:
    number = folder.name.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0


def compare_sources(one: tuple[Path, str, str], other: tuple[Path, str, str]) -> SourceDifference:
    """Compare the sources of two runs; each is its batch's folder, source hash and script's name."""
    texts = []
    for batch_folder, source_hash, name in (one, other):
        folder = find_snapshot(batch_folder, source_hash)
        if folder is None:
            return SourceDifference(trouble=f"The source of {name} is not in the library any more.")
        texts.append(_texts(folder, name))
    return difference(*texts)


def _texts(folder: Path, name: str) -> dict[str, bytes]:
    """The copies in a snapshot by name; what is linked was not kept. The main script comes first."""
    main = (folder / PRIVATE_FOLDER / MAIN_SOURCE).read_bytes()
    found = {name: main}
    for path in sorted(folder.iterdir()):
        if path.is_symlink() or not path.is_file():
            continue
        if path.name != name or path.read_bytes() != main:
            found[path.name] = path.read_bytes()
    return found


def difference(one: dict[str, bytes], other: dict[str, bytes]) -> SourceDifference:
    """Compare files by name: what was added and removed differs too."""
    lines: list[str] = []
    changed = [name for name in dict.fromkeys((*one, *other)) if one.get(name) != other.get(name)]
    for name in changed:
        lines.extend(_of_file(name, one.get(name), other.get(name)))
        if len(lines) > MOST_LINES:
            break
    same = len(set(one) | set(other)) - len(changed)
    cut = len(lines) > MOST_LINES
    return SourceDifference(tuple(lines[:MOST_LINES]), tuple(changed), same, cut)


def _of_file(name: str, one: bytes | None, other: bytes | None) -> Iterator[str]:
    texts = [_text(data) for data in (one or b"", other or b"")]
    if texts[0] is None or texts[1] is None:
        yield f"{name} differs, and is no text or too long to be compared by lines."
        return
    before, after = (name if data is not None else "not there" for data in (one, other))
    notebooks = name.endswith(".ipynb")
    old, new = (
        _cells(text) if notebooks else text.splitlines() for text in texts if text is not None
    )
    yield from difflib.unified_diff(old, new, before, after, lineterm="")


def _text(data: bytes) -> str | None:
    if len(data) > _LARGEST or b"\0" in data:
        return None
    return data.decode("utf-8", "replace")


def _cells(notebook: str) -> list[str]:
    """The lines of a notebook's cells without their results; its text as it is if it is none."""
    try:
        cells = json.loads(notebook)["cells"]
        return [line for cell in cells for line in "".join(cell["source"]).splitlines()]
    except (ValueError, KeyError, TypeError):
        return notebook.splitlines()
