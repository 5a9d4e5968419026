"""Names, options and descriptions of optimizers, known without importing any of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.core.space import SearchSpace, Uniform
from guild_desktop.optimizers import (
    check_options,
    create,
    optimizer_info,
    optimizer_infos,
    recommended_optimizer,
)


def test_that_describing_and_checking_optimizers_imports_nothing_heavy():
    code = (
        "import sys\n"
        "from guild_desktop.optimizers import *\n"
        "from guild_desktop.core.space import SearchSpace, Uniform\n"
        "assert all(info.title and info.summary for info in optimizer_infos())\n"
        "check_options('gp', {'kappa': '2'})\n"
        "for name in ('grid', 'random'):\n"
        "    create(name, SearchSpace({'x': Uniform(0.0, 1.0)})).ask()\n"
        "print([m for m in ('scipy', 'sklearn', 'skopt', 'joblib') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_that_creating_a_model_imports_no_plotting():
    code = (
        "import sys\n"
        "from guild_desktop.optimizers import create\n"
        "from guild_desktop.core.space import SearchSpace, Uniform\n"
        "create('gp', SearchSpace({'x': Uniform(0.0, 1.0)})).ask()\n"
        "print('skopt' in sys.modules, 'matplotlib' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("+", "grid"),
        ("skopt:gp", "gp"),
        ("gaussian", "gp"),
        ("bayesian", "bayes"),
        ("skopt:random", "random"),
        ("skopt:forest", "forest"),
        ("skopt:gbrt", "gbrt"),
        (" GP ", "gp"),
    ],
)
def test_that_guilds_names_are_understood(word, name):
    assert optimizer_info(word).name == name


def test_that_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(UserError) as caught:
        optimizer_info("forrest")
    assert "'forrest'" in caught.value.message
    assert "'forest'" in caught.value.hint
    with pytest.raises(UserError, match="grid, random, sobol, bayes, gp, forest, gbrt, tpe"):
        optimizer_info("zzz")


def test_that_names_and_aliases_are_unique():
    words = [word for info in optimizer_infos() for word in (info.name, *info.aliases)]
    assert len(words) == len(set(words))


def test_that_only_what_needs_numpy_alone_runs_in_the_engine():
    assert {info.name for info in optimizer_infos() if not info.in_child} == {"grid", "random"}
    assert {info.name for info in optimizer_infos() if info.lists_all} == {"grid"}


def test_that_the_options_have_guilds_names_and_defaults():
    assert check_options("gp", {}) == {
        "random-starts": 3,
        "acq-func": "gp_hedge",
        "kappa": 1.96,
        "xi": 0.05,
        "noise": "gaussian",
    }
    for name in ("forest", "gbrt"):
        assert check_options(name, {}) == {"random-starts": 3, "kappa": 1.96, "xi": 0.05}
    assert check_options("grid", {}) == {"points": 5}
    assert check_options("random", {}) == {"avoid-repeats": True}


@pytest.mark.parametrize(
    ("name", "typed", "read"),
    [
        ("gp", {"random_starts": "5"}, {"random-starts": 5}),
        ("gp", {"random-starts": "1e1"}, {"random-starts": 10}),
        ("gp", {"acq_func": "ei"}, {"acq-func": "EI"}),
        ("gp", {"acq-func": "GP_HEDGE"}, {"acq-func": "gp_hedge"}),
        ("gp", {"kappa": 2}, {"kappa": 2.0}),
        ("gp", {"noise": "0.01"}, {"noise": 0.01}),
        ("gp", {"noise": "Gaussian"}, {"noise": "gaussian"}),
        ("random", {"avoid-repeats": "off"}, {"avoid-repeats": False}),
        ("random", {"avoid-repeats": True}, {"avoid-repeats": True}),
    ],
)
def test_that_typed_options_are_read(name, typed, read):
    checked = check_options(name, typed)
    for option, value in read.items():
        assert checked[option] == value
        assert type(checked[option]) is type(value)


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("gp", {"random-starts": "2.5"}, "a whole number from 0 to 10000"),
        ("gp", {"random-starts": "-1"}, "a whole number from 0 to 10000"),
        ("gp", {"random-starts": ""}, "'random-starts' cannot be empty"),
        ("gp", {"acq-func": "EIps"}, "one of gp_hedge, EI, LCB, PI"),
        ("gp", {"kappa": "big"}, "a number from 0 to 100"),
        ("gp", {"kappa": "nan"}, "a number from 0 to 100"),
        ("gp", {"kappa": True}, "a number from 0 to 100"),
        ("gp", {"noise": "-1"}, "'gaussian' or a number not below 0"),
        ("gp", {"noise": "uniform"}, "'gaussian' or a number not below 0"),
        ("random", {"avoid-repeats": "maybe"}, "yes or no"),
        ("gp", {"kapa": "2"}, "Did you mean 'kappa'?"),
        ("grid", {"kernel": "2"}, "It has points"),
        ("grid", {"kappa": "2"}, "It has points. kappa is an option of gp, forest, gbrt."),
        ("bayes", {"random_starts": 0}, "random-starts is an option of gp, forest, gbrt."),
    ],
)
def test_that_a_wrong_option_is_told_with_what_is_allowed(name, typed, told):
    with pytest.raises(UserError) as caught:
        check_options(name, typed)
    assert told in str(caught.value)


def test_that_all_wrong_options_are_told_at_once():
    with pytest.raises(UserError) as caught:
        check_options("gp", {"kappa": "x", "zeal": 1, "xi": "y"})
    assert all(word in caught.value.message for word in ("'kappa'", "'zeal'", "'xi'"))


def test_that_every_default_is_among_the_values_it_allows():
    for info in optimizer_infos():
        defaults = {option.name: option.default for option in info.options}
        assert check_options(info.name, defaults) == defaults


def test_that_ranges_are_searched_by_a_model_and_lists_all_tried():
    assert recommended_optimizer(["fixed", "list"]) == "grid"
    assert recommended_optimizer(["list", "range"]) == "bayes"
    assert recommended_optimizer([]) == "grid"


def test_that_without_a_seed_two_optimizers_differ():
    space = SearchSpace({"x": Uniform(0.0, 1.0)})
    assert create("random", space).ask() != create("random", space).ask()


def test_that_a_negative_seed_is_as_good_as_any():
    space = SearchSpace({"x": Uniform(0.0, 1.0)})
    assert create("random", space, seed=-1).ask() == create("random", space, seed=-1).ask()


def test_that_a_missing_library_is_told_with_what_to_install(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    info = optimizer_info("gp")
    assert not info.available
    assert "pip install scikit-optimize" in info.why_not
    with pytest.raises(UserError, match="scikit-optimize"):
        create("gp", SearchSpace({"x": Uniform(0.0, 1.0)}))
    assert optimizer_info("random").available
