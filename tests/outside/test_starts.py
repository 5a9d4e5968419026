"""Commands that say what a search tries first."""

from __future__ import annotations

from tests.outside.terminal import Terminal

SCRIPT = "x = 0.5\nnoise = 0.1\nprint(f'loss: {(x - 0.25) ** 2}')\n"


def begun_with(terminal: Terminal) -> list[tuple[str, float]]:
    """Who proposed the runs of the newest sweep, and their values of x."""
    newest = terminal.batches()[0]["id"]
    runs = [run for run in terminal.runs() if run["batch"] == newest]
    return [
        (run["origin"], run["flags"]["x"]) for run in sorted(runs, key=lambda run: run["trial"])
    ]


def test_that_a_search_tries_the_defaults_and_the_runs_that_are_named_first(
    terminal: Terminal,
) -> None:
    terminal.write("train.py", SCRIPT)
    terminal.run("train.py", "x=[0.2,0.9,7]")
    best = terminal.type("select", "--min", "loss", "--short-id").out.strip()
    grid = terminal.batches()[0]["id"]
    far = next(run["short_id"] for run in terminal.runs() if run["flags"]["x"] == 7)
    words = ("train.py", "x=[0.0:1.0]", "noise=0.3", "-o", "bayes", "-m", "5")
    named = ("--start-from", best, "--start-from", grid, "--start-from", far)
    asked = terminal.type("run", *words, *named, answer="n\n")
    assert (
        "First tried:\n"
        "  x=0.5 (defaults)\n"
        "  x=0.2 (start point)\n"
        f"Run {far} is not tried: x = 7 lies outside of its range.\n"
    ) in asked.out
    said = terminal.run(*words, *named)
    assert said.status == 0, said.err
    # Nobody was asked, so nobody has read the summary.
    assert said.out.startswith(f"Run {far} is not tried: x = 7 lies outside of its range.\n[1/5]")
    assert begun_with(terminal)[:2] == [("default", 0.5), ("start", 0.2)]
    assert len(begun_with(terminal)) == 5
    assert {run["flags"]["noise"] for run in terminal.runs()[:5]} == {0.3}


def test_that_samples_stay_what_they_are_unless_asked_otherwise(terminal: Terminal) -> None:
    terminal.write("train.py", SCRIPT)
    words = ("train.py", "x=[0.0:1.0]", "-m", "2", "--random-seed", "1")
    terminal.run(*words)
    plain = begun_with(terminal)
    assert [origin for origin, _ in plain] == ["random", "random"]
    terminal.run(*words, "--defaults-first")
    assert [origin for origin, _ in begun_with(terminal)] == ["default", "random"]
    terminal.run(*words, "-o", "bayes", "--no-defaults-first")
    assert begun_with(terminal)[0][0] == "initial"


def test_that_a_search_that_goes_on_takes_further_start_points(terminal: Terminal) -> None:
    terminal.write("train.py", SCRIPT)
    terminal.run("train.py", "x=0.3")
    terminal.run("train.py", "x=[0.0:1.0]", "-m", "1")
    search = terminal.batches()[0]["id"]
    point = next(run["id"] for run in terminal.runs() if run["flags"]["x"] == 0.3)
    more = ("run", "--restart", search, "--start-from", point, "-m", "2")
    assert "First tried:\n  x=0.3 (start point)\n" in terminal.type(*more, answer="n\n").out
    assert terminal.type(*more, "-y").status == 0
    assert begun_with(terminal)[1] == ("start", 0.3)


def test_that_what_cannot_come_first_is_refused(terminal: Terminal) -> None:
    terminal.write("train.py", SCRIPT)
    terminal.run("train.py", "x=0.3")
    said = terminal.run("train.py", "x=[1,2]", "--start-from", "1")
    assert (said.status, said.err.count("\n")) == (2, 1)
    assert "Only a search can try something first" in said.err
    said = terminal.run("train.py", "x=[0.0:1.0]", "--start-from", "nobody")
    assert said.status == 2
    assert "nobody" in said.err
    assert len(terminal.runs()) == 1
