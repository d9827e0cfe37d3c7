"""A plan edited by hand: its times, its price, and every rule it breaks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dispatch.errors import InvalidInputError
from dispatch.plan import Plan
from dispatch.plan_reader import read
from dispatch.ports import TravelTimes
from dispatch.problem_builder import BuiltProblem, build
from dispatch.seating import seated
from dispatch.snapshot import Snapshot
from dispatch.visit import Visit
from solver.issue import Issue
from solver.solution import ReasonCode
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
        Shifts left out have no visits. A visit that takes several people is named on a route for each; who leads it
        follows from who may.

    Raises
    ------
    InvalidInputError
        For unknown shifts and visits, for visits named more often than they take people, and for routes along which no
        way leads: they have no times. With every fault.
    """
    built = build(snapshot, snapshot.visits, travel_times)
    issues = _faults(built, routes) or _missing_ways(built, routes)
    if issues:
        raise InvalidInputError(issues)
    vehicle_of = {shift.id: index for index, shift in enumerate(built.shifts)}
    named = [(vehicle_of[shift], visits) for shift, visits in routes.items() if visits]
    index_of = seated(built, named)
    evaluation = evaluate(built.problem, [(k, [index_of[k, visit] for visit in visits]) for k, visits in named])
    plan = read(snapshot, built, evaluation.solution)
    told = (_violation(built, plan, violation) for violation in evaluation.violations)
    return EditedPlan(
        plan=replace(plan, unassigned=plan.unassigned + snapshot.unplannable),
        violations=tuple(dict.fromkeys(told)),
    )


def _faults(built: BuiltProblem, routes: Edited) -> tuple[Issue, ...]:
    shifts = {shift.id for shift in built.shifts}
    people = {visit.id: visit.people for visit in built.visits}
    seen: Counter[str] = Counter()
    issues: list[Issue] = []
    for shift_id, visit_ids in routes.items():
        if shift_id not in shifts:
            cause = f"{shift_id} is no shift of this plan's days."
            issues.append(Issue("unknown_shift", f"routes.{shift_id}", cause, "Use the id of a shift of these days."))
        for position, visit_id in enumerate(visit_ids):
            path = f"routes.{shift_id}[{position}]"
            if visit_id not in people:
                cause = f"{visit_id} is no visit that can be planned on these days."
                issues.append(Issue("unknown_visit", path, cause, "Use the id of an open visit that has a place."))
            if visit_id in visit_ids[:position] or seen[visit_id] >= people.get(visit_id, 1):
                issues.append(Issue("visit_twice", path, f"{visit_id} is named before.", _OFTEN))
            seen[visit_id] += 1
    return tuple(issues)


_OFTEN = "Name each visit once, and one that takes several people on as many routes."


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


def _violation(built: BuiltProblem, plan: Plan, violation: Violation) -> EditViolation:
    shift_id, who = "", "the plan"
    if violation.vehicle is not None:
        shift_id, who = built.shifts[violation.vehicle].id, f"{built.technician_names[violation.vehicle]}'s route"
    visit = None if violation.visit is None else built.visits[violation.visit]
    where = f"«{visit.title}» on {who}" if visit else who
    broken = _apart(plan, visit) if visit and violation.code == ReasonCode.PAIR else _broken(violation)
    return EditViolation(
        code=str(violation.code),
        shift_id=shift_id,
        visit_id=visit.id if visit else None,
        text=f"{where[0].upper()}{where[1:]}: {broken}.",
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


def _apart(plan: Plan, visit: Visit) -> str:
    """Why not all the people that a visit takes are there at the same time."""
    going = plan.technicians_of_visits()[visit.id]
    if len(going) < visit.people:
        return (
            f"it takes {visit.people} people at the same time and is on {len(going)} route(s) only; put it on another "
            "technician's route too, or take it off"
        )
    if len(set(going)) < len(going):
        return f"it takes {visit.people} different technicians"
    starts = [stop.start_at for stop in plan.stops if stop.visit_id == visit.id]
    minutes = -(-round((max(starts) - min(starts)).total_seconds()) // 60)
    return f"its {visit.people} people would begin {minutes} minutes apart; change what comes before it"


_RULES = {
    "time_window": "the customer's time window",
    "pin": "the pinned technician or start",
    "parts_ready": "the arrival of the part",
    "shift": "the end of the shift with its overtime",
    "break": "the window of the break",
    "work_limit": "the limit on work",
}
