"""What bootstrap promises before it installs anything; .ci/run proves the rest by doing it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).parents[2]
BEFORE_ANYTHING_IS_INSTALLED = (
    "packaging/bootstrap.py",
    "packaging/qt_system.py",
    "guild_desktop/settings/system_libraries.py",
    "guild_desktop/core/errors.py",
)
Program = Callable[[str, str], Path]

posix = pytest.mark.skipif(sys.platform == "win32", reason="stand-in programs are shell scripts")


@pytest.mark.parametrize("name", BEFORE_ANYTHING_IS_INSTALLED)
def test_that_an_old_python_can_read_it_far_enough_to_say_so(name: str) -> None:
    ast.parse((CHECKOUT / name).read_text("utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("name", BEFORE_ANYTHING_IS_INSTALLED)
def test_that_it_needs_the_standard_library_only(name: str) -> None:
    tree = ast.parse((CHECKOUT / name).read_text("utf-8"))
    imported = {
        alias.name if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    ours = {Path(path).with_suffix("").as_posix() for path in BEFORE_ANYTHING_IS_INSTALLED}
    ours |= {Path(path).stem for path in ours}
    for module in imported - {"guild_desktop.settings"}:
        assert module.split(".")[0] in sys.stdlib_module_names or module.replace(".", "/") in ours


def test_that_a_python_too_old_with_none_newer_is_told_with_what_was_found(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, program: Program
) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))
    with pytest.raises(bootstrap.Trouble) as trouble:
        bootstrap.go_on_with_a_newer_python()
    assert "needs Python 3.11 or newer" in str(trouble.value)
    assert sys.executable in str(trouble.value)


@posix
def test_that_the_newest_python_that_really_starts_is_taken(
    bootstrap: ModuleType, program: Program
) -> None:
    program("python3.13", "echo not installed >&2; exit 127")
    wanted = program("python3.12", "echo 3 12")
    program("python3.11", "echo 3 11")
    assert bootstrap.newer_python() == str(wanted)


@posix
def test_that_a_python_which_is_another_version_than_its_name_says_is_not_taken(
    bootstrap: ModuleType, program: Program
) -> None:
    program("python3.13", "echo 3 9")
    assert bootstrap.newer_python() is None


def test_that_an_environment_is_ready_only_for_the_very_locks_it_was_made_from(
    bootstrap: ModuleType,
) -> None:
    python = bootstrap.venv_python()
    python.parent.mkdir(parents=True)
    python.touch()
    assert not bootstrap.is_ready("run")
    bootstrap.STAMP.write_text(json.dumps({"run": bootstrap.fingerprint("run")}), "utf-8")
    assert bootstrap.is_ready("run")
    assert not bootstrap.is_ready("dev")
    bootstrap.STAMP.write_text(json.dumps({"run": "of another lock"}), "utf-8")
    assert not bootstrap.is_ready("run")


@pytest.mark.parametrize("damage", ["", "{", "[]", "\0"])
def test_that_a_damaged_stamp_means_that_nothing_is_ready(
    bootstrap: ModuleType, damage: str
) -> None:
    bootstrap.ENVIRONMENT.mkdir()
    bootstrap.STAMP.write_text(damage, "utf-8")
    assert bootstrap.stamps() == {}


def test_that_a_step_that_fails_is_told_with_its_own_error_and_where_the_rest_is(
    bootstrap: ModuleType,
) -> None:
    code = "import sys; print('much talk'); sys.exit('ERROR: no such index')"
    with pytest.raises(bootstrap.Trouble) as trouble:
        bootstrap.run_quietly([sys.executable, "-c", code], "Could not install.")
    told = str(trouble.value).splitlines()
    assert told[:2] == ["Could not install.", "ERROR: no such index"]
    assert str(bootstrap.LOG) in told[2]
    assert "much talk" in bootstrap.LOG.read_text("utf-8")


def test_that_a_step_that_works_prints_nothing(
    bootstrap: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    bootstrap.run_quietly([sys.executable, "-c", "print('much talk')"], "Could not.")
    assert capfd.readouterr() == ("", "")


def test_that_qt_that_does_not_start_is_told_in_its_own_words(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "raise ImportError('libEGL.so.1: cannot open shared object file')"
    python = bootstrap.LOG.parent / "site"
    (python / "PySide6").mkdir(parents=True)
    (python / "PySide6" / "__init__.py").write_text(code, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(python))
    with pytest.raises(bootstrap.Trouble) as trouble:
        bootstrap.prove(sys.executable)
    assert "libEGL.so.1" in str(trouble.value)


def test_that_the_job_gets_its_arguments_and_gives_its_exit_status(bootstrap: ModuleType) -> None:
    code = "import sys; sys.exit(int(sys.argv[1]))"
    assert bootstrap.start([sys.executable, "-c", code, "7"]) == 7


def test_that_check_tells_what_is_missing_and_changes_nothing(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    bootstrap.check([])
    told = capsys.readouterr().out
    assert ".venv for demo: made when you run demo" in told
    assert "System libraries and fonts" in told
    assert not bootstrap.ENVIRONMENT.exists()


def test_that_a_word_it_does_not_know_is_answered_with_those_it_does() -> None:
    command = [sys.executable, str(CHECKOUT / "packaging" / "bootstrap.py"), "dance"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert all(verb in done.stderr for verb in ("demo", "test", "setup", "check"))
