"""Faults of one visit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from solver.issue import Issue
from solver.value_validation import amount_faults, place_faults, skill_faults, unit_faults

if TYPE_CHECKING:
    from solver.problem import Problem, Visit
    from solver.windows import TimeWindow


def _visit_place(problem: Problem, visit: Visit, path: str) -> Iterator[Issue]:
    yield from place_faults(problem, visit.place, f"{path}.place")


def _visit_amounts(_problem: Problem, visit: Visit, path: str) -> Iterator[Issue]:
    yield from amount_faults(visit, ("duration", "setup", "penalty", "ready_at", "preference_cost"), path)
    yield from unit_faults(visit.parts, f"{path}.parts")
    if visit.promise:
        yield from amount_faults(visit.promise, ("broken_cost", "late_cost_per_hour"), f"{path}.promise")
    if visit.response:
        yield from amount_faults(visit.response, ("late_cost", "late_cost_per_hour"), f"{path}.response")


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
        yield from amount_faults(visit, ("pinned_start",), path)
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
    yield from skill_faults(visit.skills, f"{path}.skills")
    yield from skill_faults(visit.one_of, f"{path}.one_of")
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


def _window(window: TimeWindow, path: str) -> Iterator[Issue]:
    if window.latest_start < window.earliest_start:
        yield Issue("window_inverted", path, f"{_shown(window)} ends before it starts.", "Swap its ends.")


def _shown(window: TimeWindow) -> str:
    return f"The window {window.earliest_start}–{window.latest_start}"
