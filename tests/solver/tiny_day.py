"""The canonical small day: 4 visits, 2 technicians, and an asymmetric matrix, so that a transposed index shows.

Places 0–3 are the visits, 4 and 5 the technicians' homes. Rates are one cent a second of driving, nothing else.
"""

from dataclasses import replace
from typing import Any

from solver.problem import Problem, SkillLevel, TimeWindow, TravelTimes, Vehicle, Visit

HOUR = 3600
GAS, POWER = 0, 1

MINUTES = [
    [0, 10, 20, 30, 11, 21],
    [12, 0, 15, 25, 13, 23],
    [22, 16, 0, 14, 24, 9],
    [31, 26, 17, 0, 33, 8],
    [5, 18, 27, 34, 0, 19],
    [28, 29, 7, 6, 32, 0],
]

TRAVEL = TravelTimes(
    durations=[[[60 * minutes for minutes in row] for row in MINUTES]],
    distances=[[500 * minutes for minutes in row] for row in MINUTES],
)

VISITS = (
    Visit(place=0, duration=3600, penalty=50_000),
    Visit(place=1, duration=1800, penalty=50_000, windows=(TimeWindow(2 * HOUR, 4 * HOUR),)),
    Visit(place=2, duration=2700, penalty=50_000, skills=(SkillLevel(GAS, 2),)),
    Visit(place=3, duration=1800, penalty=50_000),
)

VEHICLES = (
    Vehicle(
        technician=0, shift_start=0, shift_end=8 * HOUR, start_place=4, end_place=4, skills=(SkillLevel(POWER, 1),)
    ),
    Vehicle(technician=1, shift_start=0, shift_end=8 * HOUR, start_place=5, end_place=5, skills=(SkillLevel(GAS, 2),)),
)

PLAN = ((0, (0, 1)), (1, (3, 2)))
"""A sensible hand-made plan."""


def tiny_day() -> Problem:
    """The day as it is."""
    return Problem(VISITS, VEHICLES, (TRAVEL,))


def with_visit(index: int, **changes: Any) -> Problem:
    """The day with one visit changed."""
    visits = [replace(v, **changes) if k == index else v for k, v in enumerate(VISITS)]
    return Problem(tuple(visits), VEHICLES, (TRAVEL,))


def with_vehicle(index: int, **changes: Any) -> Problem:
    """The day with one shift changed."""
    vehicles = [replace(v, **changes) if k == index else v for k, v in enumerate(VEHICLES)]
    return Problem(VISITS, tuple(vehicles), (TRAVEL,))
