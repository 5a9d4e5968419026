"""Reading and printing the value of one flag."""

from __future__ import annotations

from typing import TypeAlias

Scalar: TypeAlias = None | bool | int | float | str
Value: TypeAlias = "Scalar | tuple[Value, ...]"
"""What a flag can be given: a scalar, or a (nested) list of values, held as a tuple."""
