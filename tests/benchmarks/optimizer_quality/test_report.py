"""That results are kept, continued and judged as the report says."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks.optimizer_quality import records, study
from tests.benchmarks.optimizer_quality.__main__ import main, seeds_of
from tests.benchmarks.optimizer_quality.records import Record
from tests.benchmarks.optimizer_quality.report import verdict

CHECKOUT = Path(__file__).parents[3]
ONE = Record("random", "branin", 0, 1, 20, 0.5, 0.6, 0.01, "first")
REGRETS = {seed: 1 + seed / 20 for seed in range(20)}


def shifted(by):
    return {seed: regret + by for seed, regret in REGRETS.items()}


def command(*arguments):
    whole = [sys.executable, "-m", "tests.benchmarks.optimizer_quality", *arguments]
    return subprocess.run(whole, capture_output=True, text=True, cwd=CHECKOUT)


def test_that_lines_are_read_as_they_were_written_and_a_torn_one_is_passed_over(tmp_path):
    file = tmp_path / "results.jsonl"
    others = [replace(ONE, seed=seed) for seed in range(3)]
    records.append(file, others)
    with file.open("a") as lines:
        lines.write('{"optimizer": "ran')
    assert records.read([file, tmp_path / "missing.jsonl"]) == others


def test_that_what_an_earlier_version_gave_is_left_out():
    old = [replace(ONE, seed=seed) for seed in range(3)]
    new = replace(ONE, source="second")
    elsewhere = replace(ONE, problem="mixed")
    assert records.newest([*old, elsewhere, new]) == [elsewhere, new]


def test_that_an_interrupted_measurement_goes_on_where_it_was(tmp_path):
    file = tmp_path / "results.jsonl"
    keys = list(study.wanted(["random"], ["branin", "mixed"], range(3), [1, 4], [5, 10]))
    first = list(study.run(keys[:5], [5, 10], file, jobs=1))
    rest = list(study.run(keys, [5, 10], file, jobs=1))
    assert [key for key, _ in first + rest] == keys
    assert not any(trouble for _, trouble in first + rest)
    assert len(records.read([file])) == 2 * len(keys)
    assert not list(study.run(keys, [5, 10], file, jobs=1))


def test_that_several_jobs_give_what_one_gives(tmp_path):
    found = []
    for jobs in ("1", "2"):
        file = tmp_path / f"{jobs}.jsonl"
        asked = [
            "--problems",
            "mixed",
            "--optimizers",
            "random",
            "--seeds",
            "0:3",
            "--budgets",
            "5",
        ]
        measured = command("run", *asked, "--jobs", jobs, "--json", str(file))
        assert measured.returncode == 0, measured.stderr
        found.append({(r.seed, r.regret, r.source) for r in records.read([file])})
    assert found[0] == found[1]
    assert len(found[0]) == 3


def test_that_seeds_for_tuning_and_for_reports_are_kept_apart():
    assert seeds_of("report") == range(20)
    assert seeds_of("tune") == range(1000, 1020)
    assert seeds_of("5:7") == range(5, 7)
    for wrong in ("990:1010", "7:7"):
        with pytest.raises(ValueError, match="are none, or of both kinds"):
            seeds_of(wrong)


def test_that_ours_is_lowest_when_no_median_is_below_its_own():
    assert verdict(REGRETS, {"other": shifted(0.0), "worse": shifted(1.0)}) == "lowest"


def test_that_ours_is_behind_what_is_lower_for_almost_every_seed():
    assert verdict(REGRETS, {"other": shifted(-0.1), "worse": shifted(1.0)}).startswith(
        "behind other"
    )


def test_that_ours_is_within_noise_of_what_is_lower_for_half_of_the_seeds():
    shifts = {seed: -0.1 if seed % 2 else 0.1 for seed in REGRETS}
    other = {seed: regret + shifts[seed] for seed, regret in REGRETS.items()}
    middle = float(np.median(list(other.values())))
    # The one of the lowest median is asked about, whatever the other seeds say.
    other |= dict.fromkeys((8, 9, 10, 11), middle - 0.3)
    assert verdict(REGRETS, {"other": other}).startswith("within noise of the lowest (other")


def test_that_the_command_measures_and_reports(tmp_path):
    asked = ["--problems", "branin", "--optimizers", "random", "sobol-scipy", "--seeds", "0:2"]
    asked += ["--budgets", "5", "--workers", "1", "4", "--json", str(tmp_path / "results.jsonl")]
    measured = command("run", *asked)
    assert measured.returncode == 0, measured.stderr
    told = command("report", *asked)
    assert told.returncode == 0, told.stderr
    assert "### After 5 trials, one at a time" in told.stdout
    assert "### After 5 trials, 4 at a time" in told.stdout
    assert "| random | against all others |" in told.stdout


def test_that_a_library_that_is_not_there_is_told_as_missing(tmp_path, capsys, monkeypatch):
    from tests.benchmarks.optimizer_quality import peers
    from tests.benchmarks.optimizer_quality.rival import Entry

    monkeypatch.setitem(peers.PEERS, "elsewhere", Entry(lambda setting: None, ("not_a_library",)))
    arguments = ["run", "--optimizers", "elsewhere", "--json", str(tmp_path / "results.jsonl")]
    assert main(arguments) == 0
    assert "missing: elsewhere needs not_a_library" in capsys.readouterr().out


def test_that_an_optimizer_nobody_has_is_one_sentence(tmp_path, capsys):
    arguments = ["run", "--optimizers", "gq", "--json", str(tmp_path / "results.jsonl")]
    assert main(arguments) == 2
    assert "There is no optimizer named 'gq'." in capsys.readouterr().err
