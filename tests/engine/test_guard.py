"""The guard by itself: a process that is told of runs and loses its engine."""

from __future__ import annotations

import os
import subprocess

from guild_desktop.engine.own_command import own_command

RUN_ID = "0123456789abcdef0123456789abcdef"


def test_that_a_trial_which_its_engine_was_just_starting_is_ended_too() -> None:
    guard = subprocess.Popen(
        own_command("guard", "0.0"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert guard.stdin is not None
    assert guard.stdout is not None
    guard.stdin.write(f"run {RUN_ID}\nanswer\n")
    guard.stdin.flush()
    assert guard.stdout.readline().strip() == "answer"
    # Between fork and exec a trial has neither a group the guard knows of nor its token.
    about_to_start = f"sleep 0.3; exec env GUILD_RUN_ID={RUN_ID} sleep 120"
    environment = {key: text for key, text in os.environ.items() if key != "GUILD_RUN_ID"}
    with subprocess.Popen(["sh", "-c", about_to_start], env=environment) as trial:
        guard.stdin.close()
        try:
            assert trial.wait(60) < 0
        finally:
            trial.kill()
    assert guard.wait(60) == 0
    guard.stdout.close()
