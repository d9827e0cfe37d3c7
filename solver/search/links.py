"""Linked visits in the compiled search: all or none, each at its appointment; compiled.

A served linked visit starts at one instant, its appointment: LOW and HIGH of its row are that instant, so that every
route is priced by itself. An absent one has its own bounds. A visit that leaves takes those with it that need it, and
one that comes brings those that it needs; a pair is tried at a few common times: where each of the two fits best, at the
time before, and at random.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solver.appointments import Starts, appointed
from solver.links import Technicians
from solver.problem import Problem
from solver.search.arrays import FROM, HIGH, LOW, PENALTY, PLACE, Arrays
from solver.search.changes import insert, reprice, take_out_one, touch
from solver.search.insertion import insertion_cost
from solver.search.jit import Flags, Table, Vector, compiled, inlined
from solver.search.labels import EARLY, EXCESS, LAST, LATE, PARENT, PRICE, START, Scratch
from solver.search.legs import NEVER, first_start, last_start, quickest
from solver.search.order import uniform
from solver.search.pricing import price_from
from solver.search.roster import COST, LEAVE, POSITION, STOPS, VERSION, Roster
from solver.timing import time_route
from solver.windows import FOREVER

FIRST, SECOND, LEAST, MOST, WHO, IS_PAIR = range(6)
"""Columns of ``rows``: as in ``solver.links.Link``."""

ANYBODY, THE_SAME = int(Technicians.ANY), int(Technicians.SAME)

PROMISING = 2
"""At how many of the times where each of a pair fits best the pair is tried."""


class LinkTables(NamedTuple):
    """The links of a problem, and the appointments of one thread's plan.

    ``linked`` by visit, ``linked_list`` those that are; ``rows`` the links, ``at`` (``at_from`` to the next) their
    numbers by visit; ``needs`` and ``dependents`` likewise as in ``solver.links.Links``; ``technicians`` by shift;
    ``hulls`` the bounds of the start without an appointment. ``starts`` are the appointments, ``FOREVER`` where there
    is none, ``old_starts`` those before the round at hand, ``best_starts`` those of the best plan. ``unit``, ``prices``
    and ``times`` are working memory; ``failed`` holds 1 when the round at hand has to be undone.
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
    )


def starts_in(problem: Problem, plan: Sequence[tuple[int, Sequence[int]]], starts: Starts) -> Starts:
    """When a plan serves its linked visits.

    Parameters
    ----------
    problem : Problem
        The problem.
    plan : sequence of (vehicle, visits)
        Feasible with these appointments.
    starts : dict of int to int
        The appointments.
    """
    punctual = appointed(problem, starts)
    found: Starts = {}
    for vehicle, visits in plan:
        if any(visit in problem.links.at for visit in visits):
            timed = time_route(punctual, vehicle, visits)
            found |= {s.visit: s.start for s in (timed.chain if timed else ()) if s.visit in problem.links.at}
    return found


def set_starts(arrays: Arrays, links: LinkTables, starts: Starts) -> None:
    """Give visits appointments, and all others none.

    Parameters
    ----------
    arrays : Arrays
        Of the thread; changed in place.
    links : LinkTables
        Of the thread; changed in place.
    starts : dict of int to int
        The appointments.
    """
    for visit in links.linked_list.tolist():
        start = starts.get(visit, FOREVER)
        links.starts[visit] = links.old_starts[visit] = start
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


@compiled
def close_gaps(
    arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, absent: int, touched: int
) -> int:
    """Take out, behind those in the queue, all that need a visit taken out; returns how many routes are touched."""
    if len(links.linked_list) == 0:
        return touched
    waiting = len(roster.shift_of) - roster.totals[STOPS]
    k = absent
    while k < waiting:
        gone = roster.queue[k]
        k += 1
        if not links.linked[gone]:
            continue
        fix(arrays, links, gone, FOREVER)
        for q in range(links.dependents_from[gone], links.dependents_from[gone + 1]):
            leaving = links.dependents[q]
            vehicle = roster.shift_of[leaving]
            if vehicle < 0:
                continue
            if not roster.touched[vehicle]:
                touched = touch(roster, vehicle, touched)
            if not take_out_one(arrays, roster, scratch, leaving):
                links.failed[0] = 1
                return touched
            roster.removed[leaving] = True
            roster.queue[waiting] = leaving
            waiting += 1
    return touched


