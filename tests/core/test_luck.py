"""When a value that was seen is called lucky."""

import pytest

from guild_desktop.core.batch import Direction, Objective
from guild_desktop.core.luck import is_lucky


@pytest.mark.parametrize(
    ("seen", "direction", "lucky"),
    [
        (0.5, "minimize", True),
        (0.6, "minimize", False),
        (0.9, "minimize", False),
        (1.5, "minimize", False),
        (1.5, "maximize", True),
    ],
)
def test_that_luck_is_more_than_two_deviations_better_than_expected(
    seen: float, direction: Direction, lucky: bool
) -> None:
    assert is_lucky(seen, 1.0, 0.2, Objective("loss", direction)) is lucky


def test_that_what_was_expected_needs_no_luck_however_sure_the_model_is() -> None:
    assert not is_lucky(1.0, 1.0, 0.0, Objective())
