"""Why a visit is left out, and the smallest change that would fit it."""

from dataclasses import replace

import numpy as np
import pytest

from solver.problem import Break, Depot, Problem, Rates, SkillLevel, TimeWindow, TravelTimes, Vehicle, Visit
from solver.progress import Watch
from solver.solution import ReasonCode as Code
from solver.solution import Remedy
from solver.solve import evaluate, solve
from tests.solver.generate import generate
from tests.solver.tiny_day import GAS, HOUR, POWER, TRAVEL, VEHICLES, VISITS, tiny_day, with_visit


def reason(problem, visit=0, **limits):
    solution = solve(problem, **({"iterations": 50} | limits))
    return next(entry for entry in solution.unassigned if entry.visit == visit)


def test_without_technicians_that_is_the_reason():
    assert [u.code for u in solve(replace(tiny_day(), vehicles=())).unassigned] == [Code.NO_VEHICLES] * 4


def test_a_missing_skill_names_the_fewest_levels_that_would_help():
    entry = reason(with_visit(0, skills=(SkillLevel(POWER, 3),)))
    assert entry.code is Code.SKILL
    assert entry.blocked == ((Code.SKILL, 2),)
    assert entry.remedy == Remedy("skill", 0, 3, POWER)


def test_a_missing_choice_names_the_one_with_the_fewest_levels_short():
    entry = reason(with_visit(0, one_of=(SkillLevel(GAS, 5), SkillLevel(POWER, 3))))
    assert (entry.code, entry.remedy) == (Code.SKILL, Remedy("skill", 0, 3, POWER))


def test_one_skill_may_mend_two_rules():
    entry = reason(with_visit(0, skills=(SkillLevel(POWER, 2),), one_of=(SkillLevel(POWER, 3), SkillLevel(GAS, 9))))
    assert entry.remedy == Remedy("skill", 0, 3, POWER)


def test_a_skill_that_bars_somebody_is_no_skill_to_learn():
    entry = reason(with_visit(0, none_of=frozenset({GAS, POWER})))
    assert (entry.code, entry.blocked, entry.remedy) == (Code.SKILL, ((Code.SKILL, 2),), None)
    kept_away = with_visit(0, one_of=(SkillLevel(5, 1),), none_of=frozenset({GAS}))
    assert reason(kept_away).remedy == Remedy("skill", 0, 1, 5)


def test_a_ban_names_the_technician_who_could_go():
    entry = reason(with_visit(0, excluded_technicians=frozenset({0, 1})))
    assert (entry.code, entry.remedy.kind) == (Code.TECHNICIAN, "technician")
    assert entry.remedy.amount in {0, 1}


WRENCH = 1


def test_a_tool_that_is_in_no_van_and_parts_that_no_van_has_enough_of():
    assert reason(with_visit(0, tools=frozenset({WRENCH}))).blocked == ((Code.STOCK, 2),)
    vans = (replace(VEHICLES[0], parts=(9, 1)), replace(VEHICLES[1], parts=(2,), tools=frozenset({WRENCH})))
    problem = replace(with_visit(0, parts=(0, 2)), vehicles=vans)
    assert reason(problem).code is Code.STOCK
    there = replace(problem, depot=Depot(place=3))
    assert not [u for u in solve(there, iterations=50).unassigned if u.visit == 0]
    nobody = replace(there, vehicles=tuple(replace(van, may_call=False) for van in vans))
    assert reason(nobody).code is Code.STOCK


def test_a_van_that_other_visits_have_emptied_is_no_proof():
    visits = tuple(replace(v, parts=(1,), skills=(), penalty=20_000 + 10_000 * k) for k, v in enumerate(VISITS))
    vans = tuple(replace(van, parts=(1,)) for van in VEHICLES)
    entry = reason(Problem(visits, vans, (TRAVEL,)))
    assert (entry.code, entry.blocked) == (Code.NO_ROOM, ((Code.NO_ROOM, 2),))
    assert (entry.remedy.kind, entry.remedy.amount, entry.remedy.parts) == ("stock", 1, (1,))


