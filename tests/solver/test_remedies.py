"""Bounds only save exact tests: with them a remedy is the one that testing every shift and position would find."""

from dataclasses import replace

import numpy as np
import pytest

from solver.draft import Draft
from solver.fit import fitting_vehicles
from solver.gaps import Gaps
from solver.insertion import into_route
from solver.minutes import MOST_SECONDS, Minutes
from solver.screen import Screen, SimilarRoutes
from solver.solution import Remedy
from solver.solve import solve
from solver.timing import as_route, time_route
from tests.solver.generate import FEATURES, generate

MIXED = sorted(FEATURES - {"pairs", "orders"})
DAYS = [(seed, tuple(np.random.default_rng(seed).permutation(MIXED)[: seed % 9])) for seed in range(30)]


def drafted(seed, features):
    problem = generate(24, 3, seed, features)
    routes = [(r.vehicle, tuple(s.visit for s in r.stops)) for r in solve(problem, search=False).routes]
    return Draft(problem, routes)


def changed_visit(problem, visit, **changes):
    visits = list(problem.visits)
    visits[visit] = replace(visits[visit], **changes)
    return replace(problem, visits=tuple(visits))


def changed_shift(problem, vehicle, seconds):
    shifts = list(problem.vehicles)
    shifts[vehicle] = replace(shifts[vehicle], overtime_limit=shifts[vehicle].overtime_limit + seconds)
    return replace(problem, vehicles=tuple(shifts))


def insertions(problem, route, visit):
    """Every timetable of a route with one more visit."""
    most = problem.vehicles[route.vehicle].max_visits
    if most is not None and len(route.visits) >= most:
        return
    for k in range(len(route.visits) + 1):
        timed = time_route(problem, route.vehicle, (*route.visits[:k], visit, *route.visits[k:]))
        if timed is not None:
            yield timed


def whole(seconds):
    return -(-seconds // 60) * 60


def wider_by(problem, route, visit):
    """Seconds by which the windows have to be wider for a route."""
    windows = problem.visits[visit].windows
    free = changed_visit(problem, visit, windows=())
    missing = []
    for timed in insertions(free, route, visit):
        at = next(stop for stop in as_route(free, route.vehicle, timed).stops if stop.visit == visit)
        missing += [max(0, w.earliest_start - at.start - at.slack, at.start - w.latest_start) for w in windows]
    seconds = whole(min(missing, default=2**40))
    wider = tuple((max(0, w.earliest_start - seconds), w.latest_start + seconds) for w in windows)
    if not 0 < seconds <= 7200 or len(windows) != 1:
        return None
    wide = changed_visit(problem, visit, windows=(windows[0]._make(wider[0]),))
    return seconds if any(insertions(wide, route, visit)) else None


def longer_by(problem, route, visit):
    """Seconds by which the shift has to be longer for a route."""
    shift = problem.vehicles[route.vehicle]
    timed = insertions(changed_shift(problem, route.vehicle, 7200), route, visit)
    seconds = whole(min((t.end for t in timed), default=2**40) - shift.shift_end - shift.overtime_limit)
    if not 0 < seconds <= 7200:
        return None
    return seconds if any(insertions(changed_shift(problem, route.vehicle, seconds), route, visit)) else None


def test_the_fewest_minutes_are_those_of_testing_everything():
    met = set()
    for seed, features in DAYS:
        if "several_windows" in features:
            continue
        draft = drafted(seed, features)
        problem, fitting = draft.problem, fitting_vehicles(draft.problem)
        minutes = Minutes(draft, fitting, Gaps(draft, MOST_SECONDS))
        for visit in sorted(draft.absent):
            entry = problem.visits[visit]
            routes = [draft.routes[vehicle] for vehicle in fitting[visit]]
            movable = entry.windows and entry.pinned_start is None
            found = [(wider_by(problem, r, visit), 0, r.vehicle) for r in routes if movable]
            found += [(longer_by(problem, r, visit), 1, r.vehicle) for r in routes]
            best = min((entry for entry in found if entry[0] is not None), default=None)
            kinds = ("window_minutes", "overtime_minutes")
            assert minutes.fewest(visit) == (best and Remedy(kinds[best[1]], best[2], best[0])), (seed, visit)
            met.add(best and best[1])
    assert met == {None, 0, 1}


@pytest.mark.parametrize(("seed", "features"), DAYS)
def test_bounds_on_similar_routes_are_those_on_each(seed, features):
    draft = drafted(seed, features)
    screen = Screen(draft.problem, draft.legs)
    absent = np.array(sorted(draft.absent), dtype=np.int64)
    for route in draft.routes:
        shorter = [
            draft.route(route.vehicle, route.visits[:k] + route.visits[k + 1 :]) for k in range(len(route.visits))
        ]
        shorter = [rest for rest in shorter if rest.feasible]
        if shorter:
            single = np.concatenate([screen.bounds(rest, absent) for rest in shorter])
            assert np.array_equal(screen.bounds(SimilarRoutes(shorter), absent), single)


@pytest.mark.parametrize(("seed", "features"), DAYS)
def test_a_visit_fits_into_no_route_that_is_not_roomy(seed, features):
    draft = drafted(seed, features)
    screen, gaps = Screen(draft.problem, draft.legs), Gaps(draft, MOST_SECONDS)
    shifts = list(range(len(draft.routes)))
    for visit in sorted(draft.absent):
        found = [k for k in shifts if into_route(screen, draft.routes[k], visit) is not None]
        assert set(found) <= set(gaps.roomy(visit, shifts))
