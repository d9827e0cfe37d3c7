"""Who may go at all: the rules that depend on nothing but the visit and the shift."""

from collections.abc import Iterable

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
    return Obstacles(problem).fitting()


class Obstacles:
    """The :func:`obstacle` between every visit and shift, looked for once for all that are alike.

    Parameters
    ----------
    problem : Problem
        The problem.
    """

    def __init__(self, problem: Problem) -> None:
        wishes: dict[tuple[object, ...], list[int]] = {}
        for number, visit in enumerate(problem.visits):
            wishes.setdefault(_wishes(visit), []).append(number)
        offers: dict[tuple[object, ...], list[int]] = {}
        for number, shift in enumerate(problem.vehicles):
            offers.setdefault(_offers(shift), []).append(number)
        self._wish_of = _numbered(wishes.values(), len(problem.visits))
        self._offer_of = _numbered(offers.values(), len(problem.vehicles))
        self._visits = [problem.visits[alike[0]] for alike in wishes.values()]
        self._shifts = [problem.vehicles[alike[0]] for alike in offers.values()]
        self._depot = problem.depot
        self._found: dict[int, list[ReasonCode | None]] = {}

    def between(self, visit: int, vehicle: int) -> ReasonCode | None:
        """First rule by which a shift may never serve a visit, times aside; ``None`` when there is none.

        Parameters
        ----------
        visit : int
            Index of the visit.
        vehicle : int
            Index of the shift.
        """
        return self._row(self._wish_of[visit])[self._offer_of[vehicle]]

    def fitting(self) -> list[list[int]]:
        """For each visit the shifts that meet no obstacle; visits that are alike share one list."""
        rows = (self._row(wish) for wish in range(len(self._visits)))
        lists = [[k for k, offer in enumerate(self._offer_of) if row[offer] is None] for row in rows]
        return [lists[wish] for wish in self._wish_of]

    def _row(self, wish: int) -> list[ReasonCode | None]:
        if wish not in self._found:
            self._found[wish] = [obstacle(self._visits[wish], shift, self._depot) for shift in self._shifts]
        return self._found[wish]


def _wishes(visit: Visit) -> tuple[object, ...]:
    """All that :func:`obstacle` asks of a visit."""
    technicians = visit.allowed_technicians, visit.excluded_technicians, visit.pinned_technician
    return visit.skills, visit.one_of, visit.none_of, *technicians, visit.parts, visit.tools


def _offers(shift: Vehicle) -> tuple[object, ...]:
    """All that :func:`obstacle` asks of a shift."""
    return shift.technician, shift.skills, shift.parts, shift.tools, shift.may_call, shift.max_visits == 0


def _numbered(groups: Iterable[list[int]], size: int) -> list[int]:
    """For each member the number of its group."""
    group_of = [0] * size
    for number, members in enumerate(groups):
        for member in members:
            group_of[member] = number
    return group_of
