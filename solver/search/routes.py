"""What insertion tests remember about a route, kept up to date whenever it changes; compiled."""

from solver.search.arrays import (
    ASSIGNMENTS,
    CALLS,
    DEMANDS,
    DUE,
    FIXED,
    FROM,
    LIMIT,
    OVERTIME,
    PLACE,
    PLAIN,
    PROMISED,
    SETUP,
    SHIFT_END,
    SHIFT_START,
    SHORTCUT,
    SIMPLE,
    SUPPLIES,
    TO,
    Arrays,
)
from solver.search.jit import compiled, inlined
from solver.search.labels import CHANGES, EARLY, TIME, Scratch, begin, copy_eight, copy_label, through
from solver.search.legs import NEVER, first_start, last_start, late_cost, leg_cost, quickest, service, workload_cost
from solver.search.pricing import price_with_calls
from solver.search.roster import AFTER, DIRECT, FREE, LEAVE, NEXT_VERSION, ORIGIN, REACH, SETS_UP, TAIL, Roster


@inlined
def _leave_plainly(arrays: Arrays, roster: Roster, vehicle: int, position: int) -> bool:
    shift, times = arrays.shifts[vehicle], roster.times[vehicle]
    now, origin, previous = shift[SHIFT_START], shift[FROM], -1
    if position > 0:
        previous = roster.routes[vehicle, position - 1]
        now, origin = times[position, LEAVE], arrays.visits[previous, PLACE]
    times[position, LEAVE] = now
    for k in range(position, roster.lengths[vehicle]):
        visit = roster.routes[vehicle, k]
        place = arrays.visits[visit, PLACE]
        start = first_start(arrays, visit, now + quickest(arrays, vehicle, origin, place))
        if start == NEVER:
            return False
        now = start + service(arrays, vehicle, visit, previous)
        times[k + 1, LEAVE] = now
        origin, previous = place, visit
    return previous < 0 or bool(now + quickest(arrays, vehicle, origin, shift[TO]) <= shift[LIMIT])


@inlined
def _leave_at_least(arrays: Arrays, roster: Roster, vehicle: int) -> bool:
    """Earliest departures wherever the route calls at the depot; set-ups and breaks are left out."""
    shift, times = arrays.shifts[vehicle], roster.times[vehicle]
    now, origin = shift[SHIFT_START], shift[FROM]
    times[0, LEAVE] = now
    for k in range(roster.lengths[vehicle]):
        visit = roster.routes[vehicle, k]
        place = arrays.visits[visit, PLACE]
        start = first_start(arrays, visit, now + max(0, quickest(arrays, vehicle, origin, place) - shift[SHORTCUT]))
        if start == NEVER:
            return False
        now = start + service(arrays, vehicle, visit, visit)
        times[k + 1, LEAVE] = now
        origin = place
    return True


@inlined
def _load(arrays: Arrays, roster: Roster, vehicle: int) -> bool:
    """Add up what the stops take from the van; tells whether that is on board at the start."""
    enough = True
    for kind in range(roster.loads.shape[1]):
        load = 0
        for k in range(roster.lengths[vehicle]):
            load += arrays.visits[roster.routes[vehicle, k], DEMANDS + kind]
        roster.loads[vehicle, kind] = load
        if load > arrays.shifts[vehicle, SUPPLIES + kind]:
            enough = False
    return enough


@inlined
def take_labels(arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int, position: int) -> None:
    """Put down the labels of a route up to a position."""
    row = roster.rows[vehicle]
    begin(arrays, scratch, EARLY, vehicle, arrays.shifts[vehicle, SHIFT_START])
    for k in range(1, position + 1):
        count = roster.counts[row, k]
        scratch.counts[EARLY, k] = count
        for number in range(count):
            copy_label(roster.labels[row, k, number], scratch.labels[EARLY, k, number])


@compiled
def _leave_by_labels(arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int, position: int) -> bool:
    row, times = roster.rows[vehicle], roster.times[vehicle]
    stops = roster.lengths[vehicle]
    calls = arrays.shifts[vehicle, CALLS] != 0
    first = 0 if calls else position
    take_labels(arrays, roster, scratch, vehicle, first)
    for k in range(stops):
        scratch.visits[k] = roster.routes[vehicle, k]
    for k in range(first, stops):
        if not through(arrays, scratch, EARLY, vehicle, k) and not calls:
            return False
    for k in range(first, stops + 1):
        count = scratch.counts[EARLY, k]
        roster.counts[row, k] = count
        earliest = NEVER
        for number in range(count):
            earliest = min(earliest, scratch.labels[EARLY, k, number, TIME])
            copy_label(scratch.labels[EARLY, k, number], roster.labels[row, k, number])
        times[k, LEAVE] = earliest
    return _leave_at_least(arrays, roster, vehicle) if calls else True