@compiled
def _bounds(arrays: Arrays, roster: Roster, links: LinkTables, visit: int) -> tuple[int, int]:
    """Earliest and latest start of an absent visit that the appointments at the other ends of its links allow."""
    low, high = links.hulls[visit, 0], links.hulls[visit, 1]
    for q in range(links.at_from[visit], links.at_from[visit + 1]):
        row = links.rows[links.at[q]]
        if row[SECOND] == visit:
            if roster.shift_of[row[FIRST]] >= 0:
                low = max(low, links.starts[row[FIRST]] + row[LEAST])
                high = min(high, links.starts[row[FIRST]] + row[MOST])
        elif roster.shift_of[row[SECOND]] >= 0:
            low = max(low, links.starts[row[SECOND]] - row[MOST])
            high = min(high, links.starts[row[SECOND]] - row[LEAST])
    return low, high


@compiled
def _narrow(arrays: Arrays, links: LinkTables, visit: int, low: int, high: int) -> bool:
    """Let an absent visit start between two instants only; false, and no change, where no window is between them."""
    fix(arrays, links, visit, FOREVER)
    low, high = first_start(arrays, visit, low), last_start(arrays, visit, high)
    if low > high:
        return False
    arrays.visits[visit, LOW], arrays.visits[visit, HIGH] = low, high
    return True


@compiled
def _suits(roster: Roster, links: LinkTables, visit: int, vehicle: int) -> bool:
    """Whether the links to served visits let this shift serve the visit."""
    for q in range(links.at_from[visit], links.at_from[visit + 1]):
        row = links.rows[links.at[q]]
        other = row[FIRST] if row[SECOND] == visit else row[SECOND]
        if row[WHO] != ANYBODY and roster.shift_of[other] >= 0:
            same = links.technicians[vehicle] == links.technicians[roster.shift_of[other]]
            if same != (row[WHO] == THE_SAME):
                return False
    return True


@compiled
def _cost(
    arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, visit: int, vehicle: int, below: int
) -> int:
    """Cents that serving a visit on a shift adds within its present bounds; ``NEVER`` where links forbid it."""
    if not _suits(roster, links, visit, vehicle):
        return NEVER
    roster.insertions[visit, vehicle, VERSION] = -1
    cents = insertion_cost(arrays, roster, scratch, visit, vehicle, below)
    return cents if roster.insertions[visit, vehicle, POSITION] >= 0 else NEVER


@compiled
def _start_now(arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int, visit: int) -> int:
    """Start of a visit in the cheapest timetable of its route, which has just been priced."""
    stops = roster.lengths[vehicle]
    place = 0
    while roster.routes[vehicle, place] != visit:
        place += 1
    if roster.rows[vehicle] < 0:
        origin = arrays.shifts[vehicle, FROM]
        if place > 0:
            origin = arrays.visits[roster.routes[vehicle, place - 1], PLACE]
        there = quickest(arrays, vehicle, origin, arrays.visits[visit, PLACE])
        return first_start(arrays, visit, roster.times[vehicle, place, LEAVE] + there)
    early, late = scratch.ends[EARLY], scratch.ends[LATE]
    late[EXCESS] = NEVER
    price = price_from(arrays, scratch, vehicle, stops, stops, -1)
    which = LATE if late[EXCESS] == 0 and late[PRICE] == price else EARLY
    number = scratch.ends[which, LAST]
    for position in range(stops, place + 1, -1):
        number = scratch.labels[which, position, number, PARENT]
    return int(scratch.labels[which, place + 1, number, START])


@compiled
def _take_back(arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, visit: int) -> None:
    if not take_out_one(arrays, roster, scratch, visit):
        links.failed[0] = 1
    fix(arrays, links, visit, FOREVER)


@compiled
def _settle(arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, visit: int) -> bool:
    """Make the present start of a visit just inserted its appointment; false, and taken out again, where it fails."""
    vehicle = roster.shift_of[visit]
    if reprice(arrays, roster, scratch, vehicle):
        fix(arrays, links, visit, _start_now(arrays, roster, scratch, vehicle, visit))
        if reprice(arrays, roster, scratch, vehicle):
            return True
    _take_back(arrays, roster, scratch, links, visit)
    return False


