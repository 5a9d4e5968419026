"""That amounts of data are written shortly."""

from __future__ import annotations

import pytest

from guild_desktop.core.byte_size import format_bytes


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (9949, "9.9 kB"),
        (9960, "10 kB"),
        (120_400, "120 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (20 << 30, "21 GB"),
        (10**16, "10000 TB"),
    ],
)
def test_that_an_amount_has_two_or_three_digits_and_a_unit(size: int, text: str) -> None:
    assert format_bytes(size) == text
