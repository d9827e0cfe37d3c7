"""Weights of ways: milliseconds and decimetres in one whole number, milliseconds in the upper half.

Sums add both halves, and the least sum is the fastest way, among equally fast ones the shortest.
"""

import numpy as np
from numpy.typing import NDArray

SHIFT = 32

NEVER = 1 << 61
"""The weight of no way: more than any way's, and twice as much still fits."""

Int64s = NDArray[np.int64]


def packed(milliseconds: NDArray[np.integer], decimetres: NDArray[np.integer] | None = None) -> Int64s:
    """Put both into one number; ``None`` is no distance."""
    weights = milliseconds.astype(np.int64) << SHIFT
    return weights if decimetres is None else weights + decimetres


def seconds(weights: Int64s) -> Int64s:
    """The duration that each weight holds, rounded."""
    return np.rint((weights >> SHIFT) / 1000).astype(np.int64)


def metres(weights: Int64s) -> Int64s:
    """The distance that each weight holds, rounded."""
    return np.rint((weights & ((1 << SHIFT) - 1)) / 10).astype(np.int64)
