"""That what the documents tell a reader to type exists, and that their links lead somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
DOCUMENTS = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")])


def commands_in(name: str, program: str) -> list[str]:
    """Give the lines of a document that are typed to run a program, without what explains them."""
    text = (CHECKOUT / name).read_text("utf-8")
    lines = re.findall(rf"^    (?:\S*/)?{re.escape(program)} (.*)$", text, re.MULTILINE)
    return [re.split(r"\s{2,}", line)[0] for line in lines]


def help_of(*words: str) -> str:
    asked = subprocess.run([sys.executable, *words, "--help"], capture_output=True, text=True)
    assert asked.returncode == 0, asked.stderr
    return asked.stdout


def test_that_the_readme_begins_with_the_two_commands() -> None:
    text = (CHECKOUT / "README.md").read_text("utf-8")
    typed = re.findall(r"^    (.*)$", text, re.MULTILINE)
    assert typed[:2] == [
        "python3 packaging/bootstrap.py demo",
        "python3 packaging/bootstrap.py test",
    ]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_that_bootstrap_knows_every_verb_a_document_gives_it(name: str) -> None:
    verbs = {line.split()[0] for line in commands_in(name, "python3 packaging/bootstrap.py")}
    known = help_of(str(CHECKOUT / "packaging" / "bootstrap.py"))
    assert verbs
    assert all(re.search(rf"^{verb}\b", known, re.MULTILINE) for verb in verbs)


@pytest.mark.parametrize("line", commands_in("README.md", "guild-desktop"))
def test_that_the_program_knows_every_command_and_option_of_the_readme(line: str) -> None:
    first, *rest = line.split()
    verb = () if first.endswith(".py") else (first,)
    known = help_of("-m", "guild_desktop", *verb)
    for option in (word for word in rest if word.startswith("--")):
        assert re.search(rf"{re.escape(option)}\b", known), f"{option} is not in its help"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_that_every_link_to_a_file_leads_to_one(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    broken = [link for link in links if not (path.parent / link).exists()]
    assert broken == []


def test_that_the_continuous_checks_run_the_readmes_own_test_command() -> None:
    script = (CHECKOUT / ".ci" / "run").read_text("utf-8")
    assert "python3 packaging/bootstrap.py test" in script
