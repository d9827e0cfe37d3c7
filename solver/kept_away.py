"""Whom a single rule about persons keeps from a visit: one skill that is missing, or a ban."""

from collections.abc import Iterable
from dataclasses import replace

from solver.draft import Draft
from solver.fit import missing_skills, obstacle
from solver.problem import Problem, SkillLevel, Vehicle, Visit

Lessons = dict[int, dict[int, SkillLevel]]
"""By the levels that are short: the shifts, each with the one skill that its technician would have to have."""


def lessons(draft: Draft, visit: int, vehicles: Iterable[int]) -> Lessons:
    """Who could go to a visit with one more skill, and still to all on the route.

    Parameters
    ----------
    draft : Draft
        The plan.
    visit : int
        Index of the visit.
    vehicles : iterable of int
        The shifts to look at.

    Returns
    -------
    Lessons
        Fewest levels first.
    """
    problem = draft.problem
    entry = problem.visits[visit]
    found: Lessons = {}
    for vehicle in vehicles:
        shift = problem.vehicles[vehicle]
        missing = missing_skills(entry, shift)
        barred = {skill for stop in draft.routes[vehicle].visits for skill in problem.visits[stop].none_of}
        enough = [
            (short, need)
            for need, short in missing
            if need.skill not in barred and _may_go(problem, entry, taught(shift, need))
        ]
        if enough:
            short, need = min(enough)
            found.setdefault(short, {})[vehicle] = need
    return dict(sorted(found.items()))


def taught(shift: Vehicle, need: SkillLevel) -> Vehicle:
    """The shift with its technician's level of one skill.

    Parameters
    ----------
    shift : Vehicle
        The shift.
    need : SkillLevel
        The skill at the level to have.
    """
    others = tuple(held for held in shift.skills if held.skill != need.skill)
    return replace(shift, skills=(*others, need))


def banned(problem: Problem, visit: int, vehicles: Iterable[int]) -> list[int]:
    """The shifts that only a ban keeps from a visit, or that its technician is not among those allowed.

    Parameters
    ----------
    problem : Problem
        The problem.
    visit : int
        Index of the visit.
    vehicles : iterable of int
        The shifts to look at.
    """
    entry = problem.visits[visit]
    free = unbanned(entry)
    shifts = problem.vehicles
    return [k for k in vehicles if not _may_go(problem, entry, shifts[k]) and _may_go(problem, free, shifts[k])]


def unbanned(visit: Visit) -> Visit:
    """The visit to which anybody may go.

    Parameters
    ----------
    visit : Visit
        The visit.
    """
    return replace(visit, allowed_technicians=None, excluded_technicians=frozenset())


def _may_go(problem: Problem, visit: Visit, shift: Vehicle) -> bool:
    return obstacle(visit, shift, problem.depot) is None
