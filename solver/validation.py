"""Faults of a problem: one small check per rule, all faults returned together, each with code, cause and action."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from solver.errors import InvalidProblemError
from solver.issue import Issue
from solver.link_validation import link_faults

if TYPE_CHECKING:
    from solver.problem import Break, Problem, SkillLevel, Vehicle, Visit
    from solver.windows import TimeWindow

LONGEST = 2**31 - 1
"""Largest time, duration or amount accepted: it keeps every sum of the objective within 64 bits."""


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
        *_overlapping_shifts(problem),
        *_baseline(problem),
        *link_faults(problem),
        *_depot(problem),
    )


def int32_matrix(name: str, values: ArrayLike) -> NDArray[np.int32]:
    """Copy a matrix into read-only 32-bit integers without wrapping or rounding anything.

    Parameters
    ----------
    name : str
        What it is called in the issue.
    values : array-like of int
        Any shape.

    Raises
    ------
    InvalidProblemError
        A value is not a whole number that fits 32 bits.
    """
    given = np.asarray(values)
    numeric = given.dtype.kind in "iuf" or given.size == 0
    if not numeric or (given.size and not _fits(given)):
        issue = Issue(
            "matrix_overflow",
            f"travel.{name}",
            f"The matrix of {name} holds a value that is not a whole number between {-LONGEST} and {LONGEST}.",
            "Give whole seconds and whole metres.",
        )
        raise InvalidProblemError((issue,))
    matrix = np.array(given, dtype=np.int32)
    matrix.setflags(write=False)
    return matrix


def _fits(values: NDArray[np.generic]) -> bool:
    if values.dtype == np.int32:
        return True
    whole = values.dtype.kind != "f" or bool((np.isfinite(values) & (values == np.floor(values))).all())
    return whole and bool(values.min() >= -LONGEST and values.max() <= LONGEST)


def _matrix_shapes(problem: Problem) -> Iterator[Issue]:
    if not problem.travel:
        yield Issue("no_travel", "travel", "There is no travel profile.", "Give at least one.")
    sizes = {matrix.shape[-1] for t in problem.travel for matrix in (t.durations, t.distances) if matrix.ndim}
    if len(sizes) > 1:
        yield Issue(
            "matrix_sizes_differ", "travel", f"The matrices cover {sorted(sizes)} places.", "Give all the same places."
        )
    for k, travel in enumerate(problem.travel):
        if travel.durations.ndim != 3 or travel.durations.shape[1] != travel.durations.shape[2]:
            yield Issue(
                "matrix_not_square",
                f"travel[{k}].durations",
                f"The durations have the shape {travel.durations.shape}.",
                "Give periods × places × places.",
            )
        elif len(travel.period_starts) != len(travel.durations):
            yield Issue(
                "period_count_differs",
                f"travel[{k}].period_starts",
                f"There are {len(travel.period_starts)} period starts but {len(travel.durations)} matrices.",
                "Give one matrix a period.",
            )
        if travel.distances.ndim != 2 or travel.distances.shape[0] != travel.distances.shape[1]:
            yield Issue(
                "matrix_not_square",
                f"travel[{k}].distances",
                f"The distances have the shape {travel.distances.shape}.",
                "Give places × places.",
            )


def _matrix_values(problem: Problem) -> Iterator[Issue]:
    for k, travel in enumerate(problem.travel):
        for name, matrix in (("durations", travel.durations), ("distances", travel.distances)):
            if not matrix.size or matrix.min() >= 0:
                continue
            gaps = np.argwhere(matrix < 0)
            *_, origin, destination = (int(i) for i in gaps[0])
            yield Issue(
                "matrix_gap",
                f"travel[{k}].{name}",
                f"{len(gaps)} legs have no value, the first from place {origin} to place {destination}.",
                "Give every leg a value of 0 or more, a very large one where there is no way.",
            )


def _periods(problem: Problem) -> Iterator[Issue]:
    for k, travel in enumerate(problem.travel):
        starts = travel.period_starts
        if not starts or starts[0] != 0 or any(b <= a for a, b in pairwise(starts)):
            yield Issue(
                "periods_not_ascending",
                f"travel[{k}].period_starts",
                f"The period starts are {starts[:10]}.",
                "Begin with 0 and let each start lie after the one before.",
            )


def _missing_ways(problem: Problem) -> Iterator[Issue]:
    """Where no way leads, a leg takes longer than any shift."""
    longest = max((v.shift_end + v.overtime_limit - v.shift_start for v in problem.vehicles), default=0)
    for k, travel in enumerate(problem.travel):
        if travel.no_way is None:
            continue
        if travel.no_way.shape != travel.durations.shape[1:]:
            yield Issue(
                "no_way_shape_differs",
                f"travel[{k}].no_way",
                f"It has the shape {travel.no_way.shape}, the durations have {travel.durations.shape}.",
                "Give places × places.",
            )
        elif travel.no_way.any() and (shortest := int(travel.durations[:, travel.no_way].min())) <= longest:
            yield Issue(
                "no_way_too_short",
                f"travel[{k}].durations",
                f"A leg that does not exist takes {shortest} seconds, a shift up to {longest}.",
                "Give legs that don't exist more seconds than any shift has.",
            )


TRAVEL_CHECKS: tuple[Callable[[Problem], Iterator[Issue]], ...] = (
    _matrix_shapes,
    _matrix_values,
    _periods,
    _missing_ways,
)


def _visit_place(problem: Problem, visit: Visit, path: str) -> Iterator[Issue]:
    yield from _place(problem, visit.place, f"{path}.place")


def _visit_amounts(_problem: Problem, visit: Visit, path: str) -> Iterator[Issue]:
    yield from _amounts(visit, ("duration", "setup", "penalty", "ready_at", "preference_cost"), path)
    yield from _units(visit.parts, f"{path}.parts")
    if visit.promise:
        yield from _amounts(visit.promise, ("broken_cost", "late_cost_per_hour"), f"{path}.promise")
    if visit.response:
        yield from _amounts(visit.response, ("late_cost", "late_cost_per_hour"), f"{path}.response")


def _visit_windows(_problem: Problem, visit: Visit, path: str) -> Iterator[Issue]:
    for k, window in enumerate(visit.windows):
        yield from _window(window, f"{path}.windows[{k}]")
    for k, (before, after) in enumerate(pairwise(visit.windows)):
        if after.earliest_start <= before.latest_start:
            yield Issue(
                "windows_overlap",
                f"{path}.windows[{k + 1}]",
                f"{_shown(after)} begins before {_shown(before)} is over.",
                "Sort the windows and merge those that overlap.",
            )
    if visit.promise:
        yield from _window(visit.promise.window, f"{path}.promise.window")


def _visit_pin(_problem: Problem, visit: Visit, path: str) -> Iterator[Issue]:
    if visit.pinned_start is not None:
        yield from _amounts(visit, ("pinned_start",), path)
    who = visit.pinned_technician
    if who is None:
        return
    forbidden = visit.allowed_technicians is not None and who not in visit.allowed_technicians
    if forbidden or who in visit.excluded_technicians:
        yield Issue(
            "pin_contradicts",
            f"{path}.pinned_technician",
            f"The visit is pinned to technician {who}, who may not go.",
            "Pin somebody else or lift the ban.",
        )


def _visit_skills(_problem: Problem, visit: Visit, path: str) -> Iterator[Issue]:
    yield from _skills(visit.skills, f"{path}.skills")
    yield from _skills(visit.one_of, f"{path}.one_of")
    both = visit.none_of & {entry.skill for entry in (*visit.skills, *visit.one_of)}
    if both:
        yield Issue(
            "skill_contradicts",
            f"{path}.none_of",
            f"The skills {sorted(both)} are wanted and barred.",
            "Take them out of one of the lists.",
        )


VISIT_CHECKS: tuple[Callable[[Problem, Visit, str], Iterator[Issue]], ...] = (
    _visit_place,
    _visit_amounts,
    _visit_windows,
    _visit_pin,
    _visit_skills,
)


def _vehicle_places(problem: Problem, vehicle: Vehicle, path: str) -> Iterator[Issue]:
    for name in ("start_place", "end_place"):
        place = getattr(vehicle, name)
        if place is not None:
            yield from _place(problem, place, f"{path}.{name}")
    if not 0 <= vehicle.profile < len(problem.travel):
        yield Issue(
            "unknown_profile",
            f"{path}.profile",
            f"Profile {vehicle.profile} does not exist.",
            f"Give a number below {len(problem.travel)}.",
        )


def _vehicle_amounts(_problem: Problem, vehicle: Vehicle, path: str) -> Iterator[Issue]:
    yield from _amounts(vehicle, ("shift_start", "shift_end", "overtime_limit"), path)
    yield from _amounts(vehicle.rates, tuple(vehicle.rates.__slots__), f"{path}.rates")
    yield from _units(vehicle.parts or (), f"{path}.parts")
    for name in ("work_limit", "max_visits", "workload_target"):
        if getattr(vehicle, name) is not None:
            yield from _amounts(vehicle, (name,), path)
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
    yield from _amounts(pause, ("earliest_start", "latest_start", "duration"), path)
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
    yield from _skills(vehicle.skills, f"{path}.skills")


VEHICLE_CHECKS: tuple[Callable[[Problem, Vehicle, str], Iterator[Issue]], ...] = (
    _vehicle_places,
    _vehicle_amounts,
    _vehicle_shift,
    _vehicle_breaks,
    _vehicle_skills,
)


def _overlapping_shifts(problem: Problem) -> Iterator[Issue]:
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


def _baseline(problem: Problem) -> Iterator[Issue]:
    baseline = problem.baseline
    if baseline is None:
        return
    yield from _amounts(baseline, ("technician_changed", "start_moved", "tolerance", "change_beyond"), "baseline")
    if baseline.most_changes is not None:
        yield from _amounts(baseline, ("most_changes",), "baseline")
    if len(baseline.stops) != len(problem.visits):
        yield Issue(
            "baseline_length_differs",
            "baseline.stops",
            f"There are {len(baseline.stops)} entries for {len(problem.visits)} visits.",
            "Give one entry a visit, None where it was not planned.",
        )


def _depot(problem: Problem) -> Iterator[Issue]:
    if problem.depot is not None:
        yield from _place(problem, problem.depot.place, "depot.place")
        yield from _amounts(problem.depot, ("duration",), "depot")


def _place(problem: Problem, place: int, path: str) -> Iterator[Issue]:
    places = problem.travel[0].distances.shape[-1] if problem.travel and problem.travel[0].distances.ndim else 0
    if not 0 <= place < places:
        yield Issue("unknown_place", path, f"Place {place} does not exist.", f"Give a number from 0 to {places - 1}.")


def _amounts(holder: object, names: Sequence[str], path: str) -> Iterator[Issue]:
    for name in names:
        yield from _amount(getattr(holder, name), f"{path}.{name}")


def _units(parts: Sequence[int], path: str) -> Iterator[Issue]:
    for kind, units in enumerate(parts):
        yield from _amount(units, f"{path}[{kind}]")


def _amount(value: int, path: str) -> Iterator[Issue]:
    if not 0 <= value <= LONGEST:
        yield Issue("amount_out_of_range", path, f"The value is {value}.", f"Give a whole number from 0 to {LONGEST}.")


def _window(window: TimeWindow, path: str) -> Iterator[Issue]:
    if window.latest_start < window.earliest_start:
        yield Issue("window_inverted", path, f"{_shown(window)} ends before it starts.", "Swap its ends.")


def _skills(skills: Sequence[SkillLevel], path: str) -> Iterator[Issue]:
    names = [entry.skill for entry in skills]
    if len(set(names)) < len(names):
        yield Issue(
            "skill_repeated",
            path,
            f"A skill is listed more than once: {names}.",
            "List each skill once, with its highest level.",
        )


def _shown(window: TimeWindow) -> str:
    return f"The window {window.earliest_start}–{window.latest_start}"
