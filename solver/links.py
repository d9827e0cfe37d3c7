"""Which visits depend on each other, by pairs and orders, written as one kind of link; lags in seconds.

A link bounds start(second) − start(first) and may ask for the same technician or for different ones. A visit *needs*
its partner in a pair and the first visit of an order, and what these need; when it leaves the plan, all that need it
leave with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, NamedTuple

from solver.windows import FOREVER, TimeWindow

if TYPE_CHECKING:
    from solver.problem import Order, Pair


class Technicians(IntEnum):
    """What a link asks of the two technicians."""

    ANY = 0
    SAME = 1
    DIFFERENT = 2


class Link(NamedTuple):
    """A pair or an order; ``least`` ≤ start(second) − start(first) ≤ ``most``."""

    first: int
    second: int
    least: int
    most: int
    technicians: Technicians
    is_pair: bool

    def other(self, visit: int) -> int:
        """The visit at the other end."""
        return self.second if visit == self.first else self.first

    def suits(self, one: int, other: int) -> bool:
        """Whether these two technicians may make the two visits."""
        if self.technicians is Technicians.ANY:
            return True
        return (one == other) == (self.technicians is Technicians.SAME)

    def in_time(self, first: TimeWindow, second: TimeWindow) -> bool:
        """Whether the lag is kept by some start of the first visit and some of the second within these bounds."""
        shortest = second.earliest_start - first.latest_start
        longest = second.latest_start - first.earliest_start
        return shortest <= self.most and longest >= self.least


class Links:
    """All links of a problem, and what follows from them.

    Parameters
    ----------
    pairs, orders : sequence
        Without cycles.

    Attributes
    ----------
    all : tuple of Link
        Pairs, then orders.
    at : dict of int to tuple of Link
        The links of each linked visit; visits without a link are left out, here and below.
    needs, dependents : dict of int to tuple of int
        What has to be served with a visit, and what leaves with it, itself included; first visits come first.
    """

    __slots__ = ("all", "at", "dependents", "needs")

    def __init__(self, pairs: Sequence[Pair], orders: Sequence[Order]) -> None:
        self.all = (
            *(Link(p.first, p.second, p.least_lag, p.most_lag, Technicians.DIFFERENT, True) for p in pairs),
            *(
                Link(
                    o.first,
                    o.second,
                    o.least_lag,
                    FOREVER if o.most_lag is None else o.most_lag,
                    Technicians.SAME if o.same_technician else Technicians.ANY,
                    False,
                )
                for o in orders
            ),
        )
        at: dict[int, list[Link]] = {}
        before: dict[int, set[int]] = {}
        needed: dict[int, set[int]] = {}
        needing: dict[int, set[int]] = {}
        for link in self.all:
            for visit in (link.first, link.second):
                at.setdefault(visit, []).append(link)
            before.setdefault(link.second, set()).add(link.first)
            for one, other in ((link.second, link.first), (link.first, link.second))[: 1 + link.is_pair]:
                needed.setdefault(one, set()).add(other)
                needing.setdefault(other, set()).add(one)
        rank = {visit: k for k, visit in enumerate(TopologicalSorter(before).static_order())}
        self.at = {visit: tuple(links) for visit, links in at.items()}
        self.needs = {visit: _closure(visit, needed, rank) for visit in at}
        self.dependents = {visit: _closure(visit, needing, rank) for visit in at}

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.all)

    def among(self, served: Iterable[int]) -> list[Link]:
        """The links of which both visits are served.

        Parameters
        ----------
        served : iterable of int
            Visits.
        """
        here = set(served)
        return [link for link in self.all if link.first in here and link.second in here]


def _closure(visit: int, direct: dict[int, set[int]], rank: dict[int, int]) -> tuple[int, ...]:
    found, waiting = {visit}, [visit]
    while waiting:
        new = direct.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return tuple(sorted(found, key=lambda v: rank[v]))
