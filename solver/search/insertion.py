"""The cheapest insertion of a visit into a route, remembered until the route changes; compiled."""

from solver.search.arrays import (
    ASSIGNMENTS,
    BEYOND,
    CALLS,
    DEMANDS,
    HIGH,
    LIMIT,
    LOW,
    MAX_VISITS,
    OVERTIME,
    PLACE,
    PLAIN,
    SHIFT_END,
    SHORTCUT,
    SIMPLE,
    SUPPLIES,
    TO,
    WORKLOAD,
    Arrays,
)
from solver.search.calls import least_detour
from solver.search.jit import Table, compiled, inlined
from solver.search.labels import CHANGES, EARLY, Scratch
from solver.search.legs import (
    NEVER,
    first_start,
    late_cost,
    leg_cost,
    planned,
    quickest,
    quickest_from,
    service,
    workload_cost,
)
from solver.search.pricing import price_with_calls
from solver.search.roster import (
    AFTER,
    DELTA,
    DIRECT,
    FREE,
    FULL,
    LEAVE,
    ORIGIN,
    POSITION,
    REACH,
    SETS_UP,
    TAIL,
    VERSION,
    WEIGHT,
    Roster,
)
from solver.search.routes import take_labels


@compiled
def _more_work(arrays: Arrays, roster: Roster, visit: int, vehicle: int, position: int, seconds: int) -> int:
    """Cents for the work that an insertion adds: the driving and service given, less what it replaces."""
    times = roster.times[vehicle]
    if roster.lengths[vehicle] > 0:
        seconds -= quickest(arrays, vehicle, times[position, ORIGIN], times[position, AFTER])
    if arrays.shifts[vehicle, PLAIN] and times[position, SETS_UP] > 0:
        previous = roster.routes[vehicle, position - 1] if position > 0 else -1
        following = roster.routes[vehicle, position]
        seconds += service(arrays, vehicle, following, visit) - service(arrays, vehicle, following, previous)
    work = roster.works[vehicle]
    return int(workload_cost(arrays, vehicle, work + seconds) - workload_cost(arrays, vehicle, work))


@inlined
def _detour(
    arrays: Arrays, roster: Roster, visit: int, vehicle: int, position: int, exact: bool, priced: bool
) -> tuple[int, int]:
    """Cents that an insertion adds at least, the lateness of later stops left out, and the arrival at the next one.

    The cents are ``NEVER`` when the insertion is impossible. On plain shifts (``exact``) the arrival is exact, and a
    next stop with a set-up is let through: there the insertion changes how long that stop takes. ``priced`` tells
    whether work has a price.
    """
    shift, times = arrays.shifts[vehicle], roster.times[vehicle]
    place = arrays.visits[visit, PLACE]
    origin, after = times[position, ORIGIN], times[position, AFTER]
    saved = 0 if exact else shift[SHORTCUT]
    there = quickest_from(arrays, vehicle, place, origin)
    start = first_start(arrays, visit, times[position, LEAVE] + max(0, there - saved))
    if start == NEVER:
        return NEVER, 0
    onward = quickest(arrays, vehicle, place, after)
    previous = visit if not exact else roster.routes[vehicle, position - 1] if position > 0 else -1
    seconds = service(arrays, vehicle, visit, previous)
    arrival = start + seconds + max(0, onward - saved)
    if arrival > times[position, REACH] and not (exact and times[position, SETS_UP] > 0):
        return NEVER, 0
    cents = leg_cost(arrays, vehicle, origin, place, there) + leg_cost(arrays, vehicle, place, after, onward)
    cents -= times[position, DIRECT]
    if priced:
        cents += _more_work(arrays, roster, visit, vehicle, position, there + seconds + onward)
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
def _too_tight(times: Table, position: int, low: int, seconds: int) -> bool:
    """Whether a visit of so many seconds from ``low`` on certainly doesn't fit before a stop; reads nothing else."""
    return bool(max(times[position, LEAVE], low) + seconds > times[position, REACH] and times[position, SETS_UP] == 0)


@inlined
def _best_plainly(arrays: Arrays, roster: Roster, visit: int, vehicle: int) -> tuple[int, int]:
    times, low, high = roster.times[vehicle], arrays.visits[visit, LOW], arrays.visits[visit, HIGH]
    seconds = service(arrays, vehicle, visit, visit)
    stops, priced = roster.lengths[vehicle], arrays.shifts[vehicle, WORKLOAD] > 0
    least, where = NEVER, -1
    for position in range(stops + 1):
        if times[position, LEAVE] > high:
            break
        if _too_tight(times, position, low, seconds):
            continue
        cents, arrival = _detour(arrays, roster, visit, vehicle, position, True, priced)
        if cents == NEVER or cents - times[position, TAIL] >= least:
            continue
        if times[position, SETS_UP] > 0 or arrival > times[position, FREE]:
            tail = _tail(arrays, roster, vehicle, position, arrival, visit if times[position, SETS_UP] > 0 else -1)
            if tail == NEVER:
                continue
            cents += tail
        cents -= times[position, TAIL]
        if cents < least:
            least, where = cents, position
    return least, where


