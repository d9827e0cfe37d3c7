"""What people should know of a plan's travel: places that no way leads to, and places far from any road, by name."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from dispatch.ports import TravelMatrix

FAR_M = 250.0
"""Farther than this from its way, a place is probably wrong, or its road is missing; our assumption."""

MOST_NAMED = 8
"""So many places are named, the others counted."""


def gaps_of(matrix: TravelMatrix) -> NDArray[np.bool_]:
    """Tell from which place (row) no way leads to which (column), in any period."""
    gaps: NDArray[np.bool_] = matrix.distances_m < 0
    for seconds in matrix.durations_s:
        gaps |= seconds < 0
    return gaps


def travel_notes(matrix: TravelMatrix, gaps: NDArray[np.bool_], names: Sequence[str]) -> tuple[str, ...]:
    """Write what the method of travel says, and what is wrong with places.

    Parameters
    ----------
    gaps : bool array, n × n
        From ``gaps_of``.
    names : sequence of str
        Of the places.
    """
    others = len(names) - 1
    lonely_in, lonely_out = gaps.sum(axis=0) == others, gaps.sum(axis=1) == others
    snap_m = np.zeros(len(names), np.float32) if matrix.snap_m is None else matrix.snap_m
    far = snap_m > FAR_M  # NaN is never greater
    left = gaps.copy()
    left[far & lonely_in & lonely_out] = left[:, far & lonely_in & lonely_out] = False
    return (
        *matrix.notes,
        *_far(np.where(far, snap_m, 0), names, lonely_in & lonely_out),
        *_cut_off(left, names, lonely_in, lonely_out),
    )


def _far(snap_m: NDArray[np.float32], names: Sequence[str], lonely: NDArray[np.bool_]) -> Iterator[str]:
    far = [int(at) for at in np.argsort(-snap_m) if snap_m[at] > 0]
    for at in far[:MOST_NAMED]:
        travel = ": no way leads there" if lonely[at] else "; travel counts from the road"
        yield f"{names[at]} lies {_distance(float(snap_m[at]))} from the nearest road{travel}."
    if len(far) > MOST_NAMED:
        yield f"{len(far) - MOST_NAMED} more places lie more than {_distance(FAR_M)} from the nearest road."


def _cut_off(
    gaps: NDArray[np.bool_], names: Sequence[str], lonely_in: NDArray[np.bool_], lonely_out: NDArray[np.bool_]
) -> Iterator[str]:
    """Name the place with the most gaps, set it aside, and go on with the others."""
    for _ in range(MOST_NAMED):
        if not gaps.any():
            return
        at = int(np.argmax(gaps.sum(axis=0) + gaps.sum(axis=1)))
        yield _sentence(gaps, at, names, lonely_in=bool(lonely_in[at]), lonely_out=bool(lonely_out[at]))
        gaps[at, :] = gaps[:, at] = False
    if gaps.any():
        yield f"Nor does a way lead between {int(gaps.sum())} more pairs of places."


def _sentence(gaps: NDArray[np.bool_], at: int, names: Sequence[str], *, lonely_in: bool, lonely_out: bool) -> str:
    match (lonely_in, lonely_out):
        case (True, True):
            return f"No way leads to or from {names[at]}."
        case (True, False):
            return f"No way leads to {names[at]}."
        case (False, True):
            return f"No way leads away from {names[at]}."
        case _:
            partners = np.flatnonzero(gaps[:, at] | gaps[at])
            shown = ", ".join(names[i] for i in partners[:3])
            more = f" and {len(partners) - 3} more" if len(partners) > 3 else ""
            into, out = gaps[:, at].any(), gaps[at].any()
            first, second = ("between", "and") if into and out else ("from", "to") if out else ("to", "from")
            return f"No way leads {first} {names[at]} {second} {shown}{more}."


def _distance(metres: float) -> str:
    return f"{metres / 1000:.1f} km" if metres >= 1000 else f"{metres:.0f} m"
