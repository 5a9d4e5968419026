"""Proves the Debian package in a fresh system: ``sudo python3 packaging/prove_deb.py``.

It makes a Debian with debootstrap, without development files, installs the package, starts the
program from its desktop entry under Xvfb as a plain user, takes a picture, runs a sweep with the
system's Python, upgrades, removes, and looks whether the user's data is still there. The picture is
left in ``build/proof.png``.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Callable

import freeze
from build_deb import ID, build, program_version
from freeze import BUILD, BUNDLE, CHECKOUT, say
from proof_root import USER, Root, usual_mirror
from qt_system import Trouble
from screen import colours_of, read_screen, write_png

PICTURE = BUILD / "proof.png"
BUNDLE_INSIDE = "/usr/lib/guild-desktop"
DATA = f"/home/{USER}/.local/share/guild-desktop"
TRIALS = 6
SPY = """
import os, pathlib
_folder = pathlib.Path(os.environ.get("GUILD_RUN_DIR") or f"/tmp/asked-{os.getpid()}")
_folder.mkdir(exist_ok=True)
for _name in ("environ", "maps"):
    (_folder / f"{_name}.spied").write_bytes(pathlib.Path("/proc/self", _name).read_bytes())
"""
"""Run by each Python of the system at its start: writes down its environment and memory map."""

FAKE_TENSORBOARD = """
import time
print("TensorBoard 9 at http://127.0.0.1:9/", flush=True)
time.sleep(600)
"""
"""In the place of the real one, whose hundred packages a fresh system need not get for this."""

BROWSER = """#!/bin/sh
cat /proc/self/environ >/tmp/browser.spied
"""

SESSION = f"""
mkdir -p screen
Xvfb :9 -screen 0 1600x1000x24 -fbdir screen -nolisten tcp 2>/dev/null &
export DISPLAY=:9
until xwininfo -root >/dev/null 2>&1; do sleep 0.2; done
gio launch /usr/share/applications/{ID}.desktop 2>said &
for turn in $(seq 300); do
  xwininfo -root -tree | grep -q '"Guild Desktop' && break
  sleep 0.2
done
sleep 5
xwininfo -root -tree | grep -i guild || {{ cat said; exit 1; }}
cp screen/Xvfb_screen0 /home/{USER}/screen.xwd
for process in /proc/[0-9]*; do
  case "$(readlink $process/exe)" in {BUNDLE_INSIDE}/*) cat $process/maps ;; esac
done
"""


class Proof:
    """The steps, in their order, each of which raises ``Trouble`` if it finds anything wrong."""

    def __init__(self, root: Root) -> None:
        self.root = root

    def installs(self, package: Path) -> None:
        """Install the package alone: no Python, no compiler, and all parts work but scripts."""
        (self.root.path("/opt") / package.name).write_bytes(package.read_bytes())
        self.root.install(f"/opt/{package.name}")
        for name in ("python3", "gcc", "cc"):
            _expect(not self.root.path(f"/usr/bin/{name}").exists(), f"{name} came along")
        parts = self._parts()
        _expect(parts.pop("Python of scripts") == "missing", "a Python was found where none is")
        _expect(set(parts.values()) == {"works"}, f"not all parts work: {parts}")

    def explains_missing_python(self) -> None:
        """Without a Python a sweep is refused with a sentence that says what to do."""
        said = self.root.runs_user_program(
            f"guild-desktop run {BUNDLE_INSIDE}/_internal/resources/sample/train.py -y 2>&1 || true"
        )
        _expect("There is no Python to run the script with. Install Python 3" in said, said)

    def starts_from_its_entry(self) -> None:
        """Start it as a desktop does, on an X server, and look at the picture."""
        self.root.install("xvfb", "x11-utils", "libglib2.0-bin")
        said = self.root.runs_user_program(SESSION)
        _expect('("guild-desktop"' in said, f"the window has another class:\n{said[:500]}")
        _expect("platforms/libqxcb.so" in said, "the window was not shown by X11")
        picture = read_screen(self.root.path(f"/home/{USER}/screen.xwd"))
        write_png(picture, PICTURE)
        count = colours_of(picture)
        _expect(count > 64, f"the picture has only {count} colours; see {PICTURE}")
        say(f"  {count} colours in {PICTURE.relative_to(CHECKOUT)}")

    def runs_a_sweep(self) -> None:
        """Run the sample with the system's Python, by command and from the window.

        Nothing that runs there has a variable or a file of the bundle.
        """
        self.root.install("python3-minimal", "libpython3-stdlib")
        packages = self.root.path("/usr/lib/python3/dist-packages")
        packages.mkdir(parents=True, exist_ok=True)
        (packages / "spy.py").write_text(SPY, "utf-8")
        (packages / "spy.pth").write_text("import spy\n", "utf-8")
        sample = f"{BUNDLE_INSIDE}/_internal/resources/sample/train.py"
        code = f"guild-desktop run {sample} x=[-2.0:2.0] -o gp -m {TRIALS} --random-seed 7 -y"
        self.root.runs_user_program(code, {"LD_LIBRARY_PATH": "/opt/mine"})
        _expect(self.completed_runs() == TRIALS, "not every trial completed")
        demo = "guild-desktop --home demo --demo --quit-when-done"
        shown = {"QT_QPA_PLATFORM": "offscreen", "LD_LIBRARY_PATH": "/opt/mine"}
        said = self.root.runs_user_program(demo, shown)
        _expect("The sample sweep is done: 20 runs" in said, said)
        user = self.root.path(f"/home/{USER}")
        for folder, count in ((self.root.path(DATA), TRIALS), (user / "demo", 20)):
            spied = sorted(folder.glob("runs/*/environ.spied"))
            _expect(len(spied) == count, f"only {len(spied)} of {count} trials were seen")
            for path in spied:
                _expect_clean(path)
                _expect_systems_python(path)
        asked = sorted(self.root.path("/tmp").glob("asked-*/environ.spied"))  # noqa: S108 - of the fresh system
        _expect(bool(asked), "no interpreter was asked for its version")
        for path in asked:
            _expect_clean(path)
            _expect_systems_python(path)
        (packages / "spy.pth").unlink()
        _expect(set(self._parts().values()) == {"works"}, "with Python, not all parts work")

    def shows_tensorboard(self) -> None:
        """Start the TensorBoard of the system's Python and a browser, which see nothing of the bundle."""
        package = self.root.path("/usr/lib/python3/dist-packages/tensorboard")
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "main.py").write_text(FAKE_TENSORBOARD, "utf-8")
        browser = self.root.path("/usr/local/bin/browse")
        browser.write_text(BROWSER, "utf-8")
        browser.chmod(0o755)
        code = "timeout -s INT 20 guild-desktop tensorboard || true; test -s /tmp/browser.spied"
        variables = {"BROWSER": "/usr/local/bin/browse", "LD_LIBRARY_PATH": "/opt/mine"}
        said = self.root.runs_user_program(code, variables)
        _expect(f"TensorBoard shows {TRIALS} runs at" in said, said)
        _expect_clean(self.root.path("/tmp/browser.spied"))  # noqa: S108 - of the fresh system

    def upgrades(self, package: Path, version: str) -> None:
        """Install a later package over it; the runs are still listed."""
        (self.root.path("/opt") / package.name).write_bytes(package.read_bytes())
        self.root.install(f"/opt/{package.name}")
        said = self.root.run("dpkg-query", "--show", "--showformat=${Version}", "guild-desktop")
        _expect(said.strip() == version, f"version {said} is installed")
        _expect(self.completed_runs() == TRIALS, "runs are missing after the upgrade")

    def removes(self) -> None:
        """Remove it with its settings: nothing of it is left, the user's data is."""
        self.root.run("apt-get", "purge", "-y", "-qq", "--autoremove", "guild-desktop")
        for name in (
            BUNDLE_INSIDE,
            "/usr/bin/guild-desktop",
            f"/usr/share/applications/{ID}.desktop",
        ):
            path = self.root.path(name)
            _expect(not path.exists() and not path.is_symlink(), f"{name} was left behind")
        _expect((self.root.path(DATA) / "store.db").stat().st_size > 0, "the user's store is gone")
        runs = list((self.root.path(DATA) / "runs").iterdir())
        _expect(len(runs) == TRIALS, "the user's runs are gone")

    def completed_runs(self) -> int:
        """Count what the program lists."""
        listed = json.loads(self.root.runs_user_program("guild-desktop runs -a --json"))
        return sum(1 for row in listed if "trials" not in row and row["status"] == "completed")

    def _parts(self) -> dict[str, str]:
        document = json.loads(self.root.runs_user_program("guild-desktop --check --json"))
        return {part["name"]: part["state"] for part in document["parts"]}


