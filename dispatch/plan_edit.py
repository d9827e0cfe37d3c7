"""A plan edited by hand: its times, its price, and every rule it breaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dispatch.errors import InvalidInputError
from dispatch.plan import Plan
from dispatch.plan_reader import read
from dispatch.ports import TravelTimes
from dispatch.problem_builder import BuiltProblem, build
from dispatch.snapshot import Snapshot
from solver.issue import Issue
from solver.solve import Violation, evaluate

Edited = Mapping[str, Sequence[str]]
"""Visit ids in order, by shift id."""


@dataclass(frozen=True, slots=True)
class EditViolation:
    """A rule that the edited plan breaks; ``visit_id`` is ``None`` where the whole route does."""

    code: str
    shift_id: str
    visit_id: str | None
    text: str


@dataclass(frozen=True, slots=True)
class EditedPlan:
    """An edited plan, not stored; it may be stored once it has no violations."""

    plan: Plan
    violations: tuple[EditViolation, ...]


def evaluate_edit(snapshot: Snapshot, routes: Edited, travel_times: TravelTimes) -> EditedPlan:
    """Price routes made by hand.

    Parameters
    ----------
    snapshot : Snapshot
        Taken from the plan that was edited, which becomes the parent.
    routes : mapping of shift id to visit ids in order
        Shifts left out have no visits.

    Raises
    ------
    InvalidInputError
        For unknown shifts and visits, for visits named twice, and for routes along which no way leads: they have no
        times. With every fault.
    """
    built = build(snapshot, snapshot.visits, travel_times)
    issues = _faults(built, routes) or _missing_ways(built, routes)
    if issues:
        raise InvalidInputError(issues)
    vehicle_of = {shift.id: index for index, shift in enumerate(built.shifts)}
    visit_of = {visit.id: index for index, visit in enumerate(built.visits)}
    evaluation = evaluate(
        built.problem,
        [(vehicle_of[shift], [visit_of[v] for v in visits]) for shift, visits in routes.items() if visits],
    )
    plan = read(snapshot, built, evaluation.solution)
    return EditedPlan(
        plan=replace(plan, unassigned=plan.unassigned + snapshot.unplannable),
        violations=tuple(_violation(built, violation) for violation in evaluation.violations),
    )


def _faults(built: BuiltProblem, routes: Edited) -> tuple[Issue, ...]:
    shifts = {shift.id for shift in built.shifts}
    visits = {visit.id for visit in built.visits}
    seen: set[str] = set()
    issues: list[Issue] = []
    for shift_id, visit_ids in routes.items():
        if shift_id not in shifts:
            cause = f"{shift_id} is no shift of this plan's days."
            issues.append(Issue("unknown_shift", f"routes.{shift_id}", cause, "Use the id of a shift of these days."))
        for position, visit_id in enumerate(visit_ids):
            path = f"routes.{shift_id}[{position}]"
            if visit_id not in visits:
                cause = f"{visit_id} is no visit that can be planned on these days."
                issues.append(Issue("unknown_visit", path, cause, "Use the id of an open visit that has a place."))
            if visit_id in seen:
                issues.append(Issue("visit_twice", path, f"{visit_id} is named before.", "Name each visit once."))
            seen.add(visit_id)
    return tuple(issues)


def _missing_ways(built: BuiltProblem, routes: Edited) -> tuple[Issue, ...]:
    no_way = built.problem.travel[0].no_way
    if no_way is None:
        return ()
    shift_of = {shift.id: vehicle for shift, vehicle in zip(built.shifts, built.problem.vehicles, strict=True)}
    place_of = {visit.id: entry.place for visit, entry in zip(built.visits, built.problem.visits, strict=True)}
    issues: list[Issue] = []
    for shift_id, visit_ids in routes.items():
        shift = shift_of[shift_id]
        places = (shift.start_place, *(place_of[visit_id] for visit_id in visit_ids), shift.end_place)
        for position, (a, b) in enumerate(pairwise(places)):
            if visit_ids and a is not None and b is not None and no_way[a, b]:
                path = f"routes.{shift_id}[{min(position, len(visit_ids) - 1)}]"
                cause = f"No way leads from {built.place_names[a]} to {built.place_names[b]}."
                issues.append(Issue("no_way", path, cause, "Take the visit off this route."))
    return tuple(issues)


def _violation(built: BuiltProblem, violation: Violation) -> EditViolation:
    shift_id, who = "", "the plan"
    if violation.vehicle is not None:
        shift_id, who = built.shifts[violation.vehicle].id, f"{built.technician_names[violation.vehicle]}'s route"
    visit = None if violation.visit is None else built.visits[violation.visit]
    where = f"«{visit.title}» on {who}" if visit else who
    return EditViolation(
        code=str(violation.code),
        shift_id=shift_id,
        visit_id=visit.id if visit else None,
        text=f"{where[0].upper()}{where[1:]}: {_broken(violation)}.",
    )


def _broken(violation: Violation) -> str:
    code, amount = str(violation.code), violation.amount
    match code:
        case "skill":
            return f"the technician lacks {amount} level(s) of skill"
        case "technician":
            return "this technician may not go there"
        case "max_visits":
            return f"{amount} visit(s) more than the shift may have"
        case _:
            return f"{_RULES.get(code, code.replace('_', ' '))} is missed by {-(-amount // 60)} minutes"


_RULES = {
    "time_window": "the customer's time window",
    "pin": "the pinned technician or start",
    "parts_ready": "the arrival of the part",
    "shift": "the end of the shift with its overtime",
    "break": "the window of the break",
    "work_limit": "the limit on work",
}