def test_a_missing_tool_names_the_van_that_has_the_shortest_way():
    # visit 0 costs technician 0 about 16 minutes more, technician 1 about 50
    entry = reason(with_visit(0, tools=frozenset({WRENCH})))
    assert (entry.code, entry.remedy) == (Code.STOCK, Remedy("stock", 0, 1, tools=frozenset({WRENCH})))


def test_missing_parts_name_the_van_that_needs_the_fewest_more():
    vans = (replace(VEHICLES[0], parts=(9, 1)), replace(VEHICLES[1], parts=(2,), tools=frozenset({WRENCH})))
    problem = replace(with_visit(0, parts=(0, 4), tools=frozenset({WRENCH})), vehicles=vans)
    # van 0 lacks three units and the wrench, van 1 four units
    assert reason(problem).remedy == Remedy("stock", 0, 4, parts=(0, 3), tools=frozenset({WRENCH}))
    lighter = replace(problem, vehicles=(replace(vans[0], parts=(9,)), vans[1]))
    assert reason(lighter).remedy == Remedy("stock", 1, 4, parts=(0, 4))


def test_a_call_that_would_have_to_be_allowed_counts_less_than_two_parts():
    vans = tuple(replace(van, parts=(), may_call=False) for van in VEHICLES)
    problem = replace(with_visit(0, parts=(2,)), vehicles=vans, depot=Depot(place=3))
    # technician 1 passes by the depot anyway
    assert reason(problem).remedy == Remedy("depot_call", 1, 1)
    assert reason(replace(with_visit(0, parts=(1,)), vehicles=vans, depot=Depot(place=3))).remedy.kind == "stock"


def full_beside_free(**asked):
    """Visit 0 takes the only hour of technician 0, who knows gas; visit 1 wants that hour, and technician 1 is free."""
    now, later = (TimeWindow(0, 0),), (TimeWindow(4 * HOUR, 4 * HOUR),)
    visits = (
        Visit(place=0, duration=HOUR, penalty=90_000, windows=now, pinned_technician=0),
        Visit(place=0, duration=HOUR, penalty=50_000, windows=now, **asked),
        Visit(place=0, duration=HOUR, penalty=90_000, windows=later, pinned_technician=1),
    )
    skills = (SkillLevel(GAS, 2),), (SkillLevel(POWER, 1),)
    shifts = tuple(Vehicle(k, 0, hours * HOUR, skills=skills[k]) for k, hours in enumerate((1, 9)))
    nowhere = np.zeros((1, 1, 1), dtype=np.int32)
    return Problem(visits, shifts, (TravelTimes(nowhere, nowhere[0]),))


def test_on_a_full_day_a_skill_is_named_that_somebody_with_room_lacks():
    problem = full_beside_free(skills=(SkillLevel(GAS, 2),))
    entry = reason(problem, 1)
    assert (entry.code, entry.blocked) == (Code.NO_ROOM, ((Code.NO_ROOM, 1), (Code.SKILL, 1)))
    assert entry.remedy == Remedy("skill", 1, 2, GAS)
    barred = list(problem.visits)
    barred[2] = replace(barred[2], none_of=frozenset({GAS}))
    assert reason(replace(problem, visits=tuple(barred)), 1).remedy is None


def test_on_a_full_day_a_ban_is_named_that_keeps_somebody_with_room_away():
    entry = reason(full_beside_free(excluded_technicians=frozenset({1})), 1)
    assert (entry.code, entry.remedy) == (Code.NO_ROOM, Remedy("technician", 1, 1))


def test_a_moment_is_left_for_remedies_when_the_time_is_up():
    assert Watch(tiny_day(), None).grace(1.0) == 0
    assert Watch(tiny_day(), 60.0).grace(1.0) == 0
    late = Watch(tiny_day(), 0.0)
    assert 1.0 <= late.grace(1.0) < 2.0
    assert late.over()
    assert not late.over(-late.grace(1.0))


STOCKED_DAYS = [(seed, extra) for seed in range(12) for extra in ((), ("depot",), ("depot", "breaks", "work_limit"))]


