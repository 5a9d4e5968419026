"""What a trial was given, and the main module made of its script; lives in the user's Python."""

from __future__ import annotations

import builtins
import os
import sys

import guild_imports
import guild_override

TYPE_CHECKING = False  # the real one would cost the import of typing
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType, TracebackType

_FOLDER = os.path.dirname(os.path.abspath(__file__))
_SPAWNED = os.path.join(_FOLDER, "spawned.py")
_ABOVE = "GUILD_RUN_DIR"
_AFTER_IMPORTS = "__guild_after_imports__"


class _Trial:
    """The settings of the trial that this process belongs to, and its script as it was at the start.

    ``file`` is where the script's author has it: the name that tracebacks show.
    """

    def __init__(self, settings_file: str) -> None:
        with open(settings_file, "rb") as file:
            settings = guild_override.read_json(file.read())
        self.run_folder = os.path.dirname(os.path.dirname(os.path.abspath(settings_file)))
        self.folder: str = settings["folder"]
        self.arguments: list[str] = settings["arguments"]
        self.values: dict[str, object] = settings["globals"]
        self.file: str = settings["file"]
        self.source_file: str = settings["source"]
        self.module: str = settings["module"]
        self.imported_file: str = settings.get("imported", "")
        self.source = b""
        self.spec: ModuleSpec | None = None

    def load(self) -> CodeType:
        """Read and compile the script."""
        if self.module:
            self.spec = _find_module(self.module)
            self.file = self.file or str(self.spec.origin)
        with open(self.source_file or self.file, "rb") as file:
            self.source = file.read()
        guild_imports.when_imported("linecache", self.remember_lines)
        for name in (
            "multiprocessing.spawn",
            "loky.backend.spawn",
            "joblib.externals.loky.backend.spawn",
        ):
            guild_imports.when_imported(name, self.follow_children)
        call = _AFTER_IMPORTS if self.imported_file else ""
        return guild_override.compile_with(self.source, self.file, self.values, call)

    def names(self) -> dict[str, object]:
        """What a main module's namespace holds before its first line."""
        names: dict[str, object] = {
            "__builtins__": builtins,
            "__cached__": None,
            "__doc__": None,
            "__file__": self.file,
            "__loader__": _loader(self.file),
            "__package__": None,
            "__spec__": None,
        }
        if self.spec is not None:
            names["__cached__"] = self.spec.cached
            names["__loader__"] = self.spec.loader
            names["__package__"] = self.spec.parent
            names["__spec__"] = self.spec
        if sys.version_info < (3, 14):
            names["__annotations__"] = {}
        return names

    def note_imports(self, names: dict[str, object]) -> None:
        """Let the script's code say at which moment its imports are done, on a clock all processes share."""

        def note() -> None:
            import time

            del names[_AFTER_IMPORTS]
            try:
                with open(self.imported_file, "w", encoding="ascii") as file:
                    file.write(repr(time.monotonic()))
            except OSError:
                # The engine takes a missing file for a script without imports.
                pass

        if self.imported_file:
            names[_AFTER_IMPORTS] = note

    def remember_lines(self, linecache: ModuleType) -> None:
        """Let tracebacks quote the lines that run, whatever the file says by now."""
        from importlib.util import decode_source

        lines = decode_source(self.source).splitlines(True)
        # Without a time of change the entry is never compared with the file.
        linecache.cache[self.file] = (len(self.source), None, lines, self.file)

    def follow_children(self, spawn: ModuleType) -> None:
        """Let processes that are spawned, not forked, run the script with the same values."""
        prepare = getattr(spawn, "get_preparation_data")  # noqa: B009 - no type knows it

        def get_preparation_data(*arguments: object, **named: object) -> dict[str, object]:
            data: dict[str, object] = prepare(*arguments, **named)
            name = data.get("init_main_from_name")
            ours = name is not None and self.spec is not None and name == self.spec.name
            if ours or data.get("init_main_from_path") == os.path.normpath(self.file):
                data.pop("init_main_from_name", None)
                data["init_main_from_path"] = _SPAWNED
                os.environ[_ABOVE] = self.run_folder
            return data

        setattr(spawn, "get_preparation_data", get_preparation_data)  # noqa: B010 - as above

    def has_changed(self) -> bool:
        """Whether the author's file no longer says what runs here."""
        try:
            with open(self.file, "rb") as file:
                return file.read() != self.source
        except OSError:
            return True


_trials: list[_Trial] = []


def prepare(settings_file: str) -> tuple[CodeType, dict[str, object]]:
    """Make the script this process's main program: its code and its namespace, ready to be run."""
    trial = _Trial(settings_file)
    _trials.append(trial)
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = trial.folder
    sys.argv[:] = [trial.file, *trial.arguments]
    code = trial.load()
    sys.argv[0] = trial.file
    main = type(sys)("__main__")
    main.__dict__.update(trial.names())
    trial.note_imports(main.__dict__)
    sys.modules["__main__"] = main
    return code, main.__dict__


def prepare_child(names: dict[str, object]) -> CodeType:
    """Turn the namespace of ``spawned.py`` into the script's own; the code to run in it."""
    trial = _Trial(os.path.join(os.environ[_ABOVE], ".guild", "launch.json"))
    trial.imported_file = ""
    _trials.append(trial)
    code = trial.load()
    sys.argv[0] = trial.file
    own_name = names["__name__"]
    names.clear()
    names.update(trial.names(), __name__=own_name)
    return code


def hide_bootstrap(error: BaseException) -> None:
    """Let the traceback of an error that ends the process show the script's lines and no others."""
    if isinstance(error, SystemExit):
        return
    hook = sys.excepthook

    def show(kind: type[BaseException], value: BaseException, trace: TracebackType | None) -> None:
        sys.excepthook = hook
        trace = _without_bootstrap(trace)
        value.__traceback__ = sys.last_traceback = trace
        # The interpreter's own printer quotes the file as it is now.
        if hook is sys.__excepthook__ and any(trial.has_changed() for trial in _trials):
            import traceback

            traceback.print_exception(kind, value, trace)
        else:
            hook(kind, value, trace)

    sys.excepthook = show


def _without_bootstrap(trace: TracebackType | None) -> TracebackType | None:
    kept = []
    while trace is not None:
        if os.path.dirname(trace.tb_frame.f_code.co_filename) != _FOLDER:
            kept.append(trace)
        trace = trace.tb_next
    below = None
    for entry in reversed(kept):
        entry.tb_next = below
        below = entry
    return below


def _find_module(name: str) -> ModuleSpec:
    from importlib.util import find_spec

    try:
        spec = find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            spec = find_spec(f"{name}.__main__")
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise
        spec = None
    if spec is None or not spec.has_location:
        raise SystemExit(f"{sys.executable}: No module named {name}")
    return spec


def _loader(file: str) -> object:
    # Imported by the interpreter itself before anything else.
    return sys.modules["_frozen_importlib_external"].SourceFileLoader("__main__", file)