@compiled
def _put(
    arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, visit: int, vehicle: int, touched: int
) -> tuple[int, bool]:
    """Insert a visit into a route as cheaply as its bounds allow, and make its start its appointment."""
    if _cost(arrays, roster, scratch, links, visit, vehicle, NEVER) == NEVER:
        fix(arrays, links, visit, FOREVER)
        return touched, False
    if not roster.touched[vehicle]:
        touched = touch(roster, vehicle, touched)
    insert(arrays, roster, scratch, visit, vehicle)
    return touched, _settle(arrays, roster, scratch, links, visit)


@compiled
def _place_one(
    arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, visit: int, below: int, touched: int
) -> tuple[int, bool]:
    """Serve one visit where that is cheapest."""
    low, high = _bounds(arrays, roster, links, visit)
    if low > high or not _narrow(arrays, links, visit, low, high):
        fix(arrays, links, visit, FOREVER)
        return touched, False
    where = -1
    for q in range(roster.fits_from[visit], roster.fits_from[visit + 1]):
        cents = _cost(arrays, roster, scratch, links, visit, roster.fitting[q], below)
        if cents < below:
            below, where = cents, roster.fitting[q]
    if where < 0:
        fix(arrays, links, visit, FOREVER)
        return touched, False
    return _put(arrays, roster, scratch, links, visit, where, touched)


@compiled
def _lags(links: LinkTables, first: int, second: int) -> tuple[int, int]:
    """Least and most seconds from the start of one visit of a pair to that of the other."""
    least, most = -FOREVER, FOREVER
    for q in range(links.at_from[first], links.at_from[first + 1]):
        row = links.rows[links.at[q]]
        if row[FIRST] == first and row[SECOND] == second:
            least, most = max(least, row[LEAST]), min(most, row[MOST])
        elif row[FIRST] == second:
            least, most = max(least, -row[MOST]), min(most, -row[LEAST])
    return least, most


@compiled
def _note_times(
    arrays: Arrays,
    roster: Roster,
    scratch: Scratch,
    links: LinkTables,
    visit: int,
    below: int,
    begin: int,
    earlier: int,
) -> bool:
    """Note the starts where a visit fits best within its bounds, each less some seconds; false where it fits nowhere."""
    for k in range(begin, begin + PROMISING):
        links.prices[k], links.times[k] = NEVER, NEVER
    fits = False
    for q in range(roster.fits_from[visit], roster.fits_from[visit + 1]):
        vehicle = roster.fitting[q]
        cents = _cost(arrays, roster, scratch, links, visit, vehicle, below)
        if cents >= below:
            continue
        fits = True
        position = roster.insertions[visit, vehicle, POSITION]
        origin = arrays.shifts[vehicle, FROM]
        if position > 0:
            origin = arrays.visits[roster.routes[vehicle, position - 1], PLACE]
        there = quickest(arrays, vehicle, origin, arrays.visits[visit, PLACE])
        start = first_start(arrays, visit, roster.times[vehicle, position, LEAVE] + there) - earlier
        for k in range(begin, begin + PROMISING):
            if cents < links.prices[k]:
                cents, links.prices[k] = links.prices[k], cents
                start, links.times[k] = links.times[k], start
    return fits


@compiled
def _cheapest_two(
    arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, visit: int, below: int
) -> tuple[int, int, int, int]:
    """Cents and shift of the cheapest insertion, and of the cheapest one by another technician."""
    least, where, second, there = NEVER, -1, NEVER, -1
    for q in range(roster.fits_from[visit], roster.fits_from[visit + 1]):
        vehicle = roster.fitting[q]
        cents = _cost(arrays, roster, scratch, links, visit, vehicle, below)
        if cents < least:
            if where < 0 or links.technicians[where] != links.technicians[vehicle]:
                second, there = least, where
            least, where = cents, vehicle
        elif cents < second and links.technicians[where] != links.technicians[vehicle]:
            second, there = cents, vehicle
    return least, where, second, there