@pytest.mark.parametrize(("seed", "extra"), STOCKED_DAYS)
def test_a_van_that_carries_what_a_remedy_names_has_room_and_with_less_it_has_none(seed, extra):
    problem = generate(20, 3, seed, ("stock", "tools", *extra))
    solution = solve(problem, search=False)
    plan = [(route.vehicle, tuple(stop.visit for stop in route.stops)) for route in solution.routes]

    def fits(visit, vehicle, **changes):
        vehicles = list(problem.vehicles)
        vehicles[vehicle] = replace(vehicles[vehicle], **changes)
        evaluation = evaluate(replace(problem, vehicles=tuple(vehicles)), plan)
        assert evaluation.violations == ()
        return next(u for u in evaluation.solution.unassigned if u.visit == visit).code is Code.DEARER

    for entry in solution.unassigned:
        remedy = entry.remedy
        if remedy is None or remedy.kind not in {"stock", "depot_call"}:
            continue
        shift = problem.vehicles[remedy.vehicle]
        if remedy.kind == "depot_call":
            assert fits(entry.visit, remedy.vehicle, may_call=True)
            continue
        assert remedy.amount == sum(remedy.parts) + len(remedy.tools)
        kinds = max(len(remedy.parts), len(shift.parts or ()))
        carried = [
            units + more for units, more in zip(padded(shift.parts, kinds), padded(remedy.parts, kinds), strict=True)
        ]
        parts = None if shift.parts is None else tuple(carried)
        tools = shift.tools | remedy.tools
        assert fits(entry.visit, remedy.vehicle, parts=parts, tools=tools)
        if extra and shift.may_call:
            continue
        for tool in remedy.tools:
            assert not fits(entry.visit, remedy.vehicle, parts=parts, tools=tools - {tool})
        for kind in (kind for kind, units in enumerate(remedy.parts) if units):
            fewer = tuple(units - (kind == k) for k, units in enumerate(parts))
            assert not fits(entry.visit, remedy.vehicle, parts=fewer, tools=tools)


def padded(parts, kinds):
    return [*(parts or ()), *[0] * kinds][:kinds]


def test_a_depot_too_far_away_is_a_reason_of_its_own():
    durations = TRAVEL.durations.copy()
    durations[0, :5, 5] = 9 * HOUR
    problem = Problem(
        (replace(VISITS[0], tools=frozenset({WRENCH})),),
        VEHICLES[:1],
        (TravelTimes(durations, TRAVEL.distances),),
        depot=Depot(place=5),
    )
    entry = reason(problem)
    assert (entry.code, entry.remedy) == (Code.UNREACHABLE, Remedy("stock", 0, 1, tools=frozenset({WRENCH})))
    assert solve(replace(problem, visits=(VISITS[0],)), iterations=50).unassigned == ()


def test_a_pin_to_an_absent_technician():
    assert reason(with_visit(0, pinned_technician=7)).code is Code.PIN


def test_a_pin_to_a_time_outside_every_shift():
    assert reason(with_visit(0, pinned_start=9 * HOUR)).code is Code.PIN


def test_parts_that_come_after_the_windows_or_after_the_shifts():
    assert reason(with_visit(0, windows=(TimeWindow(0, HOUR),), ready_at=2 * HOUR)).code is Code.PARTS_READY
    assert reason(with_visit(0, ready_at=9 * HOUR)).code is Code.PARTS_READY


def test_a_visit_longer_than_any_shift():
    assert reason(with_visit(0, duration=9 * HOUR)).code is Code.DURATION


def test_a_window_outside_every_shift():
    entry = reason(with_visit(0, windows=(TimeWindow(9 * HOUR, 10 * HOUR),)))
    assert (entry.code, entry.remedy) == (Code.TIME_WINDOW, None)


def test_a_window_missed_by_minutes_names_them():
    entry = reason(with_visit(0, windows=(TimeWindow(0, 2 * 60),)))
    assert entry.code is Code.TIME_WINDOW
    assert entry.remedy == Remedy("window_minutes", 0, 3 * 60)


