"""Dispatches a verb to its module and turns errors into sentences and exit statuses."""

from __future__ import annotations

import difflib
import errno
import importlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, NoReturn

from guild_desktop import __version__
from guild_desktop.core.errors import UserError

OK, FAILED, MISUNDERSTOOD, INTERRUPTED = 0, 1, 2, 130

_OF_THE_SYSTEM = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EMFILE)
"""Errors that no program can prevent: a full disk, a broken one, too many open files."""

_MODULES = {"import": "import_table"}
"""Where a verb is a word that Python keeps for itself."""

USAGE = """\
usage: guild-desktop [SCRIPT] [--home DIR]          open the window
       guild-desktop --demo                         a sample sweep, in the window
       guild-desktop VERB ...                       do one thing here (VERB --help tells more)

  --screenshot FILE   save a picture of the window, of --demo when its sweep is over
  --quit-when-done    close the window when the sweep of --demo is over

  run          run a script once, or as a batch of trials
  runs         list runs
  compare      show runs side by side, best first
  select       print the id of a run or batch
  info         show everything about one run
  analyze      show which flags matter, what a model makes of a batch and what to try next
  stop         stop runs or batches
  pause        let batches start no more trials for now
  resume       let paused batches go on
  workers      change how many trials of a batch run at once
  queue        show or change what waits for its turn
  import       make runs of a table of results (CSV)
  flags        show the flags of a script
  optimizers   show the optimizers and their options
  tensorboard  show runs in TensorBoard
  rebuild      make a damaged or lost store anew from the folders of the runs
  check        use every part of this installation once and say what works (--check)
"""


def main(verb: str | None, words: list[str]) -> int:
    """Carry out ``words``; the exit status."""
    status = OK
    _prepare_streams()
    try:
        _check_letters(words)
        if verb is None:
            print(f"guild-desktop {__version__}" if "--version" in words else USAGE.rstrip())
            return OK
        home, rest = split_home(words)
        rest.remove(verb)
        command = importlib.import_module(f"guild_desktop.cli.{_MODULES.get(verb, verb)}")
        status = int(command.main(rest, home))
        sys.stdout.flush()
    except UserError as error:
        return complain(error)
    except BrokenPipeError:
        # Whoever read our output has seen enough (head, less).
        discard(sys.stdout)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        if error.errno not in _OF_THE_SYSTEM:
            return report(error)
        discard(sys.stdout)
        complain(UserError(f"{error.strerror}: {error.filename or 'the output'}."))
        return FAILED
    except Exception as error:  # noqa: BLE001 - a bug, and no traceback reaches a person
        return report(error)
    return status


def _prepare_streams() -> None:
    """Make sure that there is something to print to, and that every letter can be printed there."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # Closed by whoever started us, as cron may do.
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for good
            setattr(sys, name, nowhere)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _check_letters(words: list[str]) -> None:
    """Refuse bytes that are no text: neither the store nor JSON could keep them."""
    for word in words:
        if any("\ud800" <= letter <= "\udfff" for letter in word):
            shown = word.encode("utf-8", "backslashreplace").decode()
            raise UserError(
                f"{shown} holds bytes that are no UTF-8 text.",
                "Rename it, or write it differently.",
            )


def split_home(words: list[str]) -> tuple[str | None, list[str]]:
    """The folder named by ``--home``, wherever it stands, and the other words.

    ``UserError`` if it is named twice, or an empty text names it.
    """
    named: list[str] = []
    rest: list[str] = []
    remaining = iter(words)
    for word in remaining:
        if word == "--home":
            named.append(next(remaining, ""))
        elif word.startswith("--home="):
            named.append(word.removeprefix("--home="))
        else:
            rest.append(word)
    if len(named) > 1:
        raise UserError("--home is given twice.", "A command works on one home; name it once.")
    if named == [""]:
        raise UserError("--home needs a folder.", "Write --home DIR.")
    return (named[0] if named else None), rest


def refusal_of_home(words: list[str]) -> int | None:
    """Tell what is wrong with ``--home``, if anything; the exit status then."""
    try:
        split_home(words)
    except UserError as error:
        return complain(error)
    return None


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
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(f"Guild Desktop {__version__}, Python {sys.version}\n{sys.argv}\n{text}")
    print(
        f"guild-desktop: met a mistake of its own ({type(error).__name__}: {error}). "
        f"The report is in {name}; please send it to the authors.",
        file=sys.stderr,
    )
    return FAILED


def unknown_word(word: str, verbs: Sequence[str]) -> int:
    """Tell that a word is neither a command nor a script; the exit status."""
    near = difflib.get_close_matches(word, verbs, n=1)
    hint = f"Did you mean {near[0]}?" if near else "See what there is with: guild-desktop --help"
    return complain(UserError(f"There is no command or script called {word}.", hint))


def misuse(message: str, hint: str = "") -> NoReturn:
    """Refuse words that make no sense together."""
    raise UserError(message, hint)
