"""The desk: plans completed and repaired until nothing pays, and exact about what would still fit."""

import random

import pytest

from solver.draft import Draft
from solver.fit import fitting_vehicles
from solver.insertion import into_route
from solver.repair import repair
from solver.screen import Screen
from solver.search.desk import Desk
from tests.solver.generate import FEATURES, generate

TYING = {"change_cap", "orders", "pairs"}
"""Features that tie routes to each other: such plans are not put on a desk."""


def any_problem(seed):
    chosen = random.Random(seed)
    share = chosen.choice([0.0, 0.2, 0.5, 1.0])
    return generate(24, 4, seed, {name for name in sorted(FEATURES - TYING) if chosen.random() < share})


def insertions(problem, plan, fitting):
    draft = Draft(problem, plan)
    screen = Screen(problem, draft.legs)
    return {
        visit: [found for v in fitting[visit] if (found := into_route(screen, draft.routes[v], visit))]
        for visit in draft.absent
    }


@pytest.mark.parametrize("seed", range(20))
def test_a_completed_plan_leaves_out_only_what_does_not_pay(seed):
    problem = any_problem(seed)
    fitting = fitting_vehicles(problem)
    desk = Desk(problem, fitting, [])
    desk.complete()
    known = insertions(problem, desk.plan, fitting)
    assert {v: [(i.delta, i.vehicle) for i in entries] for v, entries in desk.insertions().items()} == {
        v: [(i.delta, i.vehicle) for i in entries] for v, entries in known.items()
    }
    assert all(i.delta > problem.visits[v].penalty for v, entries in known.items() for i in entries)


@pytest.mark.parametrize("seed", range(20))
def test_the_insertions_named_cost_what_is_said(seed):
    problem = any_problem(seed)
    desk = Desk(problem, fitting_vehicles(problem), [])
    plan = dict(desk.plan)
    for visit, entries in desk.insertions().items():
        for delta, vehicle, position in entries:
            before = plan.get(vehicle, ())
            dearer = Draft(problem, [(vehicle, (*before[:position], visit, *before[position:]))]).routes[vehicle]
            assert dearer.feasible
            assert dearer.cost == delta + Draft(problem, [(vehicle, before)]).routes[vehicle].cost


@pytest.mark.parametrize("seed", range(12))
def test_after_a_repair_the_slow_one_finds_nothing_more(seed):
    problem = any_problem(seed)
    fitting = fitting_vehicles(problem)
    desk = Desk(problem, fitting, [])
    desk.repair(lambda: False)
    draft = Draft(problem, desk.plan)
    cost = draft.cost
    repair(draft, Screen(problem, draft.legs), fitting)
    assert draft.cost == cost


def test_a_repair_that_is_over_still_finishes_insertions():
    problem = generate(30, 4, seed=3)
    fitting = fitting_vehicles(problem)
    hurried, patient = Desk(problem, fitting, []), Desk(problem, fitting, [])
    hurried.repair(lambda: True)
    patient.complete()
    assert hurried.plan == patient.plan
    patient.repair(lambda: False)
    assert Draft(problem, patient.plan).cost <= Draft(problem, hurried.plan).cost
