"""Pairs and orders: each rule kept and broken by exactly n, reasons, and the best plan of all by enumeration."""

import itertools
from dataclasses import astuple, replace

import numpy as np
import pytest

from solver.appointments import appoint
from solver.checker import check
from solver.errors import InvalidProblemError
from solver.fit import fitting_vehicles
from solver.plan import feasible_part
from solver.problem import (
    Order,
    Pair,
    Problem,
    Rates,
    Response,
    SkillLevel,
    TimeWindow,
    TravelTimes,
    Vehicle,
    Visit,
)
from solver.solution import ReasonCode as Code
from solver.solution import Remedy, Violation
from solver.solve import evaluate, solve
from tests.solver.tiny_day import GAS, HOUR, PLAN, POWER, VEHICLES, VISITS, tiny_day

# In PLAN, as early as possible: technician 0 begins visit 0 at 5 min and 1 at 120, technician 1 begins 3 at 6, 2 at 53.


def linked(*links, **changes):
    """The tiny day with some pairs and orders."""
    pairs = tuple(link for link in links if isinstance(link, Pair))
    return replace(tiny_day(), pairs=pairs, orders=tuple(link for link in links if isinstance(link, Order)), **changes)


def starts(problem, plan=PLAN):
    routes = evaluate(problem, plan).solution.routes
    return {stop.visit: stop.start // 60 for route in routes for stop in route.stops}


def broken(problem, plan=PLAN):
    """What the timetable and the checker find, which must be the same."""
    evaluation = evaluate(problem, plan)
    found = check(problem, evaluation.solution)
    assert {astuple(v) for v in found} == {astuple(v) for v in evaluation.violations}
    return evaluation.violations


def test_a_pair_starts_together_and_the_rest_of_both_routes_follows():
    problem = linked(Pair(0, 2))
    assert broken(problem) == ()
    assert starts(problem) == {0: 53, 1: 123, 3: 6, 2: 53}


def test_a_pair_with_a_lag_starts_within_it():
    assert starts(linked(Pair(0, 2, 3600, 5400))) == {0: 5, 1: 120, 3: 18, 2: 65}
    assert starts(linked(Pair(2, 1, 600, 1800))) == {0: 50, 1: 120, 3: 43, 2: 90}


def test_a_pair_takes_two_technicians_and_both_visits():
    problem = linked(Pair(0, 1))
    assert broken(problem)[0] == Violation(Code.PAIR, 0, 1, 1)
    assert broken(linked(Pair(0, 2)), [(0, (0, 1))]) == (Violation(Code.PAIR, 0, 0, 1),)
    assert broken(linked(Pair(0, 2)), [(1, (2,))]) == (Violation(Code.PAIR, 1, 2, 1),)
    assert broken(linked(Pair(0, 2)), [(0, (1,))]) == ()


def test_a_pair_that_cannot_meet_is_broken_by_the_seconds_between():
    windows = (TimeWindow(0, 45 * 60),)
    problem = linked(Pair(0, 2), visits=(replace(VISITS[0], windows=windows), *VISITS[1:]))
    assert [(v.code, v.visit, v.amount) for v in evaluate(problem, PLAN).violations] == [(Code.TIME_WINDOW, 0, 8 * 60)]


def test_routes_that_wait_for_each_other_for_ever_break_the_pair():
    problem = linked(Pair(0, 2), Pair(1, 3))
    plan = [(0, (0, 1)), (1, (3, 2))]
    assert appoint(problem, plan) is None
    assert {v.code for v in evaluate(problem, plan).violations} == {Code.PAIR}
    assert appoint(problem, [(0, (0, 1)), (1, (2, 3))]) is not None


def test_an_order_waits_for_the_first_visit_and_its_lag():
    assert starts(linked(Order(3, 0, 1800))) == {0: 36, 1: 120, 3: 6, 2: 53}
    assert starts(linked(Order(0, 1, 0, 4500))) == {0: 45, 1: 120, 3: 6, 2: 53}


def test_an_order_needs_the_first_visit_but_not_the_second():
    problem = linked(Order(0, 2))
    assert broken(problem, [(0, (0,))]) == ()
    assert broken(problem, [(1, (2,))]) == (Violation(Code.ORDER, 1, 2, 1),)


def test_an_order_by_the_same_technician():
    assert broken(linked(Order(0, 1, same_technician=True))) == ()
    assert broken(linked(Order(0, 2, same_technician=True))) == (Violation(Code.ORDER, 1, 2, 1),)


def test_an_order_turned_round_on_a_route_is_broken_by_the_seconds_between():
    problem = linked(Order(1, 0))
    assert [astuple(v)[:3] for v in broken(problem)] == [(Code.ORDER, 0, 0)]
    lag = starts(problem)[0] - starts(problem)[1]
    assert broken(problem)[0].amount == -60 * lag


def test_the_same_technician_may_come_back_on_another_shift():
    shifts = (VEHICLES[0], replace(VEHICLES[0], shift_start=24 * HOUR, shift_end=32 * HOUR))
    problem = linked(Order(0, 3, 20 * HOUR, same_technician=True), vehicles=shifts)
    assert broken(problem, [(0, (0,)), (1, (3,))]) == ()
    pair = replace(problem, orders=(), pairs=(Pair(0, 3, 0, 30 * HOUR),))
    assert broken(pair, [(0, (0,)), (1, (3,))]) == (Violation(Code.PAIR, 1, 3, 1),)


def test_the_start_of_a_linked_visit_has_no_slack():
    routes = evaluate(linked(Pair(0, 2)), PLAN).solution.routes
    slack = {stop.visit: stop.slack for route in routes for stop in route.stops}
    assert slack[0] == slack[2] == 0
    assert slack[1] > 0


def test_a_pair_waits_where_that_saves_waiting_costs():
    # visit 1 opens at 120 min: a pair at 50 min would let technician 0 wait 60 minutes after it
    rates = Rates(waiting_per_hour=3600)
    problem = linked(Pair(0, 2), vehicles=tuple(replace(shift, rates=rates) for shift in VEHICLES))
    assert starts(problem, [(0, (0, 1)), (1, (2,))]) == {0: 50, 1: 120, 2: 50}


def test_the_checker_refuses_a_plan_that_breaks_a_link():
    solution = evaluate(tiny_day(), PLAN).solution
    late = 3 * 60  # visit 0 starts at 50, as late as it can, visit 2 at 53
    assert check(linked(Pair(0, 2)), solution) == (Violation("pair", 1, 2, late),)
    assert check(linked(Order(0, 2, 0, 0)), solution) == (Violation("order", 1, 2, late),)
    assert check(linked(Order(2, 0, 0)), solution) == (Violation("order", 0, 0, late),)
    assert check(linked(Order(0, 2, same_technician=True)), solution) == (Violation("order", 1, 2, 1),)
    assert check(linked(Pair(0, 1, 0, 3 * HOUR)), solution) == (Violation("pair", 0, 1, 1),)


@pytest.mark.parametrize(
    ("links", "codes"),
    [
        ([Pair(0, 9)], {"unknown_visit"}),
        ([Order(-1, 2)], {"unknown_visit"}),
        ([Pair(1, 1)], {"linked_to_itself"}),
        ([Pair(0, 1), Pair(1, 0)], {"link_repeated", "links_in_a_circle"}),
        ([Order(0, 1), Order(0, 1)], {"link_repeated"}),
        ([Pair(0, 1, 60, 30)], {"lag_inverted"}),
        ([Order(0, 1, -60)], {"lag_out_of_range"}),
        ([Order(0, 1), Order(1, 2), Pair(2, 0)], {"links_in_a_circle"}),
        ([Pair(0, 1), Order(1, 2), Order(0, 2)], set()),
    ],
)
def test_faulty_links_are_named(links, codes):
    try:
        linked(*links)
        found = set()
    except InvalidProblemError as error:
        found = {issue.code for issue in error.issues}
    assert found == codes


@pytest.mark.parametrize(
    ("link", "pins", "code"),
    [
        (Pair(0, 1), {"pinned_start": (600, 1200)}, "pins_contradict_lag"),
        (Order(0, 1, 900), {"pinned_start": (600, 1200)}, "pins_contradict_lag"),
        (Pair(0, 1), {"pinned_technician": (1, 1)}, "pins_contradict_technicians"),
        (Order(0, 1, same_technician=True), {"pinned_technician": (0, 1)}, "pins_contradict_technicians"),
    ],
)
def test_pins_that_contradict_a_link_are_named(link, pins, code):
    ((name, values),) = pins.items()
    visits = tuple(replace(v, **{name: value}) for v, value in zip(VISITS, values, strict=False))
    with pytest.raises(InvalidProblemError) as caught:
        linked(link, visits=(*visits, *VISITS[2:]))
    assert {issue.code for issue in caught.value.issues} == {code}


def test_what_cannot_be_kept_leaves_a_warm_start_together():
    problem = linked(Pair(0, 2), Order(0, 1))
    fitting = fitting_vehicles(problem)
    assert feasible_part(problem, fitting, [(0, (0, 1)), (1, (3,))]) == [(1, (3,))]
    assert feasible_part(problem, fitting, PLAN) == [(0, (0, 1)), (1, (3, 2))]
    assert feasible_part(linked(Pair(0, 2), Pair(1, 3)), fitting, PLAN) in (
        [(0, (1,)), (1, (3,))],
        [(0, (0,)), (1, (2,))],
    )


def reasons(problem):
    return {entry.visit: entry.code for entry in solve(problem, iterations=200).unassigned}


def test_a_partner_whom_nobody_can_serve_is_the_reason():
    visits = (replace(VISITS[0], skills=(SkillLevel(GAS, 3),)), *VISITS[1:])
    assert reasons(linked(Pair(0, 1), visits=visits)) == {0: Code.SKILL, 1: Code.PAIR}
    assert reasons(linked(Order(0, 1), Order(1, 3), visits=visits)) == {0: Code.SKILL, 1: Code.ORDER, 3: Code.ORDER}
    assert reasons(linked(Order(1, 0), visits=visits)) == {0: Code.SKILL}


def test_one_technician_alone_cannot_serve_a_pair():
    visits = tuple(replace(v, skills=(SkillLevel(POWER, 1),)) for v in VISITS[:2])
    assert reasons(linked(Pair(0, 1), visits=(*visits, *VISITS[2:]))) == {0: Code.PAIR, 1: Code.PAIR}


def test_windows_that_never_meet_are_the_reason():
    visits = (replace(VISITS[0], windows=(TimeWindow(0, HOUR),)), *VISITS[1:])
    assert reasons(linked(Pair(0, 1), visits=visits)) == {0: Code.PAIR, 1: Code.PAIR}
    assert reasons(linked(Order(0, 1, 0, 1800), visits=visits)) == {1: Code.ORDER}


def test_the_remedy_of_half_a_pair_is_the_route_where_it_fits_alone():
    only = replace(linked(Pair(0, 1)), vehicles=VEHICLES[:1])
    entries = {entry.visit: entry for entry in solve(only, iterations=200).unassigned}
    assert {visit: entries[visit].remedy for visit in (0, 1)} == {0: Remedy("alone", 0, 1), 1: Remedy("alone", 0, 1)}
    alone = solve(replace(only, pairs=()), iterations=200)
    assert {0, 1} & {stop.visit for route in alone.routes for stop in route.stops}
    ordered = replace(linked(Pair(0, 1), Order(2, 0)), vehicles=VEHICLES[:1])
    assert {e.visit: e.remedy for e in solve(ordered, iterations=200).unassigned}[0] is None


def test_a_pair_that_costs_more_than_both_penalties_names_the_difference():
    visits = tuple(replace(v, penalty=900) if k in {0, 2} else v for k, v in enumerate(VISITS))
    problem = linked(Pair(0, 2), visits=visits, vehicles=VEHICLES)
    plan = [(0, (1,)), (1, (3,))]
    entries = {entry.visit: entry for entry in evaluate(problem, plan).solution.unassigned}
    extra = evaluate(problem, [(0, (0, 1)), (1, (3, 2))]).solution.cost - evaluate(problem, plan).solution.cost
    assert {entry.code for entry in entries.values()} == {Code.DEARER}
    assert entries[0].extra_cost == entries[2].extra_cost <= extra


STEP = 300


def small(seed, count):
    """A few visits and two technicians; every number is a multiple of the step, and lateness costs."""
    rng = np.random.default_rng(seed)
    places = count + 2
    durations = rng.integers(1, 8, (1, places, places)) * STEP
    durations[:, range(places), range(places)] = 0
    visits = tuple(
        Visit(
            place=k,
            duration=int(rng.integers(2, 9)) * STEP,
            penalty=int(rng.integers(2, 9)) * 1500,
            windows=(TimeWindow(first := int(rng.integers(0, 8)) * STEP, first + int(rng.integers(6, 20)) * STEP),),
            response=Response(int(rng.integers(2, 12)) * STEP, 700, 1200) if rng.random() < 0.6 else None,
        )
        for k in range(count)
    )
    shifts = tuple(
        Vehicle(
            technician=k,
            shift_start=int(rng.integers(0, 4)) * STEP,
            shift_end=40 * STEP,
            start_place=count + k,
            end_place=count + k,
        )
        for k in range(2)
    )
    lag = int(rng.integers(0, 4)) * STEP
    links = (
        {"pairs": (Pair(0, 1, lag, lag),)},
        {"orders": (Order(0, 1, lag, lag + 4 * STEP, bool(rng.integers(0, 2))),)},
        {"pairs": (Pair(0, 1),), "orders": (Order(2, 3, 6 * STEP),)},
        {"pairs": (Pair(0, 1),), "orders": (Order(1, 2, 3 * STEP),)},
    )[seed % 4]
    return Problem(visits, shifts, (TravelTimes(durations, durations[0]),), **links)


def cheapest(problem):
    """The lowest cost of all assignments, sequences and starts on the grid."""
    found = sum(visit.penalty for visit in problem.visits)
    linked_visits = sorted({v for link in (*problem.pairs, *problem.orders) for v in link[:2]})
    for bound, routes in sorted((_least(problem, routes), routes) for routes in _all_routes(len(problem.visits))):
        if bound >= found:
            return found
        served = [visit for visit in linked_visits if any(visit in route for route in routes)]
        if not _keeps_links(problem, routes, dict.fromkeys(served), timed=False):
            continue
        for at in _starts(problem, served, {}):
            if _keeps_links(problem, routes, at, timed=True):
                lateness = [_lateness(problem, vehicle, route, at) for vehicle, route in enumerate(routes)]
                if None not in lateness:
                    found = min(found, bound + sum(lateness))
    return found


def _all_routes(visits):
    for count in range(visits + 1):
        for chosen in itertools.permutations(range(visits), count):
            for cut in range(count + 1):
                yield chosen[:cut], chosen[cut:]


def _least(problem, routes):
    seconds = problem.travel[0].durations[0]
    cents = 0
    for shift, route in zip(problem.vehicles, routes, strict=True):
        places = [shift.start_place, *(problem.visits[v].place for v in route), shift.end_place]
        cents += sum(int(seconds[a, b]) for a, b in itertools.pairwise(places)) if route else 0
    served = {v for route in routes for v in route}
    return cents + sum(visit.penalty for k, visit in enumerate(problem.visits) if k not in served)


def _starts(problem, waiting, at):
    """All starts on the grid, as far as the lags to the first visits let them be."""
    if not waiting:
        yield at
        return
    visit, *rest = waiting
    window = problem.visits[visit].windows[0]
    for start in range(window.earliest_start, window.latest_start + 1, STEP):
        if all(
            link.least_lag <= start - at[link.first] <= (10**9 if link.most_lag is None else link.most_lag)
            for link in (*problem.pairs, *problem.orders)
            if link.second == visit and link.first in at
        ):
            yield from _starts(problem, rest, at | {visit: start})


def _keeps_links(problem, routes, at, *, timed):
    who = {visit: k for k, route in enumerate(routes) for visit in route}
    for pair in problem.pairs:
        if (pair.first in at) != (pair.second in at):
            return False
        if pair.first in at and who[pair.first] == who[pair.second]:
            return False
    for order in problem.orders:
        if order.second in at and order.first not in at:
            return False
        if order.second in at and order.same_technician and who[order.first] != who[order.second]:
            return False
    return not timed or all(
        link.least_lag <= at[link.second] - at[link.first] <= (10**9 if link.most_lag is None else link.most_lag)
        for link in (*problem.pairs, *problem.orders)
        if link.second in at
    )


def _lateness(problem, vehicle, route, at):
    shift = problem.vehicles[vehicle]
    seconds = problem.travel[0].durations[0]
    now, place, cents = shift.shift_start, shift.start_place, 0
    for visit in route:
        entry = problem.visits[visit]
        now = max(now + int(seconds[place, entry.place]), entry.windows[0].earliest_start)
        if visit in at:
            if now > at[visit]:
                return None
            now = at[visit]
        if now > entry.windows[0].latest_start:
            return None
        if entry.response and now > entry.response.due:
            cents += 700 + (now - entry.response.due) // 3
        now += entry.duration
        place = entry.place
    return cents if now + int(seconds[place, shift.end_place]) <= shift.shift_end else None


@pytest.mark.parametrize(("count", "seed"), [*((4, seed) for seed in range(16)), *((5, seed) for seed in range(8, 16))])
def test_the_search_finds_the_best_plan_of_all(count, seed):
    problem = small(seed, count)
    assert solve(problem, iterations=1500, seed=seed).cost == cheapest(problem)
