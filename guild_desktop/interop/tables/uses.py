"""What each column of a table is for: guessed by name, place and values, unless a person says so."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from guild_desktop.core.errors import UserError
from guild_desktop.interop.tables import column_words as words
from guild_desktop.interop.tables.cells import (
    is_missing,
    read_number,
    read_seconds,
    read_state,
    read_time,
    read_whole,
    share_read,
)
from guild_desktop.interop.tables.own_table import HEAD, LABEL, MIDDLE, REPEAT, TRIAL, is_own
from guild_desktop.interop.tables.refusal import refusal
from guild_desktop.interop.tables.table import SourceColumn, Table

_MOSTLY = 0.5
"""A column with the name of a result of which more are numbers is one, with a slip somewhere."""


class Role(StrEnum):
    """What a column becomes."""

    FLAG = "flag"
    SCALAR = "scalar"
    STATUS = "status"
    SECONDS = "time"
    STARTED = "started"
    STOPPED = "stopped"
    NUMBER = "trial"
    REPEAT = "repeat"
    LABEL = "label"
    TAGS = "tags"
    COMMENT = "comment"
    NOTHING = "left out"

    @property
    def may_repeat(self) -> bool:
        """Whether several columns may have this role."""
        return self in {Role.FLAG, Role.SCALAR, Role.NOTHING}


@dataclass(frozen=True, slots=True)
class Use:
    """A column and what it becomes; ``name`` is that of the flag or scalar."""

    column: SourceColumn
    role: Role
    name: str


def guess_uses(table: Table) -> tuple[Use, ...]:
    """What each column is probably for; docs/guide/tables.md has the rules in the same order."""
    if is_own([column.title for column in table.columns]):
        return tuple(_own_uses(table.columns))
    uses = list(map(_known_use, table.columns))
    exported = any(use is not None and words.FLAG_PREFIX.match(use.column.title) for use in uses)
    taken: set[Role] = set()
    for at, use in enumerate(uses):
        if use is None or use.role.may_repeat:
            continue
        if use.role in taken:
            uses[at] = None
            if use.role in {Role.LABEL, Role.NUMBER}:
                uses[at] = replace(use, role=Role.NOTHING)
        taken.add(use.role)
    placed = _by_place(uses, table.columns)
    found = []
    for at, (column, use) in enumerate(zip(table.columns, uses, strict=True)):
        found.append(use or _guessed(column, exported=exported, is_placed=at in placed))
    return _named_apart(found)


def choose_uses(
    uses: Iterable[Use],
    flags: Collection[str] = (),
    scalars: Collection[str] = (),
    skipped: Collection[str] = (),
) -> tuple[Use, ...]:
    """The uses with those columns changed that a person has named, by title or by the name they got.

    ``UserError`` for a name that no column has, and for one that is named twice.
    """
    changed = list(uses)
    chosen: set[int] = set()
    for role, names in (
        (Role.FLAG, flags),
        (Role.SCALAR, scalars),
        (Role.NOTHING, skipped),
    ):
        for name in names:
            at = _place_of(name, changed)
            if at in chosen:
                raise UserError(
                    f"The column {name} is named twice.", "Say once what it is to become."
                )
            chosen.add(at)
            changed[at] = with_role(changed[at], role)
    return _named_apart(changed)


def with_role(use: Use, role: Role) -> Use:
    """The column for something else."""
    return Use(use.column, role, _short(use.column.title, role))


def check_uses(table: Table, uses: Iterable[Use]) -> None:
    """``UserError`` if no column is a result, or two have a role that one run can have only once."""
    listed = tuple(uses)
    if not any(use.role in {Role.SCALAR, Role.SECONDS} for use in listed):
        titles = [use.column.title for use in listed if use.role is not Role.NOTHING]
        raise refusal(
            table.name,
            "no column looks like a result.",
            f"Say which one is (as a command: --scalar NAME). There are {_some(titles)}.",
        )
    for role in Role:
        having = [use.column.title for use in listed if use.role is role]
        if len(having) > 1 and not role.may_repeat:
            raise refusal(
                table.name,
                f"the columns {' and '.join(having[:2])} are both for {role}.",
                "Leave one of them out.",
            )


def _own_uses(columns: tuple[SourceColumn, ...]) -> Iterator[Use]:
    """What each column of a table is that this program has written: it says so by its place."""
    titles = [column.title for column in columns]
    middle = titles.index(MIDDLE)
    labelled = LABEL in titles[len(HEAD) : middle]
    facts = {
        "run": Role.NOTHING if labelled else Role.LABEL,
        "started": Role.STARTED,
        "status": Role.STATUS,
        TRIAL: Role.NUMBER,
        REPEAT: Role.REPEAT,
        LABEL: Role.LABEL,
        MIDDLE: Role.SECONDS,
    }
    for at, column in enumerate(columns):
        if at < len(HEAD) or column.title in {TRIAL, REPEAT, LABEL, MIDDLE}:
            told = not all(map(is_missing, column.cells))
            role = facts.get(column.title, Role.NOTHING) if told else Role.NOTHING
            yield Use(column, role, column.title)
        else:
            role, prefix = (Role.FLAG, "flag:") if at < middle else (Role.SCALAR, "scalar:")
            yield Use(column, role, column.title.removeprefix(prefix))


def _known_use(column: SourceColumn) -> Use | None:
    """What a column's name says, where its values fit it; None where that says nothing."""
    title, cells = column.title, column.cells
    if all(map(is_missing, cells)):
        return Use(column, Role.NOTHING, title)
    if words.FLAG_PREFIX.match(title):
        return with_role(Use(column, Role.FLAG, title), Role.FLAG)
    if words.SCALAR_PREFIX.match(title) and _are(cells, read_number):
        return with_role(Use(column, Role.SCALAR, title), Role.SCALAR)
    plain = words.plain_title(title)
    role = None
    if plain in words.STATUS:
        # One state is enough to call the others slips; of US states there is none.
        role = Role.STATUS if share_read(cells, read_state) else None
    elif plain in words.SECONDS and _are(cells, read_seconds):
        role = Role.SECONDS
    elif plain in words.STARTED | words.SECONDS and _are(cells, read_time):
        role = Role.STARTED
    elif plain in words.STOPPED and _are(cells, read_time):
        role = Role.STOPPED
    elif plain in words.NUMBER or not title:
        role = _role_of_ids(cells) if title else _role_of_ids(cells) or Role.NOTHING
    elif plain in words.LABEL:
        role = Role.LABEL if plain != "name" or _all_differ(cells) else None
    elif plain in words.TAGS:
        role = Role.TAGS
    elif plain in words.COMMENT:
        role = Role.COMMENT
    elif plain in words.LEFT_OUT or title.startswith(words.LEFT_OUT_PREFIXES):
        role = Role.NOTHING
    return None if role is None else Use(column, role, title)


