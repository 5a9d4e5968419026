"""What a soak has counted; everything that should never happen is a number that must be 0."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Toll:
    """Counts by name: ``seen`` is what happened, ``faults`` what must not have."""

    seen: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)

    def saw(self, what: str, times: int = 1) -> None:
        """Count something that happened."""
        self.seen[what] = self.seen.get(what, 0) + times

    def saw_most(self, what: str, measure: int) -> None:
        """Keep the highest of the measures of something."""
        self.seen[what] = max(measure, self.seen.get(what, 0))

    def fault(self, what: str, times: int) -> None:
        """Count something that must not happen; 0 says that it was looked for."""
        self.faults[what] = self.faults.get(what, 0) + times

    @property
    def holds(self) -> bool:
        """Whether nothing happened that must not."""
        return not any(self.faults.values())

    def lines(self) -> list[str]:
        """One line for each count."""
        return [
            *(f"{name:<44} {times:>8,}" for name, times in self.seen.items()),
            *(f"{name:<44} {times:>8,}   must be 0" for name, times in self.faults.items()),
        ]
