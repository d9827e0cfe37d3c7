"""Faults of the shifts: of each by itself, and of those of one technician together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from solver.issue import Issue
from solver.value_validation import amount_faults, place_faults, skill_faults, unit_faults

if TYPE_CHECKING:
    from solver.problem import Break, Problem, Vehicle


def _vehicle_places(problem: Problem, vehicle: Vehicle, path: str) -> Iterator[Issue]:
    for name in ("start_place", "end_place"):
        place = getattr(vehicle, name)
        if place is not None:
            yield from place_faults(problem, place, f"{path}.{name}")
    if not 0 <= vehicle.profile < len(problem.travel):
        yield Issue(
            "unknown_profile",
            f"{path}.profile",
            f"Profile {vehicle.profile} does not exist.",
            f"Give a number below {len(problem.travel)}.",
        )


def _vehicle_amounts(_problem: Problem, vehicle: Vehicle, path: str) -> Iterator[Issue]:
    yield from amount_faults(vehicle, ("shift_start", "shift_end", "overtime_limit"), path)
    yield from amount_faults(vehicle.rates, tuple(vehicle.rates.__slots__), f"{path}.rates")
    yield from unit_faults(vehicle.parts or (), f"{path}.parts")
    for name in ("work_limit", "max_visits", "workload_target"):
        if getattr(vehicle, name) is not None:
            yield from amount_faults(vehicle, (name,), path)
    if any(not 0 < percent <= 10_000 for percent in vehicle.duration_percents):
        yield Issue(
            "percent_out_of_range",
            f"{path}.duration_percents",
            f"The percents are {vehicle.duration_percents}.",
            "Give numbers from 1 to 10000.",
        )


def _vehicle_shift(_problem: Problem, vehicle: Vehicle, path: str) -> Iterator[Issue]:
    if vehicle.shift_end <= vehicle.shift_start:
        yield Issue(
            "shift_inverted",
            f"{path}.shift_end",
            f"The shift starts at {vehicle.shift_start} and ends at {vehicle.shift_end}.",
            "Let it end after its start.",
        )


def _vehicle_breaks(_problem: Problem, vehicle: Vehicle, path: str) -> Iterator[Issue]:
    for k, pause in enumerate(vehicle.breaks):
        yield from _break(vehicle, pause, f"{path}.breaks[{k}]")
    for k, (before, after) in enumerate(pairwise(vehicle.breaks)):
        if after.earliest_start < before.earliest_start:
            yield Issue(
                "breaks_unsorted",
                f"{path}.breaks[{k + 1}]",
                f"This break may start at {after.earliest_start}, the one before at {before.earliest_start}.",
                "Sort the breaks by their earliest start.",
            )
        if before.earliest_start + before.duration > after.latest_start:
            yield Issue(
                "breaks_overlap",
                f"{path}.breaks[{k + 1}]",
                f"The break before is over at {before.earliest_start + before.duration} at the soonest,"
                f" this one starts at {after.latest_start} at the latest.",
                "Leave room for both.",
            )


def _break(vehicle: Vehicle, pause: Break, path: str) -> Iterator[Issue]:
    yield from amount_faults(pause, ("earliest_start", "latest_start", "duration"), path)
    if pause.latest_start < pause.earliest_start:
        yield Issue(
            "break_inverted",
            path,
            f"The break starts between {pause.earliest_start} and {pause.latest_start}.",
            "Let the window end at or after its start.",
        )
    if pause.duration > vehicle.shift_end - vehicle.shift_start:
        yield Issue(
            "break_longer_than_shift",
            f"{path}.duration",
            f"The break lasts {pause.duration} s, the shift {vehicle.shift_end - vehicle.shift_start} s.",
            "Shorten the break, lengthen the shift, or take the shift out.",
        )
    elif pause.latest_start < vehicle.shift_start or pause.earliest_start + pause.duration > vehicle.shift_end:
        yield Issue(
            "break_outside_shift",
            path,
            f"The break starts between {pause.earliest_start} and {pause.latest_start} and lasts {pause.duration} s,"
            f" the shift lies between {vehicle.shift_start} and {vehicle.shift_end}.",
            "Move the break so that it fits into the shift.",
        )


def _vehicle_skills(_problem: Problem, vehicle: Vehicle, path: str) -> Iterator[Issue]:
    yield from skill_faults(vehicle.skills, f"{path}.skills")


VEHICLE_CHECKS: tuple[Callable[[Problem, Vehicle, str], Iterator[Issue]], ...] = (
    _vehicle_places,
    _vehicle_amounts,
    _vehicle_shift,
    _vehicle_breaks,
    _vehicle_skills,
)


def overlapping_shifts(problem: Problem) -> Iterator[Issue]:
    """Find shifts of one technician that overlap, overtime included.

    Parameters
    ----------
    problem : Problem
        The problem.
    """
    order = sorted(
        range(len(problem.vehicles)), key=lambda v: (problem.vehicles[v].technician, problem.vehicles[v].shift_start)
    )
    for a, b in pairwise(order):
        before, after = problem.vehicles[a], problem.vehicles[b]
        if before.technician == after.technician and after.shift_start < before.shift_end + before.overtime_limit:
            yield Issue(
                "shifts_overlap",
                f"vehicles[{b}].shift_start",
                f"Technician {after.technician} starts at {after.shift_start}, but vehicle {a} may last until"
                f" {before.shift_end + before.overtime_limit}, overtime included.",
                "Let the shifts of one technician follow each other.",
            )
