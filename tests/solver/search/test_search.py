"""The compiled search: exact book-keeping, equal input equal output, never worse than where it began."""

import random
from dataclasses import replace

import pytest

from solver.appointments import appoint, appointed, suited
from solver.draft import Draft
from solver.fit import fitting_vehicles
from solver.insertion import into_route
from solver.screen import Screen
from solver.search.arrays import PLACE, Arrays, as_arrays
from solver.search.insertion import insertion_cost
from solver.search.jit import entry
from solver.search.labels import Scratch
from solver.search.legs import NEVER
from solver.search.link_tables import new_link_tables
from solver.search.roster import BEST, Roster, neighbours, new_roster
from solver.search.ruin_recreate import put_in_place
from solver.search.search import search
from solver.solve import solve
from tests.solver.generate import FEATURES, generate


@entry
def priced_insertion(arrays: Arrays, roster: Roster, scratch: Scratch, visit: int, vehicle: int) -> int:
    return insertion_cost(arrays, roster, scratch, visit, vehicle, NEVER)


def searched(problem, initial=(), **limits):
    return searched_with_starts(problem, initial, **limits)[0]


def searched_with_starts(problem, initial=(), *, rounds=300, threads=1, seed=0, better=None):
    return search(
        problem,
        fitting_vehicles(problem),
        list(initial),
        rounds=rounds,
        left=lambda: None,
        seed=seed,
        threads=threads,
        stop=lambda: False,
        on_better=lambda cost, absent: better.append((cost, absent)) if better is not None else None,
        starts=appoint(problem, initial),
    )


def any_problem(seed, visits=24, vehicles=4):
    chosen = random.Random(seed)
    share = chosen.choice([0.0, 0.2, 0.5, 1.0])
    return generate(visits, vehicles, seed, {name for name in sorted(FEATURES) if chosen.random() < share})


@pytest.mark.parametrize("seed", range(30))
def test_the_search_prices_its_best_plan_to_the_cent(seed):
    problem = any_problem(seed)
    better = []
    plan, starts = searched_with_starts(problem, seed=seed, better=better)
    draft = Draft(appointed(problem, starts), plan)
    assert draft.feasible
    assert better[-1] == (draft.cost, len(draft.absent))
    assert all(vehicle in fitting_vehicles(problem)[visit] for vehicle, visits in plan for visit in visits)


@pytest.mark.parametrize("seed", range(20))
def test_a_compiled_insertion_is_the_cheapest_of_all_positions(seed):
    problem = replace(any_problem(seed), pairs=(), orders=())
    plan = searched(problem, rounds=3, seed=seed)
    draft = Draft(problem, plan)
    screen = Screen(problem, draft.legs)
    arrays = as_arrays(problem)
    fitting = fitting_vehicles(problem)
    roster, scratch = new_roster(arrays, fitting, neighbours(arrays, arrays.visits[:, PLACE].copy()), 24, 0)
    for vehicle, visits in plan:
        roster.routes[vehicle, : len(visits)] = visits
        roster.lengths[vehicle] = len(visits)
    put_in_place(arrays, roster, scratch, new_link_tables(problem, arrays))
    assert roster.totals[BEST] == draft.cost
    for visit in draft.absent:
        for vehicle in fitting[visit]:
            found = into_route(screen, draft.routes[vehicle], visit)
            assert priced_insertion(arrays, roster, scratch, visit, vehicle) == (found.delta if found else NEVER)


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
    assert plan == (initial, {})


@pytest.mark.parametrize("seed", range(12))
def test_linked_visits_are_served_all_or_none_at_starts_that_keep_the_lags(seed):
    problem = generate(24, 5, seed, {"pairs", "orders"} | ({"breaks", "waiting", "periods"} if seed % 2 else set()))
    plan, starts = searched_with_starts(problem, seed=seed)
    shift_of = {visit: vehicle for vehicle, visits in plan for visit in visits}
    assert set(starts) == shift_of.keys() & problem.links.at.keys()
    assert starts, "a search that serves no linked visit shows nothing"
    for link in problem.links.all:
        assert suited(problem, link, shift_of)
        if link.first in starts and link.second in starts:
            assert link.least <= starts[link.second] - starts[link.first] <= link.most
