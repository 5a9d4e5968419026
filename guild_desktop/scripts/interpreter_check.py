"""Whether an interpreter works and has what a script imports."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

_LIMIT = 10.0
"""Seconds an interpreter has to answer."""

_VERSION = re.compile(r"\d+\.\d+\.\d+", re.ASCII)

# What the interpreter's own start prints comes before the answer.
_ANSWER = "answer of this interpreter"
# Finding a module does not run it; a package that cannot be found is what the script would miss.
_QUESTION = f"""
import sys
sys.path = [folder for folder in sys.path if folder]
from importlib.util import find_spec
def is_there(name):
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False
print("{_ANSWER}")
print(".".join(map(str, sys.version_info[:3])))
for name in sys.argv[1:]:
    if not is_there(name):
        print(name)
"""


@dataclass(frozen=True, slots=True)
class InterpreterCheck:
    """What an interpreter said: its version, and the modules it has not. ``problem`` is a sentence if it
    did not answer, else empty.
    """

    version: str = ""
    missing: tuple[str, ...] = ()
    problem: str = ""


def check_interpreter(python: str, modules: Sequence[str] = ()) -> InterpreterCheck:
    """Start an interpreter and ask for its version and for top-level modules.

    Takes as long as Python takes to start, at most ten seconds: not for the window's own thread.
    """
    try:
        answer = subprocess.run(
            # The question comes without the present folder on the path, the user's packages stay.
            [python, "-c", _QUESTION, *modules],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return InterpreterCheck(problem=f"{python} did not answer within {_LIMIT:g} seconds.")
    except OSError as error:
        return InterpreterCheck(problem=f"{python} cannot be started: {error.strerror or error}.")
    _, _, said = answer.stdout.decode("utf-8", "replace").partition(f"{_ANSWER}\n")
    lines = said.split()
    # Other programs may take the question for their own words, and end well.
    if answer.returncode != 0 or not lines or not _VERSION.fullmatch(lines[0]):
        return InterpreterCheck(problem=f"{python} is no working Python 3.")
    version, *missing = lines
    if tuple(map(int, version.split(".")[:2])) < (3, 8):
        return InterpreterCheck(
            version, tuple(missing), f"{python} is Python {version}; scripts need 3.8 or later."
        )
    return InterpreterCheck(version, tuple(missing))
