"""On which shifts a round tries a visit."""

import numpy as np
import pytest

from solver.draft import Draft
from solver.fit import fitting_vehicles
from solver.search.arrays import PLACE, as_arrays
from solver.search.candidates import FEW_SHIFTS, PROBED, list_nearby, list_touched
from solver.search.jit import entry
from solver.search.roster import Roster, neighbours, new_roster
from tests.solver.generate import generate
from tests.solver.search.test_search import laned

VISITS, SHIFTS = 90, 60


@entry
def listed(roster: Roster, visit: int, touched: int, nearby: bool) -> int:
    return list_nearby(roster, visit, touched) if nearby else list_touched(roster, visit, touched)


@pytest.fixture(scope="module")
def roster():
    """A plan in which shift k serves visits k and k + 30, for k below 30, and the others serve nobody."""
    problem = generate(VISITS, SHIFTS, 1)
    arrays = as_arrays(problem)
    near = neighbours(arrays, arrays.visits[:, PLACE].copy())
    made, _ = new_roster(arrays, fitting_vehicles(problem), near, VISITS, 1)
    made.able[:] = made.fitting
    made.able_to[:] = made.fits_from[1:]
    for shift in range(30):
        made.shift_of[[shift, shift + 30]] = shift
        made.lengths[shift] = 2
    return made


def candidates(roster, visit, touched=(), nearby=True):
    roster.touched_list[: len(touched)] = touched
    found = roster.candidates[: listed(roster, visit, len(touched), nearby)].tolist()
    assert len(set(found)) == len(found)
    assert all(roster.fits[visit, shift] for shift in found)
    return set(found)


def test_shifts_that_serve_a_near_visit_are_tried(roster):
    for visit in range(VISITS):
        passing = {int(s) for s in roster.shift_of[roster.near[visit, :40]] if s >= 0 and roster.fits[visit, s]}
        found = candidates(roster, visit)
        assert passing <= found
        assert all(roster.lengths[shift] == 0 for shift in found - passing)
        assert len(found - passing) <= PROBED


def test_shifts_without_stops_are_tried_by_turns(roster):
    able = {int(s) for s in np.flatnonzero(roster.fits[0]) if roster.lengths[s] == 0}
    assert set.union(*(candidates(roster, 0) for _ in range(200))) >= able


def test_shifts_that_the_round_has_touched_are_always_tried(roster):
    touched = [3, 11, 45]
    able = {shift for shift in touched if roster.fits[70, shift]}
    assert candidates(roster, 70, touched, nearby=False) == able
    assert candidates(roster, 70, touched) >= able


def test_a_plan_of_many_shifts_costs_what_the_search_says():
    problem = generate(120, 3 * FEW_SHIFTS, 2)
    plan, cents, _ = laned(problem, 1)
    assert Draft(problem, plan).cost == cents
