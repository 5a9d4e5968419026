"""That the locks name every direct dependency, with hashes, and leave out what is known to be broken."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

CHECKOUT = Path(__file__).parents[2]
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
LOCKS = ("run", "dev", "build", "peers")
PYTHONS = ("3.11", "3.12", "3.13")


def text_of(lock: str) -> str:
    return (CHECKOUT / "requirements" / f"{lock}.txt").read_text("utf-8")


def requirements_of(lock: str) -> list[Requirement]:
    lines = re.findall(r"^([a-z0-9].*?) \\$", text_of(lock), re.MULTILINE)
    return [Requirement(line) for line in lines]


def versions(lock: str, python: str) -> dict[str, str]:
    """Give what the lock installs on one Python: name to version."""
    environment = {
        **default_environment(),
        "python_version": python,
        "python_full_version": f"{python}.0",
    }
    wanted = [
        requirement
        for requirement in requirements_of(lock)
        if requirement.marker is None or requirement.marker.evaluate(environment)
    ]
    return {requirement.name: next(iter(requirement.specifier)).version for requirement in wanted}


def direct(python: str) -> list[Requirement]:
    """Give what the project asks for by name on one Python."""
    asked = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
    environment = {"python_version": python}
    return [each for each in asked if each.marker is None or each.marker.evaluate(environment)]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_that_each_direct_dependency_is_locked_at_a_version_it_allows(
    lock: str, python: str
) -> None:
    locked = versions(lock, python)
    for requirement in direct(python):
        assert requirement.specifier.contains(locked[requirement.name.lower()])


@pytest.mark.parametrize("python", PYTHONS)
def test_that_the_tools_of_tests_and_checks_are_locked(python: str) -> None:
    locked = versions("dev", python)
    for group in ("build", "dev"):
        for text in PROJECT["dependency-groups"][group]:
            requirement = Requirement(text)
            assert requirement.specifier.contains(locked[requirement.name.lower()])


@pytest.mark.parametrize("python", PYTHONS)
def test_that_tensorboard_is_there_for_tests_but_not_needed_to_run(python: str) -> None:
    (asked,) = map(Requirement, PROJECT["project"]["optional-dependencies"]["tensorboard"])
    assert asked.specifier.contains(versions("dev", python)["tensorboard"])
    assert "tensorboard" not in versions("run", python)


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", ["dev", "build", "peers"])
def test_that_testing_packaging_and_comparing_install_what_running_does(
    lock: str, python: str
) -> None:
    assert versions("run", python).items() <= versions(lock, python).items()


@pytest.mark.parametrize("python", PYTHONS)
def test_that_what_makes_the_packaged_program_is_locked(python: str) -> None:
    for text in PROJECT["dependency-groups"]["freeze"]:
        requirement = Requirement(text)
        assert requirement.specifier.contains(versions("build", python)[requirement.name])


@pytest.mark.parametrize("python", PYTHONS)
def test_that_the_optimizers_to_compare_with_are_locked_and_not_needed_to_run(python: str) -> None:
    for text in PROJECT["dependency-groups"]["peers"]:
        requirement = Requirement(text)
        assert requirement.specifier.contains(versions("peers", python)[requirement.name])
        assert requirement.name not in versions("run", python)


@pytest.mark.parametrize("lock", LOCKS)
def test_that_every_package_has_hashes(lock: str) -> None:
    for block in re.split(r"\n(?=[a-z0-9])", text_of(lock))[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize("lock", LOCKS)
def test_that_python_3_11_never_gets_the_qt_that_aborts_under_signals(lock: str) -> None:
    assert versions(lock, "3.11")["pyside6-essentials"] != "6.12.0"
    asked = [each for each in direct("3.11") if each.name == "PySide6-Essentials"]
    assert not any(each.specifier.contains("6.12.0") for each in asked)


def test_that_what_installs_the_project_is_locked_for_running() -> None:
    backend = Requirement(PROJECT["build-system"]["requires"][0])
    assert backend.specifier.contains(versions("run", "3.11")[backend.name])
