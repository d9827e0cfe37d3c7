"""Whose places a linked visit, with all that it needs, could take: one visit to drop from a plan, or two for a pair."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product

from solver.draft import Draft
from solver.drops import Drop, Drops
from solver.linked_insertion import Effort, LinkedInsertions
from solver.screen import Screen
from solver.solution import Remedy
from solver.windows import TimeWindow

EFFORT = Effort(plans=20, placed=200)
"""How much is tried for each visit to drop, or two."""

MOST_LOOKED_AT = 60
"""For how many of the cheapest visits to drop it is looked at when their places are free."""

MOST_TRIED = 10
"""How many plans without one visit, or without two, are put to the exact test for each visit."""


class LinkedDrops:
    """Looks for visits to drop in one plan.

    Parameters
    ----------
    draft : Draft
        The plan.
    screen : Screen
        Of its problem.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    drops : Drops
        Of the plan.
    over : callable
        Tells when to give up.
    """

    def __init__(
        self, draft: Draft, screen: Screen, fitting: list[list[int]], drops: Drops, over: Callable[[], bool]
    ) -> None:
        self._draft = draft
        self._screen = screen
        self._fitting = fitting
        self._drops = drops
        self._over = over
        self._linked = LinkedInsertions(draft, screen, fitting)

    def cheapest(self, visit: int) -> Remedy | None:
        """Find the visit to drop, or the two; each with a lower penalty than all that comes instead.

        Parameters
        ----------
        visit : int
            Index of an absent visit with links.
        """
        unit = absent_unit(self._draft, visit)
        penalty = sum(self._draft.problem.visits[member].penalty for member in unit)
        possible = [self._drops.possible(member, penalty)[:MOST_LOOKED_AT] for member in unit]
        singles = sorted(((drop,) for drops in possible for drop in drops), key=_price)
        found = self._first_that_fits(visit, singles)
        if found is None and len(unit) == 2:
            found = self._first_that_fits(visit, sorted(self._together(unit, possible), key=_price))
        if found is None:
            return None
        first, *others = found
        return Remedy("drop_visit", first.shorter.vehicle, first.leaving, others=tuple(d.leaving for d in others))

    def _first_that_fits(self, visit: int, choices: Iterable[tuple[Drop, ...]]) -> tuple[Drop, ...] | None:
        return next((drops for drops in islice(choices, MOST_TRIED) if self._fits(visit, drops)), None)

    def _fits(self, visit: int, drops: tuple[Drop, ...]) -> bool:
        shorter = [(drop.shorter.vehicle, drop.shorter.visits) for drop in drops]
        rest = self._draft.adopted([*self._draft.sequences(), *shorter])
        return LinkedInsertions(rest, self._screen, self._fitting, self._over, effort=EFFORT).best(visit) is not None

    def _together(self, unit: list[int], possible: list[list[Drop]]) -> Iterator[tuple[Drop, Drop]]:
        """Two drops from different routes that make room for both visits within the lag of their links."""
        free = [
            [(drop, self._starts(member, drop)) for drop in drops] for member, drops in zip(unit, possible, strict=True)
        ]
        for (one, starts), (other, later) in product(*free):
            if one.shorter.vehicle != other.shorter.vehicle and self._in_time(unit, starts, later):
                yield one, other

    def _starts(self, member: int, drop: Drop) -> list[TimeWindow]:
        """When a visit could start in another's place, as far as bounds can tell."""
        return [place.starts for place in self._linked.places(member, drop.shorter.vehicle, drop.shorter.visits)]

    def _in_time(self, unit: list[int], starts: list[TimeWindow], later: list[TimeWindow]) -> bool:
        between = {unit[0]: starts, unit[1]: later}
        return all(
            any(link.in_time(first, second) for first, second in product(between[link.first], between[link.second]))
            for link in self._draft.given.links.among(unit)
        )


def absent_unit(draft: Draft, visit: int) -> list[int]:
    """A linked visit and what has to be served with it, as far as the plan leaves it out; first visits come first.

    Parameters
    ----------
    draft : Draft
        The plan.
    visit : int
        Index of the visit.
    """
    return [member for member in draft.given.links.needs[visit] if member in draft.absent]


def _price(drops: tuple[Drop, ...]) -> tuple[int, tuple[int, ...]]:
    return sum(drop.cents for drop in drops), tuple(drop.leaving for drop in drops)
