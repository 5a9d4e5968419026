"""The flag language: what a person types beside a flag, read into a search space and written back."""

from __future__ import annotations

from guild_desktop.flags.describe import describe
from guild_desktop.flags.errors import FlagError, FlagErrors
from guild_desktop.flags.format import format_dimension, format_rows, format_space
from guild_desktop.flags.known import unknown_flag
from guild_desktop.flags.parse import parse, parse_text, space_of
from guild_desktop.flags.preview import errors_document, print_trials_document
from guild_desktop.flags.scan import tokens

__all__ = [
    "FlagError",
    "FlagErrors",
    "describe",
    "errors_document",
    "format_dimension",
    "format_rows",
    "format_space",
    "parse",
    "parse_text",
    "print_trials_document",
    "space_of",
    "tokens",
    "unknown_flag",
]
