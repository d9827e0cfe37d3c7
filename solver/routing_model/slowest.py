"""Travel by period of the day as the routing model can hold it: each shift at the slowest period that it touches.

A plan that is feasible at these speeds is feasible at the true ones; its true times and costs are the timetable's.
"""

from bisect import bisect_right
from dataclasses import replace

import numpy as np

from solver.problem import Problem, TravelTimes, Vehicle


def without_periods(problem: Problem) -> Problem:
    """The problem with a single period a profile, and one profile for each group of shifts that touch the same periods.

    Parameters
    ----------
    problem : Problem
        The problem; returned as it is when it has no more than one period.
    """
    if all(len(travel.period_starts) == 1 for travel in problem.travel):
        return problem
    profiles: dict[tuple[int, int, int, int], int] = {}
    travel: list[TravelTimes] = []
    vehicles: list[Vehicle] = []
    for shift in problem.vehicles:
        key = (shift.profile, *_touched(problem, shift), len(shift.breaks))
        if key not in profiles:
            profiles[key] = len(travel)
            travel.append(_slowest(problem, *key))
        vehicles.append(replace(shift, profile=profiles[key]))
    return replace(problem, vehicles=tuple(vehicles), travel=tuple(travel) or problem.travel)


def _touched(problem: Problem, shift: Vehicle) -> tuple[int, int]:
    """First travel period that a shift touches, and the one after the last."""
    starts = problem.travel[shift.profile].period_starts
    return bisect_right(starts, shift.shift_start) - 1, bisect_right(starts, shift.shift_end + shift.overtime_limit)


def _slowest(problem: Problem, profile: int, first: int, last: int, breaks: int) -> TravelTimes:
    travel = problem.travel[profile]
    seconds = travel.durations[first:last].max(axis=0)
    splits = last - first - 1 + breaks  # a leg is rounded up once more wherever it is split
    return TravelTimes(np.where(seconds > 0, seconds + splits, 0)[None], travel.distances)