@compiled
def _exact(
    arrays: Arrays, roster: Roster, scratch: Scratch, visit: int, vehicle: int, position: int, bound: int, below: int
) -> int:
    stops = roster.lengths[vehicle]
    for k in range(position):
        scratch.visits[k] = roster.routes[vehicle, k]
    scratch.visits[position] = visit
    for k in range(position, stops):
        scratch.visits[k + 1] = roster.routes[vehicle, k]
    if not arrays.shifts[vehicle, SIMPLE]:
        take_labels(arrays, roster, scratch, vehicle, position)
    weight, fewer = roster.totals[WEIGHT], roster.changes[vehicle] + planned(arrays, visit)
    floor = bound + roster.costs[vehicle] + weight * fewer
    if arrays.shifts[vehicle, CALLS]:
        floor -= least_detour(arrays, scratch.visits, vehicle, stops + 1)
    ceiling = below + roster.costs[vehicle] if arrays.cap[BEYOND] == 0 else NEVER
    price = price_with_calls(arrays, scratch, vehicle, stops + 1, position, floor, ceiling)
    if price == NEVER:
        return NEVER
    return int(price - roster.costs[vehicle] + weight * (scratch.ends[EARLY, CHANGES] - fewer))


@compiled
def _best_by_bounds(
    arrays: Arrays, roster: Roster, scratch: Scratch, visit: int, vehicle: int, below: int
) -> tuple[int, int]:
    """Try the positions in the order of their lower bounds until none can be better."""
    bounds, times = roster.bounds, roster.times[vehicle]
    low, high, seconds = arrays.visits[visit, LOW], arrays.visits[visit, HIGH], service(arrays, vehicle, visit, visit)
    stops = roster.lengths[vehicle]
    fewer = roster.changes[vehicle] + planned(arrays, visit)
    unavoidable = roster.floors[vehicle] - roster.costs[vehicle] - roster.totals[WEIGHT] * fewer
    calls = arrays.shifts[vehicle, CALLS] != 0
    for k in range(stops):
        scratch.visits[k + 1] = roster.routes[vehicle, k]
    for position in range(stops + 1):
        bounds[position] = NEVER
        scratch.visits[position] = visit
        if position > 0:
            scratch.visits[position - 1] = roster.routes[vehicle, position - 1]
        if times[position, LEAVE] <= high and not _too_tight(times, position, low, seconds):
            cents, _ = _detour(arrays, roster, visit, vehicle, position, False, arrays.shifts[vehicle, WORKLOAD] > 0)
            if cents < NEVER:
                call = least_detour(arrays, scratch.visits, vehicle, stops + 1) if calls else 0
                bounds[position] = cents + unavoidable + call
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
        cents = _exact(arrays, roster, scratch, visit, vehicle, position, bound, min(least, below))
        if cents < min(least, below):
            least, where = cents, position
    if where >= 0 and least <= bound:
        return least, where
    return min(bound, below), -1


@inlined
def cheapest_insertion(
    arrays: Arrays, roster: Roster, scratch: Scratch, visit: int, vehicle: int, below: int
) -> tuple[int, int]:
    """Cents that serving a visit on a shift adds, and its position; from ``below`` on perhaps only a bound, and -1."""
    stops = roster.lengths[vehicle]
    if stops >= arrays.shifts[vehicle, MAX_VISITS]:
        return NEVER, -1
    if not arrays.shifts[vehicle, CALLS]:
        for kind in range(roster.loads.shape[1]):
            load = roster.loads[vehicle, kind] + arrays.visits[visit, DEMANDS + kind]
            if load > arrays.shifts[vehicle, SUPPLIES + kind]:
                return NEVER, -1
    if stops >= roster.routes.shape[1]:
        roster.totals[FULL] = 1
        return NEVER, -1
    if arrays.shifts[vehicle, PLAIN]:
        return _best_plainly(arrays, roster, visit, vehicle)
    return _best_by_bounds(arrays, roster, scratch, visit, vehicle, below)


@inlined
def charges_changes(roster: Roster) -> int:
    """1 where insertion tests charge for changes, else 0."""
    return 1 if roster.totals[WEIGHT] > 0 else 0


@inlined
def trial_insertion(
    arrays: Arrays, roster: Roster, scratch: Scratch, visit: int, vehicle: int, below: int, charged: int
) -> tuple[int, int]:
    """As :func:`cheapest_insertion`, remembered unless the round has touched the route: most rounds are undone."""
    entry = roster.insertions[visit, vehicle]
    stamp = 2 * roster.versions[vehicle] + charged
    if entry[VERSION] == stamp and (entry[DELTA] >= below or entry[POSITION] >= 0):
        return entry[DELTA], entry[POSITION]
    cents, position = cheapest_insertion(arrays, roster, scratch, visit, vehicle, below)
    if not roster.touched[vehicle]:
        entry[VERSION], entry[DELTA], entry[POSITION] = stamp, cents, position
    return cents, position


@inlined
def insertion_cost(
    arrays: Arrays, roster: Roster, scratch: Scratch, visit: int, vehicle: int, below: int, charged: int
) -> int:
    """Cents that serving a visit on a shift adds at least; exact when lower than ``below``.

    ``charged`` is what :func:`charges_changes` tells.
    """
    entry = roster.insertions[visit, vehicle]
    stamp = 2 * roster.versions[vehicle] + charged
    if entry[VERSION] != stamp or (entry[DELTA] < below and entry[POSITION] < 0):
        entry[VERSION] = stamp
        entry[DELTA], entry[POSITION] = cheapest_insertion(arrays, roster, scratch, visit, vehicle, below)
    return int(entry[DELTA])
