"""A script's text and syntax tree, read without running anything."""

from __future__ import annotations

import ast
import io
import stat
import tokenize
import warnings
from dataclasses import dataclass
from pathlib import Path

from guild_desktop.core.errors import UserError

_LARGEST = 16 << 20
"""Bytes of a file that could still be a script."""

_RUN_ANOTHER = "Choose a Python script, such as train.py."


@dataclass(frozen=True, slots=True)
class ScriptSource:
    """What a script says: its lines without their ends, and its tree."""

    path: Path
    lines: tuple[str, ...]
    tree: ast.Module


def read_script(path: Path) -> ScriptSource:
    """Read and parse a script; ``UserError`` if it is missing or is not Python."""
    text = _decoded(path, _read(path))
    try:
        with warnings.catch_warnings():
            # A doubtful escape in the script is the script's business.
            warnings.simplefilter("ignore")
            tree = ast.parse(text, str(path))
    except SyntaxError as error:
        if path.suffix.lower() not in {".py", ".pyw", ""}:
            raise UserError(f"{path.name} is not Python.", _RUN_ANOTHER) from error
        raise _wrong_syntax(path, error, text) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise UserError(f"{path.name} is not Python: {error}.", _RUN_ANOTHER) from error
    return ScriptSource(path, tuple(text.splitlines()), tree)


def _read(path: Path) -> bytes:
    if path.suffix.lower() == ".ipynb":
        raise UserError(
            f"{path.name} is a notebook, and notebooks cannot be run here yet.",
            "Save it as a Python script: jupyter nbconvert --to script.",
        )
    try:
        if path.is_dir():
            raise UserError(f"{path} is a folder, not a script.", "Choose a script inside it.")
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            # Reading a pipe would wait for ever.
            raise UserError(f"{path} is no file.", _RUN_ANOTHER)
        if state.st_size > _LARGEST:
            raise UserError(f"{path.name} is too large to be a script.", _RUN_ANOTHER)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"There is no script {path}.", "Check its name and folder.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise UserError(
            f"The script {path} cannot be read: {reason}.", "Check its permissions."
        ) from error


def _decoded(path: Path, data: bytes) -> str:
    """The text, decoded as Python does: by its byte order mark or its coding line, else UTF-8."""
    if b"\0" in data:
        raise UserError(f"{path.name} is not Python: it holds binary data.", _RUN_ANOTHER)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return io.TextIOWrapper(io.BytesIO(data), encoding, newline=None).read()
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise UserError(
            f"{path.name} cannot be read as text: its letters are neither UTF-8 nor what its first "
            "lines name.",
            "Save it as UTF-8, or name its encoding in the first line.",
        ) from error


def _wrong_syntax(path: Path, error: SyntaxError, text: str) -> UserError:
    lines = text.splitlines()
    number = error.lineno or 0
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    problem = error.msg if error.msg.endswith(("?", "!", ".")) else f"{error.msg}."
    return UserError(
        f"{path.name} has a syntax error in line {number}: {problem}",
        # The code comes last and on a line of its own, where it cannot be read as part of a sentence.
        "Mend the line" + (f":\n    {line}" if line else "."),
    )