def _guessed(column: SourceColumn, *, exported: bool, is_placed: bool) -> Use:
    """What a column is for that has no name of its own to tell it.

    ``exported``: other columns say that they are flags, so this one is not.
    """
    if words.names_a_result(column.title) and share_read(column.cells, read_number) > _MOSTLY:
        role = Role.SCALAR
    elif exported:
        role = Role.SCALAR if _are(column.cells, read_number) else Role.NOTHING
    else:
        role = Role.SCALAR if is_placed else Role.FLAG
    if not column.title:
        role = Role.NOTHING
    return with_role(Use(column, role, column.title), role)


def _by_place(uses: list[Use | None], columns: tuple[SourceColumn, ...]) -> range:
    """The columns behind the first result, if nothing there speaks against their being results too.

    A text or a setting that nearly everybody has among them shows that the order tells nothing.
    """
    first = None
    flags_before = False
    for at, (use, column) in enumerate(zip(uses, columns, strict=True)):
        is_result = use is None and words.names_a_result(column.title)
        if is_result or (use is not None and use.role is Role.SECONDS and flags_before):
            first = at
            break
        flags_before = flags_before or use is None
    if first is None:
        return range(0)
    for use, column in zip(uses[first:], columns[first:], strict=True):
        if use is not None or words.names_a_result(column.title):
            continue
        if words.names_a_flag(column.title) or not _are(column.cells, read_number):
            return range(0)
    return range(first, len(columns))


def _are(cells: tuple[str, ...], read: Callable[[str], object]) -> bool:
    """Whether all cells that say something are read, and one does."""
    return share_read(cells, read) == 1.0


def _role_of_ids(cells: tuple[str, ...]) -> Role | None:
    """Numbers that differ tell rows apart, as do texts; others were varied by somebody."""
    if not _all_differ(cells):
        return None
    return Role.NUMBER if _are(cells, read_whole) else Role.LABEL


def _all_differ(cells: tuple[str, ...]) -> bool:
    return len(set(cells)) == len(cells) and not any(map(is_missing, cells))


def _short(title: str, role: Role) -> str:
    """The name of a flag or scalar, without what says that it is one."""
    prefixes = {Role.FLAG: words.FLAG_PREFIX, Role.SCALAR: words.SCALAR_PREFIX}
    if role not in prefixes:
        return title
    return prefixes[role].sub("", title, count=1) or title


def _named_apart(uses: Iterable[Use]) -> tuple[Use, ...]:
    """With whole titles where two flags or two scalars would have one name."""
    listed = list(uses)
    for role in (Role.FLAG, Role.SCALAR):
        names = [use.name for use in listed if use.role is role]
        again = (
            {name for name in names if names.count(name) > 1}
            if len(set(names)) < len(names)
            else set()
        )
        listed = [
            replace(use, name=use.column.title) if use.role is role and use.name in again else use
            for use in listed
        ]
    return tuple(listed)


def _place_of(name: str, uses: list[Use]) -> int:
    for at, use in enumerate(uses):
        if use.column.title == name:
            return at
    found = [at for at, use in enumerate(uses) if use.name == name]
    if len(found) == 1:
        return found[0]
    titles = [use.column.title for use in uses]
    near = difflib.get_close_matches(name, titles, 1)
    if found:
        raise UserError(
            f"Several columns are called {name}.", "Give its whole title, as in the file."
        )
    hint = f"Did you mean {near[0]}?" if near else f"There are {_some(titles)}."
    raise UserError(f"There is no column {name}.", hint)


def _some(titles: list[str]) -> str:
    return ", ".join(titles[:12]) + (" …" if len(titles) > 12 else "")
