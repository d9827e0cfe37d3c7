"""The checker refuses every figure that is not what the problem says."""

from dataclasses import replace

import pytest

from solver.checker import check
from solver.problem import Baseline, BaselineStop, Break, Depot
from solver.solution import Solution, TakenBreak, Term, Violation
from solver.solve import evaluate
from tests.solver.tiny_day import PLAN, VEHICLES, VISITS, tiny_day, with_vehicle


@pytest.fixture
def solution():
    return evaluate(tiny_day(), PLAN).solution


def changed_stop(solution, **changes):
    first, *rest = solution.routes
    stops = (replace(first.stops[0], **changes), *first.stops[1:])
    return replace(solution, routes=(replace(first, stops=stops), *rest))


def codes(problem, solution):
    return {violation.code for violation in check(problem, solution)}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"arrival": 3000 + 1}, "travel"),
        ({"travel": 301}, "travel"),
        ({"distance": 2499}, "travel"),
        ({"waiting": 1}, "travel"),
        ({"duration": 3599}, "duration"),
        ({"end": 3000 + 3601}, "duration"),
        ({"promise_lateness": 1}, "promise"),
        ({"response_lateness": 1}, "response"),
    ],
)
def test_a_stop_with_a_wrong_figure_is_refused(solution, changes, code):
    assert code in codes(tiny_day(), changed_stop(solution, **changes))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"end": 1}, "travel"),
        ({"start": -1}, "shift"),
        ({"overtime": 5}, "overtime"),
        ({"service": 5}, "duration"),
        ({"waiting": 5}, "travel"),
        ({"travel": 5}, "travel"),
        ({"breaks": (TakenBreak(0, 60, -1),)}, "break"),
        ({"vehicle": 9}, "route"),
        ({"stops": ()}, "route"),
    ],
)
def test_a_route_with_a_wrong_figure_is_refused(solution, changes, code):
    routes = (replace(solution.routes[0], **changes), *solution.routes[1:])
    assert code in codes(tiny_day(), replace(solution, routes=routes))


def test_a_visit_served_twice_or_forgotten_is_refused(solution):
    twice = replace(solution, routes=(solution.routes[0], replace(solution.routes[0], vehicle=1)))
    assert {(v.code, v.visit, v.amount) for v in check(tiny_day(), twice) if v.code == "route"} == {
        ("route", 0, 2),
        ("route", 1, 2),
        ("route", 2, 0),
        ("route", 3, 0),
    }


def test_a_missing_break_is_refused():
    problem = with_vehicle(1, breaks=(Break(0, 3600, 600),))
    assert "break" in codes(problem, evaluate(tiny_day(), PLAN).solution)


def test_a_break_during_a_service_is_refused():
    problem = with_vehicle(1, breaks=(Break(0, 3600, 600),))
    good = evaluate(problem, PLAN).solution
    route = replace(good.routes[1], breaks=(TakenBreak(good.routes[1].stops[0].start + 60, 600, 0),))
    assert "break" in codes(problem, replace(good, routes=(good.routes[0], route)))


@pytest.fixture
def calling():
    """The tiny day where visit 1 needs a tool that is at the depot only."""
    visits = tuple(replace(v, tools=frozenset({1} if k == 1 else ())) for k, v in enumerate(VISITS))
    return replace(tiny_day(), visits=visits, depot=Depot(5, 600))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"arrival": 1}, "travel"),
        ({"end": 1}, "travel"),
        ({"after": -1}, "travel"),
        ({"after": 1}, "stock"),
        ({"after": -2}, "stock"),
    ],
)
def test_a_call_with_a_wrong_figure_is_refused(calling, changes, code):
    good = evaluate(calling, PLAN).solution
    assert check(calling, good) == ()
    route = good.routes[0]
    call = route.depot_call._replace(**changes)
    assert code in codes(calling, replace(good, routes=(replace(route, depot_call=call), good.routes[1])))


def test_a_call_that_is_missing_forbidden_or_not_needed_is_refused(calling):
    good = evaluate(calling, PLAN).solution
    missing = replace(good, routes=(replace(good.routes[0], depot_call=None), good.routes[1]))
    assert Violation("stock", 0, 1, 1) in check(calling, missing)
    forbidden = replace(calling, vehicles=tuple(replace(v, may_call=False) for v in VEHICLES))
    assert Violation("stock", 0, None, 1) in check(forbidden, good)
    assert Violation("stock", 0, None, 1) in check(replace(tiny_day(), depot=calling.depot), good)
    assert Violation("stock", 0, None, 1) in check(replace(calling, depot=None), good)


@pytest.mark.parametrize("term", Term)
def test_a_wrong_term_is_refused_with_its_difference(solution, term):
    wrong = replace(solution, terms=solution.terms | {term: solution.terms[term] + 7})
    assert [(v.code, v.amount) for v in check(tiny_day(), wrong)] == [("terms", 7)]


def test_a_customer_to_call_who_is_not_named_is_missed(solution):
    stops = (BaselineStop(1, 0), *[None] * 3)
    problem = replace(tiny_day(), baseline=Baseline(stops, 0, 0, 0))
    assert [(v.code, v.visit) for v in check(problem, solution)] == [("change", 0)]
    assert check(problem, replace(solution, changes=(0,))) == ()
    assert [(v.code, v.visit) for v in check(tiny_day(), replace(solution, changes=(3,)))] == [("change", 3)]


def test_a_missing_term_is_refused(solution):
    assert len(check(tiny_day(), replace(solution, terms={}))) == len(Term)


def test_nonsense_is_refused_without_a_crash():
    assert check(tiny_day(), Solution((), ())) != ()
