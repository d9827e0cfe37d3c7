"""The smallest single change that would fit a linked visit, with all that it needs, into a plan.

Minutes first (the windows of a visit and of its pair, or the shifts of all who go), then the places of others
(``linked_drops.py``), then one skill, then a technician who is not allowed to go: each confirmed by the insertion test
of ``linked_insertion.py`` under the changed rule.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from solver.draft import Draft
from solver.gaps import Gaps
from solver.kept_away import banned, lessons, taught, unbanned
from solver.linked_drops import LinkedDrops, absent_unit
from solver.linked_insertion import Effort, Found, LinkedInsertions
from solver.minutes import MOST_SECONDS, TIMED, widened
from solver.problem import Problem
from solver.screen import Screen
from solver.solution import ReasonCode, Remedy
from solver.variants import with_vehicle, with_visit

LINKED = frozenset({ReasonCode.PAIR, ReasonCode.ORDER})
"""Reasons that may lie with a visit that it needs."""

EFFORT = Effort(plans=40, placed=400)
"""How much is tried for each change."""

MOST_UNITS = 20
"""For how many visits, each with all that it needs, a change is looked for; the dearest ones come first."""

MOST_TRIED = 10
"""How many shifts with one more skill, or one ban less, are put to the test for each visit."""


class LinkedRemedies:
    """Looks for remedies for linked visits in one plan.

    Parameters
    ----------
    draft : Draft
        The plan.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    gaps : Gaps
        Of the plan.
    drops : LinkedDrops
        Of the plan.
    over : callable
        Tells when to give up.
    """

    def __init__(
        self, draft: Draft, fitting: list[list[int]], gaps: Gaps, drops: LinkedDrops, over: Callable[[], bool]
    ) -> None:
        self._draft = draft
        self._problem = draft.given
        self._fitting = fitting
        self._gaps = gaps
        self._drops = drops
        self._over = over
        self._known: dict[tuple[ReasonCode, tuple[int, ...]], Remedy | None] = {}

    def smallest(self, visit: int, code: ReasonCode) -> Remedy | None:
        """Find the smallest change; ``None`` when no single one helps.

        Parameters
        ----------
        visit : int
            Index of an absent visit with links, which can't be inserted.
        code : ReasonCode
            Why.
        """
        key = (code, tuple(absent_unit(self._draft, visit)))
        if key not in self._known and len(self._known) < MOST_UNITS:
            self._known[key] = self._for_all(visit, code)
        return self._known.get(key)

    def _for_all(self, visit: int, code: ReasonCode) -> Remedy | None:
        """The smallest change that fits a visit and all that it needs."""
        found = self._minutes(visit) if code in TIMED | LINKED else None
        if found is None and code is ReasonCode.NO_ROOM:
            found = self._drops.cheapest(visit)
        if found is None and code in LINKED | {ReasonCode.NO_ROOM, ReasonCode.SKILL}:
            found = self._skill(visit)
        if found is None and code in LINKED | {ReasonCode.NO_ROOM, ReasonCode.TECHNICIAN}:
            found = self._technician(visit)
        return found

    def _minutes(self, visit: int) -> Remedy | None:
        """The fewest minutes of wider windows or of more overtime; of equally many, a window's."""
        window = self._fewest(lambda seconds: self._with_wider_windows(visit, seconds), MOST_SECONDS)
        longer = self._fewest(
            lambda seconds: self._with_longer_shifts(visit, seconds), window.amount - 60 if window else MOST_SECONDS
        )
        return longer or window

    def _fewest(self, remedy: Callable[[int], Remedy | None], most: int) -> Remedy | None:
        """The remedy of the fewest whole minutes, found by halving."""
        best = remedy(most) if most > 0 else None
        helps, too_few = most, 0
        while best is not None and helps - too_few > 60 and not self._over():
            middle = (helps + too_few) // 120 * 60
            found = remedy(middle)
            if found is None:
                too_few = middle
            else:
                best, helps = found, middle
        return best

    def _with_wider_windows(self, visit: int, seconds: int) -> Remedy | None:
        wider = self._problem
        for member in self._at_once(visit):
            entry = wider.visits[member]
            if entry.windows and entry.pinned_start is None:
                wider = with_visit(wider, member, replace(entry, windows=widened(entry, seconds)))
        found = self._inserted(visit, wider) if wider is not self._problem else None
        return Remedy("window_minutes", found.insertion.vehicle, seconds) if found else None

    def _at_once(self, visit: int) -> Iterator[int]:
        """The visit and those that it is paired with, absent like itself."""
        for member in self._problem.links.needs[visit]:
            links = self._problem.links.at[member]
            if member == visit or any(link.is_pair and link.other(member) == visit for link in links):
                yield member

    def _with_longer_shifts(self, visit: int, seconds: int) -> Remedy | None:
        longer = self._problem
        for vehicle, shift in enumerate(longer.vehicles):
            longer = with_vehicle(longer, vehicle, replace(shift, overtime_limit=shift.overtime_limit + seconds))
        found = self._inserted(visit, longer)
        if found is None:
            return None
        as_before = found.plan.under(self._problem)
        late = [r.vehicle for r in found.plan.routes if not as_before.route(r.vehicle, r.visits).feasible]
        late.sort(key=lambda vehicle: vehicle != found.insertion.vehicle)
        return Remedy("overtime_minutes", late[0], seconds, others=tuple(late[1:])) if late else None

    def _skill(self, visit: int) -> Remedy | None:
        """The one skill, with the fewest levels missing, that would let somebody make it or what it needs."""
        shifts = self._problem.vehicles
        for member in absent_unit(self._draft, visit):
            needed = lessons(self._draft, member, self._gaps.roomy(member, range(len(shifts))))
            able = [(vehicle, need) for group in needed.values() for vehicle, need in group.items()]
            for vehicle, need in able[:MOST_TRIED]:
                rules = with_vehicle(self._problem, vehicle, taught(shifts[vehicle], need))
                if self._inserted(visit, rules, (member, vehicle)):
                    return Remedy("skill", vehicle, need.level, need.skill)
        return None

    def _technician(self, visit: int) -> Remedy | None:
        """A technician kept away by name only from it or from what it needs."""
        shifts = self._problem.vehicles
        for member in absent_unit(self._draft, visit):
            rules = with_visit(self._problem, member, unbanned(self._problem.visits[member]))
            away = banned(self._problem, member, self._gaps.roomy(member, range(len(shifts))))
            for vehicle in away[:MOST_TRIED]:
                if self._inserted(visit, rules, (member, vehicle)):
                    return Remedy("technician", vehicle, shifts[vehicle].technician)
        return None

    def _inserted(self, visit: int, rules: Problem, may_go: tuple[int, int] | None = None) -> Found | None:
        """The visit, with all that it needs, in the plan under changed rules, by which one more shift may go."""
        fitting = list(self._fitting)
        if may_go is not None:
            member, vehicle = may_go
            fitting[member] = [*fitting[member], vehicle]
        draft = self._draft.under(rules)
        return LinkedInsertions(draft, Screen(rules, draft.legs), fitting, self._over, effort=EFFORT).best(visit)
