"""What visits take from the van, and whether what it carries at the start is enough.

Up to the call at the parts depot the stops of a route take their parts from those on board at the start, and need tools
that are on board at the start; after it the van has every tool and enough parts. A route calls once if it runs short,
else not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from solver.problem import Problem, Vehicle, Visit


class Demand(NamedTuple):
    """Units of each kind of part, and tools."""

    parts: tuple[int, ...] = ()
    tools: frozenset[int] = frozenset()


def total_demand(visits: Iterable[Visit | Demand]) -> Demand:
    """What all visits take and need together.

    Parameters
    ----------
    visits : iterable of Visit or Demand
        The visits, or what some of them take and need.
    """
    needy = [visit for visit in visits if visit.parts or visit.tools]
    parts = zip_longest(*(visit.parts for visit in needy), fillvalue=0)
    return Demand(tuple(sum(units) for units in parts), frozenset().union(*(visit.tools for visit in needy)))


def suffices(shift: Vehicle, demand: Demand | Visit) -> bool:
    """Whether the van carries that much at the start.

    Parameters
    ----------
    shift : Vehicle
        The shift.
    demand : Demand or Visit
        What is needed.
    """
    if not demand.tools <= shift.tools:
        return False
    carried = shift.parts
    return carried is None or all(
        units <= (carried[kind] if kind < len(carried) else 0) for kind, units in enumerate(demand.parts)
    )


def lacking(shift: Vehicle, demand: Demand) -> Demand:
    """What the van would have to carry more at the start, to be enough.

    Parameters
    ----------
    shift : Vehicle
        The shift.
    demand : Demand
        What is needed.
    """
    parts: tuple[int, ...] = ()
    if shift.parts is not None:
        carried = (*shift.parts, *[0] * len(demand.parts))
        parts = tuple(max(0, units - carried[kind]) for kind, units in enumerate(demand.parts))
    return Demand(parts, demand.tools - shift.tools)


def may_call(problem: Problem, shift: Vehicle) -> bool:
    """Whether a route of the shift may call at the depot.

    Parameters
    ----------
    problem : Problem
        The problem.
    shift : Vehicle
        The shift.
    """
    return problem.depot is not None and shift.may_call


def may_run_short(problem: Problem, shift: Vehicle) -> bool:
    """Whether some route of the shift might have to call, and may.

    Parameters
    ----------
    problem : Problem
        The problem.
    shift : Vehicle
        The shift.
    """
    return may_call(problem, shift) and not suffices(shift, problem.demand)


def shortages(problem: Problem, shift: Vehicle, visits: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Stops for which the stock at the start is not enough: (position, tools and units of parts missing there).

    Parameters
    ----------
    problem : Problem
        The problem.
    shift : Vehicle
        The shift.
    visits : sequence of int
        The visits of a route without a call, in order.
    """
    if suffices(shift, problem.demand):
        return
    left = None if shift.parts is None else list(shift.parts)
    for position, visit in enumerate(visits):
        entry = problem.visits[visit]
        missing = len(entry.tools - shift.tools)
        if left is not None:
            left += [0] * (len(entry.parts) - len(left))
            for kind, units in enumerate(entry.parts):
                missing += max(0, units - left[kind])
                left[kind] = max(0, left[kind] - units)
        if missing:
            yield position, missing


def first_short(problem: Problem, shift: Vehicle, visits: Sequence[int]) -> int | None:
    """Position of the first stop before which the route has to call; ``None`` when the stock at the start is enough.

    Parameters
    ----------
    problem : Problem
        The problem.
    shift : Vehicle
        The shift.
    visits : sequence of int
        The visits of the route, in order.
    """
    return next((position for position, _ in shortages(problem, shift, visits)), None)
