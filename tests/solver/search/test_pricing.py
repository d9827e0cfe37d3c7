"""The compiled price of a route is the timetable's, to the cent, whatever the mix of constraints."""

import random

import pytest

from solver.search.arrays import PLAIN, Arrays, as_arrays
from solver.search.jit import entry
from solver.search.labels import CHANGES, EARLY, Scratch, new_scratch
from solver.search.legs import NEVER
from solver.search.pricing import price_route
from solver.timing import time_route
from tests.solver.generate import FEATURES, generate

LONGEST = 7


@entry
def priced(arrays: Arrays, scratch: Scratch, vehicle: int, stops: int) -> int:
    return price_route(arrays, scratch, vehicle, stops)


def prices(problem, routes):
    arrays = as_arrays(problem)
    scratch = new_scratch(arrays, LONGEST)
    for vehicle, visits in routes:
        scratch.visits[: len(visits)] = visits
        cents = priced(arrays, scratch, vehicle, len(visits))
        yield None if cents == NEVER else (cents, 0 if arrays.shifts[vehicle, PLAIN] else scratch.ends[EARLY, CHANGES])


def random_routes(problem, chosen, count):
    for _ in range(count):
        visits = chosen.sample(range(len(problem.visits)), chosen.randint(1, LONGEST))
        if chosen.random() < 0.8:  # in the order of their windows more routes are feasible
            visits.sort(key=lambda v: (problem.start_windows[v] or ((0, 0),))[0][0] + 3 * 3600 * chosen.random())
        yield chosen.randrange(len(problem.vehicles)), visits


def require_equal_prices(features, seed, chosen):
    problem = generate(14, 4, seed, features)
    routes = list(random_routes(problem, chosen, 150))
    timed = [time_route(problem, vehicle, visits) for vehicle, visits in routes]
    assert list(prices(problem, routes)) == [None if t is None else (t.cost, t.changes) for t in timed]
    assert any(t is not None for t in timed)


@pytest.mark.parametrize("seed", range(40))
def test_a_compiled_price_is_the_price_of_the_timetable(seed):
    chosen = random.Random(seed)
    share = chosen.choice([0.0, 0.2, 0.5, 1.0])
    require_equal_prices({name for name in sorted(FEATURES) if chosen.random() < share}, seed, chosen)


@pytest.mark.parametrize("seed", range(40))
def test_so_is_the_price_on_a_shift_with_one_way_to_take_each_leg(seed):
    chosen = random.Random(seed)
    possible = sorted(FEATURES - {"baseline", "breaks", "change_cap", "periods"})
    require_equal_prices({name for name in possible if chosen.random() < 0.6}, seed, chosen)


@pytest.mark.parametrize("seed", range(40))
def test_so_is_the_price_where_the_departure_matters(seed):
    chosen = random.Random(seed)
    features = {name for name in sorted(FEATURES - {"periods"}) if chosen.random() < 0.4}
    require_equal_prices(features | {"waiting", "work_limit"}, seed, chosen)
