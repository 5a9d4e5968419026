"""Dispatches a verb to its module and turns errors into sentences and exit statuses."""

from __future__ import annotations

import importlib
import os
import sys
from typing import IO, NoReturn

from guild_desktop import __version__
from guild_desktop.core.errors import UserError

OK, FAILED, MISUNDERSTOOD, INTERRUPTED = 0, 1, 2, 130

USAGE = """\
usage: guild-desktop [SCRIPT] [--home DIR]          open the window
       guild-desktop --demo [--screenshot FILE]     a sample sweep, in the window
       guild-desktop VERB ...                       do one thing here (VERB --help tells more)

  run         run a script once, or as a batch of trials
  runs        list runs
  compare     show runs side by side, best first
  select      print the id of a run or batch
  info        show everything about one run
  stop        stop runs or batches
  flags       show the flags of a script
  optimizers  show the optimizers and their options
"""


def main(verb: str | None, words: list[str]) -> int:
    """Carry out ``words``; the exit status."""
    status = OK
    try:
        if verb is None:
            print(f"guild-desktop {__version__}" if "--version" in words else USAGE.rstrip())
            return OK
        home, rest = split_home(words)
        rest.remove(verb)
        command = importlib.import_module(f"guild_desktop.cli.{verb}")
        status = int(command.main(rest, home))
        sys.stdout.flush()
    except UserError as error:
        return complain(error)
    except BrokenPipeError:
        # Whoever read our output has seen enough (head, less).
        discard(sys.stdout)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a bug, and no traceback reaches a person
        return report(error)
    return status


def split_home(words: list[str]) -> tuple[str | None, list[str]]:
    """The folder named by ``--home``, wherever it stands, and the other words."""
    home: str | None = None
    rest: list[str] = []
    remaining = iter(words)
    for word in remaining:
        if word == "--home":
            home = next(remaining, None)
            if home is None:
                raise UserError("--home needs a folder.", "Write --home DIR.")
        elif word.startswith("--home="):
            home = word.removeprefix("--home=")
        else:
            rest.append(word)
    return home, rest


def discard(stream: IO[str]) -> None:
    """Let everything that is still written to a stream go nowhere: nobody reads it any more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def complain(error: UserError) -> int:
    """Tell an error on stderr; the exit status that says it could not be understood."""
    problems = getattr(error, "errors", None) or (error,)
    for problem in problems:
        flag = getattr(problem, "flag", "")
        where = f"{flag}: " if flag else ""
        print(f"guild-desktop: {where}{problem.message} {problem.hint}".rstrip(), file=sys.stderr)
    return MISUNDERSTOOD


def report(error: Exception) -> int:
    """Keep the report of a mistake of our own in a file and say where; the exit status."""
    # Neither is needed while all is well, and both take time to load.
    import tempfile
    import traceback

    text = "".join(traceback.format_exception(error))
    handle, name = tempfile.mkstemp(prefix="guild-desktop-report-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"Guild Desktop {__version__}, Python {sys.version}\n{sys.argv}\n{text}")
    print(
        f"guild-desktop: met a mistake of its own ({type(error).__name__}: {error}). "
        f"The report is in {name}; please send it to the authors.",
        file=sys.stderr,
    )
    return FAILED


def misuse(message: str, hint: str = "") -> NoReturn:
    """Refuse words that make no sense together."""
    raise UserError(message, hint)
