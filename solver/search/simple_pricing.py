"""The exact price of a route on shifts with one way to take each leg, compiled: no labels are needed there."""

from solver.search.arrays import (
    ASSIGNMENTS,
    DUE,
    FIXED,
    FROM,
    LIMIT,
    OVERTIME,
    PLACE,
    PROMISED,
    SHIFT_END,
    SHIFT_START,
    TO,
    UNMOVED_FROM,
    UNMOVED_TO,
    WAITING,
    WORK_LIMIT,
    Arrays,
)
from solver.search.departures import measure, next_departure, next_useful
from solver.search.jit import compiled
from solver.search.labels import EARLY, START, TIME, TRAVEL, Scratch
from solver.search.legs import (
    NEVER,
    first_start,
    last_start,
    late_cost,
    leg_cost,
    quickest,
    service,
    workload_cost,
)
from solver.windows import FOREVER


@compiled
def price_plainly(arrays: Arrays, scratch: Scratch, vehicle: int, stops: int) -> int:
    """As :func:`solver.search.pricing.price_route`, on a plain shift."""
    shift = arrays.shifts[vehicle]
    now, origin, previous = shift[SHIFT_START], shift[FROM], -1
    cents, work = shift[FIXED], 0
    for k in range(stops):
        visit = scratch.visits[k]
        place = arrays.visits[visit, PLACE]
        seconds = quickest(arrays, vehicle, origin, place)
        start = first_start(arrays, visit, now + seconds)
        if start == NEVER:
            return NEVER
        cents += leg_cost(arrays, vehicle, origin, place, seconds) + late_cost(arrays, visit, start)
        cents += arrays.assignments[shift[ASSIGNMENTS], visit]
        now = start + service(arrays, vehicle, visit, previous)
        work += seconds + now - start
        origin, previous = place, visit
    seconds = quickest(arrays, vehicle, origin, shift[TO])
    now += seconds
    if now > shift[LIMIT]:
        return NEVER
    cents += leg_cost(arrays, vehicle, origin, shift[TO], seconds) + workload_cost(arrays, vehicle, work + seconds)
    return int(cents + (max(0, now - shift[SHIFT_END]) * shift[OVERTIME] + 1800) // 3600)


@compiled
def latest_service(arrays: Arrays, visit: int, start: int, bound: int) -> int:
    """Latest start of a service by ``bound`` that causes no more lateness or change than the start it has."""
    row = arrays.visits[visit]
    bound = min(bound, max(start, row[PROMISED]), max(start, row[DUE]))
    if row[UNMOVED_FROM] <= start <= row[UNMOVED_TO]:
        bound = min(bound, row[UNMOVED_TO])
    return max(start, last_start(arrays, visit, bound))


@compiled
def price_simply(arrays: Arrays, scratch: Scratch, vehicle: int, stops: int) -> int:
    """As :func:`price_plainly`, on a simple shift, with the call at the depot among the visits.

    The latest useful departure changes nothing but the waiting, so the route is not walked again from there.
    """
    shift, notes = arrays.shifts[vehicle], scratch.labels[EARLY]
    now, origin, previous = shift[SHIFT_START], shift[FROM], -1
    cents, busy = shift[FIXED], 0
    for k in range(stops):
        visit = scratch.visits[k]
        place = arrays.visits[visit, PLACE]
        seconds = quickest(arrays, vehicle, origin, place)
        start = first_start(arrays, visit, now + seconds)
        if start == NEVER:
            return NEVER
        cents += leg_cost(arrays, vehicle, origin, place, seconds) + late_cost(arrays, visit, start)
        cents += arrays.assignments[shift[ASSIGNMENTS], visit]
        now = start + service(arrays, vehicle, visit, previous)
        notes[k, 0, START], notes[k, 0, TIME], notes[k, 0, TRAVEL] = start, now, seconds
        busy += seconds + now - start
        origin, previous = place, visit
    seconds = quickest(arrays, vehicle, origin, shift[TO])
    end = now + seconds
    if end > shift[LIMIT]:
        return NEVER
    cents += leg_cost(arrays, vehicle, origin, shift[TO], seconds) + workload_cost(arrays, vehicle, busy + seconds)
    cents += (max(0, end - shift[SHIFT_END]) * shift[OVERTIME] + 1800) // 3600
    busy += seconds
    idle, departure = end - shift[SHIFT_START] - busy, shift[SHIFT_START]
    if shift[WAITING] == 0 and shift[WORK_LIMIT] == FOREVER:
        return int(cents)
    if idle > 0:
        departure = end - seconds
        for k in range(stops - 1, -1, -1):
            start = notes[k, 0, START]
            bound = departure - notes[k, 0, TIME] + start
            departure = latest_service(arrays, scratch.visits[k], start, bound) - notes[k, 0, TRAVEL]
        idle = end - departure - busy
    price = NEVER if idle + busy > shift[WORK_LIMIT] else int(cents + (idle * shift[WAITING] + 1800) // 3600)
    if idle == 0 or price == cents:
        return price
    return _best_simply(arrays, scratch, vehicle, stops, departure, price, cents, end, busy, seconds)


@compiled
def _walk_simply(arrays: Arrays, scratch: Scratch, vehicle: int, stops: int, departure: int) -> tuple[int, int]:
    """Cents that depend on the times, waiting left out, of a measured route, and its end; ``NEVER`` if it has none."""
    shift, arrivals = arrays.shifts[vehicle], scratch.arrivals
    now, cents = departure + arrivals[0], 0
    for k in range(stops):
        start = first_start(arrays, scratch.visits[k], now)
        if start == NEVER:
            return NEVER, 0
        cents += late_cost(arrays, scratch.visits[k], start)
        now = start + arrivals[k + 1] - arrivals[k]
    if now > shift[LIMIT]:
        return NEVER, 0
    return int(cents + (max(0, now - shift[SHIFT_END]) * shift[OVERTIME] + 1800) // 3600), int(now)


@compiled
def _best_simply(
    arrays: Arrays,
    scratch: Scratch,
    vehicle: int,
    stops: int,
    departure: int,
    least: int,
    cents: int,
    end: int,
    busy: int,
    homeward: int,
) -> int:
    """The least price of a simple route for departures from the latest useful one on.

    That one costs ``least``, waiting left out ``cents``; ``homeward`` are the seconds of the last leg.
    """
    shift = arrays.shifts[vehicle]
    useful = next_useful(arrays, vehicle, departure, min(least, FOREVER), cents, end, busy, 0)
    if useful == NEVER:
        return least
    for k in range(stops):
        scratch.arrivals[k] = scratch.labels[EARLY, k, 0, TRAVEL]
    scratch.arrivals[stops] = homeward
    last = measure(arrays, scratch, vehicle, stops)
    if useful > last:
        return least
    timed, _ = _walk_simply(arrays, scratch, vehicle, stops, departure)
    always = cents - timed
    while useful <= last:
        departure = next_departure(arrays, scratch, vehicle, stops, useful)
        if departure > last:
            break
        timed, end = _walk_simply(arrays, scratch, vehicle, stops, departure)
        if timed == NEVER:
            break
        idle = end - departure - busy
        if idle + busy <= shift[WORK_LIMIT]:
            least = min(least, int(always + timed + (idle * shift[WAITING] + 1800) // 3600))
        useful = next_useful(arrays, vehicle, departure, min(least, FOREVER), always + timed, end, busy, 0)
    return least
