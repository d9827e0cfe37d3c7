"""Parts, tools and the call at the depot, against every sequence and every place for the call."""

import random
from dataclasses import replace
from itertools import permutations

import pytest

from solver.checker import check
from solver.fit import fitting_vehicles
from solver.objective import beyond_cost
from solver.problem import Problem, Visit
from solver.solve import evaluate, solve
from solver.stock import first_short, may_call
from solver.timing import time_route
from tests.solver.generate import FEATURES, generate
from tests.solver.small_days import LINKS

STOCK = {"stock", "tools", "depot"}
OTHERS = sorted(FEATURES - STOCK - LINKS)


def as_a_visit(problem, shift):
    """The problem with the depot as its last visit, and nobody ever short of anything."""
    depot = Visit(place=problem.depot.place, duration=problem.depot.duration, penalty=0)
    visits = tuple(replace(v, parts=(), tools=frozenset()) for v in problem.visits)
    before = problem.baseline
    baseline = replace(before, stops=(*before.stops, None)) if before else None
    return Problem((*visits, depot), (shift,), problem.travel, baseline)


def cheapest(problem, vehicle, visits):
    """Cents and changes of the best way to fit a call in where it is needed, the depot being served like a visit."""
    shift = problem.vehicles[vehicle]
    short = first_short(problem, shift, visits)
    if short is None:
        timed = time_route(replace(problem, depot=None), vehicle, visits)
        return None if timed is None else (timed.cost, timed.changes)
    if not may_call(problem, shift):
        return None
    whole = as_a_visit(problem, shift)
    call = len(problem.visits)
    timed = [time_route(whole, 0, (*visits[:k], call, *visits[k:])) for k in range(short + 1)]
    best = min((t for t in timed if t is not None), key=lambda t: (t.weighed, t.end), default=None)
    return None if best is None else (best.cost, best.changes)


@pytest.mark.parametrize("seed", range(40))
def test_a_route_costs_what_the_best_place_for_its_call_costs(seed):
    chosen = random.Random(seed)
    others = {name for name in OTHERS if chosen.random() < 0.25}
    problem = generate(5, 2, seed, STOCK | others)
    seen = 0
    for vehicle in range(2):
        for length in (1, 2, 3):
            for visits in permutations(range(5), length):
                timed = time_route(problem, vehicle, visits)
                assert ((timed.cost, timed.changes) if timed else None) == cheapest(problem, vehicle, visits)
                seen += timed is not None
    assert seen


def enumerated(problem):
    """Cost of the best plan of a problem with one shift, over every sequence."""
    penalties = [v.penalty for v in problem.visits]
    fitting = fitting_vehicles(problem)
    before = problem.baseline.stops if problem.baseline else ()
    planned = {v for v, stop in enumerate(before) if stop is not None}
    best = sum(penalties) + beyond_cost(problem, len(planned))
    for length in range(1, len(penalties) + 1):
        for visits in permutations([v for v in range(len(penalties)) if fitting[v]], length):
            found = cheapest(problem, 0, visits)
            if found is not None:
                left_out = sum(penalties) - sum(penalties[v] for v in visits)
                changes = found[1] + len(planned.difference(visits))
                best = min(best, left_out + found[0] + beyond_cost(problem, changes))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_a_solve_finds_the_best_plan_of_all(seed):
    chosen = random.Random(seed)
    # a visit that pays only together with others, as where a call costs much work, is beyond a search by insertions
    others = {name for name in OTHERS if name not in {"days", "work_limit", "workload"} and chosen.random() < 0.25}
    problem = generate(5, 1, seed, STOCK | others)
    solution = solve(problem, iterations=500, seed=seed)
    assert solution.cost == enumerated(problem)
    assert check(problem, solution) == ()


@pytest.mark.parametrize("seed", range(60))
def test_the_checker_and_the_timetable_agree_on_any_plan(seed):
    chosen = random.Random(seed)
    features = STOCK | {name for name in sorted(FEATURES - {"depot"}) if chosen.random() < 0.3}
    problem = generate(12, 3, seed, features if seed % 2 else features - {"depot"})
    order = chosen.sample(range(12), 12)
    plan = [(v, order[4 * v : 4 * v + chosen.randint(1, 4)]) for v in range(3)]
    evaluation = evaluate(problem, plan)
    found = check(problem, evaluation.solution)
    assert {v for v in found if v.code in {"stock", "terms", "travel", "duration"}} == {
        v for v in evaluation.violations if v.code == "stock"
    }