@inlined
def _look_back(arrays: Arrays, roster: Roster, vehicle: int) -> None:
    """Latest arrivals, and what no timetable undercuts; on plain shifts also what the rest of the route costs now.

    Set-ups count only on plain shifts, where the bounds are exact.
    """
    shift, times = arrays.shifts[vehicle], roster.times[vehicle]
    plain = shift[PLAIN] != 0
    stops = roster.lengths[vehicle]
    reach, tail, floor, work = shift[LIMIT], 0, 0, -shift[SHORTCUT]
    free = min(reach, shift[SHIFT_END]) if shift[OVERTIME] > 0 else reach
    after = shift[TO]
    if stops > 0:
        last = arrays.visits[roster.routes[vehicle, stops - 1], PLACE]
        end = times[stops, LEAVE] + quickest(arrays, vehicle, last, after)
        floor = shift[FIXED]
        if shift[OVERTIME] > 0:
            tail = (max(0, end - shift[SHIFT_END]) * shift[OVERTIME] + 1800) // 3600
    times[stops, REACH], times[stops, FREE], times[stops, TAIL] = reach, free, tail
    times[stops, AFTER], times[stops, DIRECT], times[stops, SETS_UP] = after, -shift[FIXED], 0
    for k in range(stops - 1, -1, -1):
        visit = roster.routes[vehicle, k]
        place = arrays.visits[visit, PLACE]
        previous = roster.routes[vehicle, k - 1] if k > 0 else -1
        seconds = service(arrays, vehicle, visit, previous if plain else visit)
        driving = quickest(arrays, vehicle, place, after)
        work += seconds + driving
        reach = last_start(arrays, visit, reach - seconds - max(0, driving - shift[SHORTCUT]))
        if plain:
            start = times[k + 1, LEAVE] - seconds
            late = min(arrays.visits[visit, PROMISED], arrays.visits[visit, DUE])
            free = last_start(arrays, visit, min(free - seconds - driving, late))
            tail += late_cost(arrays, visit, start)
        direct = leg_cost(arrays, vehicle, place, after, driving)
        floor += direct + arrays.assignments[shift[ASSIGNMENTS], visit]
        times[k, REACH], times[k, FREE], times[k, TAIL] = reach, free, tail
        times[k, AFTER], times[k, SETS_UP] = place, arrays.visits[visit, SETUP]
        times[k + 1, ORIGIN], times[k + 1, DIRECT] = place, direct
        after = place
    times[0, ORIGIN] = shift[FROM]
    if stops > 0:
        driving = quickest(arrays, vehicle, shift[FROM], after)
        direct = leg_cost(arrays, vehicle, shift[FROM], after, driving)
        times[0, DIRECT] = direct
        work += driving
        floor += direct + workload_cost(arrays, vehicle, work)
    roster.floors[vehicle], roster.works[vehicle] = floor, work


@compiled
def note_times(arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int, position: int) -> bool:
    """Work out the times of a route and the part of its price that no timetable undercuts; false if it has none.

    Up to a position the route is the one whose times are known.
    """
    if not _load(arrays, roster, vehicle) and not arrays.shifts[vehicle, CALLS]:
        return False
    if not arrays.shifts[vehicle, SIMPLE]:
        possible = _leave_by_labels(arrays, roster, scratch, vehicle, position)
    elif arrays.shifts[vehicle, CALLS]:
        possible = _leave_at_least(arrays, roster, vehicle)
    else:
        possible = _leave_plainly(arrays, roster, vehicle, position)
    if possible:
        _look_back(arrays, roster, vehicle)
    return possible


@compiled
def keep_times(roster: Roster, vehicle: int) -> None:
    """Remember the times of a route, for :func:`restore_times`."""
    row = roster.rows[vehicle]
    for kind in range(roster.loads.shape[1]):
        roster.old_loads[vehicle, kind] = roster.loads[vehicle, kind]
    for k in range(roster.lengths[vehicle] + 1):
        copy_eight(roster.times[vehicle, k], roster.old_times[vehicle, k])
        if row >= 0:
            roster.old_counts[row, k] = roster.counts[row, k]
            for number in range(roster.counts[row, k]):
                copy_label(roster.labels[row, k, number], roster.old_labels[row, k, number])


@compiled
def restore_times(roster: Roster, vehicle: int) -> None:
    """Put back what :func:`keep_times` has remembered of a route that has its former length again."""
    row = roster.rows[vehicle]
    for kind in range(roster.loads.shape[1]):
        roster.loads[vehicle, kind] = roster.old_loads[vehicle, kind]
    for k in range(roster.lengths[vehicle] + 1):
        copy_eight(roster.old_times[vehicle, k], roster.times[vehicle, k])
        if row >= 0:
            roster.counts[row, k] = roster.old_counts[row, k]
            for number in range(roster.counts[row, k]):
                copy_label(roster.old_labels[row, k, number], roster.labels[row, k, number])


@compiled
def refresh(arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int) -> bool:
    """Price a route that has changed and work out its times; tells whether there is a timetable for it."""
    roster.versions[vehicle] = roster.totals[NEXT_VERSION]
    roster.totals[NEXT_VERSION] += 1
    if not note_times(arrays, roster, scratch, vehicle, 0):
        return False
    stops = roster.lengths[vehicle]
    roster.changes[vehicle] = 0
    if stops == 0:
        roster.costs[vehicle] = 0
    elif arrays.shifts[vehicle, PLAIN]:
        roster.costs[vehicle] = roster.floors[vehicle] + roster.times[vehicle, 0, TAIL]
    else:
        for k in range(stops):
            scratch.visits[k] = roster.routes[vehicle, k]
        roster.costs[vehicle] = price_with_calls(arrays, scratch, vehicle, stops, stops, roster.floors[vehicle], NEVER)
        roster.changes[vehicle] = scratch.ends[EARLY, CHANGES]
    return bool(roster.costs[vehicle] < NEVER)
