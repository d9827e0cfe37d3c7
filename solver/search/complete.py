"""Completes and repairs a plan: regret insertion, and one absent visit for one or two served ones; compiled.

Next comes the visit with much penalty for the time it takes, cheap to serve, dear to serve by anybody else. The end is
a guarantee: each visit still absent fits nowhere, or only for more than its penalty.
"""

from solver.search.arrays import PENALTY, Arrays
from solver.search.changes import insert_as_known, restore, touch
from solver.search.insertion import insertion_cost
from solver.search.jit import compiled, inlined
from solver.search.labels import Scratch
from solver.search.legs import NEVER
from solver.search.order import HANDLING_S
from solver.search.roster import COST, LEAST, LEAST_BY, MEMBERS, NEXT, NEXT_BY, ROUTES_USED, STOPS, Roster
from solver.search.routes import refresh
from solver.search.ruin_recreate import note_best

MOST_LEAVING = 2
"""Most neighbouring stops that leave for one visit."""


@compiled
def _look_for_offers(arrays: Arrays, roster: Roster, scratch: Scratch, visit: int) -> None:
    """Note who would serve a visit at the least cost, and who at the next."""
    offers = roster.offers[visit]
    offers[LEAST], offers[NEXT] = arrays.visits[visit, PENALTY] + 1, arrays.visits[visit, PENALTY] + 1
    offers[LEAST_BY], offers[NEXT_BY] = -1, -1
    for q in range(roster.fits_from[visit], roster.able_to[visit]):
        vehicle = roster.able[q]
        cents = insertion_cost(arrays, roster, scratch, visit, vehicle, offers[NEXT], 0)
        if cents < offers[LEAST]:
            offers[NEXT], offers[NEXT_BY] = offers[LEAST], offers[LEAST_BY]
            offers[LEAST], offers[LEAST_BY] = cents, vehicle
        elif cents < offers[NEXT]:
            offers[NEXT], offers[NEXT_BY] = cents, vehicle


@inlined
def _urgency(arrays: Arrays, roster: Roster, visit: int) -> int:
    offers, penalty, seconds = roster.offers[visit], arrays.visits[visit, PENALTY], arrays.services[0, visit]
    return int(
        (penalty - 3 * offers[LEAST]) * HANDLING_S // (HANDLING_S + seconds) + (offers[NEXT] - offers[LEAST]) // 4
    )


@compiled
def complete(arrays: Arrays, roster: Roster, scratch: Scratch, most: int) -> bool:
    """Insert absent visits as long as that pays.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    roster : Roster
        The plan; changed in place.
    scratch : Scratch
        Of the same thread.
    most : int
        How many visits at most.

    Returns
    -------
    bool
        Whether ``most`` kept it from going on.
    """
    absent = roster.absent
    waiting = roster.totals[MEMBERS] - roster.totals[STOPS]
    for k in range(waiting):
        _look_for_offers(arrays, roster, scratch, absent[k])
    for _ in range(most):
        best, chosen = -NEVER, -1
        for k in range(waiting):
            if roster.offers[absent[k], LEAST_BY] >= 0:
                urgency = _urgency(arrays, roster, absent[k])
                if urgency > best:
                    best, chosen = urgency, k
        if chosen < 0:
            note_best(roster, roster.totals[COST])
            return False
        visit = absent[chosen]
        vehicle = roster.offers[visit, LEAST_BY]
        insert_as_known(arrays, roster, scratch, visit, vehicle)
        roster.stale[vehicle] = True
        waiting -= 1
        absent[chosen] = absent[waiting]
        for k in range(waiting):
            offers = roster.offers[absent[k]]
            if not roster.fits[absent[k], vehicle]:
                continue
            if (
                offers[LEAST_BY] == vehicle
                or offers[NEXT_BY] == vehicle
                or insertion_cost(arrays, roster, scratch, absent[k], vehicle, offers[NEXT], 0) < offers[NEXT]
            ):
                _look_for_offers(arrays, roster, scratch, absent[k])
    note_best(roster, roster.totals[COST])
    return True


@compiled
def _cut_out(arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int, first: int, size: int) -> bool:
    """Take neighbouring stops out of a route; false, and nothing changed, when the rest has no timetable."""
    touch(roster, vehicle, 0)
    roster.touched[vehicle] = False
    roster.lengths[vehicle] -= size
    for k in range(first, roster.lengths[vehicle]):
        roster.routes[vehicle, k] = roster.routes[vehicle, k + size]
    if refresh(arrays, roster, scratch, vehicle):
        return True
    restore(roster, vehicle)
    return False


@compiled
def exchange(arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int) -> bool:
    """Make the first gainful exchange of an absent visit for one or two neighbouring stops of a route.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    roster : Roster
        The plan; changed in place.
    scratch : Scratch
        Of the same thread.
    vehicle : int
        Index of the shift.

    Returns
    -------
    bool
        Whether there was one.
    """
    totals, absent = roster.totals, roster.absent
    waiting = totals[MEMBERS] - totals[STOPS]
    for size in range(1, MOST_LEAVING + 1):
        for first in range(roster.lengths[vehicle] - size + 1):
            lost = 0
            for k in range(first, first + size):
                lost += arrays.visits[roster.routes[vehicle, k], PENALTY]
            if not _cut_out(arrays, roster, scratch, vehicle, first, size):
                continue
            lost += roster.costs[vehicle] - roster.old_costs[vehicle]
            gain, chosen = 0, -1
            for k in range(waiting):
                if roster.fits[absent[k], vehicle]:
                    worth = arrays.visits[absent[k], PENALTY] - lost - gain
                    cents = insertion_cost(arrays, roster, scratch, absent[k], vehicle, worth, 0)
                    if cents < worth:
                        gain, chosen = gain + worth - cents, k
            if chosen < 0:
                restore(roster, vehicle)
                continue
            totals[COST] += lost
            totals[STOPS] -= size
            totals[ROUTES_USED] -= 1 if roster.lengths[vehicle] == 0 else 0
            visit = absent[chosen]
            for k in range(size):
                leaving = roster.old_routes[vehicle, first + k]
                roster.shift_of[leaving] = -1
                absent[chosen if k == 0 else waiting + k - 1] = leaving
            insert_as_known(arrays, roster, scratch, visit, vehicle)
            roster.stale[vehicle] = True
            note_best(roster, roster.totals[COST])
            return True
    return False


@compiled
def price_insertions(arrays: Arrays, roster: Roster, scratch: Scratch) -> None:
    """Make the ``insertions`` of every absent visit into every route that fits exact.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    roster : Roster
        The plan.
    scratch : Scratch
        Of the same thread.
    """
    for k in range(roster.totals[MEMBERS] - roster.totals[STOPS]):
        visit = roster.absent[k]
        for q in range(roster.fits_from[visit], roster.able_to[visit]):
            insertion_cost(arrays, roster, scratch, visit, roster.able[q], NEVER, 0)
