"""Imports a script's libraries once and becomes its trials by forking, each time as ``launch.py`` does.

Started as ``python guild_server.py`` in the user's own Python, with a socket as standard input. Nothing
of the user's own code ever runs in this process, only in the trials.
"""

# ruff: noqa: E402 - what Python itself has loaded is noted before anything else is

import os
import sys

known = frozenset(sys.modules)
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import guild_fork
import guild_serving
import guild_trial  # noqa: F401 - every trial needs it

del sys.path[0]

server = guild_serving.Server(known)
launch, settings = server.serve()

error = None
try:
    guild_fork.be_started_as(launch, settings)
    with open(launch, "rb") as file:
        code = compile(file.read(), launch, "exec")
    exec(code, {"__name__": "__main__", "__file__": launch})
except BaseException as ended:
    error = ended
guild_fork.leave(error, server.files)
