"""That what the documents tell a reader to type exists, and that their links and pictures lead somewhere."""

from __future__ import annotations

import ast
import functools
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from guild_desktop.core.values import format_value
from guild_desktop.optimizers import optimizer_infos
from guild_desktop.optimizers.options import allowed_values

CHECKOUT = Path(__file__).parents[2]
DOCUMENTS = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")])
PROGRAM = "guild-desktop"


def name_of(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


def typed_in(path: Path) -> list[str]:
    """Give the command lines of a document: indented ones, and those of console and shell blocks."""
    text = path.read_text("utf-8")
    indented = re.findall(
        r"^    (.*)$",
        re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL),
        re.MULTILINE,
    )
    lines = [re.split(r"\s{2,}", line)[0] for line in indented]
    for kind, block in re.findall(r"^```(console|sh)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        lines += (
            re.findall(r"^\$ (.*)$", block, re.MULTILINE)
            if kind == "console"
            else block.splitlines()
        )
    return lines


def commands_in(path: Path, program: str) -> list[str]:
    """Give what follows ``program`` in the lines that run it."""
    found = (
        re.match(rf"(?:\S*/)?{re.escape(program)}(?: (.*))?$", line) for line in typed_in(path)
    )
    return [match[1] or "" for match in found if match]


def commands_named_in_tables(path: Path) -> list[str]:
    """Give what tables and sentences call ``guild-desktop …`` in backquotes."""
    return re.findall(rf"`{PROGRAM} ([^`]+)`", path.read_text("utf-8"))


@functools.cache
def help_of(*words: str) -> str:
    asked = subprocess.run([sys.executable, *words, "--help"], capture_output=True, text=True)
    assert asked.returncode == 0, asked.stderr
    return asked.stdout


def verbs() -> set[str]:
    return set(re.findall(r"^  (\w+) {2,}", help_of("-m", "guild_desktop"), re.MULTILINE))