def _expect(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - read as a sentence
    if not holds:
        raise Trouble(f"The proof fails: {otherwise}")


def _expect_clean(environ: Path) -> None:
    """See that a spied process has no variable of the bundle, and what its user had set."""
    variables = environ.read_bytes().decode("utf-8", "replace").split("\0")
    ours = [one for one in variables if BUNDLE_INSIDE in one or "_PYI" in one or "_ORIG" in one]
    ours = [one for one in ours if not one.startswith("GUILD_")]
    _expect(not ours, f"{environ} has variables of the bundle: {ours}")
    _expect("LD_LIBRARY_PATH=/opt/mine" in variables, "the user's own path was lost")


def _expect_systems_python(environ: Path) -> None:
    """See that the process spied with ``environ`` was the system's Python, with no file of the bundle."""
    maps = environ.with_name("maps.spied").read_text("utf-8")
    _expect(BUNDLE_INSIDE not in maps, "a script's Python has loaded files of the bundle")
    _expect("/usr/bin/python3" in maps, "another Python than the system's was used")


def main() -> int:
    """Build the package twice, the second as a later version, and prove it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mirror", help="of Debian; the one of this system otherwise")
    parser.add_argument("--release", default="bookworm", help="of Debian")
    parser.add_argument("--package", type=Path, help="to prove, made of the bundle there is")
    options = parser.parse_args()
    try:
        if options.package is None:
            first = build(freeze.freeze(), program_version())
        elif not (options.package.is_file() and BUNDLE.exists()):
            raise Trouble(  # noqa: TRY301 - told as all others are
                f"There is no package {options.package}, or not the folder it was made of. "
                "Build both: python3 packaging/build_deb.py"
            )
        else:
            first = options.package
        later = f"{program_version()}+later"
        second = build(BUNDLE, later, BUILD, quick=True)
        proof = Proof(Root(options.mirror or usual_mirror(), options.release))
        steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("installs, with nothing but what it depends on", lambda: proof.installs(first)),
            ("explains that there is no Python", proof.explains_missing_python),
            ("starts from its desktop entry", proof.starts_from_its_entry),
            ("runs sweeps, clean of the bundle", proof.runs_a_sweep),
            ("shows TensorBoard in a browser, both clean", proof.shows_tensorboard),
            ("upgrades", lambda: proof.upgrades(second, later)),
            ("removes, and keeps the user's data", proof.removes),
        )
        for words, step in steps:
            step()
            say(f"ok: {words}")
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
