"""Promises before all but safety: days with the prices of the shipped policy whose fewest broken promises are known.

Enumeration counts them: in a copy of the day only breaking a promise, or leaving out a promised visit, costs anything.
"""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from dispatch.place import Place
from dispatch.problem_builder import build
from dispatch.request import ArrivalWindow
from dispatch.snapshot import Snapshot
from dispatch.technician import RouteEnd
from solver.problem import Rates
from solver.solve import solve
from tests.builders import DAY, a_horizon, a_promise, a_shift, a_technician, a_visit, at
from tests.dispatch.policies import POLICY
from tests.flat_travel import FlatTravel
from tests.solver.enumeration import optimum

LAT, LON = 38.90, -77.00
"""Where the technicians live; five hundredths of a degree away are five minutes and five kilometres."""


def a_day(visits, promised, *, shifts=1, overtime_s=0, end=17, horizon_days=1):
    """A snapshot: ``promised`` maps the number of a visit to the hours between which it was promised to begin."""
    named = tuple(replace(visit, id=f"vis_{k}") for k, visit in enumerate(visits))
    team = [a_technician(id=f"tec_{k}", external_id=f"t{k}", skills={}, home=Place(LAT, LON)) for k in range(shifts)]
    return Snapshot(
        horizon=a_horizon(DAY, DAY + timedelta(days=horizon_days - 1)),
        taken_at=at(6),
        taken_by="tester",
        policy=POLICY,
        visits=named,
        shifts=tuple(
            a_shift(
                id=f"shi_{t.id}",
                technician_id=t.id,
                end_at=at(end),
                breaks=(),
                overtime_limit_s=overtime_s,
                starts_from=RouteEnd.HOME,
                returns_to=RouteEnd.HOME,
            )
            for t in team
        ),
        technicians={t.id: t for t in team},
        stations={},
        promises={
            f"vis_{k}": a_promise(visit_id=f"vis_{k}", window=ArrivalWindow(at(first), at(last)))
            for k, (first, last) in promised.items()
        },
    )


def away(steps, **changes):
    """A visit so many steps of five minutes (five kilometres) from home."""
    return a_visit(place=Place(round(LAT + 0.05 * steps, 2), LON), setup_s=0, **changes)


def fewest_broken(problem):
    free = replace(
        problem,
        visits=tuple(
            replace(
                v,
                penalty=1 if v.promise else 0,
                promise=v.promise and v.promise._replace(broken_cost=1, late_cost_per_hour=0),
                response=None,
                preference_cost=0,
            )
            for v in problem.visits
        ),
        vehicles=tuple(replace(s, rates=Rates(travel_per_hour=0)) for s in problem.vehicles),
        baseline=None,
    )
    return optimum(free).cost


def planned(snapshot):
    """The problem, the solution, and the promised visits that are late or left out."""
    problem = build(snapshot, snapshot.visits, FlatTravel()).problem
    solution = solve(problem, iterations=1000)
    late = {s.visit: s.promise_lateness for r in solution.routes for s in r.stops if s.promise_lateness}
    out = {entry.visit for entry in solution.unassigned if problem.visits[entry.visit].promise}
    for route in solution.routes:
        for stop in route.stops:
            promise = problem.visits[stop.visit].promise
            assert stop.promise_lateness == (max(0, stop.start - promise.window.latest_start) if promise else 0)
    return problem, solution, sorted({*late, *out})


def test_a_promise_far_away_is_kept_at_any_cost_of_travel_and_overtime():
    visits = [away(42, service_duration_s=900), away(1), away(2)]
    snapshot = a_day(visits, {0: (16, 16)}, overtime_s=4 * 3600)
    problem, solution, broken = planned(snapshot)
    assert fewest_broken(problem) == 0
    assert broken == []
    assert solution.routes[0].overtime > 0


def test_many_dear_visits_are_left_out_for_one_promise():
    """The promise takes the whole day; instead there would be room for seven visits that cost more than it together."""
    dear = [away(0, priority=4, penalty_cents=900_000) for _ in range(7)]
    snapshot = a_day([away(40, service_duration_s=3600), *dear], {0: (11, 12)})
    problem, solution, broken = planned(snapshot)
    assert sum(v.penalty for v in problem.visits[1:]) > POLICY.objective.promise_broken * 6
    assert fewest_broken(problem) == 0
    assert broken == []
    assert len(solution.unassigned) >= 4


