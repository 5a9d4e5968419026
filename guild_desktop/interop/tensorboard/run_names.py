"""Readable names for the folders of runs, which TensorBoard shows as the names of runs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping

from guild_desktop.core.run import Run
from guild_desktop.core.values import Value, value_text
from guild_desktop.interop.tensorboard.messages import hparam

_LONGEST = 120
"""Bytes; file systems allow 255, but not all programs."""

# What some system does not allow in names, and what is not seen.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\ud800-\udfff/\\:*?"<>|\u2028\u2029]+')


class FlagDifferences:
    """In which flags the runs differ that it was told of; belongs to the log folder."""

    def __init__(self) -> None:
        self._runs: set[str] = set()
        self._first: dict[str, str] = {}
        self._having: Counter[str] = Counter()
        self._differing: set[str] = set()

    def add(self, run_id: str, flags: Mapping[str, Value]) -> None:
        """Tell of a run; one that was told of before does not count again."""
        if run_id in self._runs:
            return
        self._runs.add(run_id)
        for name, value in flags.items():
            # As it is read back from a file.
            known = hparam(value)
            if known is None:
                continue
            self._having[name] += 1
            text = value_text(known)
            if self._first.setdefault(name, text) != text:
                self._differing.add(name)

    def __contains__(self, name: str) -> bool:
        return name in self._differing or self._having[name] < len(self._runs)


def run_name(run: Run, differences: FlagDifferences, taken: Collection[str]) -> str:
    """``train.py 1a2b3c4d x=0.5``: safe as a folder's name on every system, and none of those ``taken``.

    Flags with ``differences`` come first. Where not all have room, those that are the same in all runs are
    left out, which ``…`` says. Names that differ only in the size of letters count as the same; ``taken`` are
    in lower case.
    """
    differing = {name: value for name, value in run.flags.items() if name in differences}
    flags = {**differing, **run.flags}
    for length in (8, 16, len(run.id)):
        beginning = _beginning(run, run.id[:length])
        name = beginning + "".join(map(_word, flags.items()))
        if len(name.encode()) > _LONGEST:
            name = _shortened(beginning, differing, flags)
        name = name.rstrip(" .")
        if name.lower() not in taken:
            break
    return name


def _beginning(run: Run, id_: str) -> str:
    # Dots and spaces cannot stand at either end everywhere.
    operation = _cut(_UNSAFE.sub("_", run.operation), _LONGEST // 3).strip(" .") or "run"
    return f"{operation} {id_}"


def _shortened(name: str, differing: Mapping[str, Value], flags: Mapping[str, Value]) -> str:
    for item in (differing or flags).items():
        word = _word(item)
        if len((name + word).encode()) > _LONGEST:
            word = _cut(word, _LONGEST - len(name.encode()))
            # Half a flag says something only if a part of its value is there.
            return name + word + "…" if "=" in word else name + " …"
        name += word
    return name + " …"


def _word(item: tuple[str, Value]) -> str:
    name, value = item
    return _UNSAFE.sub("_", f" {name}={value_text(value)}")


def _cut(text: str, most: int) -> str:
    return text.encode()[: max(0, most)].decode("utf-8", "ignore")
