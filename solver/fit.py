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
    if skill_gaps(visit, vehicle):
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


def skill_gaps(visit: Visit, vehicle: Vehicle) -> tuple[int, ...]:
    """By how many levels a shift fails each rule on skills: too few where one is required, too many of a barred one.

    Parameters
    ----------
    visit : Visit
        The visit; of ``one_of`` the skill that is nearest counts.
    vehicle : Vehicle
        The shift.
    """
    if not (visit.skills or visit.one_of or visit.none_of):
        return ()
    held = dict(vehicle.skills)
    wanted = [_short(need, held) for need in visit.skills]
    wanted.append(min((_short(need, held) for need in visit.one_of), default=0))
    too_many = [max(1, level) for skill, level in vehicle.skills if skill in visit.none_of]
    return (*(short for short in wanted if short), *too_many)


def missing_skills(visit: Visit, vehicle: Vehicle) -> tuple[tuple[SkillLevel, int], ...]:
    """Skills of ``Visit.skills`` and ``Visit.one_of`` that the shift's technician lacks, each with the levels short.

    Parameters
    ----------
    visit : Visit
        The visit.
    vehicle : Vehicle
        The shift.
    """
    held = dict(vehicle.skills)
    return tuple((need, short) for need in (*visit.skills, *visit.one_of) if (short := _short(need, held)))


def _short(need: SkillLevel, held: dict[int, int]) -> int:
    """Levels short; a skill that is not held at all lacks one at least."""
    return max(0, need.level - held[need.skill]) if need.skill in held else max(1, need.level)


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
    members = [(problem.vehicles[group[0]], group) for group in groups.values()]
    known: dict[tuple[object, ...], list[int]] = {}
    for visit in problem.visits:
        if _wishes(visit) not in known:
            fit = (group for vehicle, group in members if obstacle(visit, vehicle, problem.depot) is None)
            known[_wishes(visit)] = sorted(k for group in fit for k in group)
    return [known[_wishes(visit)] for visit in problem.visits]


def _wishes(visit: Visit) -> tuple[object, ...]:
    """All that :func:`obstacle` asks of a visit."""
    technicians = visit.allowed_technicians, visit.excluded_technicians, visit.pinned_technician
    return visit.skills, visit.one_of, visit.none_of, *technicians, visit.parts, visit.tools
