"""What each term of the objective charges, to the cent."""

from dataclasses import replace

import pytest

from solver.problem import (
    Baseline,
    BaselineStop,
    Break,
    Problem,
    Promise,
    Rates,
    Response,
    TimeWindow,
    TravelTimes,
)
from solver.solution import Term, Unassigned
from solver.solve import evaluate
from tests.solver.evaluated import NO_METRES, both, stop, term
from tests.solver.tiny_day import HOUR, PLAN, VEHICLES, VISITS, tiny_day, with_vehicle, with_visit


def test_promise_costs_once_and_by_the_hour_but_is_never_served_early():
    start = stop(tiny_day(), 2).start
    promise = Promise(TimeWindow(0, start - 1800), 1_000, 600)
    assert term(with_visit(2, promise=promise), Term.PROMISE) == 1_300
    assert stop(with_visit(2, promise=promise), 2).promise_lateness == 1800
    assert term(with_visit(2, promise=promise._replace(window=TimeWindow(0, start))), Term.PROMISE) == 0
    later = with_visit(2, promise=promise._replace(window=TimeWindow(5 * HOUR, 6 * HOUR)))
    assert stop(later, 2).start == 5 * HOUR


def test_response_costs_once_and_by_the_hour():
    start = stop(tiny_day(), 2).start
    assert term(with_visit(2, response=Response(start, 500, 600)), Term.RESPONSE) == 0
    assert term(with_visit(2, response=Response(start - 3, 500, 600)), Term.RESPONSE) == 501
    assert stop(with_visit(2, response=Response(start - 3, 500, 600)), 2).response_lateness == 3


def test_preference_costs_where_somebody_else_goes():
    assert term(with_visit(1, preferred_technicians=frozenset({1}), preference_cost=70), Term.PREFERENCE) == 70
    assert term(with_visit(1, preferred_technicians=frozenset({0}), preference_cost=70), Term.PREFERENCE) == 0


@pytest.mark.parametrize(
    ("technician", "moved", "cents"), [(0, 600, 0), (0, 601, 20), (0, -601, 20), (1, 0, 3), (1, 900, 23)]
)
def test_change_costs_for_another_technician_and_for_a_moved_start(technician, moved, cents):
    start = 2 * HOUR
    stops = (None, BaselineStop(technician, start - moved), None, None)
    problem = replace(with_visit(1, pinned_start=start), baseline=Baseline(stops, 3, 20, 600))
    assert term(problem, Term.CHANGE) == cents


def capped(problem, most, **baseline):
    """Today's times as the plan to stay close to."""
    stops = [None] * 4
    for route in evaluate(tiny_day(), PLAN).solution.routes:
        for s in route.stops:
            stops[s.visit] = BaselineStop(problem.vehicles[route.vehicle].technician, s.start)
    given = {"technician_changed": 3, "start_moved": 20, "tolerance": 600, "change_beyond": 70_000} | baseline
    return replace(problem, baseline=Baseline(tuple(stops), most_changes=most, **given))


def test_customers_to_be_called_again_are_those_moved_given_to_another_or_left_out():
    assert evaluate(capped(tiny_day(), 0), PLAN).solution.changes == ()
    assert evaluate(capped(tiny_day(), 0), [(0, (0, 1))]).solution.changes == (2, 3)
    moved = capped(with_visit(0, pinned_start=2 * HOUR), 4)
    assert both(moved) == ()
    assert evaluate(moved, PLAN).solution.changes == (0, 1)
    assert evaluate(capped(tiny_day(), 4), [(1, (3, 2, 1)), (0, (0,))]).solution.changes == (1,)
    assert evaluate(tiny_day(), PLAN).solution.changes == ()


@pytest.mark.parametrize(("most", "cents"), [(4, 0), (2, 0), (1, 70_000), (0, 140_000)])
def test_a_cap_on_changes_kept_and_broken_by_n(most, cents):
    plan = [(0, (0, 1))]
    assert both(capped(tiny_day(), most), plan) == ()
    assert term(capped(tiny_day(), most), Term.CHANGE, plan) == cents


