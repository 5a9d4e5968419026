"""Numbers that are found by a person's own patterns, from the command line to what is stored."""

from __future__ import annotations

from tests.outside.terminal import Said, Terminal

EPOCHS = """\
x = 1
for epoch in range(4):
    print(f"Epoch {epoch}: loss={x / (epoch + 1):.4f} acc={epoch / 4}")
print("loss: 99")
"""
LOSS, STEP = r"loss=loss=(\value)", r"step=Epoch (\step)"


def scalar(terminal: Terminal, name: str) -> tuple[float, int, int]:
    """The newest run's last value, its step, and how many there were."""
    summary = terminal.runs()[0]["scalars"][name]
    return summary["last"], summary["step"], summary["count"]


def patterns(said: Said) -> list[str]:
    return said.document.get("patterns", [])


def test_that_what_a_pattern_finds_takes_the_place_of_plain_lines(terminal: Terminal) -> None:
    terminal.write("epochs.py", EPOCHS)
    assert terminal.run("epochs.py", "x=2").status == 0
    assert scalar(terminal, "loss") == (99.0, 0, 1)
    assert terminal.run("epochs.py", "x=2", "--scalar", LOSS, "--scalar", STEP).status == 0
    assert scalar(terminal, "loss") == (0.5, 3, 4)
    said = terminal.type("info", "1").out
    assert f"Scalar patterns:\n  {LOSS}\n  {STEP}\n" in said
    assert patterns(terminal.type("info", "1", "--json")) == [LOSS, STEP]
    assert patterns(terminal.type("info", "2", "--json")) == []


def test_that_a_search_may_have_a_pattern_s_number_for_its_goal(terminal: Terminal) -> None:
    terminal.write("epochs.py", EPOCHS)
    words = ("x=[1,2]", "--scalar", r"(\key)=(\value)", "--maximize", "acc")
    assert terminal.run("epochs.py", *words).status == 0
    assert scalar(terminal, "acc")[0] == 0.75
    assert {run["reason"] for run in terminal.runs()} == {""}


def test_that_a_restart_keeps_the_patterns_or_takes_others(terminal: Terminal) -> None:
    terminal.write("epochs.py", EPOCHS)
    assert terminal.run("epochs.py", "x=[1,2]", "--scalar", LOSS).status == 0
    (batch,) = terminal.batches()
    assert terminal.run("--restart", "1").status == 0
    assert scalar(terminal, "loss")[2] == 4
    accuracy = r"acc=acc=(\value)"
    assert terminal.run("--restart", "1", "--scalar", accuracy).status == 0
    assert scalar(terminal, "acc")[2] == 4
    assert scalar(terminal, "loss")[2] == 1
    assert terminal.run("--restart", batch["id"], "x=[3]", "--scalar", accuracy).status == 0
    assert patterns(terminal.type("info", batch["id"], "--json")) == [accuracy]


def test_that_a_pattern_that_takes_too_long_is_switched_off_and_told(terminal: Terminal) -> None:
    terminal.write("long.py", "print('a' * 60_000 + '!')\nprint('acc is 0.5')\nprint('loss: 1')\n")
    bomb, sound = r"bomb=(.*a){20}$", r"acc=acc is (\value)"
    assert terminal.run("long.py", "--scalar", bomb, "--scalar", sound).status == 0
    (run,) = terminal.runs()
    assert run["status"] == "completed"
    assert run["reason"] == (
        "the pattern for bomb took more than 50 ms for a line and was switched off"
    )
    assert {name: each["last"] for name, each in run["scalars"].items()} == {"acc": 0.5, "loss": 1}
