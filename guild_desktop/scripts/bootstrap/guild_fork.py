"""What makes a forked process a trial like any other, and what ends it; lives in the user's Python."""

from __future__ import annotations

import _io
import atexit
import gc
import os
import signal
import sys

TYPE_CHECKING = False  # the real one would cost the import of typing
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

_TOKEN = b"GUILD_RUN_ID="
_OUTPUT_LOST = 120
"""Python's own exit status when standard output cannot be flushed."""


class Token:
    """The run's token in the variables that this process was started with.

    The system shows those of a forked process as they were before the fork, wherever Python keeps its
    own by now. So they are written over in place: whoever looks for a run's processes finds this one and
    all that it forks. ``OSError`` or ``ValueError`` if this system does not allow it.

    ``changed_variables`` are those that Python or a library has set since, as it would in any trial.
    """

    def __init__(self) -> None:
        with open("/proc/self/stat", "rb") as file:
            # Behind the name in brackets, which may hold spaces, begins the third field of proc(5).
            fields = file.read().rpartition(b")")[2].split()
        begin, end = int(fields[47]), int(fields[48])
        with open("/proc/self/mem", "rb", buffering=0) as memory:
            memory.seek(begin)
            variables = memory.read(end - begin)
        place = (b"\0" + variables).index(b"\0" + _TOKEN)
        self._address = begin + place + len(_TOKEN)
        self._size = variables.index(b"\0", place) - place - len(_TOKEN)
        given = set(os.fsdecode(variables).split("\0"))
        self.changed_variables = {
            name: value for name, value in os.environ.items() if f"{name}={value}" not in given
        }
        self.write(os.environ["GUILD_RUN_ID"])

    def write(self, run_id: str) -> None:
        """Make this process one of a run's."""
        token = os.fsencode(run_id)
        if len(token) > self._size:
            raise ValueError(f"{run_id} is too long")
        memory = os.open("/proc/self/mem", os.O_WRONLY)
        try:
            os.pwrite(memory, token.ljust(self._size, b"\0"), self._address)
        finally:
            os.close(memory)


def take_place(folder: str, variables: Mapping[str, str], stdout: int, stderr: int) -> None:
    """Give this process a trial's working folder, variables, output and randomness.

    The descriptors are closed here, so that nothing is open that a cold trial has not.
    """
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    os.close(stdout)
    os.close(stderr)
    os.chdir(folder)
    for name in os.environ.keys() - variables.keys():
        del os.environ[name]
    for name, value in variables.items():
        if os.environ.get(name) != value:
            os.environ[name] = value
    _draw_anew()


def be_started_as(*words: str) -> None:
    """Let this process look as if Python had been started with these words."""
    sys.argv[:] = words
    if hasattr(sys, "orig_argv"):
        sys.orig_argv[:] = [sys.orig_argv[0], *words]


def _draw_anew() -> None:
    """Give the global generators another state than the server's; those of ``random`` get it by Python."""
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()
    seed = getattr(sys.modules.get("torch"), "seed", None)
    if seed is not None:
        seed()


def open_files() -> list[object]:
    """The files that are open in this process."""
    kinds = (_io.TextIOWrapper, _io.BufferedWriter, _io.BufferedRandom)
    # Asking an object for its class may wake what loads itself lazily; asking for its type does not.
    return [each for each in gc.get_objects() if issubclass(type(each), kinds)]


def leave(error: BaseException | None, files: list[object]) -> None:
    """End this process as Python ends after a script, without taking the libraries' memory apart.

    ``error`` is what ended the script, ``files`` are those that were open before it began.
    """
    status = _exit_status(error)
    _finish(getattr(sys.modules.get("threading"), "_shutdown", None))
    _finish(atexit._run_exitfuncs)  # noqa: SLF001 - Python calls it by no public name either
    _give_up(sys.modules.get("__main__"))
    gc.collect()
    for file in [*files, *open_files()]:
        _flush(file)
    if not _flush(sys.stdout) and not status:
        status = _OUTPUT_LOST
    _flush(sys.stderr)
    if isinstance(error, KeyboardInterrupt):
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    os._exit(status)


def _finish(last: Callable[[], object] | None) -> None:
    try:
        if last is not None:
            last()
    except BaseException as error:
        _show(error)


def _exit_status(error: BaseException | None) -> int:
    """The status for an error, which is told as Python tells it."""
    if error is None:
        return 0
    if not isinstance(error, SystemExit):
        _show(error)
        return 1
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF
    _flush(sys.stdout)
    print(error.code, file=sys.stderr)
    return 1


def _show(error: BaseException) -> None:
    kind, trace = type(error), error.__traceback__
    sys.last_type, sys.last_value, sys.last_traceback = kind, error, trace
    try:
        sys.excepthook(kind, error, trace)
    except BaseException:
        sys.__excepthook__(kind, error, trace)


def _give_up(main: ModuleType | None) -> None:
    """Let go of a script's variables, so that what they hold is told of its end."""
    names = {} if main is None else main.__dict__
    for hidden in (True, False):
        for name in list(names):
            if name != "__builtins__" and name.startswith("_") == hidden:
                names[name] = None


def _flush(file: object) -> bool:
    try:
        if file is not None and not getattr(file, "closed", True):
            file.flush()  # type: ignore[attr-defined]  # whatever stands in for a file has it
    except (OSError, ValueError):
        return False
    return True
