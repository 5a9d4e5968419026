"""Answers a question about some runs: the one entrance to the computations of this package."""

from __future__ import annotations

from collections.abc import Sequence

from guild_desktop.analysis.question import Question
from guild_desktop.analysis.results import Analysis, Importance, Response
from guild_desktop.analysis.subject import context_point, subject_of
from guild_desktop.core.batch import Batch
from guild_desktop.core.run import Run


def analyze(batch: Batch | None, runs: Sequence[Run], question: Question) -> Analysis:
    """Analyze ``runs``, which may be of several batches, in the space of ``batch`` or their own (None).

    ``UserError`` if the question names a flag that was not varied or a run outside. Imports scipy and
    scikit-learn, and takes about a second for some hundred runs.
    """
    subject = subject_of(batch, runs, question.objective)
    importance, response = Importance(0), Response(0)
    if question.with_importance:
        from guild_desktop.analysis.importance import importance_of

        importance = importance_of(subject)
    if question.with_response:
        from guild_desktop.analysis.response import response_of

        point = None
        if question.context == "run":
            point = context_point(subject, runs, question.context_run)
        leading = [share.flags[0] for share in importance.flags]
        response = response_of(subject, batch, question, point, leading)
    return Analysis(
        question.objective, subject.runs, subject.flags, importance, response, subject.notes
    )
