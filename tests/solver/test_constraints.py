"""Each constraint once kept and once broken by exactly n, by the timetable and by the independent checker."""

from dataclasses import replace

import pytest

from solver.checker import check
from solver.problem import (
    Baseline,
    BaselineStop,
    Break,
    Depot,
    Problem,
    Promise,
    Rates,
    Response,
    SkillLevel,
    TimeWindow,
    TravelTimes,
    Vehicle,
    Visit,
)
from solver.solution import DepotCall, TakenBreak, Term, Unassigned, Violation
from solver.solution import ReasonCode as Code
from solver.solve import evaluate
from tests.solver.tiny_day import GAS, HOUR, PLAN, POWER, TRAVEL, VEHICLES, VISITS, tiny_day, with_vehicle, with_visit

# Route 0 as early as possible: 4 →5 min→ visit 0 (60 min) →10 min→ visit 1 at 75 min, waits until 120, 30 min →13→ 163.
# Route 1 as early as possible: 5 →6 min→ visit 3 (30 min) →17 min→ visit 2 at 53 min, 45 min →9 min→ home at 107.


def both(problem, plan=PLAN):
    """What the timetable and the checker find, which must be the same rules by the same amounts."""
    evaluation = evaluate(problem, plan)
    found = [v for v in check(problem, evaluation.solution) if v.code != "terms"]
    assert {(v.code, v.vehicle, v.amount) for v in found} == {
        (v.code, v.vehicle, v.amount) for v in evaluation.violations
    }
    return evaluation.violations


def stop(problem, visit, plan=PLAN):
    return next(s for r in evaluate(problem, plan).solution.routes for s in r.stops if s.visit == visit)


def term(problem, name, plan=PLAN):
    return evaluate(problem, plan).solution.terms[name]


def test_the_tiny_day_breaks_nothing():
    assert both(tiny_day()) == ()


