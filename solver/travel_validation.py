"""Faults of travel times: shapes, gaps, periods and missing ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.errors import InvalidProblemError
from solver.issue import Issue
from solver.value_validation import LONGEST

if TYPE_CHECKING:
    from solver.problem import Problem


def int32_matrix(name: str, values: ArrayLike) -> NDArray[np.int32]:
    """Copy a matrix into read-only 32-bit integers without wrapping or rounding anything.

    Parameters
    ----------
    name : str
        What it is called in the issue.
    values : array-like of int
        Any shape.

    Raises
    ------
    InvalidProblemError
        A value is not a whole number that fits 32 bits.
    """
    given = np.asarray(values)
    numeric = given.dtype.kind in "iuf" or given.size == 0
    if not numeric or (given.size and not _fits(given)):
        issue = Issue(
            "matrix_overflow",
            f"travel.{name}",
            f"The matrix of {name} holds a value that is not a whole number between {-LONGEST} and {LONGEST}.",
            "Give whole seconds and whole metres.",
        )
        raise InvalidProblemError((issue,))
    matrix = np.array(given, dtype=np.int32)
    matrix.setflags(write=False)
    return matrix


def _fits(values: NDArray[np.generic]) -> bool:
    if values.dtype == np.int32:
        return True
    whole = values.dtype.kind != "f" or bool((np.isfinite(values) & (values == np.floor(values))).all())
    return whole and bool(values.min() >= -LONGEST and values.max() <= LONGEST)


def _matrix_shapes(problem: Problem) -> Iterator[Issue]:
    if not problem.travel:
        yield Issue("no_travel", "travel", "There is no travel profile.", "Give at least one.")
    sizes = {matrix.shape[-1] for t in problem.travel for matrix in (t.durations, t.distances) if matrix.ndim}
    if len(sizes) > 1:
        yield Issue(
            "matrix_sizes_differ", "travel", f"The matrices cover {sorted(sizes)} places.", "Give all the same places."
        )
    for k, travel in enumerate(problem.travel):
        if travel.durations.ndim != 3 or travel.durations.shape[1] != travel.durations.shape[2]:
            yield Issue(
                "matrix_not_square",
                f"travel[{k}].durations",
                f"The durations have the shape {travel.durations.shape}.",
                "Give periods × places × places.",
            )
        elif len(travel.period_starts) != len(travel.durations):
            yield Issue(
                "period_count_differs",
                f"travel[{k}].period_starts",
                f"There are {len(travel.period_starts)} period starts but {len(travel.durations)} matrices.",
                "Give one matrix a period.",
            )
        if travel.distances.ndim != 2 or travel.distances.shape[0] != travel.distances.shape[1]:
            yield Issue(
                "matrix_not_square",
                f"travel[{k}].distances",
                f"The distances have the shape {travel.distances.shape}.",
                "Give places × places.",
            )


def _matrix_values(problem: Problem) -> Iterator[Issue]:
    for k, travel in enumerate(problem.travel):
        for name, matrix in (("durations", travel.durations), ("distances", travel.distances)):
            if not matrix.size or matrix.min() >= 0:
                continue
            gaps = np.argwhere(matrix < 0)
            *_, origin, destination = (int(i) for i in gaps[0])
            yield Issue(
                "matrix_gap",
                f"travel[{k}].{name}",
                f"{len(gaps)} legs have no value, the first from place {origin} to place {destination}.",
                "Give every leg a value of 0 or more, a very large one where there is no way.",
            )


def _periods(problem: Problem) -> Iterator[Issue]:
    for k, travel in enumerate(problem.travel):
        starts = travel.period_starts
        if not starts or starts[0] != 0 or any(b <= a for a, b in pairwise(starts)):
            yield Issue(
                "periods_not_ascending",
                f"travel[{k}].period_starts",
                f"The period starts are {starts[:10]}.",
                "Begin with 0 and let each start lie after the one before.",
            )


def _missing_ways(problem: Problem) -> Iterator[Issue]:
    """Where no way leads, a leg takes longer than any shift."""
    longest = max((v.shift_end + v.overtime_limit - v.shift_start for v in problem.vehicles), default=0)
    for k, travel in enumerate(problem.travel):
        if travel.no_way is None:
            continue
        if travel.no_way.shape != travel.durations.shape[1:]:
            yield Issue(
                "no_way_shape_differs",
                f"travel[{k}].no_way",
                f"It has the shape {travel.no_way.shape}, the durations have {travel.durations.shape}.",
                "Give places × places.",
            )
        elif travel.no_way.any() and (shortest := int(travel.durations[:, travel.no_way].min())) <= longest:
            yield Issue(
                "no_way_too_short",
                f"travel[{k}].durations",
                f"A leg that does not exist takes {shortest} seconds, a shift up to {longest}.",
                "Give legs that don't exist more seconds than any shift has.",
            )


TRAVEL_CHECKS: tuple[Callable[[Problem], Iterator[Issue]], ...] = (
    _matrix_shapes,
    _matrix_values,
    _periods,
    _missing_ways,
)
