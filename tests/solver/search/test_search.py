"""The compiled search: exact book-keeping, equal input equal output, never worse than where it began."""

import random
from dataclasses import replace

import numpy as np
import pytest

from solver.appointments import appoint, appointed, suited
from solver.draft import Draft
from solver.fit import fitting_vehicles
from solver.insertion import into_route
from solver.problem import TravelTimes
from solver.screen import Screen
from solver.search import division
from solver.search.arrays import PLACE, Arrays, as_arrays
from solver.search.insertion import charges_changes, insertion_cost
from solver.search.jit import entry
from solver.search.labels import Scratch
from solver.search.lane import Lane
from solver.search.legs import NEVER
from solver.search.part import take_part
from solver.search.roster import BEST, VERSION, WEIGHT, Roster, neighbours, new_roster
from solver.search.search import search
from solver.search.work import Part
from solver.solve import solve
from solver.timing import time_route
from solver.windows import FOREVER
from tests.solver.generate import FEATURES, generate
from tests.solver.small_days import LINKS


@entry
def taken_part(arrays: Arrays, roster: Roster, scratch: Scratch, part: Part) -> None:
    take_part(arrays, roster, scratch, part.routes, part.lengths, part.shifts, part.visits)


@entry
def priced_insertion(arrays: Arrays, roster: Roster, scratch: Scratch, visit: int, vehicle: int) -> int:
    return insertion_cost(arrays, roster, scratch, visit, vehicle, NEVER, charges_changes(roster))


def searched(problem, initial=(), *, rounds=300, threads=1, seed=0, better=None):
    return search(
        problem,
        fitting_vehicles(problem),
        list(initial),
        rounds=rounds,
        left=lambda: None,
        seed=seed,
        threads=threads,
        stop=lambda: False,
        on_better=lambda *found: better.append(found) if better is not None else None,
        starts=appoint(problem, initial),
    )


def any_problem(seed, visits=24, vehicles=4, features=FEATURES):
    chosen = random.Random(seed)
    share = chosen.choice([0.0, 0.2, 0.5, 1.0])
    return generate(visits, vehicles, seed, {name for name in sorted(features) if chosen.random() < share})


def unlinked_problem(seed):
    return any_problem(seed, features=FEATURES - LINKS)


@pytest.mark.parametrize("seed", range(30))
def test_the_search_prices_its_best_plan_to_the_cent(seed):
    problem = unlinked_problem(seed)
    better = []
    plan = searched(problem, seed=seed, better=better)
    draft = Draft(problem, plan)
    assert draft.feasible
    assert better[-1] == (draft.cost, plan, {})
    assert all(vehicle in fitting_vehicles(problem)[visit] for vehicle, visits in plan for visit in visits)


def rostered(problem, plan, arrays):
    visits = len(problem.visits)
    near = neighbours(arrays, arrays.visits[:visits, PLACE].copy())
    roster, scratch = new_roster(arrays, fitting_vehicles(problem), near, visits, 0)
    routes, lengths = np.zeros((len(problem.vehicles), visits), np.int64), np.zeros(len(problem.vehicles), np.int64)
    for vehicle, route in plan:
        routes[vehicle, : len(route)] = route
        lengths[vehicle] = len(route)
    whole = np.ones(len(lengths), dtype=np.bool_), np.ones(visits, dtype=np.bool_)
    taken_part(arrays, roster, scratch, Part(routes, lengths, *whole))
    return roster, scratch


@pytest.mark.parametrize(
    "problem",
    [
        *(unlinked_problem(seed) for seed in range(20)),
        *(generate(24, 4, seed, {"workload", "same_place", "overtime", "dues"}) for seed in range(5)),
        *(generate(24, 4, seed, {"workload", "stock", "tools", "depot", "breaks"}) for seed in range(5)),
        *(generate(24, 4, seed, {"change_cap", "waiting"}) for seed in range(5)),
        *(generate(24, 4, seed, {"change_cap", "stock", "tools", "depot"}) for seed in range(5)),
    ],
)
def test_a_compiled_insertion_is_the_cheapest_of_all_positions(problem):
    plan = searched(problem, rounds=3)
    draft = Draft(problem, plan)
    screen = Screen(problem, draft.legs)
    arrays = as_arrays(problem)
    fitting = fitting_vehicles(problem)
    roster, scratch = rostered(problem, plan, arrays)
    assert roster.totals[BEST] == draft.cost
    for visit in draft.absent:
        for vehicle in fitting[visit]:
            roster.totals[WEIGHT] = 0
            found = into_route(screen, draft.routes[vehicle], visit)
            assert priced_insertion(arrays, roster, scratch, visit, vehicle) == (found.delta if found else NEVER)
            if draft.cap.price:
                roster.totals[WEIGHT] = draft.cap.price
                found = into_route(screen, draft.routes[vehicle], visit, cap=draft.cap._replace(room=-100))
                assert priced_insertion(arrays, roster, scratch, visit, vehicle) == (found.delta if found else NEVER)


