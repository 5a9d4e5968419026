"""A stand-in for a training script: one setting, one result, and some noise.

Guild Desktop shows `x` and `noise` as flags because they are assigned here at the top level, and
`loss` as a result because it is printed as `loss: NUMBER`. The least loss is near x = -0.3.
"""

import math
import os
import random

x = 0.1  # where to look
noise = 0.1  # how much chance adds to the loss

# Each run is told a seed of its own; a script that uses it can be repeated exactly.
random.seed(os.environ.get("GUILD_RANDOM_SEED"))

loss = math.sin(5 * x) * (1 - math.tanh(x**2)) + random.gauss(0, 1) * noise

print(f"loss: {loss:f}")
