"""Legs that do not exist: no plan uses one, and a visit that only they lead to is left out as unreachable."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from solver.checker import check
from solver.errors import InvalidProblemError
from solver.problem import NO_WAY, Problem, TravelTimes
from solver.solution import ReasonCode
from solver.solve import evaluate, solve
from tests.solver.tiny_day import HOUR, PLAN, TRAVEL, VEHICLES, VISITS, tiny_day


def cut(*legs: tuple[int, int], periods: int = 1, seconds: int = NO_WAY) -> TravelTimes:
    no_way = np.zeros((6, 6), dtype=bool)
    for leg in legs:
        no_way[leg] = True
    durations = np.where(no_way, seconds, np.repeat(TRAVEL.durations, periods, axis=0))
    return TravelTimes(durations, TRAVEL.distances, tuple(range(0, periods * HOUR, HOUR)), no_way)


@pytest.mark.parametrize("periods", [1, 3])
def test_a_plan_goes_around_what_does_not_exist(periods: int) -> None:
    problem = Problem(VISITS, VEHICLES, (cut((4, 0), (0, 1), (2, 5), periods=periods),))
    solution = solve(problem, iterations=200, seed=1)
    assert check(problem, solution) == ()
    assert all(leg not in [(4, 0), (0, 1), (2, 5)] for leg in legs_of(problem, solution))


def test_a_visit_that_no_way_leads_to_is_unreachable() -> None:
    problem = Problem(VISITS, VEHICLES, (cut(*((place, 1) for place in (0, 2, 3, 4, 5))),))
    (left_out,) = solve(problem, iterations=50).unassigned
    assert (left_out.visit, left_out.code) == (1, ReasonCode.UNREACHABLE)


def test_the_checker_refuses_a_leg_that_does_not_exist() -> None:
    problem = Problem(VISITS, VEHICLES, (cut((4, 0), (2, 5)),))
    violations = check(problem, evaluate(tiny_day(), PLAN).solution)
    assert {(v.vehicle, v.visit) for v in violations if v.code == "unreachable"} == {(0, 0), (1, None)}


@pytest.mark.parametrize(
    ("travel", "code"),
    [
        (cut((0, 1), seconds=8 * HOUR), "no_way_too_short"),
        (replace(TRAVEL, no_way=np.zeros((5, 5), dtype=bool)), "no_way_shape_differs"),
    ],
)
def test_a_leg_that_does_not_exist_fits_into_no_shift(travel: TravelTimes, code: str) -> None:
    with pytest.raises(InvalidProblemError) as caught:
        Problem(VISITS, VEHICLES, (travel,))
    assert [issue.code for issue in caught.value.issues] == [code]


def legs_of(problem: Problem, solution) -> list[tuple[int, int]]:
    return [
        (a, b)
        for route in solution.routes
        for ends in [(problem.vehicles[route.vehicle].start_place, problem.vehicles[route.vehicle].end_place)]
        for places in [[ends[0], *(problem.visits[s.visit].place for s in route.stops), ends[1]]]
        for a, b in pairwise(places)
    ]
