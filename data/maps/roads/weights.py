"""Weights of ways: milliseconds and decimetres in one whole number, milliseconds in the upper half.

Sums add both halves, and the least sum is the fastest way, among equally fast ones the shortest.
"""

import numpy as np
from numpy.typing import NDArray

SHIFT = 32

NEVER = 1 << 61
"""The weight of no way: more than any way's, and twice as much still fits."""

Int64s = NDArray[np.int64]


def packed(milliseconds: Int64s, decimetres: Int64s) -> Int64s:
    """Put both into one number."""
    return (np.asarray(milliseconds, dtype=np.int64) << SHIFT) + decimetres


def milliseconds(weights: Int64s) -> Int64s:
    """The duration that a weight holds."""
    return weights >> SHIFT


def decimetres(weights: Int64s) -> Int64s:
    """The distance that a weight holds."""
    return weights & ((1 << SHIFT) - 1)
