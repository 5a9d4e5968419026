"""What each option of ``run`` means on a restart: None that it is carried out, else why it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from guild_desktop.core.batch import Batch
from guild_desktop.core.run import Status
from guild_desktop.engine.pruning.catalogue import OFF
from guild_desktop.optimizers.registry import optimizer_info


class Kind(IntEnum):
    """What can be restarted; the columns of ``MEANINGS``.

    A batch that goes on with another optimizer is what it will be. Batches that are staged go on like those
    that have ended. A trial of a batch is run again as a single run.
    """

    GRID = 0
    SEARCH = 1
    STAGED_RUN = 2
    RUN_AGAIN = 3


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an option is refused, unless ``unless`` says of its value that the batch is so anyway."""

    message: str
    hint: str
    unless: Callable[[Any, Batch], bool] | None = None
    batch_hint: str = ""
    """The hint where what is restarted is one run of a batch that lists show."""


def _same_script(value: str, batch: Batch) -> bool:
    operation = batch.operation
    return operation.kind == "script" and Path(value).resolve() == Path(operation.target).resolve()


_OTHER = "{what} runs {operation} and nothing else."
_ANEW = "Leave {given} out, or make a new one: guild-desktop run {anew} {given}"
_OTHER_SCRIPT, _OTHER_MODULE, _OTHER_COMMAND = (
    Refusal(_OTHER, "Leave {given} out, or leave --restart out to run it.", same)
    for same in (
        _same_script,
        lambda value, batch: batch.operation.kind == "module" and value == batch.operation.target,
        lambda value, batch: batch.operation.kind == "command" and value == batch.operation.target,
    )
)
_OTHER_SEED = Refusal(
    "{what} keeps its random seed, {seed}.", _ANEW, lambda value, batch: bool(value == batch.seed)
)
# A grid that has begun may have done more than a lower limit allows, and other combinations.
_LOWER_LIMIT = Refusal(
    "{what} has {planned} trials, so {given} is too low for it.",
    "Give --max-trials {planned} or more, or make a new batch.",
    lambda value, batch: (
        batch.status is Status.STAGED
        or value >= batch.planned
        or not optimizer_info(batch.optimizer).lists_all
    ),
)
_TRIALS_FILE = Refusal("{what} takes no more trials from a file.", _ANEW)
_AS_STORED = Refusal("{what} starts as it was stored; {given} cannot change that.", _ANEW)
_ALONE = Refusal(
    "{given} compares the trials of a batch, and {what} is a single run.",
    "Leave it out.",
    lambda value, _: str(value).split(",")[0].strip().lower() in ("0", OFF),
)
_NOT_STAGED = Refusal(
    "{what} is stored already.", "Leave --stage out, and restart it when you want it to run."
)
_NOT_FAILED = Refusal(
    "{what} is one run, and --failed is about all failed runs of a batch.",
    "Leave --failed out to run it again.",
    batch_hint="Leave --failed out to run it again, or name its batch: --restart {batch} {given}",
)
_NOT_CONFIRMED = Refusal(
    "{what} is one run, and --confirm is about the best trials of a batch.",
    "Run it again with: --repeat 3",
    batch_hint="Run it again with --repeat 3, or name its batch: --restart {batch} {given}",
)
_NOT_LISTED = Refusal(
    "{what} finds out what to try as it goes, so it cannot leave out what is completed.",
    "Leave --needed out.",
)
_NOT_QUEUED = Refusal(
    "{what} goes on at once; only what is new can be queued.",
    "Leave --queue out, and restart it when its turn has come.",
)
_NOT_SHOWN = Refusal(
    "{given} is for trials that are not stored yet, and {what} is stored already.",
    "Leave it out; list the runs there are with: guild-desktop runs",
)

MEANINGS: Mapping[str, tuple[Refusal | None, ...]] = {
    # option: for a grid, a search, a staged run, a run again; None: it is carried out
    "restart": (None, None, None, None),
    "failed": (None, None, _NOT_FAILED, _NOT_FAILED),
    "confirm": (None, None, _NOT_CONFIRMED, _NOT_CONFIRMED),
    "script": (_OTHER_SCRIPT, _OTHER_SCRIPT, _OTHER_SCRIPT, _OTHER_SCRIPT),
    "module": (_OTHER_MODULE, _OTHER_MODULE, _OTHER_MODULE, _OTHER_MODULE),
    "command": (_OTHER_COMMAND, _OTHER_COMMAND, _OTHER_COMMAND, _OTHER_COMMAND),
    "flags": (None, None, _AS_STORED, None),
    "trials_files": (_TRIALS_FILE, _TRIALS_FILE, _AS_STORED, None),
    "optimizer": (None, None, _AS_STORED, None),
    "optimizer_flags": (None, None, _AS_STORED, None),
    "max_trials": (_LOWER_LIMIT, None, _AS_STORED, None),
    "minimize": (None, None, None, None),
    "maximize": (None, None, None, None),
    "random_seed": (_OTHER_SEED, _OTHER_SEED, _OTHER_SEED, None),
    "workers": (None, None, None, None),
    "start": (None, None, None, None),
    "python": (None, None, None, None),
    "cwd": (None, None, None, None),
    "timeout": (None, None, None, None),
    "where": (None, None, _AS_STORED, None),
    "defaults_first": (None, None, _AS_STORED, None),
    "start_from": (None, None, _AS_STORED, None),
    "needed": (None, _NOT_LISTED, _AS_STORED, None),
    "max_failures": (None, None, None, None),
    "stop_after": (None, None, None, None),
    "patience": (None, None, _ALONE, None),
    "early_stopping": (None, None, _ALONE, None),
    "devices": (None, None, None, None),
    "retries": (None, None, None, None),
    "repeat": (None, None, _AS_STORED, None),
    "fail_on_trial_error": (None, None, None, None),
    "scalar": (None, None, None, None),
    "stage": (_NOT_STAGED, _NOT_STAGED, _NOT_STAGED, None),
    "queue": (_NOT_QUEUED, _NOT_QUEUED, _NOT_QUEUED, None),
    "label": (None, None, None, None),
    "tag": (None, None, None, None),
    "comment": (None, None, None, None),
    "print_trials": (_NOT_SHOWN, _NOT_SHOWN, _NOT_SHOWN, None),
    "save_trials": (_NOT_SHOWN, _NOT_SHOWN, _NOT_SHOWN, None),
    "print_cmd": (_NOT_SHOWN, _NOT_SHOWN, _NOT_SHOWN, None),
    "test_sourcecode": (_NOT_SHOWN, _NOT_SHOWN, _NOT_SHOWN, None),
    "yes": (None, None, None, None),
    "json": (None, None, None, None),
}
"""What every option and word of ``run`` means on a restart."""
