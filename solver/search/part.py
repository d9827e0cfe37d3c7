"""Puts a plan before a thread, to search all of it or a part: some shifts, their visits and some absent ones; compiled.

Threads that search parts of one plan side by side make as much progress as one thread in as many times the time, for a
round of ruin and recreation changes a few neighbouring routes only.
"""

from solver.search.arrays import PENALTY, Arrays
from solver.search.changes import full_cost
from solver.search.jit import Flags, Table, Vector, compiled
from solver.search.labels import Scratch
from solver.search.legs import planned
from solver.search.roster import CHANGED, COST, MEMBERS, ROUTES_USED, STOPS, Roster
from solver.search.routes import refresh
from solver.search.ruin_recreate import note_best

ELSEWHERE = -2
"""The shift of a visit that is not in the part."""


@compiled
def _adopt(arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int, stops: Vector, length: int) -> None:
    """Put a route in the place of a shift's route, if it is another one."""
    same = roster.known[vehicle] and roster.lengths[vehicle] == length
    for k in range(length):
        same = same and roster.routes[vehicle, k] == stops[k]
        roster.routes[vehicle, k] = stops[k]
    roster.lengths[vehicle] = length
    if not same:
        refresh(arrays, roster, scratch, vehicle)
        roster.known[vehicle] = True


@compiled
def take_part(
    arrays: Arrays, roster: Roster, scratch: Scratch, routes: Table, lengths: Vector, shifts: Flags, visits: Flags
) -> None:
    """Begin to search a part of a plan.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    roster : Roster
        Changed in place; what it knows of routes that are the same as before stays valid.
    scratch : Scratch
        Of the same thread.
    routes : int64 array, shifts × stops
        The plan, feasible and no longer than the tables.
    lengths : int64 array
        Stops of each route.
    shifts : bool array
        Those in the part.
    visits : bool array
        Those in the part: all that the shifts serve, and absent ones.
    """
    totals = roster.totals
    totals[COST], totals[ROUTES_USED], totals[STOPS], totals[MEMBERS], totals[CHANGED] = 0, 0, 0, 0, 0
    for visit in range(len(roster.shift_of)):
        roster.shift_of[visit] = -1 if visits[visit] else ELSEWHERE
    for vehicle in range(len(roster.lengths)):
        roster.active[vehicle], roster.stale[vehicle] = shifts[vehicle], shifts[vehicle]
        if not shifts[vehicle]:
            continue
        _adopt(arrays, roster, scratch, vehicle, routes[vehicle], lengths[vehicle])
        totals[COST] += roster.costs[vehicle]
        totals[CHANGED] += roster.changes[vehicle]
        totals[STOPS] += roster.lengths[vehicle]
        totals[ROUTES_USED] += 1 if roster.lengths[vehicle] > 0 else 0
        for k in range(roster.lengths[vehicle]):
            roster.shift_of[roster.routes[vehicle, k]] = vehicle
    absent = 0
    for visit in range(len(roster.shift_of)):
        if not visits[visit]:
            continue
        roster.members[totals[MEMBERS]] = visit
        totals[MEMBERS] += 1
        if roster.shift_of[visit] < 0:
            totals[COST] += arrays.visits[visit, PENALTY]
            totals[CHANGED] += planned(arrays, visit)
            roster.absent[absent] = visit
            absent += 1
        roster.able_to[visit] = roster.fits_from[visit]
        for q in range(roster.fits_from[visit], roster.fits_from[visit + 1]):
            if shifts[roster.fitting[q]]:
                roster.able[roster.able_to[visit]] = roster.fitting[q]
                roster.able_to[visit] += 1
    note_best(roster, full_cost(arrays, roster))
