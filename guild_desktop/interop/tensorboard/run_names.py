"""Readable names for the folders of runs, which TensorBoard shows as the names of runs."""

from __future__ import annotations

import re
from collections.abc import Collection

from guild_desktop.core.run import Run
from guild_desktop.core.values import value_text

_LONGEST = 120
"""Bytes; file systems allow 255, but not all programs."""

# What some system does not allow in names, and what is not seen.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\ud800-\udfff/\\:*?"<>|\u2028\u2029]+')


def run_name(run: Run, taken: Collection[str]) -> str:
    """``train.py 1a2b3c4d x=0.5``: safe as a folder's name on every system, and none of those ``taken``.

    Names that differ only in the size of letters count as the same. ``taken`` are in lower case.
    """
    for length in (8, 16):
        name = _name(run, run.id[:length])
        if name.lower() not in taken:
            return name
    return _name(run, run.id)


def _name(run: Run, id_: str) -> str:
    # Dots and spaces cannot stand at either end everywhere.
    operation = _cut(_UNSAFE.sub("_", run.operation), _LONGEST // 3).strip(" .") or "run"
    name = f"{operation} {id_}"
    for flag, value in run.flags.items():
        word = _UNSAFE.sub("_", f" {flag}={value_text(value)}")
        if len((name + word).encode()) > _LONGEST:
            word = _cut(word, _LONGEST - len(name.encode()))
            # Half a flag says something only if a part of its value is there.
            return (name + word + "…" if "=" in word else name + " …").rstrip(" .")
        name += word
    return name.rstrip(" .")


def _cut(text: str, most: int) -> str:
    return text.encode()[: max(0, most)].decode("utf-8", "ignore")
