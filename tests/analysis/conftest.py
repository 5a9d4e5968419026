"""Models are small here: one thread each, so that tests that run side by side do not wait for one another."""

from __future__ import annotations

from tests.optimizers.conftest import single_threaded_algebra

__all__ = ["single_threaded_algebra"]
