"""That the panel and the command line say the same thing in both directions."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from guild_desktop.core.batch import Objective
from guild_desktop.core.errors import UserError
from guild_desktop.engine.pruning.catalogue import read_early_stopping
from guild_desktop.gui.run_panel.command_text import format_command, is_run_command, parse_command
from guild_desktop.gui.run_panel.run_command import RunCommand

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
words = texts.filter(lambda text: text.strip() == text != "")
names = words.filter(lambda text: "=" not in text and text[0] not in "-@")
columns = names.filter(lambda text: text.split()[0] not in {"first", "last", "min", "max", "avg"})

commands = st.builds(
    RunCommand,
    script=names.map(lambda name: f"/scripts/{name}"),
    restart=st.sampled_from(["", "0123abcd"]),
    flags=st.dictionaries(names, texts, max_size=4),
    optimizer=st.none() | st.sampled_from(["gp", "random", "grid"]),
    options=st.dictionaries(names, texts, max_size=2),
    max_trials=st.none() | st.integers(1, 10**5),
    objective=st.none()
    | st.builds(
        Objective,
        columns,
        st.sampled_from(["minimize", "maximize"]),
        st.sampled_from(["first", "last", "min", "max", "avg"]),
    ),
    seed=st.none() | st.integers(0, 2**31 - 1),
    workers=st.none() | st.integers(1, 64),
    python=st.just("") | words,
    cwd=st.sampled_from([None, "run", "project"]),
    timeout=st.none() | st.floats(min_value=1e-3, max_value=1e6),
    retries=st.integers(0, 9),
    max_failures=st.none() | st.integers(0, 1000),
    stop_after=st.none() | st.floats(min_value=1e-3, max_value=1e6),
    patience=st.integers(0, 1000),
    repeat=st.integers(1, 100),
    early_stopping=st.none()
    | st.sampled_from(["median", "asha,factor=3", "median,startup-trials=1,interval=2"]).map(
        read_early_stopping
    ),
    devices=st.lists(st.sampled_from(["0", "1", "GPU-8f3a"]), max_size=3).map(tuple),
    needed=st.booleans(),
    defaults_first=st.sampled_from([None, True, False]),
    start_from=st.lists(st.sampled_from(["1", "0123abcd"]), max_size=2).map(tuple),
    where=st.sampled_from(["", "warmup < epochs", "a = 'b c' and x != `odd name`"]),
    start=st.sampled_from([None, "cold", "warm", "auto"]),
    fail_on_trial_error=st.booleans(),
    patterns=st.lists(words, max_size=3).map(tuple),
    label=st.just("") | words,
    tags=st.lists(words, max_size=3).map(tuple),
    comment=st.just("") | words,
)


@given(commands)
def test_that_every_command_reads_back_as_it_was_written(command: RunCommand) -> None:
    assert parse_command(format_command(command)) == command


def test_that_the_command_of_the_tutorial_is_understood() -> None:
    command = parse_command(
        "guild run train.py x=[-2.0:2.0] --optimizer gp -Fo kappa=2 -m 10 -N loss"
    )
    assert command == RunCommand(
        script="train.py",
        flags={"x": "[-2.0:2.0]"},
        optimizer="gp",
        options={"kappa": "2"},
        max_trials=10,
        objective=Objective("loss"),
    )


@pytest.mark.parametrize(
    "text",
    [
        "guild run train.py x=1",
        "$ guild run train.py x=1",
        "guild-desktop run train.py x=1",
        "/opt/bin/guild-desktop run x=1 train.py -y",
        "python3.11 -m guild_desktop run train.py x=1 --yes",
        "  guild run train.py \\\n  x=1",
        "guild run train.py \\\nx=1\n",
    ],
)
def test_that_a_command_may_be_copied_from_anywhere(text: str) -> None:
    assert is_run_command(text)
    assert parse_command(text) == RunCommand(script="train.py", flags={"x": "1"})


@pytest.mark.parametrize("text", ["", "train.py", "guild runs", "[0.1, 0.2]", "a guild run x"])
def test_that_other_text_is_not_taken_for_a_command(text: str) -> None:
    assert not is_run_command(text)


def test_that_quoted_expressions_keep_their_spaces_and_quotes() -> None:
    command = parse_command("""guild run train.py x='[1, 2]' name="it's" empty=""")
    assert command.flags == {"x": "[1, 2]", "name": "it's", "empty": ""}


def test_that_another_value_than_the_last_can_be_the_objective() -> None:
    command = parse_command("guild run train.py --maximize 'max val accuracy'")
    assert command.objective == Objective("val accuracy", "maximize", "max")


def test_that_a_second_objective_is_refused() -> None:
    with pytest.raises(UserError, match="one goal"):
        parse_command("guild run train.py -N loss -X accuracy")


def test_that_an_option_may_carry_its_value_behind_an_equals_sign() -> None:
    assert parse_command("guild run train.py --optimizer=gp --workers=2").workers == 2


def test_that_words_without_a_place_in_the_panel_are_named() -> None:
    command = parse_command("guild run --gpus 0 train.py @trials.csv --background x=1")
    assert command.ignored == ("--gpus 0", "@trials.csv", "--background")
    assert command.flags == {"x": "1"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("guild run train.py x='[1", "A quote in this command is never closed."),
        ("guild run x=1", "This command names no script."),
        ("guild run train.py -m many", "--max-trials cannot be 'many'."),
        ("guild run train.py --workers 0", "--workers cannot be '0'."),
        ("guild run train.py -m", "Nothing follows -m in this command."),
        ("guild run train.py -Fo kappa", "The optimizer's option 'kappa' has no value."),
        ("guild run train.py --timeout soon", "--timeout cannot be 'soon'."),
        ("guild run train.py --cwd there", "--cwd cannot be 'there'."),
        (
            "guild run train.py --early-stopping best",
            "There is no rule of early stopping called 'best'.",
        ),
        ("ls", "This is not a run command."),
    ],
)
def test_that_a_slip_is_told_in_one_sentence(text: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_command(text)
    assert caught.value.message == message
    assert caught.value.hint


def test_that_a_time_to_stop_after_is_minutes_in_a_command_of_guild() -> None:
    assert parse_command("guild run train.py --stop-after 5").stop_after == 300
    assert parse_command("guild run train.py --stop-after=5").stop_after == 300
    assert parse_command("guild-desktop run train.py --stop-after 5").stop_after == 5
    assert parse_command("guild-desktop run train.py --stop-after 2h").stop_after == 7200


@pytest.mark.parametrize("words", ["--stop-after soon", "--stop-after-failures -1", "--devices 0,"])
def test_that_limits_that_make_no_sense_are_refused(words: str) -> None:
    with pytest.raises(UserError, match="cannot be"):
        parse_command(f"guild-desktop run train.py {words}")


@pytest.mark.parametrize("number", ["2147483648", "99999999999"])
@pytest.mark.parametrize(
    "option",
    [
        *("--max-trials", "--random-seed", "--workers", "--retries"),
        *("--patience", "--stop-after-failures", "--stop-after", "--timeout"),
    ],
)
def test_that_a_number_that_no_field_holds_is_refused(option: str, number: str) -> None:
    with pytest.raises(UserError, match=f"{option} cannot be '{number}'"):
        parse_command(f"guild-desktop run train.py {option} {number}")


@pytest.mark.parametrize("words", ["--module package.train x=1", "--command='echo {x}' x=1"])
def test_that_what_only_a_terminal_starts_is_not_taken_for_a_script(words: str) -> None:
    with pytest.raises(UserError, match="The Run panel runs scripts") as refused:
        parse_command(f"guild-desktop run {words}")
    assert "in a terminal" in refused.value.hint
