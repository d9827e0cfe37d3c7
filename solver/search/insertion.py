"""The cheapest insertion of a visit into a route, remembered until the route changes; compiled."""

from solver.search.arrays import (
    ASSIGNMENTS,
    FIXED,
    FROM,
    HIGH,
    LIMIT,
    MAX_VISITS,
    OVERTIME,
    PLACE,
    PLAIN,
    SETUP,
    SHIFT_END,
    TO,
    WORKLOAD,
    Arrays,
)
from solver.search.jit import compiled, inlined
from solver.search.labels import CHANGES, EARLY, Scratch, begin
from solver.search.legs import NEVER, first_start, late_cost, leg_cost, planned, quickest, service, workload_cost
from solver.search.pricing import price_from
from solver.search.roster import DELTA, FREE, FULL, LEAVE, POSITION, REACH, TAIL, VERSION, WEIGHT, Roster


@inlined
def _detour(arrays: Arrays, roster: Roster, visit: int, vehicle: int, position: int, exact: bool) -> tuple[int, int]:
    """Cents that an insertion adds at least, the lateness of later stops left out, and the arrival at the next one.

    The cents are ``NEVER`` when the insertion is impossible. On plain shifts (``exact``) the arrival is exact, and a
    next stop with a set-up is let through: there the insertion changes how long that stop takes.
    """
    shift, times = arrays.shifts[vehicle], roster.times[vehicle]
    stops = roster.lengths[vehicle]
    place = arrays.visits[visit, PLACE]
    previous, origin, following, after = -1, shift[FROM], -1, shift[TO]
    if position > 0:
        previous = roster.routes[vehicle, position - 1]
        origin = arrays.visits[previous, PLACE]
    if position < stops:
        following = roster.routes[vehicle, position]
        after = arrays.visits[following, PLACE]
    there = quickest(arrays, vehicle, origin, place)
    start = first_start(arrays, visit, times[position, LEAVE] + there)
    if start == NEVER:
        return NEVER, 0
    onward = quickest(arrays, vehicle, place, after)
    seconds = service(arrays, vehicle, visit, previous if exact else visit)
    arrival = start + seconds + onward
    if arrival > times[position, REACH] and not (exact and following >= 0 and arrays.visits[following, SETUP] > 0):
        return NEVER, 0
    cents = leg_cost(arrays, vehicle, origin, place, there) + leg_cost(arrays, vehicle, place, after, onward)
    saved = 0
    if stops > 0:
        saved = quickest(arrays, vehicle, origin, after)
        cents -= leg_cost(arrays, vehicle, origin, after, saved)
    else:
        cents += shift[FIXED]
    if shift[WORKLOAD] > 0:
        if exact and following >= 0:
            saved += service(arrays, vehicle, following, previous) - service(arrays, vehicle, following, visit)
        work = roster.works[vehicle]
        cents += workload_cost(arrays, vehicle, work + there + seconds + onward - saved)
        cents -= workload_cost(arrays, vehicle, work)
    cents += late_cost(arrays, visit, start) + arrays.assignments[shift[ASSIGNMENTS], visit]
    return cents, arrival


