"""What each run of a frame executed: told apart by target, since names such as train.py are shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

import numpy as np
import numpy.typing as npt

from guild_desktop.core.batch import Batch
from guild_desktop.core.column import Mask, read_only


@dataclass(frozen=True, slots=True, eq=False)
class RunTargets:
    """The targets of n runs by position; immutable.

    ``names`` has the operation's name for each target, in first-seen order, and ``codes`` (int32[n])
    are indexes into it. The target of a run whose batch is not known is the name of its operation.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    codes: npt.NDArray[np.int32] = field(
        default_factory=lambda: read_only(np.zeros(0, dtype=np.int32))
    )

    def mask(self, target: str) -> Mask:
        """The runs of a target (bool[n]); none if it never ran."""
        code = tuple(self.names).index(target) if target in self.names else -1
        inside: Mask = self.codes == code
        return inside

    def target(self, position: int) -> str:
        """What the run at a position executed."""
        return tuple(self.names)[int(self.codes[position])]

    def titles(self, *others: str) -> dict[str, str]:
        """What to call each target, and ``others``, paths of scripts that perhaps never ran.

        That is its name, with as much of the folder as tells it from all others of that name.
        """
        fresh = {path: PurePath(path).name for path in others if path not in self.names}
        names = {**self.names, **fresh}
        alike: dict[str, list[str]] = {}
        for target, name in names.items():
            alike.setdefault(name, []).append(target)
        return {
            target: name if len(alike[name]) == 1 else _ending(target, alike[name])
            for target, name in names.items()
        }

    def updated(
        self,
        positions: npt.NDArray[np.intp],
        batch_ids: Sequence[str],
        operations: Sequence[str],
        batches: Mapping[str, Batch],
    ) -> RunTargets:
        """After the runs at ``positions`` have come or changed, or their batches have;
        new ones stand at the end.

        ``batch_ids`` and names of ``operations`` are those of each.
        """
        if not positions.size:
            return self
        names, code_of = dict(self.names), {}
        place = {target: code for code, target in enumerate(names)}
        for pair in dict.fromkeys(zip(batch_ids, operations, strict=True)):
            batch, operation = batches.get(pair[0]), pair[1]
            target = operation if batch is None else batch.operation.target
            names.setdefault(target, operation)
            code_of[pair] = place.setdefault(target, len(place))
        known = len(self.codes)
        codes = np.zeros(max(known, int(positions.max()) + 1), dtype=np.int32)
        codes[:known] = self.codes
        pairs = zip(batch_ids, operations, strict=True)
        codes[positions] = np.fromiter(map(code_of.__getitem__, pairs), np.int32, positions.size)
        return RunTargets(names, read_only(codes))


def moved_batches(before: Mapping[str, Batch], batches: Mapping[str, Batch]) -> set[str]:
    """The ids of ``batches`` that are not among those ``before``, or have another target now."""
    moved = set()
    for batch_id, batch in batches.items():
        old = before.get(batch_id)
        if old is None or (old is not batch and old.operation.target != batch.operation.target):
            moved.add(batch_id)
    return moved


def _ending(target: str, alike: Sequence[str]) -> str:
    """The shortest end of a path, in whole parts, that none of the others has."""
    parts = PurePath(target).parts
    others = [PurePath(other).parts for other in alike if other != target]
    for count in range(2, len(parts)):
        if all(other[-count:] != parts[-count:] for other in others):
            return str(PurePath(*parts[-count:]))
    return target
