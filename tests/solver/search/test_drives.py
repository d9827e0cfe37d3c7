"""Driving as arrays: the problem's own numbers under other numbers of the places."""

import numpy as np
import pytest

from solver.search.drives import BACK, NOWHERE, THERE, drives_of
from tests.solver.generate import generate


@pytest.mark.parametrize("features", [frozenset(), frozenset({"periods"})])
def test_every_leg_is_found_under_the_new_numbers_both_ways(features):
    problem = generate(20, 4, 1, features)
    drives = drives_of(problem)
    places = len(problem.travel[0].durations[0])
    numbers = drives.numbers[:places]
    here = np.ix_(numbers, numbers)
    quickest = problem.travel[0].durations.min(axis=0)
    assert sorted(numbers) == list(range(places))
    assert (drives.legs[0][..., THERE][here] == quickest).all()
    assert (drives.legs[0][..., BACK][here] == quickest.T).all()
    if features:
        assert all((drives.durations[k][here] == m).all() for k, m in enumerate(problem.travel[0].durations))


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
