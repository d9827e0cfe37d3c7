"""The smallest single change that would fit an unassigned visit into a plan, confirmed by an insertion test.

Minutes first (a wider window or more overtime, whichever takes fewer), then parts and tools in the van, then another
visit's place. Where a skill is missing, or no technician is allowed to go, that one skill or technician. For a visit in
a pair: that it is made without the other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from solver.draft import Draft
from solver.drops import Drops
from solver.fit import missing_skills, obstacle
from solver.gaps import Gaps
from solver.insertion import Insertion, into_route
from solver.loads import Loads
from solver.minutes import MOST_SECONDS, Minutes
from solver.problem import SkillLevel, Vehicle, Visit
from solver.screen import NEVER, Screen
from solver.solution import ReasonCode, Remedy

TIMED = frozenset({ReasonCode.NO_ROOM, ReasonCode.TIME_WINDOW, ReasonCode.SHIFT, ReasonCode.DURATION, ReasonCode.BREAK})
"""Reasons that minutes may mend."""

ALONE = frozenset({ReasonCode.NO_ROOM, ReasonCode.PAIR})
"""Reasons why a visit may fit without those that it is paired with."""


class Remedies:
    """Looks for remedies in one plan.

    Parameters
    ----------
    draft : Draft
        The plan.
    screen : Screen
        Of its problem.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    visits : sequence of int
        The absent visits that may be asked about.
    """

    def __init__(self, draft: Draft, screen: Screen, fitting: list[list[int]], visits: Sequence[int]) -> None:
        self._draft = draft
        self._problem = draft.problem
        self._screen = screen
        self._fitting = fitting
        self._cap = draft.cap
        self._gaps = Gaps(draft, MOST_SECONDS)
        self._minutes = Minutes(draft, fitting, self._gaps)
        self._loads = Loads(draft, screen, self._gaps)
        self._drops = Drops(draft, screen, fitting, visits)

    def smallest(self, visit: int, code: ReasonCode, insertion: Insertion | None) -> Remedy | None:
        """Find the smallest change; ``None`` when no single one helps.

        Parameters
        ----------
        visit : int
            Index of the visit.
        code : ReasonCode
            Why it is left out.
        insertion : Insertion or None
            Its cheapest insertion, which then costs more than the penalty.
        """
        if insertion is not None:
            cents = insertion.delta - self._problem.visits[visit].penalty
            return Remedy("pay", insertion.vehicle, cents)
        if visit in self._problem.links.at:
            return self._alone(visit) if code in ALONE else None
        if code is ReasonCode.SKILL:
            return self._skill(visit)
        if code is ReasonCode.TECHNICIAN:
            return self._technician(visit)
        found = self._minutes.fewest(visit) if code in TIMED else None
        if found is None:
            found = self._loads.fewest(visit)
        if found is None and code is ReasonCode.NO_ROOM:
            found = self._drops.cheapest(visit)
        return found

    def _alone(self, visit: int) -> Remedy | None:
        """The cheapest route for it if it were not paired; ``None`` also where it waits for a visit to come before."""
        if not all(link.is_pair for link in self._problem.links.at[visit]):
            return None
        best = self._cheapest(visit, self._gaps.roomy(visit, self._fitting[visit]))
        return Remedy("alone", best.vehicle, 1) if best else None

    def _cheapest(self, visit: int, vehicles: Iterable[int]) -> Insertion | None:
        """The cheapest insertion into some routes, all feasible, whatever keeps their shifts from the visit now."""
        best: Insertion | None = None
        for vehicle in vehicles:
            below = NEVER if best is None else best.delta
            best = into_route(self._screen, self._draft.routes[vehicle], visit, below, self._cap) or best
        return best

    def _roomy(self, visit: int) -> list[int]:
        """All shifts whose routes may have room for a visit, whatever else keeps them from it."""
        return self._gaps.roomy(visit, range(len(self._problem.vehicles)))

    def _obstacle(self, entry: Visit, shift: Vehicle) -> ReasonCode | None:
        return obstacle(entry, shift, self._problem.depot)

    def _skill(self, visit: int) -> Remedy | None:
        """The one skill, with the fewest levels missing, that would let somebody serve it."""
        entry = self._problem.visits[visit]
        lessons: dict[int, dict[int, SkillLevel]] = {}
        for vehicle in self._roomy(visit):
            shift = self._problem.vehicles[vehicle]
            missing = missing_skills(entry, shift)
            enough = [(short, need) for need, short in missing if self._suffices(need, entry, shift)]
            if enough:
                short, need = min(enough)
                lessons.setdefault(short, {})[vehicle] = need
        for short in sorted(lessons):
            best = self._cheapest(visit, lessons[short])
            if best is not None:
                need = lessons[short][best.vehicle]
                return Remedy("skill", best.vehicle, need.level, need.skill)
        return None

    def _suffices(self, need: SkillLevel, entry: Visit, shift: Vehicle) -> bool:
        """Whether nothing but this one skill keeps a technician from a visit."""
        others = tuple(held for held in shift.skills if held.skill != need.skill)
        return self._obstacle(entry, replace(shift, skills=(*others, need))) is None

    def _technician(self, visit: int) -> Remedy | None:
        """The cheapest technician among those kept away by name only."""
        entry = self._problem.visits[visit]
        anybody = replace(entry, allowed_technicians=None, excluded_technicians=frozenset())
        shifts = self._problem.vehicles
        able = [vehicle for vehicle in self._roomy(visit) if self._obstacle(anybody, shifts[vehicle]) is None]
        best = self._cheapest(visit, able)
        return Remedy("technician", best.vehicle, shifts[best.vehicle].technician) if best else None