def anchors(path: Path) -> set[str]:
    """Give the names under which the headings of a document can be linked to, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


PROGRAM_LINES = [
    pytest.param(line, id=f"{name_of(path)}: {line}")
    for path in DOCUMENTS
    for line in dict.fromkeys([*commands_in(path, PROGRAM), *commands_named_in_tables(path)])
]


def test_that_the_readme_begins_with_the_two_commands() -> None:
    assert typed_in(CHECKOUT / "README.md")[:2] == [
        "python3 packaging/bootstrap.py demo",
        "python3 packaging/bootstrap.py test",
    ]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/guide/README.md"])
def test_that_bootstrap_knows_every_verb_a_document_gives_it(name: str) -> None:
    lines = commands_in(CHECKOUT / name, "python3 packaging/bootstrap.py")
    known = help_of(str(CHECKOUT / "packaging" / "bootstrap.py"))
    assert lines
    assert all(re.search(rf"^{line.split()[0]}\b", known, re.MULTILINE) for line in lines)


def test_that_the_documents_name_every_command_of_the_program() -> None:
    text = (CHECKOUT / "docs" / "guide" / "commands.md").read_text("utf-8")
    assert verbs()
    assert all(f"`{PROGRAM} {verb}" in text for verb in verbs())


@pytest.mark.parametrize("line", PROGRAM_LINES)
def test_that_the_program_knows_every_command_and_option_of_the_documents(line: str) -> None:
    words = shlex.split(line.replace("…", "").replace("$(", "").replace(")", ""))
    first = words[0] if words else ""
    if first == "COMMAND":
        return
    is_window = not first or first.startswith("-") or first.endswith(".py")
    assert is_window or first in verbs(), f"there is no command {first}"
    known = help_of("-m", "guild_desktop", *([] if is_window else [first]))
    options = {word.partition("=")[0] for word in words if re.match(r"--?[A-Za-z]", word)}
    for option in options - {"--home", "--help"}:
        assert re.search(rf"(?<!\S){re.escape(option)}\b", known), f"{option} is not in its help"


def test_that_the_page_of_commands_lists_every_option_of_run() -> None:
    text = (CHECKOUT / "docs" / "guide" / "commands.md").read_text("utf-8")
    scripts = (CHECKOUT / "docs" / "guide" / "scripts.md").read_text("utf-8")
    options = set(re.findall(r"--[a-z][a-z-]+", help_of("-m", "guild_desktop", "run")))
    assert {"--optimizer", "--restart"} <= options
    assert [option for option in options - {"--help"} if option not in text + scripts] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_that_every_link_to_a_file_leads_to_one(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    broken = [link for link in links if not (path.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_that_every_link_to_a_heading_leads_to_one(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", path.read_text("utf-8"))
    broken = [
        f"{link}#{heading}"
        for link, heading in links
        if heading not in anchors(path.parent / link if link else path)
    ]
    assert broken == []


def test_that_every_picture_is_shown_somewhere_and_can_be_made_again() -> None:
    shown = {
        (path.parent / link).resolve()
        for path in DOCUMENTS
        for link in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", path.read_text("utf-8"))
    }
    made = re.findall(
        r'^    "([a-z-]+)": \([a-z_.]+, "',
        (CHECKOUT / "packaging" / "scenes.py").read_text("utf-8"),
        re.MULTILINE,
    )
    pictures = {path.resolve() for path in (CHECKOUT / "docs" / "pictures").iterdir()}
    assert pictures == shown
    assert {path.stem for path in pictures} == set(made)


def test_that_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (CHECKOUT / "docs" / "pictures").iterdir()}
    assert {name: size for name, size in sizes.items() if size > 200_000} == {}


def test_that_the_example_of_the_guide_runs_and_reports_the_goal() -> None:
    script = CHECKOUT / "docs" / "examples" / "moons.py"
    ran = subprocess.run(
        [sys.executable, str(script), "--epochs", "1"], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"^loss: \d+\.\d+ \(step 1\)$", ran.stdout, re.MULTILINE)


def test_that_the_example_has_the_flags_the_guide_tells_of() -> None:
    from guild_desktop.scripts.detect import detect_flags

    found = detect_flags(CHECKOUT / "docs" / "examples" / "moons.py")
    assert [flag.name for flag in found.flags] == ["rate", "hidden", "activation", "epochs"]
    assert found.scalars == ("loss", "accuracy")


@pytest.mark.parametrize(
    "path", sorted((CHECKOUT / "resources" / "help").glob("*.md")), ids=name_of
)
def test_that_every_page_of_help_is_one_the_window_shows(path: Path) -> None:
    shown = (CHECKOUT / "guild_desktop" / "gui" / "dialogs" / "about.py").read_text("utf-8")
    assert f'"{path.name}"' in shown


def test_that_the_window_has_every_page_of_help_it_shows() -> None:
    shown = (CHECKOUT / "guild_desktop" / "gui" / "dialogs" / "about.py").read_text("utf-8")
    pages = re.findall(r'"([a-z-]+\.md)"', shown)
    assert pages
    assert all((CHECKOUT / "resources" / "help" / page).is_file() for page in pages)


def test_that_every_expression_in_the_help_is_one_the_program_reads() -> None:
    from guild_desktop.flags import parse

    text = (CHECKOUT / "resources" / "help" / "flag-language.md").read_text("utf-8")
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    expressions = [expression for cell in cells for expression in re.findall(r"`([^`]+)`", cell)]
    assert len(expressions) > 10
    for expression in expressions:
        parse({"x": expression})


def test_that_every_condition_of_the_guide_is_one_the_program_reads() -> None:
    from guild_desktop.core.filter import parse_filter

    text = (CHECKOUT / "docs" / "guide" / "runs.md").read_text("utf-8")
    table = text.partition("| You type | Keeps |")[2].partition("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    spans = [code for cell in cells for _, code in re.findall(r"(`+)(.+?)\1(?!`)", cell)]
    conditions = [code.strip() for code in spans if " " in code.strip()]
    assert len(conditions) > 8
    for condition in conditions:
        if "…" not in condition and not condition.startswith("is "):
            parse_filter(condition)


def test_that_every_decision_is_listed_by_its_number_and_title() -> None:
    folder = CHECKOUT / "docs" / "decisions"
    pages = sorted(folder.glob("[0-9]*.md"))
    titles = [page.read_text("utf-8").splitlines()[0].removeprefix("# ") for page in pages]
    listed = [
        f"{number}. {title}"
        for number, title in re.findall(
            r"^(\d+)\. \[(.+?)\]\(\d{4}-", (folder / "README.md").read_text("utf-8"), re.MULTILINE
        )
    ]
    assert listed == titles


def test_that_the_continuous_checks_run_the_readmes_own_test_command() -> None:
    script = (CHECKOUT / ".ci" / "run").read_text("utf-8")
    assert "python3 packaging/bootstrap.py test" in script


@functools.cache
def texts_of_the_program() -> str:
    """Give every text in the program's own code, one after another."""
    sources = [*(CHECKOUT / "guild_desktop").rglob("*.py"), *(CHECKOUT / "packaging").glob("*.py")]
    return "\0".join(
        node.value
        for path in sources
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


GUIDE = sorted((CHECKOUT / "docs" / "guide").glob("*.md"))


@pytest.mark.parametrize("path", [CHECKOUT / "README.md", *GUIDE], ids=name_of)
def test_that_what_is_written_in_italics_is_found_in_the_window(path: Path) -> None:
    text = re.sub(
        r"^```.*?^```|`[^`]*`|^\* ", "", path.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    written = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", re.sub(r"\s+", " ", text))
    # Numbers, signs and the names of results are put in as the program runs.
    parts = {words: re.split(r"\d+|[▾✕]|→", words) for words in written}
    unknown = [
        words
        for words, pieces in parts.items()
        if any(piece.strip() not in texts_of_the_program().replace("&", "") for piece in pieces)
    ]
    assert unknown == []


def test_that_the_messages_the_guide_explains_are_the_programs_own() -> None:
    page = (CHECKOUT / "docs" / "guide" / "troubleshooting.md").read_text("utf-8")
    messages = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| ")]
    told = [one for one in messages if one != "It says" and "Error: " not in one]
    assert len(told) > 30
    # What stands for a name or a number is left out, and so are the words "is" and "are" beside it.
    parts = {one: re.split(r"…|SIGKILL|\bgp\b|\bis\b|\bloss\b|\b\d[\d.,]*", one) for one in told}
    unknown = [
        one
        for one, pieces in parts.items()
        if any(piece.strip(" ,.()") not in texts_of_the_program() for piece in pieces)
    ]
    assert unknown == []


def test_that_every_test_a_document_names_is_there() -> None:
    there = set()
    for path in (CHECKOUT / "tests").rglob("test_*.py"):
        there |= set(re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE))
    for document in DOCUMENTS:
        named = set(re.findall(r"`(test_that_\w+)`", document.read_text("utf-8")))
        assert named - there <= {"test_that_a_range_never_passes_its_end"}, name_of(document)


def test_that_the_guide_tells_every_option_of_every_optimizer_as_the_program_does():
    told = (CHECKOUT / "docs" / "guide" / "methods.md").read_text("utf-8")
    for info in optimizer_infos():
        assert f"`{info.name}`" in told
        for option in info.options:
            name = re.escape(f"| `{option.name}` ({format_value(option.default)}) |")
            words = re.escape(f"| {option.help} Takes {allowed_values(option)}. |")
            row = re.search(rf"^{name} ([a-z, ]+) {words}$", told, re.MULTILINE)
            assert row is not None, f"{info.name} {option.name}"
            assert info.name in row[1].split(", ")
