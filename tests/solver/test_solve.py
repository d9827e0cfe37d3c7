"""A solve from its arguments to its result."""

from dataclasses import replace
from itertools import permutations

import pytest

from solver import solve as module
from solver.draft import Draft
from solver.errors import InvalidProblemError, RejectedSolutionError
from solver.fit import fitting_vehicles
from solver.insertion import into_route
from solver.objective import terms_of
from solver.problem import (
    Baseline,
    BaselineStop,
    Problem,
    Response,
    SkillLevel,
    TimeWindow,
    TravelTimes,
    Vehicle,
    Visit,
)
from solver.screen import Screen
from solver.solution import Term, Violation
from solver.solve import evaluate, solve
from solver.timing import time_route
from tests.solver.generate import FEATURES, generate
from tests.solver.tiny_day import GAS, PLAN, POWER, TRAVEL, VEHICLES, VISITS, tiny_day, with_visit


def sequences(solution):
    return [(r.vehicle, tuple(s.visit for s in r.stops)) for r in solution.routes]


def every_plan(visits, vehicles):
    """All ways to serve any of the visits with two vehicles."""
    for order in permutations([*visits, *["end"] * vehicles]):
        cuts = [k for k, entry in enumerate(order) if entry == "end"]
        yield [(0, order[: cuts[0]]), (1, order[cuts[0] + 1 : cuts[1]])]


def test_the_tiny_day_is_solved_to_the_optimum():
    prices = [
        evaluation.solution.cost
        for plan in every_plan(range(4), 2)
        for evaluation in [evaluate(tiny_day(), plan)]
        if not evaluation.violations
    ]
    assert solve(tiny_day(), iterations=2000).cost == min(prices)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "features", [{"skill_logic"}, {"workload"}, {"change_cap"}, {"workload", "change_cap", "periods"}]
)
def test_four_visits_are_solved_to_the_optimum(features, seed):
    problem = generate(4, 2, seed, features)
    prices = [
        evaluation.solution.cost
        for plan in every_plan(range(4), 2)
        for evaluation in [evaluate(problem, plan)]
        if not evaluation.violations
    ]
    assert solve(problem, iterations=500).cost == min(prices)


@pytest.mark.parametrize(("most", "changes"), [(None, (0, 1, 2, 3)), (3, (0, 2, 3)), (2, (2, 3)), (0, (2, 3))])
def test_a_cap_on_changes_is_kept_where_it_can_be(most, changes):
    # technician 1 is away, so that visits 2 and 3 change hands; visit 3 is in a hurry and would rather come before 0
    stops = [None] * 4
    for route in evaluate(tiny_day(), PLAN).solution.routes:
        for stop in route.stops:
            stops[stop.visit] = BaselineStop(VEHICLES[route.vehicle].technician, stop.start)
    baseline = Baseline(tuple(stops), 0, 0, 0, most_changes=most)
    both = replace(VEHICLES[0], skills=(SkillLevel(GAS, 2), SkillLevel(POWER, 1)))
    hurried = replace(VISITS[3], response=Response(0, 0, 6_000))
    problem = Problem((*VISITS[:3], hurried), (both,), (TRAVEL,), baseline)
    solution = solve(problem, iterations=500)
    assert solution.changes == changes
    assert solution.terms[Term.CHANGE] == (2 * baseline.change_beyond if most == 0 else 0)


def test_an_insertion_is_the_cheapest_of_all_positions():
    problem = generate(24, 4, seed=4, features=FEATURES - {"days", "orders", "pairs"})
    draft = Draft(problem, sequences(solve(problem, search=False)))
    screen = Screen(problem, draft.legs)
    tested = 0
    for visit in draft.absent:
        for vehicle in fitting_vehicles(problem)[visit]:
            route = draft.routes[vehicle]
            prices = [
                timed.cost - route.cost
                for k in range(len(route.visits) + 1)
                for timed in [time_route(problem, vehicle, [*route.visits[:k], visit, *route.visits[k:]])]
                if timed is not None
            ]
            limit = problem.vehicles[vehicle].max_visits
            if limit is not None and len(route.visits) >= limit:
                prices = []
            found = into_route(screen, route, visit)
            assert (found.delta if found else None) == min(prices, default=None)
            tested += 1
    assert tested > 5


@pytest.mark.parametrize(("limit", "polished"), [({"seconds": 1}, False), ({"iterations": 20}, True)])
def test_a_routing_model_that_could_not_be_built_in_time_is_not_built(monkeypatch, limit, polished):
    built = []
    monkeypatch.setattr(module, "building_s", lambda *_: 60.0)
    monkeypatch.setattr(module, "search_plans", lambda *given, **_: built.append(given))
    solve(generate(12, 2), **limit)
    assert bool(built) is polished


def test_equal_arguments_give_equal_plans():
    problem = generate(30, 4, seed=2, features={"breaks", "dues"})
    assert solve(problem, iterations=500, seed=3) == solve(problem, iterations=500, seed=3)


