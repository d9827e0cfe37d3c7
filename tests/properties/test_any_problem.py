"""Whatever the mix of constraints: a solve ends in a plan that the checker accepts."""

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.checker import check
from solver.fit import fitting_vehicles
from solver.objective import terms_of
from solver.problem import TravelTimes
from solver.solution import ReasonCode
from solver.solve import evaluate, solve
from tests.solver.generate import FEATURES, generate

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)

problems = st.builds(
    generate,
    visits=st.integers(0, 14),
    vehicles=st.integers(0, 5),
    seed=st.integers(0, 10_000),
    features=st.sets(st.sampled_from(sorted(FEATURES))),
)


@FEW
@given(problems, st.integers(0, 3))
def test_a_solve_ends_in_a_plan_that_the_checker_accepts(problem, seed):
    solution = solve(problem, iterations=300, seed=seed)
    assert check(problem, solution) == ()
    assert solution.terms == terms_of(problem, solution.routes)


@FEW
@given(problems)
def test_a_solution_is_priced_alike_when_handed_in_again(problem):
    solution = solve(problem, iterations=100)
    again = evaluate(problem, _sequences(solution))
    assert again.violations == ()
    assert again.solution.routes == solution.routes
    assert again.solution.terms == solution.terms


@FEW
@given(problems)
def test_a_warm_start_is_never_made_worse(problem):
    first = solve(problem, search=False)
    second = solve(problem, initial=_sequences(first), iterations=200)
    assert second.cost <= first.cost


@FEW
@given(problems)
def test_no_visit_is_left_out_that_would_pay_or_without_a_reason(problem):
    solution = solve(problem, iterations=100)
    fitting = fitting_vehicles(problem)
    routes = dict(_sequences(solution))
    served = {visit for visits in routes.values() for visit in visits}
    for entry in solution.unassigned:
        unit = [v for v in problem.links.needs.get(entry.visit, (entry.visit,)) if v not in served]
        if len(unit) > 2:
            continue  # too many plans to look at
        costs = [
            plan.solution.cost - solution.cost
            for changed in _with_all(routes, fitting, unit)
            for plan in [evaluate(problem, list(changed.items()))]
            if not plan.violations
        ]
        assert (entry.code is ReasonCode.DEARER) == bool(costs)
        assert entry.extra_cost == (min(costs) if costs else None)
        assert entry.extra_cost is None or entry.extra_cost > 0


@FEW
@given(problems, st.integers(0, 5 * 24 * 3600))
def test_shifting_the_horizon_changes_no_cost(problem, offset):
    problem = _without_periods(problem)
    plan = _sequences(solve(problem, search=False))
    assert evaluate(_shifted(problem, offset), plan).solution.terms == evaluate(problem, plan).solution.terms


@FEW
@given(problems, st.randoms(use_true_random=False))
def test_numbering_the_visits_anew_changes_no_cost(problem, random):
    plan = _sequences(solve(problem, search=False))
    order = list(range(len(problem.visits)))
    random.shuffle(order)
    new = {old: k for k, old in enumerate(order)}
    baseline = problem.baseline
    links = {
        name: tuple(link._replace(first=new[link.first], second=new[link.second]) for link in getattr(problem, name))
        for name in ("pairs", "orders")
    }
    renumbered = replace(
        problem,
        **links,
        visits=tuple(problem.visits[old] for old in order),
        baseline=replace(baseline, stops=tuple(baseline.stops[old] for old in order)) if baseline else None,
    )
    moved = [(vehicle, [new[v] for v in visits]) for vehicle, visits in plan]
    assert evaluate(renumbered, moved).solution.terms == evaluate(problem, plan).solution.terms


def _sequences(solution):
    return [(route.vehicle, tuple(stop.visit for stop in route.stops)) for route in solution.routes]


def _with_all(routes, fitting, unit):
    """Every plan with some more visits."""
    if not unit:
        yield routes
        return
    for vehicle in fitting[unit[0]]:
        before = routes.get(vehicle, ())
        for k in range(len(before) + 1):
            yield from _with_all(routes | {vehicle: (*before[:k], unit[0], *before[k:])}, fitting, unit[1:])


def _without_periods(problem):
    travel = tuple(TravelTimes(t.durations[:1], t.distances) for t in problem.travel)
    return replace(problem, travel=travel)


def _shifted(problem, offset):
    def moved(window):
        return (
            None if window is None else window._replace(**{k: getattr(window, k) + offset for k in window._fields[:2]})
        )

    visits = tuple(
        replace(
            v,
            windows=tuple(moved(w) for w in v.windows),
            ready_at=v.ready_at + offset if v.ready_at else 0,
            promise=v.promise and v.promise._replace(window=moved(v.promise.window)),
            response=v.response and v.response._replace(due=v.response.due + offset),
            pinned_start=None if v.pinned_start is None else v.pinned_start + offset,
        )
        for v in problem.visits
    )
    vehicles = tuple(
        replace(
            s,
            shift_start=s.shift_start + offset,
            shift_end=s.shift_end + offset,
            breaks=tuple(moved(b) for b in s.breaks),
        )
        for s in problem.vehicles
    )
    baseline = problem.baseline and replace(
        problem.baseline,
        stops=tuple(s and s._replace(start=s.start + offset) for s in problem.baseline.stops),
    )
    return replace(problem, visits=visits, vehicles=vehicles, baseline=baseline)


def test_the_generator_uses_every_feature_without_a_fault():
    problem = generate(40, 6, seed=1, features=FEATURES)
    assert len(problem.visits) == 40
    assert np.all(problem.travel[0].durations >= 0)
