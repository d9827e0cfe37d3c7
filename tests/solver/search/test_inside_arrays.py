"""Compiled code reads and writes inside its arrays only: numba checks every index when it is asked to."""

import os
import subprocess
import sys

SOLVES = """
import random
from solver.search import division
from solver.solve import solve
from tests.solver.generate import FEATURES, generate

for seed in range(40):
    chosen = random.Random(seed)
    share = chosen.choice([0.1, 0.3, 0.6, 1.0])
    features = {name for name in sorted(FEATURES) if chosen.random() < share}
    solve(generate(24, 4, seed, features), iterations=60)
division.LEAST_SHIFTS = 8
solve(generate(80, 50, 0, {"breaks", "dues"}), iterations=200, threads=2)
"""


def test_no_index_is_out_of_bounds(tmp_path):
    checked = os.environ | {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", SOLVES], env=checked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
