"""Finds optimizers that other packages bring, and keeps what is wrong with them from doing harm.

A package names a module (or any object) under the entry point group ``guild_desktop.optimizers``; it holds
``info``, an ``OptimizerInfo`` made without importing anything heavy, and ``create(search, options, seed)``,
which gives an ``Optimizer``. ``tpe`` of this program is one of them.
"""

from __future__ import annotations

import contextlib
import re
import sys
import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from guild_desktop.core.errors import UserError
from guild_desktop.optimizers.base import (
    Group,
    MakeOptimizer,
    OptimizerInfo,
    OptionInfo,
    OptionKind,
)
from guild_desktop.optimizers.catalogue import as_installed, catalogue
from guild_desktop.optimizers.options import read_options

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "guild_desktop.optimizers"
"""The group of entry points under which packages name their optimizers."""

_LIMIT = 10.0
"""Seconds that importing one of them may take; what it names is to be light."""

_LOOKING = threading.Lock()
"""Held by the thread that looks for them; others wait for what it finds."""

_NAME = re.compile(r"[a-z][a-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Plugin:
    """An optimizer of another package; ``make`` is None if it cannot be used, as ``info.why_not`` says."""

    info: OptimizerInfo
    make: MakeOptimizer | None


class _UnfitError(Exception):
    """Says in words what is wrong with an entry point."""


def plugins() -> tuple[Plugin, ...]:
    """The optimizers of other packages by name, in their groups' order; looked for once in a process.

    Importing what packages name may take its time and may fail in any way, so only those who list all
    optimizers, or look for a name that the program itself has not, ask. Any thread may; one that hangs in
    its import is given up after some seconds and greyed.
    """
    with _LOOKING:
        return _found()


@cache
def _found() -> tuple[Plugin, ...]:
    from importlib.metadata import entry_points

    found = sorted(entry_points(group=ENTRY_POINTS), key=_place)
    # Installed twice, as a checkout and beside it, it is still the same one.
    return _without_clashes({(entry.name, entry.value): entry for entry in found}.values())


def _place(entry: EntryPoint) -> tuple[bool, str, str]:
    """Ours first, so that nobody takes its name."""
    return not entry.value.startswith("guild_desktop."), entry.name, entry.value


def _without_clashes(entries: Iterable[EntryPoint]) -> tuple[Plugin, ...]:
    taken = {word for info in catalogue() for word in (info.name, *info.aliases)}
    plugins: list[Plugin] = []
    for entry in entries:
        plugin = _loaded(entry, taken)
        plugins.append(plugin)
        taken |= {plugin.info.name, *plugin.info.aliases}
    return tuple(plugins)


def _loaded(entry: EntryPoint, taken: Collection[str]) -> Plugin:
    package = entry.dist.name if entry.dist is not None else entry.module
    try:
        info, make = _read(entry, taken)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - somebody else's code, which may even call sys.exit
        said = str(error) if isinstance(error, _UnfitError) else f"{type(error).__name__}: {error}"
        return Plugin(_greyed(entry.name, package, " ".join(said.split()), taken), None)
    return Plugin(as_installed(info), make)


def _read(entry: EntryPoint, taken: Collection[str]) -> tuple[OptimizerInfo, MakeOptimizer]:
    """What an entry point names; raises ``_UnfitError`` and whatever its package raises."""
    if not _NAME.fullmatch(entry.name):
        raise _UnfitError("a name has small letters, digits, - and _ only")
    if entry.name in taken:
        raise _UnfitError(f"there is an optimizer named {entry.name} already")
    loaded = _imported(entry)
    info = _checked(entry.name, getattr(loaded, "info", None), taken)
    make: Any = getattr(loaded, "create", None)
    if not callable(make):
        raise _UnfitError("it has no function named create")
    return info, make


def _imported(entry: EntryPoint) -> Any:
    """What it names, imported in a thread of its own: that can be left behind, and ends with the process."""
    results: list[Any] = []
    errors: list[BaseException] = []

    def load() -> None:
        try:
            results.append(entry.load())
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            errors.append(error)

    thread = threading.Thread(target=load, name=f"import of {entry.value}", daemon=True)
    # What it prints must not get into a command's answer.
    with contextlib.redirect_stdout(sys.stderr):
        thread.start()
        thread.join(_LIMIT)
    if errors:
        raise errors[0]
    if not results:
        raise _UnfitError(f"importing it takes longer than {_LIMIT:g} s")
    return results[0]


def _checked(name: str, info: Any, taken: Collection[str]) -> OptimizerInfo:
    """``info`` if it says all that lists and forms need, and in no way that breaks them."""
    if not isinstance(info, OptimizerInfo):
        raise _UnfitError("its info is not an OptimizerInfo")
    if info.name != name:
        raise _UnfitError(f"its info is named {info.name!r}")
    texts = (info.title, info.summary, info.why_not, info.install, *info.aliases, *info.requires)
    if not all(isinstance(text, str) for text in texts) or not info.title:
        raise _UnfitError("its title, summary, aliases and requirements must be text")
    if info.group not in get_args(Group):
        raise _UnfitError(f"its group is none of {', '.join(get_args(Group))}")
    if clash := next((alias for alias in info.aliases if alias in taken), None):
        raise _UnfitError(f"its alias {clash} is taken")
    options: tuple[Any, ...] = info.options
    for option in options:
        if not isinstance(option, OptionInfo) or option.kind not in get_args(OptionKind):
            raise _UnfitError("its options must be OptionInfo")
    try:
        read_options(info, {option.name: option.default for option in info.options})
    except UserError as error:
        raise _UnfitError(f"a default is not allowed. {error.message.rstrip('.')}") from error
    # Never in the engine's own loop or the window, whatever it says of itself.
    return replace(info, in_child=True, lists_all=False)


def _greyed(name: str, package: str, reason: str, taken: Collection[str]) -> OptimizerInfo:
    """An entry of lists for what cannot be used, under a name of its own."""
    unique = name if name not in taken else f"{package}:{name}"
    while unique in taken:
        unique += "'"
    return OptimizerInfo(
        name=unique,
        title=name,
        summary=f"From the package {package}.",
        group="Learn from results",
        available=False,
        why_not=f"The optimizer {name} of the package {package} cannot be used: {reason}.",
        in_child=True,
    )
