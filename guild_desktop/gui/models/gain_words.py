"""Says how a run compares with the script's defaults."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from guild_desktop.core.frame import RunFrame
from guild_desktop.core.gain_value import DEFAULT_ORIGIN
from guild_desktop.core.trial_groups import spread_in
from guild_desktop.gui import format as written
from guild_desktop.gui.models.table_columns import GAIN


def gain_words(frame: RunFrame, position: int) -> str:
    """``0.31 better than the script's defaults``;
    empty where its sweep did not try them, or cannot compare.
    """
    translate = QCoreApplication.translate
    spread = spread_in(frame, position, GAIN)
    # The gain of a mean is the mean of the gains.
    gain = frame.value(GAIN, position) if spread is None else spread.mean
    if not isinstance(gain, float):
        return ""
    if frame.run(position).origin == DEFAULT_ORIGIN:
        return translate("gain", "the script's defaults")
    amount = written.number(abs(gain))
    if gain > 0:
        return translate("gain", "{0} better than the script's defaults").format(amount)
    if gain < 0:
        return translate("gain", "{0} worse than the script's defaults").format(amount)
    return translate("gain", "as good as the script's defaults")
