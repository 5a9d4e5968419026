"""Uses each part of the installation once:
libraries, files, store, optimizer, analysis, a run, the window.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from guild_desktop import __version__
from guild_desktop.analysis.documents import Answer, Request, from_line, to_line
from guild_desktop.analysis.question import Question
from guild_desktop.core.errors import UserError
from guild_desktop.core.operation import Operation
from guild_desktop.core.run import Run, ScalarSummary, Status
from guild_desktop.engine.child_proposer import ChildProposer
from guild_desktop.engine.launch import store_batch
from guild_desktop.engine.own_command import own_command
from guild_desktop.engine.proposer import Proposal
from guild_desktop.engine.request import BatchRequest, plan_batch
from guild_desktop.optimizers.registry import optimizer_infos, own_optimizer_infos
from guild_desktop.scripts.detect import detect_flags
from guild_desktop.scripts.interpreter_check import check_interpreter
from guild_desktop.scripts.interpreters import default_interpreter
from guild_desktop.scripts.snapshot import BOOTSTRAP_FILES
from guild_desktop.settings.resources import resource
from guild_desktop.settings.system_libraries import has_display
from guild_desktop.store.finished import add_finished
from guild_desktop.store.home import open_home
from guild_desktop.store.store import Store

_LIBRARIES = ("numpy", "scipy", "sklearn", "skopt", "peewee", "regex")
_PATIENCE = 120.0
"""Seconds that a process of ours may take on a busy machine."""

_BROUGHT = "tpe"
"""Our own optimizer that comes by an entry point, as those of other packages do."""

_AGAIN = "Install Guild Desktop again."
_TOLD = ((-1.5, 0.4), (-0.5, -0.3), (0.5, 0.4), (1.5, 0.1))
"""Values of x and losses: enough for a model to learn from."""

_ANALYZED = 24
"""Runs that are enough for an analysis."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of using one part: ``missing`` is something that people may do without."""

    name: str
    state: Literal["works", "missing", "failed"]
    told: str
    hint: str = ""


def findings() -> Iterator[Finding]:
    """Use one part after another; each is told as soon as it is known."""
    yield _used("program", _program)
    yield _used("Python", lambda: f"{platform.python_version()}, {sys.executable}")
    yield _used("SQLite", lambda: sqlite3.sqlite_version)
    for library in _LIBRARIES:
        yield _used(library, partial(_version_of, library))
    yield _used("resources", _resources)
    yield _used("entry points", _entry_points)
    try:
        temporary = tempfile.TemporaryDirectory(prefix="guild-desktop-check-")
    except OSError as error:
        hint = "Set TMPDIR to a folder that has room and can be written to."
        yield Finding("temporary folder", "failed", f"There is none: {error}.", hint)
        return
    with temporary as scratch:
        folder = Path(scratch)
        yield _used("store", lambda: _store(folder / "store"))
        yield _used("optimizer", lambda: _optimizer(folder))
        yield _used("analysis", lambda: _analysis(folder / "analysis"))
        python = _python_for_scripts()
        yield python
        if python.state == "works":
            yield _used("run", lambda: _run(folder / "run"))
        yield _used("window", lambda: _window(folder))
        if has_display():
            yield _used("display", lambda: _display(folder))


def _used(name: str, use: Callable[[], str]) -> Finding:
    try:
        return Finding(name, "works", use())
    except UserError as error:
        return Finding(name, "failed", error.message, error.hint)
    except Exception as error:  # noqa: BLE001 - whatever a broken installation may raise is the finding
        return Finding(name, "failed", f"{type(error).__name__}: {error}.", _AGAIN)


def _program() -> str:
    packaged = ", packaged" if getattr(sys, "frozen", False) else ""
    return f"Guild Desktop {__version__}{packaged}, {Path(__file__).parent.parent}"


def _version_of(library: str) -> str:
    return str(importlib.import_module(library).__version__)


def _resources() -> str:
    """What the window shows, and what is copied for the user's Python to run."""
    files = [path for path in resource().rglob("*") if path.is_file()]
    files += BOOTSTRAP_FILES.glob("*.py")
    names = {path.name for path in files}
    for needed in ("train.py", "guild-desktop.svg", "flag-language.md", "launch.py"):
        if needed not in names:
            raise UserError(f"{needed} is missing among the program's files.", _AGAIN)
    size = sum(len(path.read_bytes()) for path in files)
    return f"{len(files)} files, {size / 1000:.0f} kB"


def _entry_points() -> str:
    """Which optimizers come by entry points;
    ours among them, or the installation has lost what it knew of itself.
    """
    own = {info.name for info in own_optimizer_infos()}
    brought = [info for info in optimizer_infos() if info.name not in own]
    if _BROUGHT not in {info.name for info in brought}:
        raise UserError(f"The optimizer {_BROUGHT} is not listed among those of packages.", _AGAIN)
    return ", ".join(info.name if info.available else f"{info.name} (greyed)" for info in brought)


def _sample(python: str = sys.executable) -> Operation:
    script = resource("sample", "train.py")
    flags = detect_flags(script).flags
    return Operation("script", str(script), script.name, python, str(script.parent), "run", flags)


def _search() -> BatchRequest:
    return BatchRequest(_sample(), flags={"x": "[-2.0:2.0]"}, optimizer="gp", seed=1)