def test_a_visit_that_fits_the_shift_but_not_with_the_way_there():
    entry = reason(with_visit(0, duration=7 * HOUR + 50 * 60))
    assert entry.code is Code.SHIFT
    assert entry.remedy == Remedy("overtime_minutes", 0, 6 * 60)


def test_a_place_that_nobody_reaches_in_a_shift():
    durations = TRAVEL.durations.copy()
    durations[0, :, 0] = 20 * HOUR
    problem = replace(tiny_day(), travel=(TravelTimes(durations, TRAVEL.distances),))
    assert reason(problem).code is Code.UNREACHABLE


def test_a_detour_by_another_visit_that_is_quicker_than_the_straight_way_is_no_proof():
    durations = TRAVEL.durations.copy()
    durations[0, 4:, 0] = 20 * HOUR
    problem = replace(tiny_day(), travel=(TravelTimes(durations, TRAVEL.distances),))
    assert 0 in {s.visit for r in solve(problem, initial=[(0, (1, 0))], search=False).routes for s in r.stops}
    alone = evaluate(problem, []).solution.unassigned[0]
    assert (alone.visit, alone.code) == (0, Code.NO_ROOM)


def test_a_break_that_leaves_no_room_for_the_service():
    shift = replace(VEHICLES[0], breaks=(Break(3 * HOUR, 4 * HOUR, HOUR),))
    problem = Problem((replace(VISITS[0], duration=6 * HOUR),), (shift,), (TRAVEL,))
    assert reason(problem).code is Code.BREAK


def test_one_obstacle_on_each_shift_names_the_one_that_comes_last():
    shifts = (replace(VEHICLES[0], shift_end=HOUR), VEHICLES[1])
    problem = replace(with_visit(0, skills=(SkillLevel(POWER, 1),)), vehicles=shifts)
    entry = reason(problem)
    assert entry.code is Code.SHIFT
    assert dict(entry.blocked) == {Code.SHIFT: 1, Code.SKILL: 1}


def full_day(*penalties, duration):
    """One technician with room for one of two visits that start within the first hour."""
    hours = (duration, HOUR)
    visits = tuple(
        replace(VISITS[place], windows=(TimeWindow(0, HOUR),), penalty=penalty, duration=seconds)
        for place, penalty, seconds in zip((0, 3), penalties, hours, strict=True)
    )
    return Problem(visits, VEHICLES[:1], (TRAVEL,))


def test_a_full_plan_names_the_minutes_by_which_a_wider_window_would_help():
    entry = reason(full_day(40_000, 50_000, duration=HOUR))
    assert (entry.code, entry.blocked) == (Code.NO_ROOM, ((Code.NO_ROOM, 1),))
    # 34 minutes to the other visit, an hour there, 31 minutes on: 125, and the window ends at 60
    assert entry.remedy == Remedy("window_minutes", 0, 65 * 60)


def test_a_full_plan_names_the_cheapest_visit_to_drop():
    # the visit at place 3 is worth more, but its way costs more than the difference; waiting for it takes 5 hours
    entry = reason(full_day(49_000, 50_000, duration=5 * HOUR), visit=1)
    assert (entry.code, entry.remedy) == (Code.NO_ROOM, Remedy("drop_visit", 0, 0))


def test_a_visit_that_costs_more_than_its_penalty_names_the_difference():
    problem = Problem((replace(VISITS[0], penalty=900),), VEHICLES[:1], (TRAVEL,))
    entry = reason(problem)
    # 5 minutes there and 11 back at a cent a second
    assert (entry.code, entry.extra_cost, entry.remedy) == (Code.DEARER, 60, Remedy("pay", 0, 60))
    assert reason(replace(problem, vehicles=(replace(VEHICLES[0], rates=Rates(fixed=500)),))).extra_cost == 560


@pytest.mark.parametrize("search", [True, False])
def test_a_visit_worth_exactly_its_cost_is_served(search):
    problem = Problem((replace(VISITS[0], penalty=960),), VEHICLES[:1], (TRAVEL,))
    assert solve(problem, search=search).unassigned == ()
