"""Recombination: the cheapest plan made of the routes in the pool."""

from itertools import combinations

import numpy as np
import pytest

from solver import recombination
from solver.recombination import RoutePool


def drawn_pool(seed):
    random = np.random.default_rng(seed)
    routes = [
        (int(random.integers(4)), tuple(random.permutation(8)[: random.integers(1, 5)].tolist()), int(cost))
        for cost in random.integers(10, 60, 14)
    ]
    pool = RoutePool()
    for route in routes:
        pool.add(*route)
    return pool, routes


@pytest.mark.parametrize("seed", range(10))
def test_the_plan_is_the_cheapest_of_all_choices(seed):
    pool, routes = drawn_pool(seed)
    penalties = [25] * 8
    costs = [
        sum(cost for *_, cost in some) + 25 * (8 - sum(len(visits) for _, visits, _ in some))
        for size in range(5)
        for some in combinations(routes, size)
        if len({vehicle for vehicle, *_ in some}) == size
        and len({visit for _, visits, _ in some for visit in visits}) == sum(len(visits) for _, visits, _ in some)
    ]
    plan = pool.best_plan(penalties, 8 * 25 + 1, seconds=None, seed=0)
    price = {(vehicle, visits): cost for vehicle, visits, cost in sorted(routes, key=lambda r: r[2], reverse=True)}
    assert sum(price[route] for route in plan) + 25 * (8 - sum(len(v) for _, v in plan)) == min(costs)
    assert pool.best_plan(penalties, min(costs), seconds=None, seed=0) is None


def test_of_routes_with_the_same_visits_the_cheapest_order_stays():
    pool = RoutePool()
    pool.add(0, (1, 2), 30)
    pool.add(0, (2, 1), 20)
    pool.add(0, (1, 2), 30)
    assert len(pool) == 1
    assert pool.best_plan([0, 50, 50], 100, seconds=None, seed=0) == [(0, (2, 1))]


def test_the_pool_forgets_the_routes_not_seen_for_longest(monkeypatch):
    monkeypatch.setattr(recombination, "MOST_ROUTES", 2)
    pool = RoutePool()
    for visit in (0, 1, 0, 2):
        pool.add(visit, (visit,), 1)
    assert sorted(pool.best_plan([50, 50, 50], 150, seconds=None, seed=0)) == [(0, (0,)), (2, (2,))]