def test_many_hours_of_response_lateness_are_borne_for_a_promise():
    overdue = [
        away(
            0,
            service_duration_s=7200,
            due_at=at(9),
            penalty_cents=120_000,
            response_late_cost_cents=500_000,
            response_late_cost_cents_per_hour=400_000,
        )
        for _ in range(2)
    ]
    snapshot = a_day([away(12, service_duration_s=3600), *overdue], {0: (9, 9)})
    problem, _, broken = planned(snapshot)
    assert fewest_broken(problem) == 0
    assert broken == []


def test_of_three_promises_for_two_people_one_is_broken_and_late_by_the_minutes_it_must_be():
    visits = [away(0, service_duration_s=3600) for _ in range(3)]
    problem, solution, broken = planned(a_day(visits, dict.fromkeys(range(3), (9, 9)), shifts=2))
    assert len(broken) == fewest_broken(problem) == 1
    assert [s.promise_lateness for r in solution.routes for s in r.stops if s.visit in broken] == [3600]


def test_one_promise_three_days_late_is_better_than_two_a_few_minutes_late():
    """The customer of the first is at home at eight on the first and on the fourth day only."""
    later = timedelta(days=3)
    home = (ArrivalWindow(at(8), at(8)), ArrivalWindow(at(8) + later, at(8) + later))
    visits = [away(0, service_duration_s=7200, windows=home), *(away(0, service_duration_s=1800) for _ in range(2))]
    snapshot = a_day(visits, {0: (8, 8), 1: (8, 8), 2: (9, 9)}, horizon_days=4)
    (shift,) = snapshot.shifts
    fourth_day = replace(shift, id="shi_later", start_at=shift.start_at + later, end_at=shift.end_at + later)
    problem, solution, broken = planned(replace(snapshot, shifts=(shift, fourth_day)))
    assert fewest_broken(problem) == 1
    assert broken == [0]
    assert [s.promise_lateness for r in solution.routes for s in r.stops if s.visit == 0] == [3 * 24 * 3600]


def test_a_promised_visit_that_is_left_out_counts_as_broken():
    """It is served late rather than not at all."""
    visits = [away(0, service_duration_s=3600), away(0, service_duration_s=3600), away(0, priority=4)]
    problem, solution, broken = planned(a_day(visits, {0: (8, 8), 1: (8, 8)}, end=10))
    assert len(broken) == fewest_broken(problem) == 1
    assert [entry.visit for entry in solution.unassigned] == [2]


def test_danger_stands_above_every_promise():
    """Serving it breaks two promises."""
    danger = away(
        0, priority=5, penalty_cents=5_000_000, service_duration_s=10_800, windows=(ArrivalWindow(at(8), at(8)),)
    )
    visits = [danger, away(0, service_duration_s=600), away(0, service_duration_s=600)]
    snapshot = a_day(visits, {1: (9, 9), 2: (10, 10)}, end=11)
    _, solution, broken = planned(snapshot)
    assert 0 in {stop.visit for route in solution.routes for stop in route.stops}
    assert broken == [1, 2]


@pytest.mark.parametrize("seed", range(12))
def test_no_more_promises_are_broken_than_must_be(seed):
    """Days with more to do than time, most of it promised, and dear visits without a promise in between."""
    rng = np.random.default_rng(seed)
    visits = [
        away(
            int(rng.integers(0, 12)),
            service_duration_s=int(rng.integers(2, 9)) * 900,
            priority=4,
            penalty_cents=int(rng.choice([30_000, 120_000, 900_000])),
            due_at=at(int(rng.integers(7, 18))),
            response_late_cost_cents=int(rng.choice([2_000, 600_000])),
            response_late_cost_cents_per_hour=int(rng.choice([500, 100_000])),
        )
        for _ in range(8)
    ]
    promised = {k: (first, first + int(rng.integers(0, 2))) for k in range(5) for first in [int(rng.integers(8, 13))]}
    snapshot = a_day(visits, promised, shifts=int(rng.integers(1, 3)), overtime_s=3600, end=15)
    problem, _, broken = planned(snapshot)
    assert len(broken) == fewest_broken(problem)
