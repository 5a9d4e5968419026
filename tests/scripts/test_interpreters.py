"""That the user's own Pythons are found by looking at files, the likeliest first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from guild_desktop.core.errors import UserError
from guild_desktop.scripts.imports import imports_of
from guild_desktop.scripts.interpreter_check import check_interpreter
from guild_desktop.scripts.interpreters import default_interpreter, find_interpreters

OWN = ".".join(map(str, sys.version_info[:3]))


def make(folder: Path, config: str = "") -> str:
    """An environment as far as files go."""
    python = folder / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    if config:
        (folder / "pyvenv.cfg").write_text(config)
    return str(python)


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """Nothing is found but what a test makes."""
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_EXE", "PYENV_ROOT", "UV_PYTHON_INSTALL_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))


@pytest.fixture
def script(tmp_path) -> Path:
    folder = tmp_path / "work" / "project" / "code"
    folder.mkdir(parents=True)
    return folder / "train.py"


def found(script: Path | None) -> list[tuple[str, str, str]]:
    return [(one.path, one.version, one.where) for one in find_interpreters(script)]


def test_that_the_likeliest_come_first(script, monkeypatch, tmp_path):
    home = Path.home()
    (tmp_path / "work" / "project" / ".git").mkdir()
    make(tmp_path / "work" / ".venv")
    beside = make(script.parent / "venv", "version = 3.9.1\n")
    above = make(
        tmp_path / "work" / "project" / ".venv", "home = /x\nversion_info = 3.10.2.final\n"
    )
    active = make(tmp_path / "active")
    conda = make(home / "miniconda3")
    environment = make(home / "miniconda3" / "envs" / "ml")
    listed = make(tmp_path / "listed")
    (home / ".conda").mkdir(parents=True)
    (home / ".conda" / "environments.txt").write_text(f"{tmp_path / 'listed'}\n/gone\n")
    old = make(home / ".pyenv" / "versions" / "3.9.7")
    new = make(home / ".pyenv" / "versions" / "3.10.1")
    of_uv = make(own_uv_folder() / "cpython-3.12.3-linux-x86_64-gnu")
    on_path = make(tmp_path / "usr")
    make(tmp_path / "shims")
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "active"))
    monkeypatch.setenv(
        "PATH",
        os.pathsep.join([str(tmp_path / "shims" / "bin"), str(tmp_path / "usr" / "bin"), ""]),
    )
    assert found(script) == [
        (beside, "3.9.1", "beside the script"),
        (above, "3.10.2", "beside the script"),
        (active, "", "active environment"),
        (conda, "", "conda"),
        (environment, "", "conda"),
        (listed, "", "conda"),
        (new, "3.10.1", "pyenv"),
        (old, "3.9.7", "pyenv"),
        (of_uv, "3.12.3", "uv"),
        (on_path, "", "PATH"),
        (sys.executable, OWN, "this program"),
    ]


def own_uv_folder() -> Path:
    return Path(os.environ["XDG_DATA_HOME"]) / "uv" / "python"


def test_that_a_link_of_an_environment_stays_a_link(script, tmp_path):
    python = script.parent / ".venv" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    assert default_interpreter(script) == str(python)


def test_that_the_default_is_the_nearest(script, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(UserError, match="There is no Python"):
        default_interpreter(script)
    monkeypatch.delattr(sys, "frozen")
    assert default_interpreter(script) == sys.executable
    on_path = make(tmp_path / "usr")
    monkeypatch.setenv("PATH", str(tmp_path / "usr" / "bin"))
    assert default_interpreter(script) == on_path
    active = make(tmp_path / "active")
    monkeypatch.setenv("CONDA_PREFIX", str(tmp_path / "active"))
    assert default_interpreter(script) == active
    beside = make(script.parent / ".venv")
    assert default_interpreter(script) == beside
    assert default_interpreter(None) == active


def test_that_a_packaged_program_takes_a_python_that_a_version_manager_installed(
    script, monkeypatch
):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    of_uv = make(own_uv_folder() / "cpython-3.12.3-linux-x86_64-gnu")
    assert default_interpreter(script) == of_uv
    of_pyenv = make(Path.home() / ".pyenv" / "versions" / "3.9.7")
    assert default_interpreter(script) == of_pyenv
    assert sys.executable not in {one.path for one in find_interpreters(script)}


def test_that_looking_for_interpreters_starts_no_process(script, monkeypatch):
    def started(*_: object, **__: object) -> None:
        pytest.fail("a process was started")

    monkeypatch.setattr(subprocess, "Popen", started)
    monkeypatch.setattr(os, "posix_spawn", started)
    make(script.parent / ".venv", "version = 3.12.1\n")
    assert [one.version for one in find_interpreters(script)] == ["3.12.1", OWN]


def test_that_an_interpreter_tells_its_version_and_what_it_misses():
    check = check_interpreter(sys.executable, ["numpy", "no_such_module", "json"])
    assert (check.version, check.missing, check.problem) == (OWN, ("no_such_module",), "")


def test_that_packages_in_the_present_folder_do_not_count(tmp_path, monkeypatch):
    (tmp_path / "here_only.py").touch()
    monkeypatch.chdir(tmp_path)
    assert check_interpreter(sys.executable, ["here_only"]).missing == ("here_only",)


def test_that_what_an_interpreter_prints_at_its_start_is_no_answer(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("print('hello from my site')\n")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{tmp_path}" exec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    check = check_interpreter(str(python), ["numpy", "no_such_module"])
    assert (check.version, check.missing, check.problem) == (OWN, ("no_such_module",), "")


def test_that_a_name_nothing_can_be_found_under_is_missing():
    assert check_interpreter(sys.executable, ["__main__"]).missing == ("__main__",)


def test_that_an_environment_of_its_own_is_asked_itself(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True
    )
    [python] = (tmp_path / "env").glob("*/python3")
    check = check_interpreter(str(python), ["numpy"])
    assert (check.version, check.missing) == (OWN, ("numpy",))


@pytest.mark.parametrize("kind", ["missing", "failing", "silent", "echo", "no program"])
def test_that_an_interpreter_that_does_not_work_is_a_sentence(tmp_path, kind):
    python = tmp_path / "python"
    if kind != "missing":
        lines = {"failing": "exit 3\n", "echo": "echo $*\n"}
        python.write_text("#!/bin/sh\n" + lines.get(kind, ""))
        python.chmod(0o644 if kind == "no program" else 0o755)
    check = check_interpreter(str(python))
    assert str(python) in check.problem
    assert check.version == ""


def test_that_an_interpreter_that_is_too_old_is_told(tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho answer of this interpreter\necho 3.7.9\n")
    python.chmod(0o755)
    check = check_interpreter(str(python))
    assert check.version == "3.7.9"
    assert "3.8 or later" in check.problem


def test_that_only_third_party_imports_of_the_top_level_count(tmp_path):
    script = tmp_path / "train.py"
    script.write_text(
        "import os, numpy as np, torch.nn, __main__\nfrom sklearn.svm import SVC\nimport near\nimport package.x\n"
        "from . import y\ntry:\n    import wandb\nexcept ImportError:\n    pass\n"
        "def f():\n    import pandas\n"
    )
    (tmp_path / "near.py").touch()
    (tmp_path / "package").mkdir()
    assert imports_of(script) == ("numpy", "sklearn", "torch")


def test_that_the_interpreter_behind_a_version_manager_s_shim_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shims = tmp_path / "shims"
    shims.mkdir()
    shim = shims / "python3"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shims}{os.pathsep}{os.environ['PATH']}")
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(variable, raising=False)
    assert default_interpreter(None) == sys.executable


@pytest.mark.parametrize("said", [b"garbage here", b"/no/such/python", b"\xff\xfe"])
def test_that_a_shim_that_names_no_interpreter_is_passed_over(tmp_path, monkeypatch, said):
    shims = tmp_path / "shims"
    shims.mkdir()
    (shims / "answer").write_bytes(said)
    shim = shims / "python3"
    shim.write_text(f'#!/bin/sh\ncat "{shims}/answer"\n')
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shims}{os.pathsep}{os.environ['PATH']}")
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(variable, raising=False)
    assert default_interpreter(None) == sys.executable


def test_that_a_folder_with_shims_in_its_name_is_a_folder_like_any_other(tmp_path, monkeypatch):
    folder = tmp_path / "my-shims-project" / "bin"
    folder.mkdir(parents=True)
    (folder / "python3").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", str(folder))
    assert str(folder / "python3") in {found.path for found in find_interpreters(None)}
