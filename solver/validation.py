"""Faults of a problem: one small check per rule, all faults returned together, each with code, cause and action."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.issue import Issue
from solver.link_validation import link_faults
from solver.travel_validation import TRAVEL_CHECKS
from solver.value_validation import amount_faults, place_faults
from solver.vehicle_validation import VEHICLE_CHECKS, overlapping_shifts
from solver.visit_validation import VISIT_CHECKS

if TYPE_CHECKING:
    from solver.problem import Problem


def faults_of(problem: Problem) -> tuple[Issue, ...]:
    """Find every fault of a problem.

    Parameters
    ----------
    problem : Problem
        The problem; asymmetric matrices, no visits and no vehicles are all fine.

    Returns
    -------
    tuple of Issue
        Empty for a valid problem.
    """
    return (
        *(issue for check in TRAVEL_CHECKS for issue in check(problem)),
        *(
            i
            for k, visit in enumerate(problem.visits)
            for check in VISIT_CHECKS
            for i in check(problem, visit, f"visits[{k}]")
        ),
        *(
            i
            for k, vehicle in enumerate(problem.vehicles)
            for check in VEHICLE_CHECKS
            for i in check(problem, vehicle, f"vehicles[{k}]")
        ),
        *overlapping_shifts(problem),
        *_baseline(problem),
        *link_faults(problem),
        *_depot(problem),
    )


def _baseline(problem: Problem) -> Iterator[Issue]:
    baseline = problem.baseline
    if baseline is None:
        return
    yield from amount_faults(baseline, ("technician_changed", "start_moved", "tolerance", "change_beyond"), "baseline")
    if baseline.most_changes is not None:
        yield from amount_faults(baseline, ("most_changes",), "baseline")
    if len(baseline.stops) != len(problem.visits):
        yield Issue(
            "baseline_length_differs",
            "baseline.stops",
            f"There are {len(baseline.stops)} entries for {len(problem.visits)} visits.",
            "Give one entry a visit, None where it was not planned.",
        )


def _depot(problem: Problem) -> Iterator[Issue]:
    if problem.depot is not None:
        yield from place_faults(problem, problem.depot.place, "depot.place")
        yield from amount_faults(problem.depot, ("duration",), "depot")
