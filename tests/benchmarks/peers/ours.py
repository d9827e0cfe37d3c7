"""This project's solver; the whole call counts."""

import numpy as np

from solver.problem import Problem, SkillLevel, TimeWindow, TravelTimes, Vehicle, Visit
from solver.solve import solve as solve_problem
from tests.benchmarks.alone import timed
from tests.benchmarks.field_days import SHIFT_END, FieldDay, field_day
from tests.benchmarks.field_score import Routes


def problem_of(day: FieldDay) -> Problem:
    """The day as a problem of the solver: an hour of travel costs 3,600 cents."""
    return Problem(
        visits=tuple(
            Visit(
                place=visit,
                duration=int(day.durations[visit]),
                penalty=int(day.penalties[visit]),
                windows=(TimeWindow(*day.windows[visit].tolist()),),
                skills=(SkillLevel(int(day.skills[visit]), 1),),
            )
            for visit in range(day.visits)
        ),
        vehicles=tuple(
            Vehicle(
                technician=number,
                shift_start=0,
                shift_end=SHIFT_END,
                start_place=day.visits + number,
                end_place=day.visits + number,
                skills=tuple(SkillLevel(skill, 1) for skill in sorted(held)),
            )
            for number, held in enumerate(day.held)
        ),
        travel=(TravelTimes(day.travel[None].astype(np.int32), np.zeros_like(day.travel, dtype=np.int32)),),
    )


def warm_up() -> None:
    """Load everything that a solve needs, and compile it where that has not been done."""
    solve_problem(problem_of(field_day(8, 2, 0)), iterations=10)


def solve(day: FieldDay, seconds: float, seed: int, threads: int) -> tuple[Routes, float]:
    """Solve a day with warm code."""
    warm_up()
    problem = problem_of(day)
    solution, used = timed(solve_problem, problem, seconds=seconds, seed=seed, threads=threads)
    routes: list[list[int]] = [[] for _ in day.held]
    for route in solution.routes:
        routes[route.vehicle] = [stop.visit for stop in route.stops]
    return routes, used
