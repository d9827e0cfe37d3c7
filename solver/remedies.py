"""The smallest single change that would fit an unassigned visit into a plan, confirmed by an insertion test.

Minutes first (a wider window or more overtime, whichever takes fewer), then parts and tools in the van, then another
visit's place, then one skill, then a technician who is not allowed to go. For a visit in a pair, first of all that it
is made without the other; what else helps visits with links is in ``linked_remedies.py``.
"""

from collections.abc import Callable, Iterable, Sequence

from solver.draft import Draft
from solver.drops import Drops
from solver.gaps import Gaps
from solver.insertion import Insertion, into_route
from solver.kept_away import banned, lessons
from solver.linked_drops import LinkedDrops
from solver.linked_remedies import LinkedRemedies
from solver.loads import Loads
from solver.minutes import MOST_SECONDS, TIMED, Minutes
from solver.screen import NEVER, Screen
from solver.solution import ReasonCode, Remedy


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
    over : callable
        Tells when to give up.
    """

    def __init__(
        self,
        draft: Draft,
        screen: Screen,
        fitting: list[list[int]],
        visits: Sequence[int],
        over: Callable[[], bool] = lambda: False,
    ) -> None:
        self._draft = draft
        self._problem = draft.problem
        self._screen = screen
        self._cap = draft.cap
        self._gaps = Gaps(draft, MOST_SECONDS)
        self._minutes = Minutes(draft, fitting, self._gaps)
        self._loads = Loads(draft, screen, self._gaps)
        self._drops = Drops(draft, screen, fitting, visits)
        self._fitting = fitting
        linked_drops = LinkedDrops(draft, screen, fitting, self._drops, over)
        self._linked = LinkedRemedies(draft, fitting, self._gaps, linked_drops, over)

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
            alone = self._alone(visit) if code in {ReasonCode.NO_ROOM, ReasonCode.PAIR} else None
            return alone or self._linked.smallest(visit, code)
        found = self._minutes.fewest(visit) if code in TIMED else None
        if found is None and code not in {ReasonCode.SKILL, ReasonCode.TECHNICIAN}:
            found = self._loads.fewest(visit)
        if found is None and code is ReasonCode.NO_ROOM:
            found = self._drops.cheapest(visit)
        if found is None and code in {ReasonCode.NO_ROOM, ReasonCode.SKILL}:
            found = self._skill(visit)
        if found is None and code in {ReasonCode.NO_ROOM, ReasonCode.TECHNICIAN}:
            found = self._technician(visit)
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

    def _skill(self, visit: int) -> Remedy | None:
        """The one skill, with the fewest levels missing, that would let somebody serve it."""
        for needed in lessons(self._draft, visit, self._roomy(visit)).values():
            best = self._cheapest(visit, needed)
            if best is not None:
                need = needed[best.vehicle]
                return Remedy("skill", best.vehicle, need.level, need.skill)
        return None

    def _technician(self, visit: int) -> Remedy | None:
        """The cheapest technician among those kept away by name only."""
        best = self._cheapest(visit, banned(self._problem, visit, self._roomy(visit)))
        return Remedy("technician", best.vehicle, self._problem.vehicles[best.vehicle].technician) if best else None