@compiled
def _place_pair(
    arrays: Arrays,
    roster: Roster,
    scratch: Scratch,
    links: LinkTables,
    first: int,
    second: int,
    below: int,
    touched: int,
) -> tuple[int, bool]:
    """Serve two visits by two technicians at the cheapest of a few common times."""
    least, most = _lags(links, first, second)
    low, high = _bounds(arrays, roster, links, first)
    low_second, high_second = _bounds(arrays, roster, links, second)
    low, high = max(low, low_second - most), min(high, high_second - least)
    low_second, high_second = max(low_second, low + least), min(high_second, high + most)
    found, one, other, at = below, -1, -1, 0
    if (
        low <= high
        and low_second <= high_second
        and _narrow(arrays, links, first, low, high)
        and _narrow(arrays, links, second, low_second, high_second)
        and _note_times(arrays, roster, scratch, links, first, below, 0, 0)
        and _note_times(arrays, roster, scratch, links, second, below, PROMISING, least)
    ):
        low, high = arrays.visits[first, LOW], arrays.visits[first, HIGH]
        links.times[2 * PROMISING] = links.old_starts[first]
        links.times[2 * PROMISING + 1] = low + int(uniform(roster.random) * (high - low))
        for k in range(2 * PROMISING + 2):
            if links.times[k] >= FOREVER:
                continue
            fix(arrays, links, first, FOREVER)
            start = first_start(arrays, first, min(max(links.times[k], low), high))
            if start > high or not _narrow(
                arrays, links, second, max(low_second, start + least), min(high_second, start + most)
            ):
                continue
            arrays.visits[first, LOW], arrays.visits[first, HIGH] = start, start
            cents, here, more, there = _cheapest_two(arrays, roster, scratch, links, first, found)
            if cents >= found:
                continue
            cents_too, here_too, more_too, there_too = _cheapest_two(
                arrays, roster, scratch, links, second, found - cents
            )
            if here_too < 0:
                continue
            if links.technicians[here] != links.technicians[here_too]:
                if cents + cents_too < found:
                    found, one, other, at = cents + cents_too, here, here_too, start
            else:
                if there_too >= 0 and cents + more_too < found:
                    found, one, other, at = cents + more_too, here, there_too, start
                if there >= 0 and more + cents_too < found:
                    found, one, other, at = more + cents_too, there, here_too, start
    fix(arrays, links, first, FOREVER)
    fix(arrays, links, second, FOREVER)
    if one < 0:
        return touched, False
    arrays.visits[first, LOW], arrays.visits[first, HIGH] = at, at
    touched, done = _put(arrays, roster, scratch, links, first, one, touched)
    if not done:
        return touched, False
    if _narrow(arrays, links, second, max(low_second, at + least), min(high_second, at + most)):
        touched, done = _put(arrays, roster, scratch, links, second, other, touched)
        if done:
            return touched, True
    _take_back(arrays, roster, scratch, links, first)
    return touched, False


@inlined
def _absent_partner(roster: Roster, links: LinkTables, visit: int) -> int:
    """An absent visit with which a visit makes a pair, as the first of the two or the second; -1 when there is none."""
    for q in range(links.at_from[visit], links.at_from[visit + 1]):
        row = links.rows[links.at[q]]
        other = row[FIRST] if row[SECOND] == visit else row[SECOND]
        if row[IS_PAIR] and roster.shift_of[other] < 0:
            return int(other)
    return -1


@compiled
def insert_unit(
    arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, visit: int, touched: int
) -> int:
    """Insert an absent visit with all that it needs, where that pays in sum; returns how many routes are touched."""
    totals, unit = roster.totals, links.unit
    before = totals[COST]
    count = 0
    for q in range(links.needs_from[visit], links.needs_from[visit + 1]):
        if roster.shift_of[links.needs[q]] < 0:
            unit[count] = links.needs[q]
            count += 1
    budget = 0
    for k in range(count):
        budget += arrays.visits[unit[k], PENALTY]
    spent, complete = 0, roster.shift_of[visit] < 0
    for k in range(count):
        member = unit[k]
        if not complete or roster.shift_of[member] >= 0:
            continue
        partner = _absent_partner(roster, links, member)
        cost, penalties = totals[COST], arrays.visits[member, PENALTY]
        if partner >= 0:
            penalties += arrays.visits[partner, PENALTY]
            touched, complete = _place_pair(
                arrays, roster, scratch, links, member, partner, budget - spent, touched
            )
        else:
            touched, complete = _place_one(arrays, roster, scratch, links, member, budget - spent, touched)
        spent += totals[COST] - cost + penalties
    if not complete or totals[COST] >= before:
        for k in range(count - 1, -1, -1):
            if roster.shift_of[unit[k]] >= 0:
                _take_back(arrays, roster, scratch, links, unit[k])
    return touched
