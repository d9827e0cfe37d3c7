"""The routing model prices the plan of a solve like the timetable wherever it can say what the problem means.

What it can't is listed in solver/README.md. The days lie on a grid on which no amount is rounded.
"""

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from solver.fit import fitting_vehicles
from solver.objective import preference_cost, technician_change
from solver.routing_model.constraints import add_constraints
from solver.routing_model.model import new_model
from solver.routing_model.search import _as_indices, _parameters
from solver.routing_model.transits import SECONDS_PER_HOUR
from solver.solution import Term
from solver.solve import solve
from tests.solver.small_days import small_day

EXPRESSIBLE = frozenset(
    {
        "breaks",
        "days",
        "dues",
        "open_ends",
        "overtime",
        "pins",
        "preference",
        "proficiency",
        "ready",
        "same_place",
        "several_windows",
        "waiting",
        "work_limit",
    }
)
"""Lateness is only as long as there is none."""

UNLESS = {
    "breaks": {"waiting", "work_limit"},
    "same_place": {"overtime", "waiting", "work_limit"},
}
"""With set-up that may be saved windows are wider in the model; breaks count as idle and as taken."""


def expressible(names):
    return names.difference(*(barred for name, barred in UNLESS.items() if name in names))


features = st.sets(st.sampled_from(sorted(EXPRESSIBLE))).map(expressible)
problems = st.builds(small_day, st.integers(1, 10), st.integers(1, 4), st.integers(0, 10_000), features)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(problems)
def test_the_routing_model_takes_the_plan_of_a_solve_at_equal_cost(problem):
    solution = solve(problem, iterations=300)
    assume(not solution.terms[Term.PROMISE] and not solution.terms[Term.RESPONSE])
    assert solution.cost == model_price(problem, solution)


def model_price(problem, solution):
    """Cents by the routing model, with what it leaves aside: visits nobody could serve, and what each costs anyway."""
    fitting = fitting_vehicles(problem)
    horizon = max(s.shift_end + s.overtime_limit for s in problem.vehicles)
    inside = [
        k
        for k, windows in enumerate(problem.start_windows)
        if windows and fitting[k] and windows[0].earliest_start <= horizon
    ]
    outside = set(range(len(problem.visits))) - set(inside)
    cents = sum(problem.visits[k].penalty for k in outside)
    if not inside:
        return cents
    cents += sum(
        min(preference_cost(problem.visits[k], s) + technician_change(problem, k, s) for s in problem.vehicles)
        for k in inside
    )
    model = new_model(problem, inside, fitting)
    add_constraints(model)
    model.routing.CloseModelWithParameters(_parameters(guided=False))
    routes = [(route.vehicle, [stop.visit for stop in route.stops]) for route in solution.routes]
    assignment = model.routing.ReadAssignmentFromRoutes(_as_indices(model, routes), True)
    assert assignment is not None
    return cents + assignment.ObjectiveValue() / SECONDS_PER_HOUR