@pytest.mark.parametrize("seed", range(20))
def test_what_rounds_remember_of_an_insertion_is_what_it_costs(seed):
    problem = unlinked_problem(seed)
    arrays, fitting = as_arrays(problem), fitting_vehicles(problem)
    near = neighbours(arrays, arrays.visits[: len(fitting), PLACE].copy())
    lane = Lane(problem, arrays, fitting, near, longest=len(fitting), seed=seed)
    shifts, visits = len(problem.vehicles), len(fitting)
    nothing = np.zeros((shifts, visits), np.int64), np.zeros(shifts, np.int64), np.zeros(0, np.int64)
    lane.take(*nothing, np.ones(shifts, dtype=np.bool_), np.ones(visits, dtype=np.bool_))
    lane.run(200, 2000.0, 100.0)

    def prices():
        shift_of = lane.roster.shift_of
        absent = [visit for visit in range(visits) if shift_of[visit] < 0]
        return {
            (visit, shift): priced_insertion(arrays, lane.roster, lane.scratch, visit, shift)
            for visit in absent
            for shift in fitting[visit]
        }

    remembered = prices()
    lane.roster.insertions[:, :, VERSION] = -1
    assert prices() == remembered


def test_threads_that_share_a_plan_find_a_better_one_and_lose_no_visit(monkeypatch):
    monkeypatch.setattr(division, "LEAST_SHIFTS", 8)
    problem = generate(240, 30, seed=1, features={"breaks", "dues"})
    initial = [(r.vehicle, tuple(s.visit for s in r.stops)) for r in solve(problem, search=False).routes]
    plan = searched(problem, initial, rounds=2000, threads=3)
    served = [visit for _, visits in plan for visit in visits]
    assert len(served) == len(set(served))
    assert Draft(problem, plan).cost < Draft(problem, initial).cost


def test_threads_price_plans_under_a_cap_on_changes_to_the_cent(monkeypatch):
    monkeypatch.setattr(division, "LEAST_SHIFTS", 8)
    problem = generate(120, 20, seed=1, features={"change_cap"})
    initial = [(r.vehicle, tuple(s.visit for s in r.stops)) for r in solve(problem, search=False).routes]
    better = []
    plan = searched(problem, initial, rounds=400, threads=2, better=better)
    draft = Draft(problem, plan)
    assert len(initial) >= 16
    assert better[-1] == (draft.cost, plan, {})
    assert draft.cost < Draft(problem, initial).cost


@pytest.mark.parametrize("threads", [1, 2])
def test_equal_arguments_give_equal_plans(threads):
    problem = any_problem(2, 40, 6)
    assert searched(problem, threads=threads, seed=5) == searched(problem, threads=threads, seed=5)


def test_another_seed_searches_elsewhere():
    problem = generate(60, 6, seed=3)
    assert searched(problem, rounds=20, seed=1) != searched(problem, rounds=20, seed=2)


@pytest.mark.parametrize("seed", range(5))
def test_a_plan_is_never_made_worse(seed):
    problem = any_problem(seed, 40, 6)
    initial = [(r.vehicle, tuple(s.visit for s in r.stops)) for r in solve(problem, search=False).routes]
    assert Draft(problem, searched(problem, initial, rounds=30)).cost <= Draft(problem, initial).cost


