"""Single changes of the plan at hand, and how a round is undone; compiled."""

from solver.search.arrays import PENALTY, Arrays
from solver.search.jit import compiled, inlined
from solver.search.labels import Scratch
from solver.search.roster import COST, DELTA, NEXT_VERSION, POSITION, ROUTES_USED, STOPS, Roster
from solver.search.routes import keep_times, note_times, refresh, restore_times


@inlined
def touch(roster: Roster, vehicle: int, touched: int) -> int:
    """Remember a route as it was before the round; returns how many are remembered."""
    roster.touched[vehicle] = True
    roster.touched_list[touched] = vehicle
    roster.old_lengths[vehicle] = roster.lengths[vehicle]
    roster.old_costs[vehicle] = roster.costs[vehicle]
    roster.old_floors[vehicle] = roster.floors[vehicle]
    roster.old_versions[vehicle] = roster.versions[vehicle]
    for k in range(roster.lengths[vehicle]):
        roster.old_routes[vehicle, k] = roster.routes[vehicle, k]
    keep_times(roster, vehicle)
    return touched + 1


@compiled
def restore(roster: Roster, vehicle: int) -> None:
    """Put a route back as it was when it was touched."""
    roster.lengths[vehicle] = roster.old_lengths[vehicle]
    for k in range(roster.lengths[vehicle]):
        visit = roster.old_routes[vehicle, k]
        roster.routes[vehicle, k] = visit
        roster.shift_of[visit] = vehicle
    roster.costs[vehicle] = roster.old_costs[vehicle]
    roster.floors[vehicle] = roster.old_floors[vehicle]
    roster.versions[vehicle] = roster.old_versions[vehicle]
    restore_times(roster, vehicle)


@compiled
def insert(arrays: Arrays, roster: Roster, scratch: Scratch, visit: int, vehicle: int) -> None:
    """Insert a visit as its entry in ``insertions`` says, which has to be exact."""
    totals = roster.totals
    cents = roster.insertions[visit, vehicle, DELTA]
    position = roster.insertions[visit, vehicle, POSITION]
    stops = roster.lengths[vehicle]
    for k in range(stops, position, -1):
        roster.routes[vehicle, k] = roster.routes[vehicle, k - 1]
    roster.routes[vehicle, position] = visit
    roster.lengths[vehicle] = stops + 1
    roster.shift_of[visit] = vehicle
    roster.costs[vehicle] += cents
    roster.versions[vehicle] = totals[NEXT_VERSION]
    totals[NEXT_VERSION] += 1
    totals[COST] += cents - arrays.visits[visit, PENALTY]
    totals[STOPS] += 1
    totals[ROUTES_USED] += 1 if stops == 0 else 0
    note_times(arrays, roster, scratch, vehicle)


@compiled
def reprice(arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int) -> bool:
    """Price a route anew, and the plan with it; tells whether there is still a timetable."""
    before = roster.costs[vehicle]
    if not refresh(arrays, roster, scratch, vehicle):
        roster.costs[vehicle] = before
        return False
    roster.totals[COST] += roster.costs[vehicle] - before
    return True


@compiled
def take_out_one(arrays: Arrays, roster: Roster, scratch: Scratch, visit: int) -> bool:
    """Take one visit out of its route; tells whether the rest has a timetable."""
    vehicle = roster.shift_of[visit]
    kept = 0
    for k in range(roster.lengths[vehicle]):
        if roster.routes[vehicle, k] != visit:
            roster.routes[vehicle, kept] = roster.routes[vehicle, k]
            kept += 1
    roster.lengths[vehicle] = kept
    roster.shift_of[visit] = -1
    roster.totals[STOPS] -= 1
    roster.totals[ROUTES_USED] -= 1 if kept == 0 else 0
    roster.totals[COST] += arrays.visits[visit, PENALTY]
    return reprice(arrays, roster, scratch, vehicle)
