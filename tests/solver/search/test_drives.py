"""Driving as arrays: the problem's own numbers under other numbers of the places."""

from dataclasses import replace

import numpy as np
import pytest

from solver.search.drives import BACK, NOWHERE, THERE, drives_of
from tests.solver.generate import generate


def under_their_numbers(problem):
    drives = drives_of(problem)
    numbers = drives.numbers[: len(problem.travel[0].durations[0])]
    assert sorted(numbers) == list(range(len(numbers)))
    return drives, np.ix_(numbers, numbers)


@pytest.mark.parametrize("features", [frozenset(), frozenset({"periods"})])
def test_every_leg_is_found_under_the_new_numbers_both_ways(features):
    problem = generate(20, 4, 1, features)
    drives, here = under_their_numbers(problem)
    quickest = problem.travel[0].durations.min(axis=0)
    assert (quickest != quickest.T).any()
    assert (drives.legs[0][..., THERE][here] == quickest).all()
    assert (drives.legs[0][..., BACK][here] == quickest.T).all()


def test_so_are_the_durations_of_every_period_and_the_distances():
    problem = generate(20, 4, 1, {"periods"})
    rates = replace(problem.vehicles[0].rates, travel_per_km=30)
    problem = replace(problem, vehicles=(replace(problem.vehicles[0], rates=rates), *problem.vehicles[1:]))
    drives, here = under_their_numbers(problem)
    travel = problem.travel[0]
    assert len(travel.durations) > 1
    assert all((drives.durations[k][here] == matrix).all() for k, matrix in enumerate(travel.durations))
    assert (drives.distances[0][here] == travel.distances).all()


def test_an_open_end_stays_nowhere():
    assert drives_of(generate(6, 2, 1)).numbers[NOWHERE] == NOWHERE


def test_places_that_are_near_get_numbers_that_are_near():
    """On a line each place but the first follows a neighbour."""
    problem = generate(12, 2, 1)
    places = len(problem.travel[0].durations[0])
    line = np.random.default_rng(0).permutation(places)
    apart = np.abs(line[:, None] - line[None]).astype(np.int32) * 60
    travel = problem.travel[0].__class__(apart[None], apart)
    numbers = drives_of(problem.__class__(problem.visits, problem.vehicles, (travel,))).numbers[:places]
    along = line[np.argsort(numbers)]
    assert (np.abs(np.diff(along)) == 1).sum() >= places - 2