def test_under_a_cap_a_start_waits_for_its_time_though_moving_it_would_be_cheaper():
    # without visit 3 technician 1 could come for visit 2 half an hour sooner, which costs 20 cents, waiting 300
    rates = Rates(waiting_per_hour=600)
    open_end = with_vehicle(1, rates=rates)
    hurried = replace(open_end, visits=(*VISITS[:2], replace(VISITS[2], response=Response(0, 0, 600)), VISITS[3]))
    plan = [(0, (0, 1)), (1, (2,))]
    before = evaluate(tiny_day(), PLAN).solution.routes[1].stops[1].start
    free, held = capped(hurried, None), capped(hurried, 1)
    assert stop(free, 2, plan).start < before - 600
    assert stop(held, 2, plan).start == before - 600
    assert evaluate(free, plan).solution.changes == (2, 3)
    assert evaluate(held, plan).solution.changes == (3,)


def test_a_cap_that_can_not_be_exceeded_changes_nothing():
    plan = [(0, (0, 1)), (1, (2,))]
    assert (
        evaluate(capped(tiny_day(), 4), plan).solution.terms == evaluate(capped(tiny_day(), None), plan).solution.terms
    )


def test_a_start_waits_for_its_time_in_the_baseline_when_that_is_cheaper():
    before = stop(tiny_day(), 2).start + 3000
    baseline = Baseline((None, None, BaselineStop(1, before), None), 0, 500, 600)
    problem = replace(tiny_day(), baseline=baseline)
    assert stop(problem, 2).start == before - 600
    assert term(problem, Term.CHANGE) == 0


def test_work_beyond_the_target_costs_and_neither_waiting_nor_a_break_is_work():
    # route 0: 28 minutes of driving and 90 of service, idle between them when pinned; route 1 has no target
    def day(target, **more):
        return with_vehicle(0, workload_target=target, rates=Rates(workload_per_hour=600), **more)

    assert term(day(118 * 60), Term.WORKLOAD) == 0
    assert term(day(118 * 60 - 63), Term.WORKLOAD) == 11
    assert term(day(0), Term.WORKLOAD) == 1180
    assert both(day(0)) == ()
    pinned = replace(day(0), visits=(replace(VISITS[0], pinned_start=300), *VISITS[1:]))
    assert evaluate(pinned, PLAN).solution.routes[0].waiting > 0
    assert term(pinned, Term.WORKLOAD) == 1180
    rested = day(0, breaks=(Break(100 * 60, 110 * 60, 600),))
    assert evaluate(rested, PLAN).solution.routes[0].breaks != ()
    assert term(rested, Term.WORKLOAD) == 1180


def test_of_two_equally_dear_ways_the_later_one_may_save_work():
    slow = tiny_day().travel[0].durations[0]
    travel = TravelTimes([slow, slow // 2], tiny_day().travel[0].distances, (0, 2 * HOUR))
    shift = replace(VEHICLES[0], workload_target=0, rates=Rates(travel_per_hour=0, workload_per_hour=600))
    visits = (replace(VISITS[0], response=Response(2 * HOUR, 100, 0)), replace(VISITS[1], windows=()), *VISITS[2:])
    stops = (None, BaselineStop(0, 3 * HOUR), None, None)
    problem = Problem(visits, (shift,), (travel,), Baseline(stops, 0, 100, 600))
    # at once: moved, then in time; later: not moved, then late. The way on takes 12 minutes now and 6 later.
    assert stop(problem, 1, [(0, (1, 0))]).start == 3 * HOUR - 600
    assert term(problem, Term.WORKLOAD, [(0, (1, 0))]) == (90 + 18 + 6) * 10 + 55


def test_fixed_waiting_and_distance_have_their_price():
    rates = Rates(travel_per_hour=0, travel_per_km=100, waiting_per_hour=600, fixed=77)
    problem = with_vehicle(0, rates=rates)
    pinned = replace(problem, visits=(replace(problem.visits[0], pinned_start=300), *problem.visits[1:]))
    terms = evaluate(pinned, PLAN[:1]).solution.terms
    assert (terms[Term.FIXED], terms[Term.WAITING], terms[Term.TRAVEL_DISTANCE]) == (77, 450, 250 + 500 + 650)
    assert terms[Term.UNSERVED] == 100_000


def test_amounts_are_rounded_half_up_leg_by_leg():
    problem = with_vehicle(0, rates=Rates(travel_per_hour=1))
    travel = TravelTimes([[[0 if i == k else 1800 for k in range(6)] for i in range(6)]], NO_METRES)
    assert term(replace(problem, travel=(travel,)), Term.TRAVEL_TIME, PLAN[:1]) == 3


def test_visits_left_out_cost_their_penalty():
    evaluation = evaluate(tiny_day(), [])
    assert evaluation.solution.cost == 200_000
    assert all(isinstance(entry, Unassigned) for entry in evaluation.solution.unassigned)
