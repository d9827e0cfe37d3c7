"""Why a visit is unassigned, and what would fit it, in sentences for the dispatcher."""

from collections.abc import Callable, Mapping, Sequence

from dispatch.problem_builder import BuiltProblem
from solver.fit import skill_gaps
from solver.solution import ReasonCode, Remedy, RemedyKind, Unassigned

_PROOFS: Mapping[ReasonCode, str] = {
    ReasonCode.NO_VEHICLES: "Nobody has a shift in this horizon.",
    ReasonCode.SKILL: "Nobody on shift has the skills it needs: {skills}.",
    ReasonCode.TECHNICIAN: "None of the technicians allowed for it is on shift.",
    ReasonCode.PIN: "It can't be made as it is pinned: by that technician, or at that time.",
    ReasonCode.STOCK: "No van carries the parts and tools that it needs.",
    ReasonCode.PARTS_READY: "Its part arrives too late for any shift.",
    ReasonCode.DURATION: "It takes longer than any shift has room for.",
    ReasonCode.SHIFT: "No suitable shift is long enough to drive there, serve and drive back.",
    ReasonCode.TIME_WINDOW: "None of its time windows can be met by any suitable shift.",
    ReasonCode.BREAK: "It leaves no suitable technician room for the break.",
    ReasonCode.UNREACHABLE: "Driving there and back takes longer than any suitable shift.",
    ReasonCode.PAIR: "No two technicians can ever make it and the visit paired with it together.",
    ReasonCode.ORDER: "The visit that has to come before it can't be made, or not in time for it.",
}

_OBSTACLES: Mapping[ReasonCode, str] = {
    ReasonCode.SKILL: "lack the skill",
    ReasonCode.TECHNICIAN: "are not allowed to go",
    ReasonCode.PIN: "are not the one it is pinned to",
    ReasonCode.TIME_WINDOW: "are taken during its window",
    ReasonCode.SHIFT: "have no room before the shift ends",
    ReasonCode.BREAK: "would lose their break",
    ReasonCode.STOCK: "lack parts or tools",
    ReasonCode.PARTS_READY: "can't come after the part has arrived",
    ReasonCode.DURATION: "have too short a shift",
    ReasonCode.UNREACHABLE: "can't get there",
    ReasonCode.PAIR: "can't make its pair",
    ReasonCode.ORDER: "can't keep its order",
    ReasonCode.NO_ROOM: "are full",
}

_OF_ONE: Mapping[str, str] = {"are": "is", "have": "has", "lack": "lacks"}
"""The verb above where it is about one shift only."""

_ABOUT_THE_TEAM = frozenset({ReasonCode.PAIR, ReasonCode.NO_ROOM, ReasonCode.DEARER})
"""Reasons that hold for all persons of a visit together; any other is about one of them."""

_MISSING = ((0, "the second person", "nobody else"), (1, "a first person", "nobody who may lead it"))
"""Which of two has room; who is missing then; what can be said of everybody else."""


def told_of(persons: Sequence[Unassigned]) -> Unassigned:
    """The person of a visit to give the reason for: the first one who can't go whatever the others do."""
    return next((person for person in persons if person.code not in _ABOUT_THE_TEAM), persons[0])


def reason_for(built: BuiltProblem, persons: Sequence[Unassigned]) -> str:
    """Say why a visit is left out.

    Parameters
    ----------
    persons : sequence of Unassigned
        Of each person that it takes, the first one first.
    """
    told = told_of(persons)
    visit = built.visits[told.visit]
    if told.code is ReasonCode.UNREACHABLE and (reason := _without_way(built, told.visit)):
        return reason
    if told.code is ReasonCode.PIN and (reason := _pinned_to_unskilled(built, told.visit)):
        return reason
    if told.code is ReasonCode.DEARER:
        return (
            f"Serving it would cost {money(told.extra_cost or 0)} more than leaving it out, "
            "as everything else then has to give way."
        )
    if len(persons) > 1 and told.code in _ABOUT_THE_TEAM:
        return _team_reason(built, persons)
    if told.code in _PROOFS:
        proof = _PROOFS[told.code].format(skills=_skills(visit.skills if told is persons[0] else visit.helper_skills))
        return proof if told is persons[0] else f"About its second person: {proof[0].lower()}{proof[1:]}"
    counted = _counted(told)
    return f"No shift has room for it as the plan stands: {counted}." if counted else "No shift has room for it."


def _team_reason(built: BuiltProblem, persons: Sequence[Unassigned]) -> str:
    """Why not all of them can go at the same time, and which of two is missing where that is known."""
    never = persons[0].code is ReasonCode.PAIR
    if len(persons) == 2:
        for person, missing, other in _MISSING:
            remedy = persons[person].remedy
            if remedy is not None and remedy.kind == "alone":
                rest = "can ever be there" if never else "has room as the plan stands"
                return (
                    f"Only {missing} is missing: {_who(built, remedy)} has room, but {other} {rest} at the same time."
                )
    number = "two" if len(persons) == 2 else "three"
    on_shift = len({shift.technician for shift in built.problem.vehicles})
    if on_shift < len(persons):
        return f"It takes {number} people, and only {'one is' if on_shift == 1 else 'two are'} on shift."
    if never:
        return f"It takes {number} people, and no {number} can ever be there at the same time."
    counted = _counted(persons[0])
    return (
        f"It takes {number} people, and no {number} have room at the same time as the plan stands"
        f"{': ' if counted else ''}{counted}."
    )


