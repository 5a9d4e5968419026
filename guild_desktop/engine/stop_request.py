"""The wish to stop a batch, shared by signal handlers, control rows and the loop."""

from __future__ import annotations


class StopRequest:
    """Belongs to one engine. Its methods only set what the loop looks at, so signal handlers may call them.

    ``reason`` is why the batch is being stopped, empty while it is not; ``hurried`` whether what still
    runs is to be killed without its grace.
    """

    def __init__(self) -> None:
        self.reason = ""
        self.hurried = False

    def stop(self, reason: str = "stopped") -> None:
        """Start nothing more and ask what runs to end; the first reason stays."""
        self.reason = self.reason or reason

    def hurry(self) -> None:
        """Skip the grace of what is being stopped."""
        self.hurried = True