@compiled
def _tail(arrays: Arrays, roster: Roster, vehicle: int, position: int, arrival: int, inserted: int) -> int:
    """Cents of lateness and overtime from a stop on that is reached at another time, or behind another stop."""
    shift, times = arrays.shifts[vehicle], roster.times[vehicle]
    stops = roster.lengths[vehicle]
    cents = 0
    for k in range(position, stops):
        visit = roster.routes[vehicle, k]
        changed = k == position and inserted >= 0
        if not changed and arrival <= times[k, FREE]:
            return cents
        start = first_start(arrays, visit, arrival)
        if start == NEVER or (not changed and start > times[k, REACH]):
            return NEVER
        cents += late_cost(arrays, visit, start)
        previous = inserted if changed else (roster.routes[vehicle, k - 1] if k > 0 else -1)
        place = arrays.visits[visit, PLACE]
        after = arrays.visits[roster.routes[vehicle, k + 1], PLACE] if k + 1 < stops else shift[TO]
        arrival = start + service(arrays, vehicle, visit, previous) + quickest(arrays, vehicle, place, after)
    if arrival > shift[LIMIT]:
        return NEVER
    return int(cents + (max(0, arrival - shift[SHIFT_END]) * shift[OVERTIME] + 1800) // 3600)


@inlined
def _best_plainly(arrays: Arrays, roster: Roster, visit: int, vehicle: int) -> None:
    entry, times = roster.insertions[visit, vehicle], roster.times[vehicle]
    stops = roster.lengths[vehicle]
    for position in range(stops + 1):
        if times[position, LEAVE] > arrays.visits[visit, HIGH]:
            break
        cents, arrival = _detour(arrays, roster, visit, vehicle, position, True)
        if cents == NEVER or cents - times[position, TAIL] >= entry[DELTA]:
            continue
        following = roster.routes[vehicle, position] if position < stops else -1
        if following >= 0 and arrays.visits[following, SETUP] > 0:
            cents += _tail(arrays, roster, vehicle, position, arrival, visit)
        elif arrival > times[position, FREE]:
            cents += _tail(arrays, roster, vehicle, position, arrival, -1)
        cents -= times[position, TAIL]
        if cents < entry[DELTA]:
            entry[DELTA], entry[POSITION] = cents, position


@compiled
def _exact_by_labels(
    arrays: Arrays, roster: Roster, scratch: Scratch, visit: int, vehicle: int, position: int, bound: int
) -> int:
    row = roster.rows[vehicle]
    stops = roster.lengths[vehicle]
    begin(arrays, scratch, EARLY, vehicle, roster.times[vehicle, 0, LEAVE])
    for k in range(1, position + 1):
        scratch.visits[k - 1] = roster.routes[vehicle, k - 1]
        count = roster.counts[row, k]
        scratch.counts[EARLY, k] = count
        for number in range(count):
            for column in range(9):
                scratch.labels[EARLY, k, number, column] = roster.labels[row, k, number, column]
    scratch.visits[position] = visit
    for k in range(position, stops):
        scratch.visits[k + 1] = roster.routes[vehicle, k]
    floor = bound + roster.costs[vehicle]
    price = price_from(arrays, scratch, vehicle, stops + 1, position, floor)
    return NEVER if price == NEVER else int(price - roster.costs[vehicle])


@compiled
def _best_by_labels(arrays: Arrays, roster: Roster, scratch: Scratch, visit: int, vehicle: int, below: int) -> None:
    """Try the positions in the order of their lower bounds until none can be better."""
    entry, bounds, times = roster.insertions[visit, vehicle], roster.bounds, roster.times[vehicle]
    stops, weight = roster.lengths[vehicle], roster.totals[WEIGHT]
    fewer = roster.changes[vehicle] + planned(arrays, visit)
    unavoidable = roster.floors[vehicle] - roster.costs[vehicle] - weight * fewer
    for position in range(stops + 1):
        bounds[position] = NEVER
        if times[position, LEAVE] <= arrays.visits[visit, HIGH]:
            cents, _ = _detour(arrays, roster, visit, vehicle, position, False)
            if cents < NEVER:
                bounds[position] = cents + unavoidable
    least, where = NEVER, -1
    while True:
        position = 0
        for k in range(1, stops + 1):
            if bounds[k] < bounds[position]:
                position = k
        bound = bounds[position]
        if bound >= least or bound >= below:
            break
        bounds[position] = NEVER
        cents = _exact_by_labels(arrays, roster, scratch, visit, vehicle, position, bound + weight * fewer)
        if weight > 0 and cents < NEVER:
            cents += weight * (scratch.ends[EARLY, CHANGES] - fewer)
        if cents < least:
            least, where = cents, position
    if where >= 0 and least <= bound:
        entry[DELTA], entry[POSITION] = least, where
    else:
        entry[DELTA] = bound


@inlined
def _stamp(roster: Roster, vehicle: int) -> int:
    """Number of what an entry was worked out from: the route's version, and whether changes were charged."""
    return int(2 * roster.versions[vehicle] + (1 if roster.totals[WEIGHT] > 0 else 0))


@inlined
def _renew(arrays: Arrays, roster: Roster, scratch: Scratch, visit: int, vehicle: int, below: int) -> int:
    entry = roster.insertions[visit, vehicle]
    entry[VERSION] = _stamp(roster, vehicle)
    entry[DELTA], entry[POSITION] = NEVER, -1
    stops = roster.lengths[vehicle]
    if stops >= arrays.shifts[vehicle, MAX_VISITS]:
        return NEVER
    if stops >= roster.routes.shape[1]:
        roster.totals[FULL] = 1
        return NEVER
    if arrays.shifts[vehicle, PLAIN]:
        _best_plainly(arrays, roster, visit, vehicle)
    else:
        _best_by_labels(arrays, roster, scratch, visit, vehicle, below)
    return int(entry[DELTA])


@inlined
def insertion_cost(arrays: Arrays, roster: Roster, scratch: Scratch, visit: int, vehicle: int, below: int) -> int:
    """Cents that serving a visit on a shift adds at least; exact when lower than ``below``."""
    delta = roster.insertions[visit, vehicle, DELTA]
    fresh = roster.insertions[visit, vehicle, VERSION] == _stamp(roster, vehicle)
    if fresh and (delta >= below or roster.insertions[visit, vehicle, POSITION] >= 0):
        return int(delta)
    return _renew(arrays, roster, scratch, visit, vehicle, below)
