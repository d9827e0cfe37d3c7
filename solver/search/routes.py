"""What insertion tests remember about a route, kept up to date whenever it changes; compiled."""

from solver.search.arrays import (
    ASSIGNMENTS,
    DUE,
    FIXED,
    FROM,
    LIMIT,
    OVERTIME,
    PLACE,
    PLAIN,
    PROMISED,
    SHIFT_END,
    SHIFT_START,
    TO,
    Arrays,
)
from solver.search.jit import compiled, inlined
from solver.search.labels import CHANGES, EARLY, TIME, Scratch, begin, through
from solver.search.legs import NEVER, first_start, last_start, late_cost, leg_cost, quickest, service, workload_cost
from solver.search.pricing import price_from
from solver.search.roster import FREE, LEAVE, NEXT_VERSION, REACH, TAIL, Roster


@inlined
def _leave_plainly(arrays: Arrays, roster: Roster, vehicle: int) -> bool:
    shift, times = arrays.shifts[vehicle], roster.times[vehicle]
    now, origin, previous = shift[SHIFT_START], shift[FROM], -1
    times[0, LEAVE] = now
    for k in range(roster.lengths[vehicle]):
        visit = roster.routes[vehicle, k]
        place = arrays.visits[visit, PLACE]
        start = first_start(arrays, visit, now + quickest(arrays, vehicle, origin, place))
        if start == NEVER:
            return False
        now = start + service(arrays, vehicle, visit, previous)
        times[k + 1, LEAVE] = now
        origin, previous = place, visit
    return previous < 0 or bool(now + quickest(arrays, vehicle, origin, shift[TO]) <= shift[LIMIT])


@compiled
def _leave_by_labels(arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int) -> bool:
    row, times = roster.rows[vehicle], roster.times[vehicle]
    begin(arrays, scratch, EARLY, vehicle, arrays.shifts[vehicle, SHIFT_START])
    stops = roster.lengths[vehicle]
    for k in range(stops):
        scratch.visits[k] = roster.routes[vehicle, k]
        if not through(arrays, scratch, EARLY, vehicle, k):
            return False
    for k in range(stops + 1):
        count = scratch.counts[EARLY, k]
        roster.counts[row, k] = count
        earliest = NEVER
        for number in range(count):
            earliest = min(earliest, scratch.labels[EARLY, k, number, TIME])
            for column in range(9):
                roster.labels[row, k, number, column] = scratch.labels[EARLY, k, number, column]
        times[k, LEAVE] = earliest
    return True


@inlined
def _look_back(arrays: Arrays, roster: Roster, vehicle: int) -> None:
    """Latest arrivals, and what no timetable undercuts; on plain shifts also what the rest of the route costs now.

    Set-ups count only on plain shifts, where the bounds are exact.
    """
    shift, times = arrays.shifts[vehicle], roster.times[vehicle]
    plain = shift[PLAIN] != 0
    stops = roster.lengths[vehicle]
    reach, tail, floor, work = shift[LIMIT], 0, 0, 0
    free = min(reach, shift[SHIFT_END]) if shift[OVERTIME] > 0 else reach
    after = shift[TO]
    if stops > 0:
        last = arrays.visits[roster.routes[vehicle, stops - 1], PLACE]
        end = times[stops, LEAVE] + quickest(arrays, vehicle, last, after)
        floor = shift[FIXED]
        if shift[OVERTIME] > 0:
            tail = (max(0, end - shift[SHIFT_END]) * shift[OVERTIME] + 1800) // 3600
    times[stops, REACH], times[stops, FREE], times[stops, TAIL] = reach, free, tail
    for k in range(stops - 1, -1, -1):
        visit = roster.routes[vehicle, k]
        place = arrays.visits[visit, PLACE]
        previous = roster.routes[vehicle, k - 1] if k > 0 else -1
        seconds = service(arrays, vehicle, visit, previous if plain else visit)
        driving = quickest(arrays, vehicle, place, after)
        work += seconds + driving
        reach = last_start(arrays, visit, reach - seconds - driving)
        if plain:
            start = times[k + 1, LEAVE] - seconds
            late = min(arrays.visits[visit, PROMISED], arrays.visits[visit, DUE])
            free = last_start(arrays, visit, min(free - seconds - driving, late))
            tail += late_cost(arrays, visit, start)
        floor += leg_cost(arrays, vehicle, place, after, driving) + arrays.assignments[shift[ASSIGNMENTS], visit]
        times[k, REACH], times[k, FREE], times[k, TAIL] = reach, free, tail
        after = place
    if stops > 0:
        driving = quickest(arrays, vehicle, shift[FROM], after)
        work += driving
        floor += leg_cost(arrays, vehicle, shift[FROM], after, driving) + workload_cost(arrays, vehicle, work)
    roster.floors[vehicle], roster.works[vehicle] = floor, work


@compiled
def note_times(arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int) -> bool:
    """Work out the times of a route and the part of its price that no timetable undercuts; false if it has none."""
    if arrays.shifts[vehicle, PLAIN]:
        possible = _leave_plainly(arrays, roster, vehicle)
    else:
        possible = _leave_by_labels(arrays, roster, scratch, vehicle)
    if possible:
        _look_back(arrays, roster, vehicle)
    return possible


@compiled
def refresh(arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int) -> bool:
    """Price a route that has changed and work out its times; tells whether there is a timetable for it."""
    roster.versions[vehicle] = roster.totals[NEXT_VERSION]
    roster.totals[NEXT_VERSION] += 1
    if not note_times(arrays, roster, scratch, vehicle):
        return False
    stops = roster.lengths[vehicle]
    roster.changes[vehicle] = 0
    if stops == 0:
        roster.costs[vehicle] = 0
    elif arrays.shifts[vehicle, PLAIN]:
        roster.costs[vehicle] = roster.floors[vehicle] + roster.times[vehicle, 0, TAIL]
    else:
        roster.costs[vehicle] = price_from(arrays, scratch, vehicle, stops, stops, roster.floors[vehicle])
        roster.changes[vehicle] = scratch.ends[EARLY, CHANGES]
    return bool(roster.costs[vehicle] < NEVER)
