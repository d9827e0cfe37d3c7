"""The links of a problem as arrays, and the appointments of the plan at hand; compiled."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solver.appointments import Starts, appointed
from solver.problem import Problem
from solver.search.arrays import HIGH, LOW, Arrays
from solver.search.jit import Flags, Table, Vector, inlined
from solver.timing import time_route
from solver.windows import FOREVER

FIRST, SECOND, LEAST, MOST, WHO, IS_PAIR = range(6)
"""Columns of ``rows``: as in ``solver.links.Link``."""

PROMISING = 2
"""At how many of the times where each of a pair fits best the pair is tried."""


class LinkTables(NamedTuple):
    """The links of a problem, and the appointments of one thread's plan.

    ``linked`` by visit, ``linked_list`` those that are; ``rows`` the links, ``at`` (``at_from`` to the next) their
    numbers by visit; ``needs`` and ``dependents`` likewise as in ``solver.links.Links``; ``technicians`` by shift;
    ``hulls`` the bounds of the start without an appointment. ``starts`` are the appointments, ``FOREVER`` where there
    is none, ``old_starts`` those before the round at hand, ``best_starts`` those of the best plan. ``unit``, ``prices``
    and ``times`` are working memory; ``failed`` holds 1 when the round at hand has to be undone, ``barred`` a shift
    that may not serve the visit at hand, or -1.
    """

    linked: Flags
    linked_list: Vector
    rows: Table
    at: Vector
    at_from: Vector
    needs: Vector
    needs_from: Vector
    dependents: Vector
    dependents_from: Vector
    technicians: Vector
    hulls: Table
    starts: Vector
    old_starts: Vector
    best_starts: Vector
    unit: Vector
    prices: Vector
    times: Vector
    failed: Vector
    barred: Vector


def new_link_tables(problem: Problem, arrays: Arrays) -> LinkTables:
    """Write the links of a problem as arrays, with no appointment yet.

    Parameters
    ----------
    problem : Problem
        The problem.
    arrays : Arrays
        Of that problem.
    """
    links, n = problem.links, len(problem.visits)
    at = [[k for k, link in enumerate(links.all) if visit in link[:2]] for visit in range(n)] if links else [[]] * n
    linked = np.zeros(n, dtype=np.bool_)
    linked[list(links.at)] = True
    return LinkTables(
        linked=linked,
        linked_list=np.array(sorted(links.at), dtype=np.int64),
        rows=np.array([tuple(int(x) for x in link) for link in links.all], dtype=np.int64).reshape(-1, 6),
        at=_listed(at),
        at_from=_begins(at),
        needs=_listed(needs := [links.needs.get(visit, ()) for visit in range(n)]),
        needs_from=_begins(needs),
        dependents=_listed(dependents := [links.dependents.get(visit, ()) for visit in range(n)]),
        dependents_from=_begins(dependents),
        technicians=np.array([shift.technician for shift in problem.vehicles], dtype=np.int64),
        hulls=arrays.visits[:, LOW : HIGH + 1].copy(),
        starts=np.full(n, FOREVER, dtype=np.int64),
        old_starts=np.full(n, FOREVER, dtype=np.int64),
        best_starts=np.full(n, FOREVER, dtype=np.int64),
        unit=np.zeros(n, dtype=np.int64),
        prices=np.zeros(2 * PROMISING + 2, dtype=np.int64),
        times=np.zeros(2 * PROMISING + 2, dtype=np.int64),
        failed=np.zeros(1, dtype=np.int64),
        barred=np.full(1, -1, dtype=np.int64),
    )


def starts_in(problem: Problem, plan: Sequence[tuple[int, Sequence[int]]], starts: Starts) -> Vector:
    """When a plan serves its linked visits, by visit; ``FOREVER`` for all others.

    Parameters
    ----------
    problem : Problem
        The problem.
    plan : sequence of (vehicle, visits)
        Feasible with these appointments.
    starts : dict of int to int
        The appointments.
    """
    found = np.full(len(problem.visits), FOREVER, dtype=np.int64)
    if not problem.links:
        return found
    punctual = appointed(problem, starts)
    for vehicle, visits in plan:
        if any(visit in problem.links.at for visit in visits):
            timed = time_route(punctual, vehicle, visits)
            for state in timed.chain if timed else ():
                if state.visit in problem.links.at:
                    found[state.visit] = state.start
    return found


def set_starts(arrays: Arrays, links: LinkTables, starts: Vector) -> None:
    """Give visits appointments, and all others none.

    Parameters
    ----------
    arrays : Arrays
        Of the thread; changed in place.
    links : LinkTables
        Of the thread; changed in place.
    starts : int64 array
        The appointments by visit; ``FOREVER`` where there is none.
    """
    for visit in links.linked_list.tolist():
        start = int(starts[visit])
        links.starts[visit] = links.old_starts[visit] = links.best_starts[visit] = start
        arrays.visits[visit, [LOW, HIGH]] = links.hulls[visit] if start == FOREVER else start


def _listed(lists: Sequence[Sequence[int]]) -> Vector:
    return np.array([entry for entries in lists for entry in entries], dtype=np.int64)


def _begins(lists: Sequence[Sequence[int]]) -> Vector:
    return np.cumsum([0, *(len(entries) for entries in lists)], dtype=np.int64)


@inlined
def fix(arrays: Arrays, links: LinkTables, visit: int, start: int) -> None:
    """Give a visit an appointment, or none (``FOREVER``)."""
    links.starts[visit] = start
    if start == FOREVER:
        arrays.visits[visit, LOW], arrays.visits[visit, HIGH] = links.hulls[visit, 0], links.hulls[visit, 1]
    else:
        arrays.visits[visit, LOW], arrays.visits[visit, HIGH] = start, start


@inlined
def remember_starts(links: LinkTables) -> None:
    """Keep the appointments as they are before a round."""
    links.failed[0] = 0
    for k in range(len(links.linked_list)):
        visit = links.linked_list[k]
        links.old_starts[visit] = links.starts[visit]


@inlined
def restore_starts(arrays: Arrays, links: LinkTables) -> None:
    """Make the appointments what they were before the round."""
    for k in range(len(links.linked_list)):
        visit = links.linked_list[k]
        if links.starts[visit] != links.old_starts[visit]:
            fix(arrays, links, visit, links.old_starts[visit])


@inlined
def note_starts(links: LinkTables) -> None:
    """Keep the appointments of the best plan."""
    for k in range(len(links.linked_list)):
        visit = links.linked_list[k]
        links.best_starts[visit] = links.starts[visit]
