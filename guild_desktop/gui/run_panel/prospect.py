"""What Run would do now, shown beside the entries: the preview, the button, and what stands in the way."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from guild_desktop.core.condition_errors import FilterError
from guild_desktop.core.errors import UserError
from guild_desktop.engine.request import BatchRequest, PlannedBatch, plan_batch
from guild_desktop.flags import FlagErrors
from guild_desktop.gui.format import count, thousands_apart
from guild_desktop.gui.run_panel.blocked import reason
from guild_desktop.gui.run_panel.command_text import format_command
from guild_desktop.gui.run_panel.completed_count import CompletedCount
from guild_desktop.gui.run_panel.continued import (
    Continued,
    as_planned,
    command_of_continuation,
)
from guild_desktop.gui.run_panel.entries import command_of, request_of
from guild_desktop.gui.run_panel.run_command import RunCommand

if TYPE_CHECKING:
    from guild_desktop.engine.continuing import Continuation, PlannedContinuation
    from guild_desktop.gui.run_panel.current_script import CurrentScript
    from guild_desktop.gui.run_panel.panel_form import PanelForm


class Prospect(QObject):
    """From the entries of a form to a request; owned by the Run panel, on the GUI thread.

    Signal: ``ready_changed(bool, str)``, whether Run can be pressed and what stands on it.
    """

    ready_changed = Signal(bool, str)

    def __init__(self, form: PanelForm, current: CurrentScript, parent: QObject) -> None:
        super().__init__(parent)
        self.completed = CompletedCount(self)
        """How many of the trials that Run would make are completed already."""
        self._form = form
        self._current = current
        self._seed = 0
        self._asked: BatchRequest | None = None
        self._told_about: BatchRequest | None = None
        self.continued: Continued | None = None
        """The sweep that Run goes on with; None makes a new one."""
        self.draw_seed()

    def draw_seed(self) -> None:
        """Draw the seed of the next sweep ahead, so that the preview shows what Run will do."""
        self._seed = secrets.randbelow(2**31)

    def go_on_with(self, continued: Continued | None) -> None:
        """Say which sweep Run goes on with, None for a new one; to be followed by ``show``."""
        form = self._form
        self.continued = continued
        form.strip.show_sweep(None if continued is None else continued.batch)
        form.more.set_continuing(continuing=continued is not None)
        form.queue.setEnabled(continued is None)

    def request(self) -> BatchRequest | None:
        """What Run would ask for now; None while something is wrong, which is told, or a sweep goes on."""
        if self.continued is not None or self.problem() is not None:
            return None
        return self._request()

    def problem(self) -> UserError | None:
        """Why there is no ``request``, None if there is one."""
        try:
            request = self._request()
            if self.continued is not None:
                going_on = self.continued.plan(request, self._form.flags.texts())
                return None if going_on.to_go else self._nothing_left()
            planned = plan_batch(request)
        except UserError as error:
            return error
        if self._left_of(planned):
            return None
        return self._nothing_left()

    def change(self) -> tuple[str, Continuation] | None:
        """The id of the sweep that goes on and what changes about it;
        None if none does or something is wrong.
        """
        continued = self.continued
        if continued is None or self.problem() is not None:
            return None
        return continued.batch.id, continued.change(self._request(), self._form.flags.texts())

    def _nothing_left(self) -> UserError:
        return UserError(
            self.tr("All of it is completed."), self.tr("Untick Skip to run it again.")
        )

    def show_error(self, error: UserError) -> None:
        """Tell beside the button what could not be done; the next change of a person takes it away."""
        self._told_about = self._asked
        self._form.message.setText(thousands_apart(str(error)))
        self._form.message.show()

    def show(self) -> None:
        """Bring everything that follows from the entries up to date; a few milliseconds."""
        form = self._form
        rows = form.flags.rows
        problems = form.flags.problems()
        form.errors.show_problems(problems)
        # A slip says nothing about what varies.
        if not problems:
            form.method.suggest(row.kind for row in rows if row.varies)
        info = form.method.info
        form.options.set_optimizer(info)
        form.limits.suit(
            is_grid=info is not None and info.lists_all,
            varies=any(row.kind != "fixed" for row in rows),
        )
        has_script = self._current.script is not None
        form.table.add_button.setEnabled(has_script)
        form.show_notes(self._current.script)
        form.script.show_error(str(self._current.problem or ""))
        going_on = None
        try:
            request = self._request()
            if self.continued is not None:
                going_on = self.continued.plan(request, form.flags.texts())
                planned = as_planned(going_on)
            else:
                planned = plan_batch(request)
        except UserError as error:
            self._set_asked(None)
            self._show_blocked(error)
            return
        form.more.where.show_problem(None)
        form.source.look(request.operation)
        asked = replace(request, seed=form.more.seed)
        self._set_asked(asked)
        if going_on is not None and self.continued is not None:
            self._show_going_on(self.continued.change(request, form.flags.texts()), going_on)
            return
        usual_goal = form.goal.usual(asked.operation.patterns)
        self._show_plan(planned, command_of(asked, planned, form.interpreter.usual, usual_goal))

    def _set_asked(self, asked: BatchRequest | None) -> None:
        """What was told beside the button stays while the same is asked for."""
        self._asked = asked
        if asked != self._told_about:
            self._form.message.hide()

    def _show_plan(self, planned: PlannedBatch, command: RunCommand) -> None:
        form = self._form
        self.completed.look(planned)
        form.preview.show_completed(self.completed.number)
        form.preview.show_plan(planned, format_command(command))
        once = planned.kind == "run"
        left = self._left_of(planned)
        text = self.tr("Run once") if once else self.tr("Run {0}").format(count(left))
        if not left:
            text = self.tr("Nothing is left to run")
        self._show_run(text, can_run=left > 0)

    def _show_going_on(self, change: Continuation, going_on: PlannedContinuation) -> None:
        form = self._form
        command = format_command(command_of_continuation(change, going_on))
        form.preview.show_completed(0)
        form.preview.show_plan(as_planned(going_on), command, going_on)
        left = going_on.to_go
        is_search = going_on.earlier is not None
        text = self.tr("Run {0} more") if is_search else self.tr("Run {0}")
        self._show_run(
            text.format(count(left)) if left else self.tr("Nothing is left to run"),
            can_run=left > 0,
        )

    def _left_of(self, planned: PlannedBatch) -> int:
        """How many runs Run would make."""
        skipped = self.completed.number if planned.batch.limits.needed else 0
        return (planned.count - skipped) * planned.batch.limits.repeat

    def _show_blocked(self, error: UserError) -> None:
        """Say on the button what stands in the way; what could run before stays in sight, greyed."""
        form = self._form
        self._show_run(reason(error, self._current, form.interpreter), can_run=False)
        if self._current.script is None:
            form.preview.show_nothing()
        else:
            form.preview.grey_out()
        condition = error if isinstance(error, FilterError) else None
        form.more.where.show_problem(condition)
        told_there = [self._current.problem, form.interpreter.problem]
        if form.more.isVisibleTo(form):
            told_there.append(condition)
        if (
            self._current.script is not None
            and not isinstance(error, FlagErrors)
            and error not in told_there
        ):
            self.show_error(error)

    def _show_run(self, text: str, *, can_run: bool) -> None:
        self._form.show_run(text, can_run=can_run)
        self.ready_changed.emit(can_run, text)

    def _request(self) -> BatchRequest:
        """What is asked for; unless a person chose a seed it is one drawn ahead, as the preview shows."""
        if self._current.problem is not None:
            raise self._current.problem
        if self._current.script is None:
            raise UserError(self.tr("No script is open."), self.tr("Open one."))
        request = request_of(self._form, self._current.script)
        return request if request.seed is not None else replace(request, seed=self._seed)
