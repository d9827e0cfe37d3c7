"""Single changes of the plan at hand, and how a round is undone; compiled."""

from solver.search.arrays import BEYOND, MOST, PENALTY, Arrays
from solver.search.jit import compiled, inlined
from solver.search.labels import Scratch
from solver.search.legs import planned
from solver.search.roster import CHANGED, COST, DELTA, NEXT_VERSION, POSITION, ROUTES_USED, STOPS, Roster
from solver.search.routes import keep_times, note_times, refresh, restore_times


@inlined
def full_cost(arrays: Arrays, roster: Roster) -> int:
    """Cents of the plan, changes beyond the cap included."""
    beyond = max(0, roster.totals[CHANGED] - arrays.cap[MOST])
    return int(roster.totals[COST] + arrays.cap[BEYOND] * beyond)


@inlined
def touch(roster: Roster, vehicle: int, touched: int) -> int:
    """Remember a route as it was before the round; returns how many are remembered."""
    roster.touched[vehicle] = True
    roster.touched_list[touched] = vehicle
    roster.old_lengths[vehicle] = roster.lengths[vehicle]
    roster.old_costs[vehicle] = roster.costs[vehicle]
    roster.old_floors[vehicle] = roster.floors[vehicle]
    roster.old_works[vehicle] = roster.works[vehicle]
    roster.old_changes[vehicle] = roster.changes[vehicle]
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
    roster.works[vehicle] = roster.old_works[vehicle]
    roster.changes[vehicle] = roster.old_changes[vehicle]
    roster.versions[vehicle] = roster.old_versions[vehicle]
    restore_times(roster, vehicle)


@compiled
def insert(
    arrays: Arrays, roster: Roster, scratch: Scratch, visit: int, vehicle: int, cents: int, position: int
) -> None:
    """Insert a visit at a position, which adds so many cents."""
    totals = roster.totals
    stops = roster.lengths[vehicle]
    for k in range(stops, position, -1):
        roster.routes[vehicle, k] = roster.routes[vehicle, k - 1]
    roster.routes[vehicle, position] = visit
    roster.lengths[vehicle] = stops + 1
    roster.shift_of[visit] = vehicle
    totals[STOPS] += 1
    totals[ROUTES_USED] += 1 if stops == 0 else 0
    if arrays.cap[BEYOND] > 0:  # what the insertion test charged for changes is not what the route costs
        before, changes = roster.costs[vehicle], roster.changes[vehicle]
        refresh(arrays, roster, scratch, vehicle)
        totals[COST] += roster.costs[vehicle] - before - arrays.visits[visit, PENALTY]
        totals[CHANGED] += roster.changes[vehicle] - changes - planned(arrays, visit)
        return
    roster.costs[vehicle] += cents
    roster.versions[vehicle] = totals[NEXT_VERSION]
    totals[NEXT_VERSION] += 1
    totals[COST] += cents - arrays.visits[visit, PENALTY]
    note_times(arrays, roster, scratch, vehicle, position)


@inlined
def insert_as_known(arrays: Arrays, roster: Roster, scratch: Scratch, visit: int, vehicle: int) -> None:
    """Insert a visit as its entry in ``insertions`` says, which has to be exact."""
    entry = roster.insertions[visit, vehicle]
    insert(arrays, roster, scratch, visit, vehicle, entry[DELTA], entry[POSITION])


@compiled
def reprice(arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int) -> bool:
    """Price a route anew, and the plan with it; tells whether there is still a timetable."""
    before, changes = roster.costs[vehicle], roster.changes[vehicle]
    if not refresh(arrays, roster, scratch, vehicle):
        roster.costs[vehicle], roster.changes[vehicle] = before, changes
        return False
    roster.totals[COST] += roster.costs[vehicle] - before
    roster.totals[CHANGED] += roster.changes[vehicle] - changes
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
    roster.totals[CHANGED] += planned(arrays, visit)
    return reprice(arrays, roster, scratch, vehicle)
