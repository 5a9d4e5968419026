"""The only place for calls that differ between operating systems."""

from guild_desktop.engine.platform.posix import (
    RUN_VARIABLE,
    ask_processes_to_end,
    ask_to_end,
    end_processes,
    exit_handle,
    group_exists,
    group_of,
    is_readable,
    kill,
    kill_group,
    most_open_files,
    process_mark,
    processes_of_run,
    terminate_group,
)

__all__ = [
    "RUN_VARIABLE",
    "ask_processes_to_end",
    "ask_to_end",
    "end_processes",
    "exit_handle",
    "group_exists",
    "group_of",
    "is_readable",
    "kill",
    "kill_group",
    "most_open_files",
    "process_mark",
    "processes_of_run",
    "terminate_group",
]
