"""Linked visits in the compiled search: all or none, each at its appointment; compiled.

A served linked visit starts at one instant, its appointment: LOW and HIGH of its row are that instant, so that every
route is priced by itself. An absent one has its own bounds. A visit that leaves takes those with it that need it, and
one that comes brings those that it needs.
"""

from solver.search.arrays import PENALTY, Arrays
from solver.search.changes import full_cost, take_out_one, touch
from solver.search.jit import compiled, inlined
from solver.search.labels import Scratch
from solver.search.link_pairs import place_pair
from solver.search.link_places import bounds, cost, narrow, put, take_back
from solver.search.link_tables import FIRST, IS_PAIR, SECOND, LinkTables, fix
from solver.search.order import uniform
from solver.search.roster import COST, WEIGHT, Roster
from solver.windows import FOREVER

BARRED = 0.3
"""Chance that some shift is left out of account for a linked visit, or for a pair."""


@compiled
def close_gaps(
    arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, first: int, waiting: int, touched: int
) -> int:
    """Take out all that need one of the visits taken out, which stand in the queue from ``first`` to ``waiting``.

    They are put behind those; returns how many routes are touched.
    """
    if len(links.linked_list) == 0:
        return touched
    k = first
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
def _place_one(
    arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, visit: int, below: int, touched: int
) -> tuple[int, bool]:
    """Serve one visit where that is cheapest."""
    low, high = bounds(roster, links, visit)
    if low > high or not narrow(arrays, links, visit, low, high):
        fix(arrays, links, visit, FOREVER)
        return touched, False
    where = -1
    for q in range(roster.fits_from[visit], roster.fits_from[visit + 1]):
        cents = cost(arrays, roster, scratch, links, visit, roster.fitting[q], below)
        if cents < below:
            below, where = cents, roster.fitting[q]
    if where < 0:
        fix(arrays, links, visit, FOREVER)
        return touched, False
    return put(arrays, roster, scratch, links, visit, where, touched)


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
def insert_unit(arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, visit: int, touched: int) -> int:
    """Insert an absent visit with all that it needs, where that pays in sum; returns how many routes are touched."""
    totals, unit = roster.totals, links.unit
    before = full_cost(arrays, roster)
    totals[WEIGHT] = 0  # changes are counted once all are inserted
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
        links.barred[0] = int(uniform(roster.random) * len(roster.lengths)) if uniform(roster.random) < BARRED else -1
        paid, penalties = totals[COST], arrays.visits[member, PENALTY]
        if partner >= 0:
            penalties += arrays.visits[partner, PENALTY]
            touched, complete = place_pair(arrays, roster, scratch, links, member, partner, budget - spent, touched)
        else:
            touched, complete = _place_one(arrays, roster, scratch, links, member, budget - spent, touched)
        spent += totals[COST] - paid + penalties
    if not complete or full_cost(arrays, roster) >= before:
        for k in range(count - 1, -1, -1):
            if roster.shift_of[unit[k]] >= 0:
                take_back(arrays, roster, scratch, links, unit[k])
    return touched
