"""What a van would have to carry more to fit a visit into a plan: parts and tools, or a call at the depot to get them.

The fewest units of parts and tools come first; a call that would have to be allowed counts as one.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import replace
from typing import NamedTuple

from solver.draft import Draft, DraftRoute
from solver.fit import obstacle
from solver.forward import ForwardPass
from solver.gaps import Gaps
from solver.insertion import Insertion, into_route
from solver.problem import Vehicle
from solver.screen import NEVER, Screen
from solver.solution import Remedy
from solver.stock import Demand, lacking, suffices, total_demand
from solver.timing import finish_route
from solver.variants import with_vehicle


class _Load(NamedTuple):
    """What a van lacks for its route with one more visit."""

    vehicle: int
    lack: Demand

    @property
    def amount(self) -> int:
        """Units of parts and tools together."""
        return sum(self.lack.parts) + len(self.lack.tools)


class Loads:
    """Looks for parts and tools in one plan.

    Parameters
    ----------
    draft : Draft
        The plan.
    screen : Screen
        Of its problem.
    gaps : Gaps
        Of the plan.
    """

    def __init__(self, draft: Draft, screen: Screen, gaps: Gaps) -> None:
        self._draft = draft
        self._problem = draft.problem
        self._screen = screen
        self._gaps = gaps
        self._cap = draft.cap
        self._short = [k for k, shift in enumerate(self._problem.vehicles) if not suffices(shift, self._problem.demand)]
        self._taken: dict[int, Demand] = {}

    def fewest(self, visit: int) -> Remedy | None:
        """Find the least load; ``None`` when stock is not what keeps the visit out.

        Parameters
        ----------
        visit : int
            Index of the visit.
        """
        loads = list(self._loads(visit))
        for amount in sorted({1, *(load.amount for load in loads)}):
            found = self._load(visit, [load for load in loads if load.amount == amount])
            if found is None and amount == 1:
                found = self._call(visit, loads)
            if found is not None:
                return found
        return None

    def _loads(self, visit: int) -> Iterator[_Load]:
        """What each van lacks that somebody who may go has, and that is not enough for its route and the visit."""
        for vehicle in self._gaps.roomy(visit, self._short):
            route, shift = self._draft.routes[vehicle], self._problem.vehicles[vehicle]
            lack = lacking(shift, total_demand((self._taken_by(route), self._problem.visits[visit])))
            if (any(lack.parts) or lack.tools) and self._may_go(visit, _loaded(shift, lack)):
                yield _Load(vehicle, lack)

    def _taken_by(self, route: DraftRoute) -> Demand:
        if route.vehicle not in self._taken:
            self._taken[route.vehicle] = total_demand(self._problem.visits[visit] for visit in route.visits)
        return self._taken[route.vehicle]

    def _may_go(self, visit: int, shift: Vehicle) -> bool:
        return obstacle(self._problem.visits[visit], shift, self._problem.depot) is None

    def _load(self, visit: int, loads: Iterable[_Load]) -> Remedy | None:
        """The cheapest insertion into the routes of vans that carry more."""
        best: tuple[Insertion, _Load] | None = None
        for load in loads:
            route = copy(self._draft.routes[load.vehicle])
            shift = _loaded(self._problem.vehicles[load.vehicle], load.lack)
            route.forward = self._forward(load.vehicle, shift)
            route.left = None
            below = NEVER if best is None else best[0].delta
            found = into_route(self._screen, route, visit, below, self._cap)
            if found is not None:
                best = found, load
        if best is None:
            return None
        _, load = best
        return Remedy("stock", load.vehicle, load.amount, parts=load.lack.parts, tools=load.lack.tools)

    def _call(self, visit: int, loads: Iterable[_Load]) -> Remedy | None:
        """The cheapest route among those of vans that lack something and would only have to be allowed to fetch it."""
        if self._problem.depot is None:
            return None
        found = ((load.vehicle, self._with_call(self._draft.routes[load.vehicle], visit)) for load in loads)
        costs = {vehicle: cents for vehicle, cents in found if cents is not None}
        return Remedy("depot_call", min(costs, key=lambda vehicle: costs[vehicle]), 1) if costs else None

    def _with_call(self, route: DraftRoute, visit: int) -> int | None:
        """Cents by which a route gets dearer with the visit where it may call; ``None`` where that doesn't help."""
        before = self._problem.vehicles[route.vehicle]
        shift = replace(before, may_call=True)
        if before.may_call or not self._may_go(visit, shift):
            return None
        forward = self._forward(route.vehicle, shift)
        routes = (
            (route.prefixes[: k + 1], (*route.visits[:k], visit, *route.visits[k:])) for k in range(len(route.prefixes))
        )
        timed = (finish_route(forward, prefixes, visits, only_price=True) for prefixes, visits in routes)
        return min((found.cost - route.cost for found in timed if found is not None), default=None)

    def _forward(self, vehicle: int, shift: Vehicle) -> ForwardPass:
        return ForwardPass(with_vehicle(self._problem, vehicle, shift), vehicle, shift.shift_start)


def _loaded(shift: Vehicle, lack: Demand) -> Vehicle:
    """The shift with that much more in the van."""
    if shift.parts is None:
        return replace(shift, tools=shift.tools | lack.tools)
    parts = total_demand((Demand(shift.parts), Demand(lack.parts))).parts
    return replace(shift, parts=parts, tools=shift.tools | lack.tools)