def test_routes_may_outgrow_the_tables():
    problem = generate(60, 1, seed=1)
    short = [v.__class__(place=v.place, duration=0, penalty=v.penalty) for v in problem.visits]
    quick = problem.travel[0].__class__(problem.travel[0].durations // 10, problem.travel[0].distances)
    plan = searched(problem.__class__(tuple(short), problem.vehicles, (quick,)), rounds=1000)
    assert max(len(visits) for _, visits in plan) > 16


def test_a_search_that_shall_stop_returns_the_plan_it_was_given():
    problem = generate(20, 3, seed=1)
    initial = [(r.vehicle, tuple(s.visit for s in r.stops)) for r in solve(problem, search=False).routes]
    plan = search(
        problem,
        fitting_vehicles(problem),
        initial,
        rounds=None,
        left=lambda: 60.0,
        seed=0,
        threads=1,
        stop=lambda: True,
        on_better=lambda *_: None,
    )
    assert plan == initial


@pytest.mark.parametrize("seed", range(12))
def test_bounds_hold_where_the_way_by_the_depot_is_the_quicker_one(seed):
    chosen = random.Random(seed)
    others = {name for name in sorted(FEATURES - LINKS) if chosen.random() < 0.3}
    problem = generate(16, 3, seed, {"depot", "stock", "tools"} | others)
    durations, distances = problem.travel[0].durations.copy(), problem.travel[0].distances.copy()
    for legs in (durations, distances):
        legs[..., problem.depot.place] //= 8
        legs[..., problem.depot.place, :] //= 8
    travel = TravelTimes(durations, distances, problem.travel[0].period_starts)
    problem = replace(problem, travel=(travel,))
    plan = searched(problem, rounds=20, seed=seed)
    draft = Draft(problem, plan)
    arrays = as_arrays(problem)
    fitting = fitting_vehicles(problem)
    roster, scratch = rostered(problem, plan, arrays)
    assert roster.totals[BEST] == draft.cost
    for visit in draft.absent:
        for vehicle in fitting[visit]:
            least = cheapest_of_all(problem, draft.routes[vehicle], visit)
            assert priced_insertion(arrays, roster, scratch, visit, vehicle) == least
            found = into_route(Screen(problem, draft.legs), draft.routes[vehicle], visit)
            assert (found.delta if found else NEVER) == least


def laned(problem, seed):
    """The best plan of a thread by itself, its cents, and when it serves linked visits."""
    visits, shifts = len(problem.visits), len(problem.vehicles)
    arrays = as_arrays(problem)
    near = neighbours(arrays, arrays.visits[:visits, PLACE].copy())
    lane = Lane(problem, arrays, fitting_vehicles(problem), near, visits, seed)
    nothing = np.zeros((shifts, visits), np.int64), np.zeros(shifts, np.int64), lane.links.starts.copy()
    lane.take(*nothing, np.ones(shifts, dtype=np.bool_), np.ones(visits, dtype=np.bool_))
    lane.run(300, 5000.0, 50.0)
    roster, starts = lane.roster, lane.links.best_starts
    plan = [(v, tuple(roster.best_routes[v, :n].tolist())) for v, n in enumerate(roster.best_lengths.tolist()) if n]
    return plan, lane.best, {visit: int(starts[visit]) for visit in np.flatnonzero(starts != FOREVER).tolist()}


@pytest.mark.parametrize("seed", range(40))
def test_linked_visits_are_served_all_or_none_at_starts_that_keep_the_lags(seed):
    chosen = random.Random(seed)
    others = {name for name in sorted(FEATURES) if chosen.random() < (seed % 4) / 6}
    problem = generate(24, 5, seed, {"pairs", "orders"} | others)
    plan, cents, starts = laned(problem, seed)
    shift_of = {visit: vehicle for vehicle, visits in plan for visit in visits}
    assert set(starts) == shift_of.keys() & problem.links.at.keys()
    for link in problem.links.all:
        assert suited(problem, link, shift_of)
        if link.first in starts and link.second in starts:
            assert link.least <= starts[link.second] - starts[link.first] <= link.most
    draft = Draft(appointed(replace(problem, pairs=(), orders=()), starts), plan)
    assert draft.feasible
    assert draft.cost == cents
    assert starts or others, "a search that serves no linked visit shows nothing"


def cheapest_of_all(problem, route, visit):
    most = problem.vehicles[route.vehicle].max_visits
    if most is not None and len(route.visits) >= most:
        return NEVER
    timed = [
        time_route(problem, route.vehicle, (*route.visits[:k], visit, *route.visits[k:]))
        for k in range(len(route.visits) + 1)
    ]
    return min((t.cost - route.cost for t in timed if t is not None), default=NEVER)
