"""Optimizers of other packages: used when they are right, greyed with the reason when they are not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from importlib import metadata
from types import SimpleNamespace

import pytest

from guild_desktop.core.space import SearchSpace, Uniform
from guild_desktop.optimizers import create, entry_points, optimizer_info

GOOD = """
from guild_desktop.optimizers import OptimizerInfo, OptionInfo, Suggestion

print("hello from an import")
info = OptimizerInfo(
    name={name!r}, title="Corner", summary="Tries one corner.", group="Sample",
    options=(OptionInfo("depth", "Depth", "int", 3, "How deep.", low=1, high=9),),
    lists_all=True, in_child=False,
)


class Corner:
    skipped = 0

    def __init__(self, search, options, seed):
        self.dimension = search.dimensions[0]

    def ask(self):
        return Suggestion({{self.dimension.name: {value}}}, "whoever")

    def tell(self, params, value):
        pass

    withdraw = recommend = lambda *arguments: None


def create(search, options, seed):
    return Corner(search, options, seed)
"""


class Packages:
    """A folder of installed packages, as pip leaves them."""

    def __init__(self, folder):
        self.folder = folder

    def install(self, package, entry, source):
        (self.folder / f"{package}.py").write_text(source, "utf-8")
        facts = self.folder / f"{package}-1.0.dist-info"
        facts.mkdir()
        (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (facts / "entry_points.txt").write_text(
            f"[guild_desktop.optimizers]\n{entry} = {package}\n"
        )

    def run(self, *words):
        environment = os.environ | {"PYTHONPATH": str(self.folder)}
        return subprocess.run(
            [sys.executable, *words], capture_output=True, text=True, env=environment
        )

    def listed(self, home):
        done = self.run("-m", "guild_desktop", "--home", str(home), "optimizers", "--json")
        assert done.returncode == 0, done.stderr
        return {info["name"]: info for info in json.loads(done.stdout)}


@pytest.fixture
def packages(tmp_path):
    folder = tmp_path / "packages"
    folder.mkdir()
    return Packages(folder)


def test_that_a_right_one_is_listed_in_its_group_and_never_runs_in_the_engine(packages, home):
    packages.install("corners", "corner", GOOD.format(name="corner", value="self.dimension.low"))
    listed = packages.listed(home)
    assert listed["corner"]["available"]
    assert listed["corner"]["in_child"]
    assert not listed["corner"]["lists_all"]
    names = list(listed)
    assert names.index("sobol") < names.index("corner") < names.index("gp")


def test_that_it_proposes_the_trials_of_a_batch_in_native_values(packages, home, tmp_path):
    packages.install("corners", "corner", GOOD.format(name="corner", value="self.dimension.low"))
    script = tmp_path / "train.py"
    script.write_text("x = 1.0\nprint(f'loss: {x}')\n")
    words = ["-m", "guild_desktop", "--home", str(home), "run", str(script), "x=[-2.0:2.0]"]
    done = packages.run(*words, "-o", "corner", "-Fo", "depth=4", "-m", "2", "-y", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["optimizer"] == "corner"
    done = packages.run("-m", "guild_desktop", "--home", str(home), "runs", "--json")
    runs = [run for run in json.loads(done.stdout) if "trials" not in run]
    assert [(run["flags"]["x"], run["origin"]) for run in runs] == [(-2.0, "model")] * 2


def test_that_random_values_are_tried_when_it_proposes_what_is_not_in_the_space(
    packages, home, tmp_path
):
    packages.install("corners", "corner", GOOD.format(name="corner", value="99.0"))
    script = tmp_path / "train.py"
    script.write_text("x = 1.0\nprint(f'loss: {x}')\n")
    words = ["-m", "guild_desktop", "--home", str(home), "run", str(script), "x=[-2.0:2.0]"]
    done = packages.run(*words, "-o", "corner", "-m", "2", "-y")
    assert done.returncode == 0, done.stderr
    assert "not in the search space" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("entry", "source", "told"),
    [
        ("bad", "raise RuntimeError('out of\\nsorts')", "RuntimeError: out of sorts"),
        ("bad", "import sys; sys.exit(3)", "SystemExit: 3"),
        ("bad", "import a_module_that_is_nowhere", "ModuleNotFoundError"),
        ("bad", "x = 1", "its info is not an OptimizerInfo"),
        ("bad", GOOD.format(name="other", value=0), "its info is named 'other'"),
        ("bad", GOOD.format(name="bad", value=0) + "create = 3", "no function named create"),
        ("bad", GOOD.format(name="bad", value=0).replace('"Sample"', '"Zoo"'), "its group is none"),
        ("bad", GOOD.format(name="bad", value=0).replace('"int", 3', '"int", 99'), "a default"),
        ("bad", GOOD.format(name="bad", value=0).replace('"int"', '"date"'), "must be OptionInfo"),
        ("Bad", GOOD.format(name="Bad", value=0), "small letters"),
        ("gp", GOOD.format(name="gp", value=0), "there is an optimizer named gp already"),
        ("tpe", GOOD.format(name="tpe", value=0), "already"),
    ],
)
def test_that_a_wrong_one_is_greyed_with_the_reason(packages, home, entry, source, told):
    packages.install("oddities", entry, source)
    listed = packages.listed(home)
    greyed = next(info for info in listed.values() if not info["available"])
    assert told in greyed["why_not"]
    assert "oddities" in greyed["why_not"]
    assert not greyed["why_not"].endswith("..")
    assert listed["gp"]["available"]
    assert listed["tpe"]["title"] == "TPE (Optuna)"


def test_that_running_a_wrong_one_is_told_in_one_sentence(packages, home, tmp_path):
    packages.install("oddities", "bad", "raise RuntimeError('out of sorts')")
    script = tmp_path / "train.py"
    script.write_text("x = 1.0\n")
    words = ["-m", "guild_desktop", "--home", str(home), "run", str(script), "x=[0.0:1.0]"]
    done = packages.run(*words, "-o", "bad", "-y")
    assert done.returncode == 2
    assert "The optimizer 'bad' cannot be used here." in done.stderr
    assert "out of sorts" in done.stderr
    assert "Traceback" not in done.stderr


def test_that_other_packages_are_looked_at_only_by_who_asks_for_them():
    code = (
        "import sys\n"
        "from guild_desktop.optimizers import check_options, create\n"
        "from guild_desktop.core.space import SearchSpace, Uniform\n"
        "check_options('gp', {'kappa': '2'})\n"
        "create('random', SearchSpace({'x': Uniform(0.0, 1.0)})).ask()\n"
        "print('importlib.metadata' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_that_tpe_without_optuna_is_told_with_what_to_install(packages, home, tmp_path):
    # What comes first on the path hides the library that is there.
    (packages.folder / "sitecustomize.py").write_text(
        "import importlib.util\n"
        "found = importlib.util.find_spec\n"
        "importlib.util.find_spec = (\n"
        "    lambda name, package=None: None if name == 'optuna' else found(name, package)\n"
        ")\n"
    )
    info = packages.listed(home)["tpe"]
    assert not info["available"]
    assert "pip install 'guild-desktop[optuna]'" in info["why_not"]
    script = tmp_path / "train.py"
    script.write_text("x = 1.0\n")
    words = ["-m", "guild_desktop", "--home", str(home), "run", str(script), "x=[0.0:1.0]"]
    done = packages.run(*words, "-o", "tpe", "-y")
    assert done.returncode == 2
    assert "guild-desktop[optuna]" in done.stderr


def test_that_tpe_comes_in_by_its_entry_point():
    assert optimizer_info("tpe").in_child
    assert create("tpe", SearchSpace({"x": Uniform(0.0, 1.0)})).ask().origin == "random"


def test_that_one_that_hangs_while_it_is_imported_is_given_up_and_greyed(
    packages, monkeypatch, capsys
):
    gate = threading.Event()
    monkeypatch.setitem(sys.modules, "gate_of_the_test", SimpleNamespace(wait=gate.wait))
    packages.install(
        "sleepy",
        "slow",
        "print('going to sleep')\nimport gate_of_the_test\ngate_of_the_test.wait()\n",
    )
    monkeypatch.syspath_prepend(packages.folder)
    monkeypatch.setattr(entry_points, "_LIMIT", 0.2)
    entry = metadata.EntryPoint("slow", "sleepy", entry_points.ENTRY_POINTS)
    try:
        (plugin,) = entry_points._without_clashes([entry])
    finally:
        gate.set()
    assert not plugin.info.available
    assert "importing it takes longer than 0.2 s" in plugin.info.why_not
    print("what comes after")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("what comes after\n", "going to sleep\n")
