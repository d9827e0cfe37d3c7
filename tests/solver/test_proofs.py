"""Proofs for many visits and shifts at once are those for one visit and shift."""

from itertools import pairwise, permutations

import numpy as np
import pytest

from solver.lone_visits import LoneVisits
from solver.proofs import Proofs
from solver.shortest import ShortestLegs, least_seconds
from solver.stock import suffices
from solver.timing import time_route
from tests.solver.generate import FEATURES, generate

DAYS = [(seed, features) for seed in range(3) for features in [(), *((feature,) for feature in sorted(FEATURES))]]
DAYS += [(seed, tuple(np.random.default_rng(seed).permutation(sorted(FEATURES))[:9])) for seed in range(3, 20)]


@pytest.mark.parametrize(("seed", "features"), DAYS)
def test_a_visit_that_is_served_alone_for_certain_has_a_timetable(seed, features):
    problem = generate(25, 4, seed, features)
    lone = LoneVisits(problem)
    everything = np.arange(len(problem.visits))
    for vehicle, shift in enumerate(problem.vehicles):
        certain = lone.are_served(vehicle, everything)
        timed = [time_route(problem, vehicle, [visit]) is not None for visit in everything.tolist()]
        assert not (certain & ~np.array(timed)).any()
        if not {"periods", "work_limit"} & set(features):
            carried = [suffices(shift, visit) for visit in problem.visits]
            assert certain.tolist() == [known and enough for known, enough in zip(timed, carried, strict=True)]


@pytest.mark.parametrize(("seed", "features"), DAYS[::3])
def test_many_proofs_are_the_same_as_single_ones(seed, features):
    problem = generate(20, 4, seed, features)
    proofs = Proofs(problem, ShortestLegs(problem))
    visits = list(range(0, 20, 2))
    single = [[proofs.obstacle(visit, vehicle) for vehicle in range(len(problem.vehicles))] for visit in visits]
    assert list(proofs.obstacles(visits)) == single


def test_the_quickest_way_by_other_visits_is_found_where_the_straight_one_is_slower():
    rng = np.random.default_rng(0)
    quicker = 0
    for _ in range(200):
        matrix = rng.integers(0, 100, (6, 6)).astype(np.int32)
        services = rng.integers(0, 30, 6)
        ways = [(0, *between, 5) for stops in range(5) for between in permutations(range(1, 5), stops)]
        seconds = [sum(matrix[a, b] for a, b in pairwise(way)) + sum(services[v] for v in way[1:-1]) for way in ways]
        assert least_seconds(matrix, services, 0, 5) == min(seconds)
        quicker += min(seconds) < matrix[0, 5]
    assert quicker > 50
