"""Plans without times, as callers give them: their faults, and the part of them that can be kept."""

from collections import Counter
from collections.abc import Iterator, Sequence

from solver.appointments import appoint, clusters, suited
from solver.errors import InvalidProblemError
from solver.issue import Issue
from solver.problem import Problem
from solver.timing import time_route

Routes = Sequence[tuple[int, Sequence[int]]]
"""A plan without times: (vehicle, visits in order) for each used vehicle."""


def require_plan(problem: Problem, routes: Routes) -> None:
    """Make sure that a plan names what exists, and each only once.

    Parameters
    ----------
    problem : Problem
        The problem.
    routes : Routes
        The plan.

    Raises
    ------
    InvalidProblemError
        With every fault found.
    """
    issues = tuple(_faults(problem, routes))
    if issues:
        raise InvalidProblemError(issues)


def feasible_part(problem: Problem, fitting: list[list[int]], routes: Routes) -> list[tuple[int, tuple[int, ...]]]:
    """Drop what keeps a plan from being feasible: as few stops as one can see at a glance, the cheapest first.

    Parameters
    ----------
    problem : Problem
        The problem.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    routes : Routes
        The plan.
    """
    kept = _feasible_routes(problem, fitting, routes)
    while broken := _in_the_way(problem, kept):
        kept = _feasible_routes(problem, fitting, [(k, [v for v in visits if v not in broken]) for k, visits in kept])
    return kept


def _in_the_way(problem: Problem, routes: Routes) -> set[int]:
    """Visits to drop next so that pairs and orders can be kept; empty when they are."""
    if not problem.links:
        return set()
    shift_of = {visit: vehicle for vehicle, visits in routes for visit in visits}
    broken = [link for link in problem.links.all if not suited(problem, link, shift_of)]
    if broken:
        return {leaving for link in broken for leaving in problem.links.dependents[link.second]}
    if appoint(problem, routes) is not None:
        return set()
    stuck = next(cluster for cluster in clusters(problem, routes) if appoint(problem, cluster) is None)
    links = problem.links.among(visit for _, visits in stuck for visit in visits)
    cheapest = min((link.second for link in links), key=lambda v: (_weight(problem, v), v))
    return set(problem.links.dependents[cheapest])


def _weight(problem: Problem, visit: int) -> int:
    """Cents lost when a visit leaves with all that need it."""
    return sum(problem.visits[leaving].penalty for leaving in problem.links.dependents[visit])


def _feasible_routes(problem: Problem, fitting: list[list[int]], routes: Routes) -> list[tuple[int, tuple[int, ...]]]:
    kept = []
    for vehicle, given in routes:
        visits = [visit for visit in given if vehicle in fitting[visit]][: problem.vehicles[vehicle].max_visits]
        if visits and time_route(problem, vehicle, visits) is None:
            visits = _without_one(problem, vehicle, visits) or _one_by_one(problem, vehicle, visits)
        if visits:
            kept.append((vehicle, tuple(visits)))
    return kept


def _without_one(problem: Problem, vehicle: int, visits: list[int]) -> list[int]:
    """The route without its cheapest stop that makes it feasible; empty when no single one does."""
    for leaving in sorted(visits, key=lambda v: (problem.visits[v].penalty, v)):
        rest = [visit for visit in visits if visit != leaving]
        if rest and time_route(problem, vehicle, rest) is not None:
            return rest
    return []


def _one_by_one(problem: Problem, vehicle: int, visits: list[int]) -> list[int]:
    """The stops that can be kept when the dearest come first."""
    kept: set[int] = set()
    for candidate in sorted(visits, key=lambda v: (-problem.visits[v].penalty, v)):
        trial = [visit for visit in visits if visit in kept or visit == candidate]
        if time_route(problem, vehicle, trial) is not None:
            kept.add(candidate)
    return [visit for visit in visits if visit in kept]


def _faults(problem: Problem, routes: Routes) -> Iterator[Issue]:
    used = Counter(vehicle for vehicle, _ in routes)
    served = Counter(visit for _, visits in routes for visit in visits)
    yield from _wrong_numbers("vehicle", used, len(problem.vehicles))
    yield from _wrong_numbers("visit", served, len(problem.visits))


def _wrong_numbers(kind: str, counts: Counter[int], size: int) -> Iterator[Issue]:
    for number, count in sorted(counts.items()):
        if not 0 <= number < size:
            yield Issue(f"unknown_{kind}", "routes", f"The {kind} {number} does not exist.", "Name one of the problem.")
        elif count > 1:
            yield Issue(
                f"{kind}_repeated", "routes", f"The {kind} {number} is named {count} times.", "Name each only once."
            )
