"""The largest numbers that fields of the Run panel hold: a command with a larger one cannot be entered."""

from __future__ import annotations

SEED = 2**31 - 1
RETRIES = 100
RUN_SECONDS = 10**7
SWEEP_MINUTES = 10**6