def test_without_limits_the_search_ends_by_itself():
    assert solve(generate(12, 2)).cost <= solve(generate(12, 2), search=False).cost


def test_a_warm_start_keeps_every_stop_it_can_without_a_search():
    problem = with_visit(2, penalty=10)
    assert sequences(solve(problem, initial=[(1, (2,))], search=False))[-1][0] == 1
    assert 2 in dict(sequences(solve(problem, initial=[(1, (2,))], search=False)))[1]


def test_a_warm_start_loses_only_the_stops_that_break_rules():
    # nobody but technician 1 may serve visit 2
    result = solve(tiny_day(), initial=[(0, (2, 0, 1)), (1, (3,))], search=False)
    assert dict(sequences(result))[0] == (0, 1)
    assert 3 in dict(sequences(result))[1]


@pytest.mark.parametrize("initial", [[(5, (0,))], [(0, (9,))], [(0, (1,)), (0, (2,))], [(0, (1, 1))]])
def test_an_initial_plan_that_names_nonsense_is_refused(initial):
    with pytest.raises(InvalidProblemError) as caught:
        solve(tiny_day(), initial=initial)
    assert len(caught.value.issues) == 1
    with pytest.raises(InvalidProblemError):
        evaluate(tiny_day(), initial)


def test_a_cancelled_solve_returns_the_best_plan_so_far():
    problem = generate(40, 5, seed=1)
    result = solve(problem, seconds=600, should_stop=lambda: True)
    assert result.cost <= solve(problem, search=False).cost


def test_a_caller_that_fails_is_heard():
    def fail(_progress):
        raise KeyError("caller")

    with pytest.raises(KeyError, match="caller"):
        solve(generate(20, 3), iterations=500, on_progress=fail)


def test_progress_ends_with_the_cost_of_the_result():
    reports = []
    result = solve(generate(20, 3), iterations=500, on_progress=reports.append)
    assert reports[-1].cost == result.cost
    assert reports[-1].unassigned == len(result.unassigned)
    assert reports[-1].limit_s is None


@pytest.mark.parametrize(
    "features",
    [
        (),
        ("pairs", "orders", "breaks", "overtime"),
        ("baseline", "change_cap", "dues", "periods", "stock"),
        ("preference", "several_windows", "waiting", "work_limit", "workload"),
    ],
)
def test_each_improvement_is_cheaper_and_its_terms_add_up(features):
    problem = generate(30, 3, 5, features)
    met = []
    result = solve(problem, iterations=2000, on_improvement=met.append)
    costs = [better.cost for better in met]
    assert len(costs) > 2
    assert costs == sorted(set(costs), reverse=True)
    assert [sum(better.terms.values()) for better in met] == costs
    last = met[-1]
    assert (last.cost, last.terms, last.unassigned) == (result.cost, result.terms, len(result.unassigned))
    assert last.routes == tuple((r.vehicle, tuple(stop.visit for stop in r.stops)) for r in result.routes)


@pytest.mark.parametrize(
    "problem",
    [
        Problem((), (), (TRAVEL,)),
        Problem((), VEHICLES, (TRAVEL,)),
        Problem(VISITS, (), (TRAVEL,)),
        Problem(VISITS[:1], VEHICLES[:1], (TRAVEL,)),
    ],
)
def test_the_smallest_problems_are_solved(problem):
    result = solve(problem, iterations=200)
    assert result.terms == terms_of(problem, result.routes)


def test_nothing_leaves_that_the_checker_rejects(monkeypatch):
    monkeypatch.setattr(module, "check", lambda *_: (Violation("travel", 0, 1, 5),))
    with pytest.raises(RejectedSolutionError, match="travel"):
        solve(tiny_day(), search=False)


def test_far_more_visits_than_anybody_could_serve_are_no_trouble():
    result = solve(generate(400, 3, seed=5), iterations=200)
    assert len(result.unassigned) > 300


def test_a_rule_breaking_plan_is_priced_with_the_reasons_of_the_rest():
    evaluation = evaluate(tiny_day(), [(0, (2,))])
    assert [v.code for v in evaluation.violations] == ["skill"]
    assert [u.visit for u in evaluation.solution.unassigned] == [0, 1, 3]
    assert evaluate(tiny_day(), PLAN).solution.unassigned == ()


def test_a_dear_visit_takes_the_place_of_two_neighbours() -> None:
    travel = TravelTimes([[[0]]], [[0]])
    short = (
        Visit(place=0, duration=1800, penalty=100, windows=(TimeWindow(0, 0),)),
        Visit(place=0, duration=1800, penalty=100, windows=(TimeWindow(1800, 1800),)),
    )
    pinned = Visit(place=0, duration=1800, penalty=1000, pinned_start=900)
    vehicle = Vehicle(technician=0, shift_start=0, shift_end=3600, start_place=0, end_place=0)
    problem = Problem((*short, pinned), (vehicle,), (travel,))
    solution = solve(problem, iterations=0, initial=[(0, [0, 1])])
    assert [stop.visit for stop in solution.routes[0].stops] == [2]
