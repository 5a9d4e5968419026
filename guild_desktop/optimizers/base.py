"""The protocol every optimizer follows, and the frozen values that pass through it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from guild_desktop.core.batch import Option
from guild_desktop.core.space import Search
from guild_desktop.core.values import Value

Origin = Literal["grid", "random", "initial", "model", "explore"]
Group = Literal["Try all", "Sample", "Learn from results"]
OptionKind = Literal["int", "float", "bool", "choice", "text"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One trial to run: ``params`` has every flag, the constant ones too, in native Python values.

    ``origin`` says who proposed it: the ``grid``, chance or an even sequence (``random``), the flags'
    ``initial`` values, the ``model``, or the model's wish to know a place better (``explore``). ``note`` is
    one short remark for a person, possibly empty.
    """

    params: Mapping[str, Value]
    origin: Origin
    note: str = ""


@dataclass(frozen=True, slots=True)
class Repeats:
    """What lies behind the value of a trial that was run several times, with other random seeds.

    That value is the mean of ``count`` values, from 2 up; ``deviation`` is their sample standard deviation.
    Repeats that failed are in neither.
    """

    count: int
    deviation: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The trial to trust, beside the one that was merely observed to be lowest.

    ``params`` are all flags of the tried point whose true value is believed to be lowest, ``value``
    what the model believes it to be and ``deviation`` how sure it is (one standard deviation of the
    mean, not of single trials). Without a model both are None and ``params`` are the observed ones.
    Values are as told: to be minimized.
    """

    params: Mapping[str, Value]
    value: float | None
    deviation: float | None
    observed_params: Mapping[str, Value]
    observed_value: float


@dataclass(frozen=True, slots=True)
class OptionInfo:
    """One option of an optimizer, enough to check a value and to draw a form.

    ``name`` is Guild's spelling with dashes (``random-starts``). ``low`` and ``high`` are inclusive.
    An option of kind ``text`` says in ``help`` what it understands; with ``choices`` or bounds set it
    takes one of those words or a number.
    """

    name: str
    label: str
    kind: OptionKind
    default: Option
    help: str
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class OptimizerInfo:
    """What is known of an optimizer without importing it.

    ``requires`` are the modules it imports when it is made, ``install`` the command that brings them.
    ``available`` is False when one is missing; ``why_not`` then says which and what to install.
    ``in_child``: it imports scipy or code of others and must run in a child of the engine.
    ``revises``: it is ``Revising``.
    ``lists_all``: it lists its trials up front, so they can be counted and previewed.
    """

    name: str
    title: str
    summary: str
    group: Group
    options: tuple[OptionInfo, ...] = ()
    aliases: tuple[str, ...] = ()
    available: bool = True
    why_not: str = ""
    in_child: bool = False
    revises: bool = False
    lists_all: bool = False
    requires: tuple[str, ...] = ()
    install: str = ""

    @property
    def learns(self) -> bool:
        """Whether results change what it proposes."""
        return self.group == "Learn from results"


class Optimizer(Protocol):
    """Proposes the trials of one batch and learns from their results.

    It belongs to one engine (or its child) and to one thread; it starts no thread and touches no
    file. The stored trials are the only durable state: whoever continues a batch creates a new
    optimizer with the same seed, tells it all earlier trials in their order and goes on asking. The
    same space, options, seed and order of calls give the same suggestions.
    """

    @property
    def skipped(self) -> int:
        """How many told trials were left out because they do not lie in the search space."""

    def ask(self) -> Suggestion | None:
        """Propose the next trial; None means that there is nothing left to try.

        Only what is pending changes: results are learned by ``tell`` alone. A trial asked for counts
        as pending until it is told or withdrawn, and is not proposed again meanwhile, so several
        workers may ask before any of them tells.
        """

    def tell(
        self, params: Mapping[str, Value], value: float | None, repeats: Repeats | None = None
    ) -> None:
        """Learn how a trial ended: ``value`` is to be minimized, None says that the trial failed.

        A trial with repeats is told once, when all of them are over: ``value`` is their mean, and
        ``repeats`` how sure that is; None if it is a single value. Optimizers of other packages may do
        without this argument: they are told the mean.

        Values that are not finite count as failures. Trials may be told in any order, and also those
        that were never asked for (continuing a batch). One outside of the search space, with another
        constant or without a searched flag, is left out and counted in ``skipped``.
        """

    def expect(self, params: Mapping[str, Value]) -> None:
        """Hear of a trial that will run though nobody asked for it: it counts as pending.

        Sweeps begin with such trials: the script's defaults, and start points that a person chose. One
        outside of the search space is no matter.
        """

    def withdraw(self, params: Mapping[str, Value]) -> None:
        """Take back a trial that was asked for and never ran; it may be proposed again.

        If it was the last one asked for, the next ask is as if that had not been: engines ask ahead
        of time, and anew when they know more.
        """

    def recommend(self) -> Recommendation | None:
        """The best trial so far; None before any trial gave a finite value."""


@runtime_checkable
class Revising(Protocol):
    """An optimizer that can bring a proposal made ahead of time up to date; its ``OptimizerInfo`` says so."""

    def revise(self, params: Mapping[str, Value]) -> Suggestion | None:
        """Say what to run in place of a trial that was asked for and has not begun, now that more was told.

        It counts as pending in the place of that trial. None leaves everything as it is. A worker waits for
        this: it should take some thousandths of a second.
        """


MakeOptimizer: TypeAlias = Callable[[Search, Mapping[str, Option], int], Optimizer]
"""Makes an optimizer for a search, with all its options filled in and typed, and a seed below 2**63."""
