"""The process that computes analyses for a window: scipy and scikit-learn live here, not there.

It reads one JSON request a line from standard input and answers each with one line on standard output
(``documents``), until its input ends.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import IO

from guild_desktop.analysis.analyze import analyze
from guild_desktop.analysis.documents import Answer, Request, from_line, to_line
from guild_desktop.analysis.results import Analysis
from guild_desktop.core.errors import UserError
from guild_desktop.store.home import open_home
from guild_desktop.store.store import Store


def main() -> int:
    """Serve one window until its end of the pipe closes."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not be taken for an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, answers)
    return 0


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer requests until there are no more."""
    for line in requests:
        request = from_line(line, Request)
        try:
            answer = Answer(request.number, _analysis(request))
        except UserError as error:
            answer = Answer(request.number, message=error.message, hint=error.hint)
        except Exception as error:  # noqa: BLE001 - the next question may be answered all the same
            traceback.print_exc()
            told = f"The analysis made a mistake of its own ({type(error).__name__}: {error})."
            answer = Answer(request.number, message=told)
        answers.write(to_line(answer))
        answers.flush()


def _analysis(request: Request) -> Analysis:
    without = set(request.without)
    with Store(open_home(Path(request.home))).opened() as store:
        batch = store.batch(request.batch) if request.batch else None
        runs = [
            run
            for batch_id in request.batches
            for run in store.runs_of(batch_id)
            if run.deleted is None and run.id not in without
        ]
    return analyze(batch, runs, request.question)
