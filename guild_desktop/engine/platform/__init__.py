"""The only place for calls that differ between operating systems."""

from guild_desktop.engine.platform.posix import (
    RUN_VARIABLE,
    ask_processes_to_end,
    end_processes,
    exit_handle,
    group_exists,
    is_readable,
    kill_group,
    most_open_files,
    processes_of_run,
    terminate_group,
)

__all__ = [
    "RUN_VARIABLE",
    "ask_processes_to_end",
    "end_processes",
    "exit_handle",
    "group_exists",
    "is_readable",
    "kill_group",
    "most_open_files",
    "processes_of_run",
    "terminate_group",
]