def _counted(unassigned: Unassigned) -> str:
    return ", ".join(
        _of(count, _OBSTACLES.get(code, str(code).replace("_", " "))) for code, count in unassigned.blocked
    )


def _of(count: int, obstacle: str) -> str:
    verb, _, rest = obstacle.partition(" ")
    return f"{count} {_OF_ONE.get(verb, verb) if count == 1 else verb} {rest}"


def remedy_for(built: BuiltProblem, persons: Sequence[Unassigned]) -> str:
    """Say what would fit it; empty when no single change was found.

    Parameters
    ----------
    persons : sequence of Unassigned
        Of each person that it takes, the first one first.
    """
    told = told_of(persons)
    remedy = told.remedy
    if remedy is None or (remedy.kind == "alone" and len(persons) > 2):
        return ""
    return f"It fits if {_REMEDIES[remedy.kind](built, remedy, _who(built, remedy))}."


def _who(built: BuiltProblem, remedy: Remedy) -> str:
    return "someone" if remedy.vehicle is None else built.technician_names[remedy.vehicle]


def _without_way(built: BuiltProblem, visit: int) -> str:
    """Say that no way leads to a visit, or back from it; empty where the way is only too long."""
    no_way, place = built.problem.travel[0].no_way, built.problem.visits[visit].place
    if no_way is None:
        return ""
    shifts = built.problem.vehicles
    there = [shift.start_place is not None and bool(no_way[shift.start_place, place]) for shift in shifts]
    back = [shift.end_place is not None and bool(no_way[place, shift.end_place]) for shift in shifts]
    if all(there):
        return "No way leads there from where any technician starts."
    if all(back):
        return "No way leads back from there to where any technician's day ends."
    return "No way leads there and back for any suitable technician within the shift." if any((*there, *back)) else ""


def _pinned_to_unskilled(built: BuiltProblem, visit: int) -> str:
    """Say that whoever it is pinned to lacks a skill; empty where something else stands against the pin."""
    asked = built.problem.visits[visit]
    own = [at for at, shift in enumerate(built.problem.vehicles) if shift.technician == asked.pinned_technician]
    if own and all(skill_gaps(asked, built.problem.vehicles[at]) for at in own):
        needed = _skills(built.visits[visit].skills)
        return f"{built.technician_names[own[0]]}, whom it is pinned to, lacks the skills it needs: {needed}."
    return ""


def _skills(skills: Mapping[str, int] | None) -> str:
    return ", ".join(f"{skill} (level {level})" for skill, level in sorted((skills or {}).items())) or "none"


def money(cents: int) -> str:
    """Write cents as an amount, e.g. ``1,234.50``."""
    return f"{cents / 100:,.2f}"


def _minutes(seconds: int) -> str:
    return f"{-(-seconds // 60)} minutes"


def _overtime(built: BuiltProblem, remedy: Remedy, who: str) -> str:
    names = dict.fromkeys((who, *(built.technician_names[vehicle] for vehicle in remedy.others)))
    each = " each" if len(names) > 1 else ""
    return f"{' and '.join(names)} may{each} work {_minutes(remedy.amount)} more overtime"


def _drop(built: BuiltProblem, remedy: Remedy, who: str) -> str:
    title = built.visits[remedy.amount].title
    if remedy.others:
        others = " and ".join(f"«{built.visits[other].title}»" for other in remedy.others)
        return f"«{title}», on {who}'s route, and {others} give way"
    return f"«{title}» is taken off {who}'s route"


def _skill(built: BuiltProblem, remedy: Remedy, who: str) -> str:
    name = built.skills[remedy.skill] if remedy.skill is not None else "the skill"
    return f"{who} knows {name} at level {remedy.amount}"


def _load(_built: BuiltProblem, remedy: Remedy, who: str) -> str:
    tools, units = len(remedy.tools), sum(remedy.parts)
    named = [(units, "part"), (tools, "tool")]
    more = " and ".join(f"{count} more {name}{'s' * (count > 1)}" for count, name in named if count)
    return f"{who}'s van carries {more}"


_REMEDIES: Mapping[RemedyKind, Callable[[BuiltProblem, Remedy, str], str]] = {
    "window_minutes": lambda _, remedy, who: f"its window is {_minutes(remedy.amount)} wider, on {who}'s route",
    "overtime_minutes": _overtime,
    "skill": _skill,
    "technician": lambda _built, _remedy, who: f"{who} is allowed to go",
    "stock": _load,
    "depot_call": lambda _built, _remedy, who: f"{who} may call at the parts depot",
    "drop_visit": _drop,
    "alone": lambda _built, _remedy, who: f"one person is enough: {who} has room",
    "pay": lambda _, remedy, who: f"it is worth {money(remedy.amount)} more, on {who}'s route",
}
