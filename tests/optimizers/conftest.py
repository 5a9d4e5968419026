"""Models are small here: one thread each, so that tests that run side by side do not wait for one another."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="package")
def single_threaded_algebra() -> Iterator[None]:
    import skopt  # noqa: F401  its libraries must be loaded before they can be limited
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        yield