def _store(folder: Path) -> str:
    """Write a batch, and read it again from the file."""
    home = open_home(folder)
    with Store(home).opened() as store:
        batch = store_batch(store, plan_batch(_search()))
    with Store(home).opened() as store:
        if store.batch(batch.id) != batch:
            raise UserError("A batch that was stored comes back changed.", _AGAIN)
    return "written and read again"


def _optimizer(folder: Path) -> str:
    """Tell the optimizer's process a few results and ask it for a trial of its model."""
    began = time.monotonic()
    proposer = ChildProposer(plan_batch(_search()).batch, folder, _PATIENCE)
    try:
        for x, loss in _TOLD:
            proposer.tell({"x": x, "noise": 0.1}, loss)
        proposer.request()
        proposal: Proposal | None = None
        while proposal is None:
            proposal = proposer.poll()
            if proposer.notice:
                raise UserError(f"{proposer.notice}.", _AGAIN)
            time.sleep(0.005)
    finally:
        proposer.close()
    if not proposal.flags:
        raise UserError("The optimizer proposed nothing.", _AGAIN)
    return f"proposed x = {proposal.flags['x']:.3f} after {time.monotonic() - began:.1f} s"


def _analysis(folder: Path) -> str:
    """Have the analysis' process tell which of two flags made the losses of some stored runs."""
    home = open_home(folder)
    losses = [(at / _ANALYZED, at % 5) for at in range(_ANALYZED)]
    runs = [
        Run("", 0, "", trial, "train.py", Status.COMPLETED, flags={"x": x, "noise": noise})
        for trial, (x, noise) in enumerate(losses, 1)
    ]
    runs = [
        replace(run, scalars={"loss": ScalarSummary(x, x, x, x, x, 1, 0)})
        for run, (x, _) in zip(runs, losses, strict=True)
    ]
    batch = replace(plan_batch(_search()).batch, flags={"x": "[0.0:1.0]", "noise": "[0:4]"})
    with Store(home).opened() as store:
        stored = add_finished(store, batch, runs)
    question = Question(stored.objective)
    request = Request(1, str(folder), stored.id, (stored.id,), (), question)
    done = subprocess.run(
        own_command("analysis"),
        input=to_line(request),
        capture_output=True,
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode or not done.stdout:
        last = done.stderr.decode(errors="replace").strip()[-300:]
        raise UserError(f"The analysis gave no answer: {last}.", _AGAIN)
    answer = from_line(done.stdout, Answer)
    found = answer.analysis and answer.analysis.importance.flags
    if not found or found[0].flags != ("x",):
        raise UserError(f"The analysis found nothing: {answer.message}.", _AGAIN)
    return f"x explains {found[0].value:.0%} of the loss of {len(runs)} runs"


def _python_for_scripts() -> Finding:
    """Which Python would run a script; it belongs to the user, so we work without."""
    name = "Python of scripts"
    try:
        python = default_interpreter(None)
    except UserError as error:
        return Finding(name, "missing", error.message, error.hint)
    check = check_interpreter(python)
    if check.problem:
        return Finding(name, "missing", check.problem, "Choose another one in the window.")
    return Finding(name, "works", f"{check.version}, {python}")


def _run(folder: Path) -> str:
    """Run the sample once, through an engine and its guard, with a pattern besides."""
    pattern = r"found=loss: (\value)"
    words = [str(_sample().target), "x=0.2", "--scalar", pattern, "--yes", "--home", str(folder)]
    said = _said_by(own_command("run", *words))
    home = open_home(folder)
    with Store(home).opened() as store:
        runs = store.changes_since(0).runs
    complete = bool(runs) and runs[0].status is Status.COMPLETED
    if not complete or not {"loss", "found"} <= set(runs[0].scalars):
        raise UserError(f"The sample did not run: {said.strip()[-300:]}", _AGAIN)
    return f"the sample reported loss {runs[0].scalars['loss'].last:g}"


def _window(folder: Path) -> str:
    """Paint a window that nobody sees, in a process of its own: Qt ends those it cannot work in."""
    answer = _painted(folder, {"QT_QPA_PLATFORM": "offscreen"})
    versions = f"Qt {answer['qt']}, PySide6 {answer['pyside']}, pyqtgraph {answer['pyqtgraph']}"
    size = f"{answer['width']} by {answer['height']} pixels in {answer['colours']} colours"
    if answer["colours"] < 16:
        raise UserError(f"The window was painted empty ({versions}).", _AGAIN)
    if not answer["fonts"]:
        raise UserError(
            "There is no font, so every letter is an empty box.",
            "Install one, such as Debian's fonts-dejavu-core.",
        )
    return f"{versions}, painted {size}"


def _display(folder: Path) -> str:
    """Paint it where people see it, which takes more of the system's libraries."""
    return f"painted with Qt's {_painted(folder, {})['platform']}"


def _painted(folder: Path, variables: dict[str, str]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        _said_by(own_command("paint", str(folder / "window")), variables)
    )
    return document


def _said_by(command: list[str], variables: dict[str, str] | None = None) -> str:
    """What a process of ours said; ``UserError`` with its last words if it failed."""
    done = subprocess.run(
        command,
        env={**os.environ, **(variables or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode != 0:
        last = "".join((done.stderr or done.stdout).strip().splitlines()[-1:])
        if last.startswith("guild-desktop: "):
            raise UserError(last.removeprefix("guild-desktop: "))
        raise UserError(f"It ended with status {done.returncode}: {last}", _AGAIN)
    return done.stdout
