"""Reads all flags a person typed into a search space, reporting every problem at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from guild_desktop.core.batch import Batch
from guild_desktop.core.operation import FlagInfo
from guild_desktop.core.space import Dimension, Fixed, SearchSpace
from guild_desktop.flags import known as known_flags
from guild_desktop.flags.dimension import build
from guild_desktop.flags.errors import FlagError, FlagErrors, Problems
from guild_desktop.flags.format import format_dimension
from guild_desktop.flags.syntax import read

LONGEST_TEXT = 64 * 1024
"""Bytes one text may have; longer lists come from a trials file."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def parse(
    texts: Mapping[str, str],
    known: Sequence[FlagInfo] = (),
    *,
    rows: Sequence[Mapping[str, str]] = (),
    fill_defaults: bool = False,
    where: str = "",
) -> SearchSpace:
    """The search space that flag expressions describe; FlagErrors with every problem in all of them.

    ``texts`` is what a person typed, by flag. ``known`` is what the script accepts: if it is given,
    names, types, choices and limits are checked. ``rows`` come from a trials file: a row overrides
    defaults, what was typed overrides a row. With ``fill_defaults`` the flags of ``known`` that were
    not typed get their defaults (None only for the type ``null``), and required ones are missed.
    ``where`` is a condition on the flags, empty for none; ``FilterError`` if it cannot be read.
    """
    reader = _SpaceReader(known)
    typed = reader.flags(texts)
    row_names = {name for row in rows for name in row}
    listed = [
        {name: text for name, text in row.items() if reader.canonical(name) not in typed}
        for row in rows
    ]
    read_rows = [
        reader.flags(row, f"Trials file, row {number}: ")
        for number, row in enumerate(listed, start=1)
    ]
    named_in_rows = {reader.canonical(name) for name in row_names} - set(typed)
    defaults = reader.defaults(set(typed), named_in_rows) if fill_defaults else {}
    if reader.errors:
        raise FlagErrors(reader.errors)
    dimensions = {name: dimension for name, dimension in typed.items() if dimension is not None}
    overridden = {name: defaults[name] for name in named_in_rows if name in defaults}
    dimensions |= {
        name: dimension for name, dimension in defaults.items() if name not in named_in_rows
    }
    complete = tuple(
        overridden | {name: dimension for name, dimension in row.items() if dimension is not None}
        for row in read_rows
    )
    condition = None
    if where.strip():
        from guild_desktop.core.flag_condition import FlagCondition

        names = dict.fromkeys((*dimensions, *(name for row in complete for name in row)))
        condition = FlagCondition.of(where, names)
    return SearchSpace(dimensions, complete, condition)


def space_of(batch: Batch) -> SearchSpace:
    """The search space of a batch, out of the expressions it was stored with."""
    return parse(batch.flags, batch.operation.flags, rows=batch.rows, where=batch.limits.where)


def parse_text(text: str, info: FlagInfo | None = None) -> Dimension:
    """The dimension of one text, for a flag of any name; FlagErrors as in ``parse``."""
    name = info.name if info else "x"
    return parse({name: text}, [info] if info else ())[name]


class _SpaceReader:
    """Reads texts with one set of known flags, remembering all problems; lives for one ``parse``."""

    def __init__(self, known: Sequence[FlagInfo]) -> None:
        self._known = known
        self._found: dict[str, FlagInfo | None] = {}
        self._read: dict[tuple[str, str], Dimension] = {}
        self.errors: list[FlagError] = []

    def canonical(self, name: str) -> str:
        """The script's own spelling of a flag's name."""
        info = self._info(name)
        return info.name if info else name

    def flags(self, texts: Mapping[str, str], where: str = "") -> dict[str, Dimension | None]:
        """The dimension of each flag, None where its problems were added to ``errors``."""
        dimensions: dict[str, Dimension | None] = {}
        for name, text in texts.items():
            canonical = self.canonical(name)
            dimension = self._read.get((canonical, text))
            if dimension is None or canonical in dimensions:
                problems = Problems(name, text, where)
                if canonical in dimensions:
                    problems.add(
                        f"This is the same flag as {canonical}.",
                        "Give it only once.",
                        0,
                        len(text),
                    )
                dimension = self._dimension(name, text, problems)
                self.errors += problems.sorted()
                if dimension is not None and not problems:
                    self._read[canonical, text] = dimension
            dimensions[canonical] = dimension
        return dimensions

    def defaults(self, typed: set[str], in_rows: set[str]) -> dict[str, Dimension]:
        """The defaults of known flags that were not typed, and an error for a required one."""
        defaults: dict[str, Dimension] = {}
        for info in self._known:
            if info.name in typed:
                continue
            if info.default is not None:
                defaults[info.name] = self._default(info)
            elif info.type == "null":
                defaults[info.name] = Fixed(None)
            elif info.required and info.name not in in_rows:
                self.errors.append(
                    FlagError(
                        info.name,
                        "The script needs this flag, and it has no value.",
                        "Give it one.",
                        0,
                        0,
                    )
                )
        return defaults

    def _default(self, info: FlagInfo) -> Dimension:
        """The default in the flag's type, or as it is if it does not fit: the script's own is right."""
        text = format_dimension(Fixed(info.default))
        dimension = self._dimension(info.name, text, Problems(info.name, text))
        return Fixed(info.default) if dimension is None else dimension

    def _info(self, name: str) -> FlagInfo | None:
        if name not in self._found:
            self._found[name] = known_flags.find(name, self._known)
        return self._found[name]

    def _dimension(self, name: str, text: str, problems: Problems) -> Dimension | None:
        if not name.strip():
            problems.add("A flag needs a name.", "Write NAME=VALUE.", 0, len(text))
            return None
        if _UNSTORABLE.search(name):
            problems.add(
                "The name of this flag cannot be passed on.",
                "Remove its NUL or broken characters.",
                0,
                len(text),
            )
            return None
        info = self._info(name)
        if self._known and info is None:
            known_flags.report_unknown(name, self._known, problems)
        node = read(problems) if _is_storable(text, problems) else None
        dimension = None if node is None else build(node, problems)
        if node is not None and dimension is not None and info is not None and not problems:
            dimension = known_flags.check(node, dimension, info, problems)
            is_default = info.default is not None and text == format_dimension(Fixed(info.default))
            if dimension is None and is_default:
                # A batch writes its defaults as texts; they are right even beyond their own limits.
                problems.forget(0, len(text))
                return Fixed(info.default)
        return None if problems else dimension


def _is_storable(text: str, problems: Problems) -> bool:
    """Refuses what no file, process or store could take."""
    if len(text) > LONGEST_TEXT or len(text.encode(errors="replace")) > LONGEST_TEXT:
        problems.add(
            f"The text is longer than {LONGEST_TEXT // 1024} kB.",
            "Put long lists into a trials file and name it as @trials.csv.",
            0,
            len(text),
        )
        return False
    if bad := _UNSTORABLE.search(text):
        problems.add(
            "The text holds a character that cannot be passed on."
            if bad[0] != "\x00"
            else "The text holds a NUL character, which cannot be passed on.",
            "Remove it.",
            bad.start(),
            bad.end(),
        )
        return False
    return True
