"""How much hypothesis tries, and what every property test relies on.

The cases are the same ones at each run, or with ``HYPOTHESIS_PROFILE=free``
new ones, and twenty times as many.
"""

import os

import numpy as np
from hypothesis import settings

settings.register_profile(
    "same", derandomize=True, max_examples=30, deadline=None, database=None
)
settings.register_profile("free", max_examples=600, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def fixed(array):
    """Return an array that nobody can change."""
    array = np.array(array)
    array.flags.writeable = False
    return array