def test_travel_is_read_from_row_to_column():
    routes = evaluate(tiny_day(), PLAN).solution.routes
    assert [r.travel // 60 for r in routes] == [5 + 10 + 13, 6 + 17 + 9]
    assert [r.distance for r in routes] == [500 * 28, 500 * 32]


def test_the_departure_is_as_late_as_no_stop_suffers():
    early, other = evaluate(tiny_day(), PLAN).solution.routes
    assert (early.start // 60, early.end // 60, early.waiting) == (45, 163, 0)
    assert other.start == 0


def test_slack_says_how_much_later_a_stop_could_start_for_free():
    route = evaluate(tiny_day(), PLAN).solution.routes[0]
    assert [s.slack // 60 for s in route.stops] == [120, 120]


def test_time_window_kept_and_broken_by_five_minutes():
    start = stop(tiny_day(), 2).start
    assert both(with_visit(2, windows=(TimeWindow(0, start),))) == ()
    assert both(with_visit(2, windows=(TimeWindow(0, start - 300),))) == (Violation(Code.TIME_WINDOW, 1, 2, 300),)


def test_the_second_of_several_windows_is_used():
    problem = with_visit(2, windows=(TimeWindow(0, 600), TimeWindow(3 * HOUR, 4 * HOUR)))
    assert both(problem) == ()
    assert stop(problem, 2).start == 3 * HOUR


def test_skill_kept_and_short_by_one_level():
    assert both(with_visit(1, skills=(SkillLevel(POWER, 1),))) == ()
    assert both(with_visit(1, skills=(SkillLevel(POWER, 2),))) == (Violation(Code.SKILL, 0, 1, 1),)
    assert both(with_visit(1, skills=(SkillLevel(GAS, 3),))) == (Violation(Code.SKILL, 0, 1, 3),)


def test_one_skill_of_a_choice_kept_and_short_by_the_levels_of_the_nearest():
    assert both(with_visit(1, one_of=(SkillLevel(GAS, 3), SkillLevel(POWER, 1)))) == ()
    assert both(with_visit(1, one_of=(SkillLevel(GAS, 3), SkillLevel(POWER, 3)))) == (Violation(Code.SKILL, 0, 1, 2),)
    wanted = with_visit(1, one_of=(SkillLevel(GAS, 1),), skills=(SkillLevel(GAS, 1),))
    assert {(v.code, v.amount) for v in both(wanted)} == {(Code.SKILL, 1)}


def test_a_barred_skill_kept_and_broken_by_the_level_held():
    assert both(with_visit(1, none_of=frozenset({GAS}))) == ()
    assert both(with_visit(2, skills=(), none_of=frozenset({GAS}))) == (Violation(Code.SKILL, 1, 2, 2),)


@pytest.mark.parametrize("rule", [{"allowed_technicians": frozenset({1})}, {"excluded_technicians": frozenset({0})}])
def test_technician_kept_and_broken(rule):
    assert both(with_visit(1, allowed_technicians=frozenset({0}), excluded_technicians=frozenset({1}))) == ()
    assert both(with_visit(1, **rule)) == (Violation(Code.TECHNICIAN, 0, 1, 1),)


def test_pin_to_a_technician_kept_and_broken():
    assert both(with_visit(1, pinned_technician=0)) == ()
    assert both(with_visit(1, pinned_technician=1)) == (Violation(Code.PIN, 0, 1, 1),)


def test_pin_to_a_start_kept_and_missed_by_a_minute():
    start = stop(tiny_day(), 2).start
    assert stop(with_visit(2, pinned_start=start + 900), 2).start == start + 900
    assert both(with_visit(2, pinned_start=start + 900)) == ()
    assert both(with_visit(2, pinned_start=start - 60)) == (Violation(Code.PIN, 1, 2, 60),)


def test_parts_ready_is_waited_for_and_broken_when_the_windows_are_over():
    assert stop(with_visit(2, ready_at=4 * HOUR), 2).start == 4 * HOUR
    problem = with_visit(2, windows=(TimeWindow(0, 2 * HOUR),), ready_at=2 * HOUR + 60)
    assert evaluate(problem, PLAN).violations == (Violation(Code.PARTS_READY, 1, 2, 60),)
    assert [v.amount for v in check(problem, evaluate(problem, PLAN).solution)] == [60]


def with_stock(taken=((), (), (), ()), needed=((), (), (), ()), depot=None, **van):
    visits = tuple(replace(v, parts=p, tools=frozenset(t)) for v, p, t in zip(VISITS, taken, needed, strict=True))
    vans = tuple(replace(shift, **van) for shift in VEHICLES)
    return Problem(visits, vans, (TRAVEL,), depot=depot)


def test_stock_kept_and_short_by_two_units():
    parts = ((2, 0, 1), (1, 5), (), ())
    assert both(with_stock(parts, parts=(3, 5, 1))) == ()
    assert both(with_stock(parts)) == ()
    assert both(with_stock(parts, parts=(2, 4, 1))) == (Violation(Code.STOCK, 0, 1, 2),)
    assert both(with_stock(parts, parts=(3,))) == (Violation(Code.STOCK, 0, 0, 1), Violation(Code.STOCK, 0, 1, 5))


def test_tools_kept_and_two_of_them_missing():
    tools = ((GAS,), (GAS, POWER, 2), (), ())
    assert both(with_stock(needed=tools, tools=frozenset({GAS, POWER, 2}))) == ()
    assert both(with_stock(needed=tools, tools=frozenset({GAS}))) == (Violation(Code.STOCK, 0, 1, 2),)


def test_a_route_that_runs_short_calls_at_the_depot_on_the_cheapest_leg():
    # by way of place 5 the first leg (5 minutes) takes 19 + 28, the second (10 minutes) 21 + 29
    problem = with_stock(((1,), (1,), (), ()), depot=Depot(5, 600), parts=(1,))
    assert both(problem) == ()
    route = evaluate(problem, PLAN).solution.routes[0]
    # 5 minutes, an hour of service, 21 to the depot, 10 there, 29 on, half an hour of service, 13 home
    assert (route.start, route.depot_call, route.end) == (0, DepotCall(86 * 60, 96 * 60, 0), 168 * 60)
    assert [(s.arrival // 60, s.travel // 60, s.distance) for s in route.stops] == [(5, 5, 2_500), (125, 50, 25_000)]
    assert (route.waiting, route.travel, route.service) == (0, 68 * 60, 90 * 60)
    assert term(problem, Term.TRAVEL_TIME, PLAN[:1]) == 68 * 60


def test_the_way_to_the_depot_and_the_way_on_are_rounded_each():
    problem = with_stock(((1,), (), (), ()), depot=Depot(5), parts=(0,), rates=Rates(travel_per_hour=1))
    travel = TravelTimes([[[0 if i == k else 1800 for k in range(6)] for i in range(6)]], TRAVEL_0)
    assert term(replace(problem, travel=(travel,)), Term.TRAVEL_TIME, PLAN[:1]) == 4


def test_nobody_calls_without_need_or_permission():
    parts = ((1,), (1,), (), ())
    assert evaluate(with_stock(parts, depot=Depot(5), parts=(2,)), PLAN).solution.routes[0].depot_call is None
    forbidden = with_stock(parts, depot=Depot(5), parts=(1,), may_call=False)
    assert both(forbidden) == (Violation(Code.STOCK, 0, 1, 1),)


def test_a_break_is_taken_at_the_depot_or_on_the_way_to_it():
    stock = with_stock(((1,), (), (), ()), depot=Depot(5, 600), parts=(0,), breaks=(Break(15 * 60, 20 * 60, 600),))
    route = evaluate(stock, PLAN).solution.routes[0]
    assert (route.breaks, route.depot_call) == ((TakenBreak(19 * 60, 600, -1),), DepotCall(19 * 60, 39 * 60, -1))
    assert both(stock) == ()
    earlier = with_stock(((1,), (), (), ()), depot=Depot(5, 600), parts=(0,), breaks=(Break(15 * 60, 18 * 60, 600),))
    route = evaluate(earlier, PLAN).solution.routes[0]
    assert (route.breaks, route.depot_call) == ((TakenBreak(15 * 60, 600, -1),), DepotCall(29 * 60, 39 * 60, -1))
    assert route.stops[0].travel == 47 * 60
    assert both(earlier) == ()


def test_setup_is_not_repeated_at_the_depots_place_but_after_a_call_elsewhere():
    visits = [Visit(place=0, duration=600, penalty=1, setup=300, parts=(1,)) for _ in range(2)]
    vans = (replace(VEHICLES[0], parts=(1,)), VEHICLES[1])
    there = replace(tiny_day(), visits=tuple(visits), vehicles=vans, depot=Depot(0))
    assert [s.duration for s in evaluate(there, [(0, (0, 1))]).solution.routes[0].stops] == [600, 600]
    alone = replace(there, depot=Depot(4))
    route = evaluate(alone, [(0, (0, 1))]).solution.routes[0]
    assert ([s.duration for s in route.stops], route.depot_call.after) == ([900, 600], -1)
    assert both(there, [(0, (0, 1))]) == both(alone, [(0, (0, 1))]) == ()


def test_shift_kept_and_overrun_by_two_minutes():
    assert both(with_vehicle(1, shift_end=107 * 60)) == ()
    assert both(with_vehicle(1, shift_end=105 * 60)) == (Violation(Code.SHIFT, 1, None, 120),)


def test_overtime_is_paid_within_its_limit():
    rates = Rates(overtime_per_hour=6_000)
    problem = with_vehicle(1, shift_end=100 * 60, overtime_limit=7 * 60, rates=rates)
    assert both(problem) == ()
    assert term(problem, Term.OVERTIME) == 700
    shorter = with_vehicle(1, shift_end=100 * 60, overtime_limit=6 * 60, rates=rates)
    assert both(shorter) == (Violation(Code.SHIFT, 1, None, 60),)


def test_work_limit_counts_from_the_latest_useful_departure():
    assert both(with_vehicle(0, work_limit=118 * 60)) == ()
    assert both(with_vehicle(0, work_limit=117 * 60)) == (Violation("work_limit", 0, None, 60),)


def test_max_visits_kept_and_broken_by_one():
    assert both(with_vehicle(0, max_visits=2)) == ()
    assert both(with_vehicle(0, max_visits=1)) == (Violation("max_visits", 0, None, 1),)


def test_a_break_is_taken_on_arrival_when_that_is_soon_enough():
    problem = with_vehicle(1, breaks=(Break(40 * 60, 60 * 60, 600),))
    route = evaluate(problem, PLAN).solution.routes[1]
    assert both(problem) == ()
    assert [(b.start // 60, b.after) for b in route.breaks] == [(53, 0)]
    assert route.end == 117 * 60


def test_a_break_interrupts_the_drive_when_the_arrival_would_be_too_late():
    problem = with_vehicle(1, breaks=(Break(40 * 60, 50 * 60, 600),))
    route = evaluate(problem, PLAN).solution.routes[1]
    assert both(problem) == ()
    assert [(b.start // 60, b.after) for b in route.breaks] == [(40, 0)]
    assert route.stops[1].travel == 17 * 60
    assert route.stops[1].arrival == 63 * 60


def test_a_break_is_broken_by_the_minutes_that_a_service_overruns_it():
    problem = with_vehicle(1, breaks=(Break(10 * 60, 30 * 60, 600),))
    assert both(problem) == ()  # before the first service
    pinned = replace(problem, visits=(*problem.visits[:3], replace(problem.visits[3], pinned_start=6 * 60)))
    late = evaluate(pinned, PLAN).violations
    assert late == (Violation(Code.BREAK, 1, None, 6 * 60),)
    assert Violation("break", 1, None, 6 * 60) in check(pinned, evaluate(pinned, PLAN).solution)


def test_a_break_is_not_owed_by_a_route_that_ends_in_time():
    assert evaluate(with_vehicle(1, breaks=(Break(HOUR, 107 * 60, 600),)), PLAN).solution.routes[1].breaks == ()
    assert evaluate(with_vehicle(1, breaks=(Break(HOUR, 106 * 60, 600),)), PLAN).solution.routes[1].breaks != ()


def test_a_break_is_not_owed_by_a_route_that_begins_after_it():
    problem = with_vehicle(0, breaks=(Break(0, 3 * HOUR, 45 * 60),))
    route = evaluate(problem, PLAN).solution.routes[0]
    assert (route.start // 60, route.breaks) == (45, ())


def test_duration_follows_proficiency_rounded_up_and_keeps_the_setup():
    problem = with_visit(2, kind=0, setup=120, duration=1001)
    faster = replace(problem, vehicles=(problem.vehicles[0], replace(problem.vehicles[1], duration_percents=(90,))))
    assert stop(faster, 2).duration == 901 + 120


def test_setup_is_not_repeated_at_the_same_place():
    visits = [Visit(place=0, duration=600, penalty=1, setup=300) for _ in range(2)]
    problem = replace(tiny_day(), visits=tuple(visits))
    assert [s.duration for s in evaluate(problem, [(0, (0, 1))]).solution.routes[0].stops] == [900, 600]


def test_open_ends_cost_no_travel():
    problem = with_vehicle(0, start_place=None, end_place=None)
    assert evaluate(problem, PLAN).solution.routes[0].travel == 10 * 60
    assert both(problem) == ()


def test_a_leg_across_a_period_boundary_goes_on_at_the_new_speed():
    slow, fast = tiny_day().travel[0].durations[0], tiny_day().travel[0].durations[0] // 2
    travel = TravelTimes([slow, fast], tiny_day().travel[0].distances, (0, 3 * 60))
    problem = replace(tiny_day(), travel=(travel,))
    # 6 minutes at the slow speed: half is done after 3, the other half takes 1.5
    assert stop(problem, 3).arrival == 270
    assert both(problem) == ()


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
    travel = TravelTimes([[[0 if i == k else 1800 for k in range(6)] for i in range(6)]], TRAVEL_0)
    assert term(replace(problem, travel=(travel,)), Term.TRAVEL_TIME, PLAN[:1]) == 3


TRAVEL_0 = [[0] * 6] * 6


def test_a_vehicle_without_travel_between_identical_places_is_fine():
    visits = tuple(Visit(place=0, duration=600, penalty=9) for _ in range(3))
    shift = Vehicle(technician=0, shift_start=0, shift_end=HOUR, start_place=0, end_place=0)
    problem = replace(tiny_day(), visits=visits, vehicles=(shift,), travel=(TravelTimes([[[0]]], [[0]]),))
    assert evaluate(problem, [(0, (2, 0, 1))]).solution.routes[0].end == 1800


def test_visits_left_out_cost_their_penalty():
    evaluation = evaluate(tiny_day(), [])
    assert evaluation.solution.cost == 200_000
    assert all(isinstance(entry, Unassigned) for entry in evaluation.solution.unassigned)
