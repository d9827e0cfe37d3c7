"""The routing model takes every plan that the rest of the solver believes in, and finds better ones."""

import random
from dataclasses import replace

import pytest

from solver.appointments import suited
from solver.draft import Draft
from solver.fit import fitting_vehicles
from solver.plan import feasible_part
from solver.problem import Break, Depot, Pair, Problem, Rates, TravelTimes, Vehicle, Visit
from solver.routing_model.constraints import add_constraints
from solver.routing_model.model import new_model
from solver.routing_model.own_stock import on_own_stock
from solver.routing_model.search import LONGEST_COMPLETION, POLL_EVERY, search_plans
from solver.routing_model.slowest import without_periods
from solver.solve import solve
from solver.travel import arrival
from tests.solver.generate import FEATURES, generate
from tests.solver.tiny_day import HOUR, PLAN, tiny_day, with_vehicle


def plans_met(problem, initial, iterations, visits=None, stop=lambda: False):
    met = []
    search_plans(
        without_periods(problem),
        [visit for _, route in initial for visit in route] if visits is None else visits,
        on_own_stock(problem, fitting_vehicles(problem), initial).fitting,
        initial,
        guided=True,
        iterations=iterations,
        seconds=lambda: None,
        stop=stop,
        on_plan=met.append,
    )
    return met


def constructed(problem):
    plan = [(r.vehicle, tuple(s.visit for s in r.stops)) for r in solve(problem, search=False).routes]
    _, fitting, own = on_own_stock(problem, fitting_vehicles(problem), plan)
    return feasible_part(without_periods(problem), fitting, own)


@pytest.mark.parametrize("seed", range(16))
def test_the_constructed_plan_is_the_first_that_the_model_meets(seed):
    chosen = random.Random(seed)
    features = {name for name in sorted(FEATURES) if chosen.random() < 0.5}
    problem = generate(24, 4, seed, features)
    initial = constructed(problem)
    assert plans_met(problem, initial, iterations=1)[0] == initial


@pytest.mark.parametrize("seed", range(12))
def test_a_plan_with_linked_visits_is_the_first_that_the_model_meets(seed):
    chosen = random.Random(seed)
    features = {"pairs", "orders"} | {name for name in sorted(FEATURES) if chosen.random() < 0.4}
    problem = generate(24, 6, seed, features)
    initial = constructed(problem)
    met = plans_met(problem, initial, iterations=300)
    assert met[0] == initial
    for plan in met:
        shift_of = {visit: vehicle for vehicle, visits in plan for visit in visits}
        assert all(suited(problem, link, shift_of) for link in problem.links.all)


def test_a_plan_whose_times_the_model_does_not_find_is_given_up_after_so_many_questions():
    """Two pairs on two routes, one with a visit in between: the other's wait is tried second after second."""
    minutes = [[0, 8, 10, 13, 5], [8, 0, 8, 11, 3], [10, 8, 0, 7, 7], [13, 11, 7, 0, 10], [5, 3, 7, 10, 0]]
    travel = TravelTimes([[[60 * m for m in row] for row in minutes]], [[0] * 5] * 5)
    durations = (3600, 5400, 3600, 3600, 3600)
    visits = [Visit(place, s, 10_000) for place, s in zip((0, 1, 2, 0, 2), durations, strict=True)]
    breaks = (Break(12 * HOUR, 13 * HOUR, HOUR // 2),)
    rates = Rates(waiting_per_hour=1200)
    shifts = [Vehicle(k, 8 * HOUR, 17 * HOUR, 3 + k, 3 + k, breaks=breaks, rates=rates) for k in range(2)]
    day = Problem(visits, shifts, (travel,), pairs=(Pair(0, 3), Pair(2, 4)))
    initial = [(0, (0, 1, 2)), (1, (3, 4))]
    assert Draft(day, initial).feasible
    looks = []

    def stop():
        looks.append(1)
        return len(looks) > 2 * LONGEST_COMPLETION // POLL_EVERY

    assert plans_met(day, initial, iterations=100, stop=stop) == []
    assert len(looks) <= 1 + LONGEST_COMPLETION // POLL_EVERY


def test_the_search_finds_better_plans():
    problem = generate(60, 8, seed=1)
    assert solve(problem, iterations=5000).cost < solve(problem, search=False).cost


def test_without_periods_no_leg_is_quicker_than_in_truth():
    problem = generate(10, 2, seed=1, features={"periods"})
    slow = without_periods(problem)
    travel = problem.travel[0]
    for vehicle, shift in enumerate(slow.vehicles):
        for departure in range(0, problem.vehicles[vehicle].shift_end, 1700):
            for origin, destination in ((0, 1), (3, 2), (9, 5)):
                true = arrival(travel, origin, destination, departure)
                assert arrival(slow.travel[shift.profile], origin, destination, departure) >= true


def test_a_problem_without_periods_is_left_alone():
    problem = generate(4, 2)
    assert without_periods(problem) is problem


def test_the_model_prices_work_beyond_the_target():
    def cost(rate):
        rates = Rates(workload_per_hour=rate)
        problem = with_vehicle(0, workload_target=HOUR, rates=rates)
        model = new_model(problem, range(4), fitting_vehicles(problem))
        add_constraints(model)
        model.routing.CloseModel()
        nodes = [[model.index(visit) for visit in visits] for _, visits in PLAN]
        return model.routing.ReadAssignmentFromRoutes(nodes, True).ObjectiveValue()

    # 28 minutes of driving and 90 of service, one hour of which is the target
    assert cost(700) - cost(0) == 700 * 58 * 60


def test_a_van_takes_no_more_parts_than_it_carries():
    problem = generate(12, 2, seed=1)
    visits = tuple(replace(v, parts=(0, 2), windows=(), skills=()) for v in problem.visits)
    vans = tuple(replace(v, parts=(0, 5)) for v in problem.vehicles)
    problem = replace(problem, visits=visits, vehicles=vans)
    met = plans_met(problem, [], iterations=2000, visits=range(12))
    assert max(len(visits) for plan in met for _, visits in plan) == 2


def test_routes_that_call_and_what_only_they_could_serve_are_kept_from_the_model():
    problem = tiny_day()
    visits = tuple(replace(v, tools=frozenset({k})) for k, v in enumerate(problem.visits))
    vans = tuple(replace(v, tools=frozenset({2, 3})) for v in problem.vehicles)
    problem = replace(problem, visits=visits, vehicles=vans, depot=Depot(place=0))
    kept, fitting, initial = on_own_stock(problem, fitting_vehicles(problem), PLAN)
    assert (kept, initial) == ([PLAN[0]], [PLAN[1]])
    assert fitting == [[], [], [1], [1]]
