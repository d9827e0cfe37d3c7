"""Each constraint once kept and once broken by exactly n, by the timetable and by the independent checker."""

from dataclasses import replace

import pytest

from solver.checker import check
from solver.problem import (
    Break,
    Depot,
    Problem,
    Rates,
    SkillLevel,
    TimeWindow,
    TravelTimes,
    Vehicle,
    Visit,
)
from solver.solution import DepotCall, TakenBreak, Term, Violation
from solver.solution import ReasonCode as Code
from solver.solve import evaluate
from tests.solver.evaluated import NO_METRES, both, stop, term
from tests.solver.tiny_day import GAS, HOUR, PLAN, POWER, TRAVEL, VEHICLES, VISITS, tiny_day, with_vehicle, with_visit

# Route 0 as early as possible: 4 →5 min→ visit 0 (60 min) →10 min→ visit 1 at 75 min, waits until 120, 30 min →13→ 163.
# Route 1 as early as possible: 5 →6 min→ visit 3 (30 min) →17 min→ visit 2 at 53 min, 45 min →9 min→ home at 107.


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
    travel = TravelTimes([[[0 if i == k else 1800 for k in range(6)] for i in range(6)]], NO_METRES)
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


def test_a_vehicle_without_travel_between_identical_places_is_fine():
    visits = tuple(Visit(place=0, duration=600, penalty=9) for _ in range(3))
    shift = Vehicle(technician=0, shift_start=0, shift_end=HOUR, start_place=0, end_place=0)
    problem = replace(tiny_day(), visits=visits, vehicles=(shift,), travel=(TravelTimes([[[0]]], [[0]]),))
    assert evaluate(problem, [(0, (2, 0, 1))]).solution.routes[0].end == 1800
