"""That what is stored of a talkative run stays bounded."""

from __future__ import annotations

from array import array

from hypothesis import given, strategies as st

from guild_desktop.scalars.thinning import Thinning


def thinned(thinning: Thinning, first: int, count: int) -> list[int]:
    steps = array("q", range(first, first + count))
    kept, values = thinning.kept(first, steps, array("d", map(float, steps)))
    assert list(values) == list(kept)
    return list(kept)


def test_that_all_is_kept_until_it_is_too_much():
    thinning = Thinning(most=100)
    assert thinned(thinning, 0, 100) == list(range(100))
    assert thinning.left_out == 0


def test_that_what_follows_is_kept_ever_more_rarely():
    thinning = Thinning(most=100)
    kept = [step for first in range(0, 4000, 40) for step in thinned(thinning, first, 40)]
    assert kept[:100] == list(range(100))
    assert kept[100:110] == list(range(100, 200, 10))
    assert kept[-1] % 100 == 0
    assert thinning.left_out == 4000 - len(kept)


@given(st.lists(st.integers(1, 500), max_size=200))
def test_that_it_is_bounded_and_in_order_however_much_comes(counts):
    thinning = Thinning(most=100)
    kept: list[int] = []
    first = 0
    for count in counts:
        kept += thinned(thinning, first, count)
        first += count
    assert kept == sorted(set(kept))
    assert len(kept) <= 100 + 10 * 4 + 500 // 10
    assert thinning.left_out + len(kept) == first


def test_that_a_rare_scalar_gets_its_turn():
    thinning = Thinning(most=100)
    thinned(thinning, 0, 100)
    assert [thinned(thinning, first, 1) for first in range(12)] == [[0], *[[]] * 9, [10], []]
