"""What a fork may get wrong, each as a batch that shows that it does not."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from guild_desktop.core.run import Status
from guild_desktop.engine.guard_process import GuardProcess
from guild_desktop.engine.slots import Slot
from guild_desktop.engine.trial_start import TrialStart
from guild_desktop.engine.trials import ListedTrials
from guild_desktop.engine.warm_executor import executor_for
from guild_desktop.store.recorder import Recorder
from tests.engine.conftest import Bench
from tests.engine.warm import PARENT, outputs, warm, was_forked, with_library


def test_that_openmp_works_in_every_trial(bench: Bench) -> None:
    code = """
        import numpy as np
        from sklearn.ensemble import HistGradientBoostingClassifier
        x = 1
        features = np.random.default_rng(x).random((200, 4))
        model = HistGradientBoostingClassifier(max_iter=5).fit(features, features[:, 0] > 0.5)
        print("loss:", model.score(features, features[:, 0] > 0.5))
        """
    batch = warm(bench, code)
    ended = bench.run(batch)
    assert (ended.status, ended.reason) == (Status.COMPLETED, "")
    assert bench.statuses(batch) == [Status.COMPLETED] * 3


def test_that_no_two_trials_draw_the_same_numbers(bench: Bench) -> None:
    code = """
        import random
        import numpy as np
        x = 1
        print("loss: 1")
        print(random.random(), np.random.rand())
        """
    batch = warm(bench, code, x="[1, 2, 3, 4]")
    bench.run(batch)
    drawn = [number for output in outputs(bench, batch) for number in output.split()[2:]]
    assert len(set(drawn)) == len(drawn) == 8


def test_that_torch_is_seeded_anew_in_every_fork(
    bench: Bench, bare_python: tuple[Path, Path]
) -> None:
    torch = """
        import os
        seeded = []
        def seed():
            seeded.append(os.getpid())
        class cuda:
            is_initialized = staticmethod(lambda: False)
        """
    code = "import os, torch\nprint('seeded', torch.seeded == [os.getpid()])\n" + PARENT
    batch = with_library(bench, warm(bench, code), bare_python, "torch", torch)
    bench.run(batch)
    assert was_forked(bench, batch) == [False, True, True]
    assert ["seeded True" in output for output in outputs(bench, batch)] == [False, True, True]


def test_that_what_a_library_says_when_imported_is_not_said_again_by_each_fork(
    bench: Bench, bare_python: tuple[Path, Path]
) -> None:
    talker = (
        "import sys\nsys.stdout = open(1, 'w', closefd=False)\nsys.stdout.write('half a line ')\n"
    )
    batch = with_library(
        bench, warm(bench, "import talker\n" + PARENT), bare_python, "talker", talker
    )
    bench.run(batch)
    assert was_forked(bench, batch) == [False, True, True]
    assert [output.count("half a line") for output in outputs(bench, batch)] == [1, 0, 0]


def test_that_files_are_written_to_the_end_though_nobody_closes_them(bench: Bench) -> None:
    (bench.folder / "helper.py").write_text("file = open('helper.txt', 'w')\nfile.write('all')\n")
    code = """
        import gzip
        import helper
        x = 1
        plain, packed = open("plain.txt", "w"), gzip.open("packed.gz", "wt")
        plain.write("all")
        packed.write("all")
        class Last:
            def __del__(self):
                print("loss: 1")
        last = Last()
        """
    batch = warm(bench, code)
    bench.run(batch)
    for run in bench.runs(batch):
        folder = bench.store.home.run_folder(run.id)
        assert (folder / "plain.txt").read_text() == "all"
        assert (folder / "helper.txt").read_text() == "all"
        assert (folder / "packed.gz").stat().st_size > len("all")
        assert run.scalars["loss"].last == 1


def test_that_forks_have_the_descriptors_that_cold_trials_have(bench: Bench) -> None:
    code = "import os\nprint('open', sorted(os.listdir('/proc/self/fd')))\n" + PARENT
    batch = warm(bench, code)
    bench.run(batch)
    first, *others = (output.splitlines()[0] for output in outputs(bench, batch))
    assert others == [first, first]


def test_that_forks_have_the_variables_that_cold_trials_have(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    code = """
        import os
        x = 1
        print("loss: 1")
        print(sorted(set(os.environ.items()) - {(n, v) for n, v in os.environ.items() if "GUILD" in n}))
        """
    batch = warm(bench, code)
    bench.run(batch)
    first, *others = (output.splitlines()[1] for output in outputs(bench, batch))
    assert others == [first, first]


def test_that_each_trial_imports_the_project_s_own_modules_itself(bench: Bench) -> None:
    code = "import os\nprint('imported in', os.getcwd())\nopen('imported', 'x').close()\n"
    (bench.folder / "helper.py").write_text(code)
    batch = warm(bench, "import helper\n" + PARENT)
    bench.run(batch)
    assert was_forked(bench, batch) == [False, True, True]
    for run, output in zip(bench.runs(batch), outputs(bench, batch), strict=True):
        assert output.count(f"imported in {bench.store.home.run_folder(run.id)}\n") == 1


def test_that_a_library_sees_at_its_import_the_variables_of_its_trial(
    bench: Bench, bare_python: tuple[Path, Path]
) -> None:
    card = "import os\ncard = os.environ['CUDA_VISIBLE_DEVICES']\n"
    code = (
        "import os, card\nprint('card', card.card, os.environ['CUDA_VISIBLE_DEVICES'])\n" + PARENT
    )
    batch = with_library(
        bench, warm(bench, code, x="[1, 2, 3, 4, 5, 6]"), bare_python, "card", card
    )
    with ExitStack() as closing:
        guard = GuardProcess(bench.folder, 0.5)
        closing.callback(guard.close)
        start = TrialStart(bench.store.home, batch)
        executor = executor_for(start, guard)
        closing.callback(executor.close)
        trials = ListedTrials(batch, (), Recorder(bench.store), start.source_hash)
        while run := trials.next_run():
            spec = start.spec(run, Slot())
            variables = {**spec.environment, "CUDA_VISIBLE_DEVICES": str(run.trial % 2)}
            executor.submit(replace(spec, environment=variables))
            while executor.running or not executor.is_ready:
                executor.wait(0.05)
    cards = [output.splitlines()[0] for output in outputs(bench, batch)]
    assert cards == ["card 1 1", "card 0 0"] * 3
    assert was_forked(bench, batch) == [False, False, True, True, True, True]


def test_that_code_edited_in_the_midst_of_a_batch_is_not_seen(bench: Bench) -> None:
    (bench.folder / "helper.py").write_text("value = 'old'\n")
    code = """
        import pathlib
        import helper
        x = 1
        pathlib.Path(__file__).with_name("helper.py").write_text("value = 'new'\\n")
        pathlib.Path(__file__).write_text("print('edited')\\n")
        print("loss: 1")
        print("value", helper.value)
        """
    batch = warm(bench, code)
    bench.run(batch)
    assert outputs(bench, batch) == ["loss: 1\nvalue old\n"] * 3
