"""Who may go at all: the rules that depend on nothing but the visit and the shift."""

from solver.problem import Depot, Problem, SkillLevel, Vehicle, Visit
from solver.solution import ReasonCode
from solver.stock import suffices


def obstacle(visit: Visit, vehicle: Vehicle, depot: Depot | None) -> ReasonCode | None:
    """First rule by which a shift may never serve a visit, times aside; ``None`` when there is none.

    Parameters
    ----------
    visit : Visit
        The visit.
    vehicle : Vehicle
        The shift.
    depot : Depot or None
        Where it may call, if it may.
    """
    if any(short for _, short in missing_skills(visit, vehicle)):
        return ReasonCode.SKILL
    allowed = visit.allowed_technicians
    if vehicle.technician in visit.excluded_technicians or (allowed is not None and vehicle.technician not in allowed):
        return ReasonCode.TECHNICIAN
    if visit.pinned_technician not in (None, vehicle.technician):
        return ReasonCode.PIN
    if not (depot is not None and vehicle.may_call) and not suffices(vehicle, visit):
        return ReasonCode.STOCK
    if vehicle.max_visits == 0:
        return ReasonCode.SHIFT
    return None


def missing_skills(visit: Visit, vehicle: Vehicle) -> tuple[tuple[SkillLevel, int], ...]:
    """Required skills that the shift's technician lacks, each with the levels short.

    Parameters
    ----------
    visit : Visit
        The visit.
    vehicle : Vehicle
        The shift.
    """
    if not visit.skills:
        return ()
    held = dict(vehicle.skills)
    return tuple(
        (need, need.level - held.get(need.skill, 0) if need.skill in held else max(1, need.level))
        for need in visit.skills
        if need.skill not in held or held[need.skill] < need.level
    )


def fitting_vehicles(problem: Problem) -> list[list[int]]:
    """For each visit the shifts that meet no :func:`obstacle`.

    Parameters
    ----------
    problem : Problem
        The problem.
    """
    groups: dict[tuple[object, ...], list[int]] = {}
    for k, v in enumerate(problem.vehicles):
        groups.setdefault((v.technician, v.skills, v.parts, v.tools, v.may_call, v.max_visits == 0), []).append(k)
    members = list(groups.values())
    return [
        sorted(
            k for group in members if obstacle(visit, problem.vehicles[group[0]], problem.depot) is None for k in group
        )
        for visit in problem.visits
    ]
