"""A public benchmark file as a problem, with what is needed to answer in the file's own ids, units and convention."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from data.files.public.lines import refusal
from dispatch.errors import InvalidInputError
from solver.errors import InvalidProblemError
from solver.problem import Depot, Pair, Problem, TravelTimes, Vehicle, Visit
from solver.solution import Solution
from solver.value_validation import LONGEST

Ids = Mapping[str, int | str]
"""What something is called in the file, e.g. ``{"visit": 7}`` or ``{"patient": "p8", "service": "s5"}``."""

Point = tuple[float, float]

EXACTLY = 1e-6
"""Scaled numbers this close to a whole one are meant to be it."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A benchmark instance.

    Parameters
    ----------
    name : str
        As the file says.
    problem : Problem
        One second and one cent stand for ``1 / units`` of the file's unit, so that cost and times are whole numbers.
    units : int
        The solver's units in one of the file's.
    visits, vehicles : tuple of Ids
        By the problem's index.
    depot : int or None
        What the parts depot is called; ``None`` where there is none to call at.
    convention : str
        What the objective is, in words.
    value : callable
        The objective of a solution in the solver's units.
    """

    name: str
    problem: Problem
    units: int
    visits: tuple[Ids, ...]
    vehicles: tuple[Ids, ...]
    convention: str
    value: Callable[[Problem, Solution], float]
    depot: int | None = None


def distance(_problem: Problem, solution: Solution) -> float:
    """The way driven, where legs are as long as they last."""
    return sum(route.travel for route in solution.routes)


def working_time(_problem: Problem, solution: Solution) -> float:
    """The time from departure to return, all routes together."""
    return sum(route.end - route.start for route in solution.routes)


def distance_and_tardiness(_problem: Problem, solution: Solution) -> float:
    """A third of the way driven, of all lateness, and of the worst lateness (Mankowska et al. 2014)."""
    late = [stop.response_lateness for route in solution.routes for stop in route.stops]
    return (sum(route.travel for route in solution.routes) + sum(late) + max(late, default=0)) / 3


def euclidean(points: Sequence[Point]) -> NDArray[np.float64]:
    """Straight-line distances from every point to every other."""
    x, y = np.array(points, dtype=np.float64).reshape(-1, 2).T
    return np.hypot(x[:, None] - x, y[:, None] - y)


def at_least(value: float, units: int) -> int:
    """The smallest whole number of units that is no less than a value of the file."""
    return ceil(value * units - EXACTLY)


def at_most(value: float, units: int) -> int:
    """The largest whole number of units that is no more than a value of the file."""
    return floor(value * units + EXACTLY)


def problem_of(
    visits: Sequence[Visit],
    vehicles: Sequence[Vehicle],
    legs: NDArray[np.float64],
    *,
    depot: Depot | None = None,
    pairs: Sequence[Pair] = (),
) -> Problem:
    """Put a problem together whose legs are as long as they last.

    Parameters
    ----------
    legs : float array, n × n
        Whole numbers of the solver's units.

    Raises
    ------
    InvalidInputError
        The numbers are too large for the solver, or contradict each other.
    """
    if legs.size and legs.max() > LONGEST:
        cause = f"The longest leg is {legs.max():.0f} of the units in which the plan is computed."
        raise refusal("too_large", "file", cause, f"Legs may have {LONGEST}: give coordinates in a larger unit.")
    whole = legs.astype(np.int32)
    try:
        return Problem(
            tuple(visits), tuple(vehicles), (TravelTimes(whole[None], whole),), depot=depot, pairs=tuple(pairs)
        )
    except InvalidProblemError as error:
        raise InvalidInputError(error.issues) from error


def mandatory(vehicles: Sequence[Vehicle]) -> int:
    """A penalty beyond any cost of a plan: as many visits as possible first, then the cost."""
    return min(LONGEST, 1 + sum(vehicle.shift_end - vehicle.shift_start for vehicle in vehicles))
