"""The main module of a process that a trial spawns with multiprocessing: the script again, as the
parent runs it. ``runpy`` runs this file under the name ``__mp_main__`` and keeps its globals.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import guild_trial

del sys.path[0]

try:
    exec(guild_trial.prepare_child(globals()))
except BaseException as error:
    # Our own names have given way to the script's.
    import guild_trial

    guild_trial.hide_bootstrap(error)
    raise
