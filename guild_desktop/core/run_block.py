"""Many runs as they were read, by field: a run is made of them only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, overload

from guild_desktop.core.run import Run, ScalarSummary

Summary: TypeAlias = Sequence[float | str]
"""The fields of a ``ScalarSummary`` in their order; nan and infinities may be texts."""

RUN_FIELDS = tuple(Run.__dataclass_fields__)
SUMMARY_FIELDS = tuple(ScalarSummary.__dataclass_fields__)


class RunBlock(Sequence[Run]):
    """Immutable; ``values`` has for each of ``RUN_FIELDS`` what the runs have there,
    in the order of the runs.

    They are what a ``Run`` has, but for ``scalars``: those are mappings of a ``Summary``. A window that opens
    a hundred thousand runs draws them from whole columns and asks for a few dozen of them as ``Run``.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Sequence[Any]]) -> None:
        self._values = {name: values[name] for name in RUN_FIELDS}

    def __len__(self) -> int:
        return len(self._values["id"])

    @overload
    def __getitem__(self, at: int) -> Run: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Run, ...]: ...
    def __getitem__(self, at: int | slice) -> Run | tuple[Run, ...]:
        if isinstance(at, slice):
            return tuple(map(self._run, range(*at.indices(len(self)))))
        return self._run(at)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self._values["id"]))

    def values(self, field: str) -> Sequence[Any]:
        """What all runs have in one of ``RUN_FIELDS``."""
        return self._values[field]

    def scalar_values(self, name: str, aggregate: str) -> list[float | None]:
        """The aggregate of a scalar for all runs, None where it was not reported."""
        place = SUMMARY_FIELDS.index(aggregate)
        summaries = [scalars.get(name) for scalars in self._values["scalars"]]
        return [None if summary is None else float(summary[place]) for summary in summaries]

    def _run(self, at: int) -> Run:
        values = {name: values[at] for name, values in self._values.items()}
        values["scalars"] = {name: _summary(each) for name, each in values["scalars"].items()}
        return Run(**values)


def values_of(runs: Sequence[Run], field: str) -> Sequence[Any]:
    """What runs have in one of ``RUN_FIELDS``; of the scalars of a block only the names are alike."""
    if isinstance(runs, RunBlock):
        return runs.values(field)
    return [getattr(run, field) for run in runs]


def _summary(fields: Summary) -> ScalarSummary:
    last, first, low, high, mean = map(float, fields[:5])
    return ScalarSummary(last, first, low, high, mean, int(fields[5]), int(fields[6]))
