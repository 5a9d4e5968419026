"""Runs a script as ``python train.py`` would, with other values for some of its global variables.

Started as ``python launch.py SETTINGS`` in the user's own Python (3.8 or later, standard library only).
"""

import os
import sys

if sys.version_info < (3, 8):
    sys.exit("guild-desktop: %s is too old; scripts need Python 3.8 or later." % sys.executable)

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import guild_trial

del sys.path[0]

try:
    # The script's only frame above its own first one is this module's.
    code, names = guild_trial.prepare(sys.argv[1])
    exec(code, names)
except BaseException as error:
    guild_trial.hide_bootstrap(error)
    raise
