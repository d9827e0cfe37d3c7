"""The exact price of a route, compiled: equal to ``timing.time_route(...).cost``, to which a test holds it."""

from solver.search.arrays import (
    BEYOND,
    CALLS,
    FIRST_PERIOD,
    LATEST,
    LENGTH,
    PERIODS,
    PLAIN,
    SHIFT_START,
    SIMPLE,
    Arrays,
)
from solver.search.calls import depot_of, detour, first_short
from solver.search.departures import departure_matters, measure, next_departure, next_useful, owed_until
from solver.search.jit import Vector, compiled, inlined
from solver.search.labels import (
    ARRIVAL,
    CHANGES,
    DEPARTURE,
    EARLY,
    END,
    END_ARRIVAL,
    END_BROKEN,
    END_BUSY,
    END_TAKEN,
    END_TRAVEL,
    EXCESS,
    INTERRUPTED,
    LAST,
    LATE,
    LEAST_BARE,
    MOST_BUSY,
    MOST_RESTED,
    PARENT,
    PRICE,
    SOONEST,
    START,
    TAKEN,
    TIME,
    TRAVEL,
    Scratch,
    begin,
    finish,
    through,
)
from solver.search.legs import NEVER, changed
from solver.search.simple_pricing import latest_service, price_plainly, price_simply
from solver.windows import FOREVER


@compiled
def run_pass(
    arrays: Arrays, scratch: Scratch, which: int, vehicle: int, stops: int, position: int, departure: int
) -> bool:
    """Go on through all stops from a position; tells whether the end is reached."""
    for k in range(position, stops):
        if not through(arrays, scratch, which, vehicle, k):
            return False
    return finish(arrays, scratch, which, vehicle, stops, departure)


@compiled
def _before_leg(
    arrays: Arrays,
    scratch: Scratch,
    vehicle: int,
    bound: int,
    left: int,
    taken_before: int,
    taken: int,
    arrival: int,
    travel: int,
    broken: int,
) -> int:
    for k in range(taken - 1, taken_before - 1, -1):
        number = scratch.owed[EARLY, k]
        bound = min(bound - arrays.breaks[number, LENGTH], arrays.breaks[number, LATEST])
    if broken:
        return left
    shift = arrays.shifts[vehicle]
    if shift[PERIODS] > 1 and travel > 0:
        for k in range(shift[FIRST_PERIOD] + 1, shift[FIRST_PERIOD] + shift[PERIODS]):
            boundary = arrays.period_starts[k]
            if boundary > left:
                if arrival > boundary:
                    return left
                bound = min(bound, boundary)
                break
    return max(left, bound - travel)


@compiled
def _latest_departure(arrays: Arrays, scratch: Scratch, vehicle: int, stops: int) -> int:
    """Latest departure with which the early pass still ends when it does, at no more cost (``slack.latest_starts``)."""
    labels, end = scratch.labels, scratch.ends[EARLY]
    bound = end[END]
    number = end[LAST]
    bound = _before_leg(
        arrays,
        scratch,
        vehicle,
        bound,
        labels[EARLY, stops, number, TIME],
        labels[EARLY, stops, number, TAKEN],
        end[END_TAKEN],
        end[END_ARRIVAL],
        end[END_TRAVEL],
        end[END_BROKEN],
    )
    for position in range(stops, 0, -1):
        label = labels[EARLY, position, number]
        parent = label[PARENT]
        bound = latest_service(arrays, scratch.visits[position - 1], label[START], bound - label[TIME] + label[START])
        bound = _before_leg(
            arrays,
            scratch,
            vehicle,
            bound,
            labels[EARLY, position - 1, parent, TIME],
            labels[EARLY, position - 1, parent, TAKEN],
            label[TAKEN],
            label[ARRIVAL],
            label[TRAVEL],
            label[INTERRUPTED],
        )
        number = parent
    return int(bound)


@inlined
def _unweighed(arrays: Arrays, scratch: Scratch, which: int, vehicle: int, stops: int) -> int:
    """Price of a finished pass, what it holds for changes taken off; ``ends[EARLY, CHANGES]`` gets their number."""
    end, beyond = scratch.ends[which], arrays.cap[BEYOND]
    if beyond == 0:
        return int(end[PRICE])
    count, number = 0, end[LAST]
    for position in range(stops, 0, -1):
        label = scratch.labels[which, position, number]
        count += changed(arrays, vehicle, scratch.visits[position - 1], label[START])
        number = label[PARENT]
    scratch.ends[EARLY, CHANGES] = count
    return int(end[PRICE] - beyond * count)


@inlined
def _is_bound(arrays: Arrays, vehicle: int) -> bool:
    """Whether no departure undercuts what the earliest one costs without waiting."""
    shift = arrays.shifts[vehicle]
    return bool(shift[PERIODS] == 1 and owed_until(arrays, vehicle, shift[SHIFT_START]) == NEVER)


@compiled
def price_from(
    arrays: Arrays, scratch: Scratch, vehicle: int, stops: int, position: int, floor: int, ceiling: int
) -> int:
    """As :func:`price_route`, where the labels of the early pass stand up to a position.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    scratch : Scratch
        As there, with labels.
    vehicle : int
        Index of the shift.
    stops : int
        How many there are, at least one.
    position : int
        How many of them the labels have gone through.
    floor : int
        Cents that no timetable of this route goes below: there the first one found is the best; -1 when unknown.
    ceiling : int
        From so many cents on the price need not be the least one.
    """
    departure = arrays.shifts[vehicle, SHIFT_START]
    if not run_pass(arrays, scratch, EARLY, vehicle, stops, position, departure):
        return NEVER
    early, late = scratch.ends[EARLY], scratch.ends[LATE]
    early[DEPARTURE] = departure
    if early[EXCESS] == 0 and early[PRICE] == floor:
        return _unweighed(arrays, scratch, EARLY, vehicle, stops)
    if early[LEAST_BARE] >= ceiling and _is_bound(arrays, vehicle):
        return NEVER
    which = EARLY
    if early[END] - departure > early[END_BUSY]:
        later = _latest_departure(arrays, scratch, vehicle, stops)
        if later > departure:
            begin(arrays, scratch, LATE, vehicle, later)
            better = run_pass(arrays, scratch, LATE, vehicle, stops, 0, later) and (
                late[EXCESS] < early[EXCESS] or (late[EXCESS] == early[EXCESS] and late[PRICE] <= early[PRICE])
            )
            if better and (late[EXCESS] < early[EXCESS] or late[PRICE] < early[PRICE] or late[END] <= early[END]):
                which, early[DEPARTURE] = LATE, later
    excess, weighed = scratch.ends[which, EXCESS], scratch.ends[which, PRICE]
    cents = _unweighed(arrays, scratch, which, vehicle, stops) if excess == 0 else NEVER
    if not departure_matters(arrays, vehicle):
        return cents
    return _best_departure(arrays, scratch, vehicle, stops, weighed if excess == 0 else NEVER, cents, ceiling)


@compiled
def _best_departure(
    arrays: Arrays, scratch: Scratch, vehicle: int, stops: int, weighed: int, cents: int, ceiling: int
) -> int:
    """The least price for any departure; ``weighed`` (changes at BEYOND) and ``cents`` is the least one so far."""
    departure, end = arrays.shifts[vehicle, SHIFT_START], scratch.ends[EARLY]
    useful = _outlook(arrays, vehicle, departure, min(weighed, ceiling), end)
    if useful == NEVER:
        return cents
    number = end[LAST]
    scratch.arrivals[stops] = end[END_TRAVEL]
    for k in range(stops, 0, -1):
        scratch.arrivals[k - 1] = scratch.labels[EARLY, k, number, TRAVEL]
        number = scratch.labels[EARLY, k, number, PARENT]
    last = measure(arrays, scratch, vehicle, stops)
    end = scratch.ends[LATE]
    while useful <= last:
        departure = next_departure(arrays, scratch, vehicle, stops, useful)
        if departure > last:
            break
        begin(arrays, scratch, LATE, vehicle, departure)
        if not run_pass(arrays, scratch, LATE, vehicle, stops, 0, departure):
            useful = owed_until(arrays, vehicle, departure)
            continue
        if end[EXCESS] == 0 and end[PRICE] < weighed:
            weighed, cents = end[PRICE], _unweighed(arrays, scratch, LATE, vehicle, stops)
            scratch.ends[EARLY, DEPARTURE] = departure
        useful = _outlook(arrays, vehicle, departure, min(weighed, ceiling), end)
    return cents


@inlined
def _outlook(arrays: Arrays, vehicle: int, departure: int, weighed: int, end: Vector) -> int:
    useful = next_useful(
        arrays,
        vehicle,
        departure,
        min(weighed, FOREVER),
        end[LEAST_BARE],
        end[SOONEST],
        end[MOST_BUSY],
        end[MOST_RESTED],
    )
    return min(useful, owed_until(arrays, vehicle, departure))


@inlined
def _weighed(
    arrays: Arrays, scratch: Scratch, vehicle: int, stops: int, position: int, floor: int, ceiling: int
) -> int:
    """As :func:`price_from`, on any shift, with each change at BEYOND where the cap can be exceeded."""
    if arrays.shifts[vehicle, SIMPLE]:
        return price_simply(arrays, scratch, vehicle, stops)
    cents = price_from(arrays, scratch, vehicle, stops, position, floor, ceiling)
    return cents if cents == NEVER else int(cents + arrays.cap[BEYOND] * scratch.ends[EARLY, CHANGES])


@compiled
def price_with_calls(
    arrays: Arrays, scratch: Scratch, vehicle: int, stops: int, position: int, floor: int, ceiling: int
) -> int:
    """As :func:`price_from`, on any shift (a simple one needs no labels); ``floor`` leaves a call at the depot out.

    Where the route needs a call, each position is tried, the last one first: so the labels before it can be kept. The
    route in ``scratch.visits`` has the call in it afterwards. The least price
    with changes at BEYOND counts.
    """
    visits, simple = scratch.visits, arrays.shifts[vehicle, SIMPLE] != 0
    short = first_short(arrays, visits, vehicle, stops) if arrays.shifts[vehicle, CALLS] else -1
    if short < 0:
        if simple:
            return price_simply(arrays, scratch, vehicle, stops)
        return price_from(arrays, scratch, vehicle, stops, position, floor, ceiling)
    if not simple:
        for k in range(position, short):
            if not through(arrays, scratch, EARLY, vehicle, k):
                short = k
                break
    for k in range(stops, short, -1):
        visits[k] = visits[k - 1]
    least, changes = NEVER, 0
    for k in range(short, -1, -1):
        visits[k + 1] = visits[k] if k < short else visits[k + 1]
        visits[k] = depot_of(arrays)
        bound = -1
        if floor >= 0:
            bound = floor + detour(arrays, vehicle, visits[k - 1] if k > 0 else -1, visits[k + 1])
            if bound >= least:
                continue
        cents = _weighed(arrays, scratch, vehicle, stops + 1, k, bound, ceiling)
        if cents < least:
            least, changes = cents, scratch.ends[EARLY, CHANGES]
    scratch.ends[EARLY, CHANGES] = changes
    return int(least - arrays.cap[BEYOND] * changes)


@compiled
def price_route(arrays: Arrays, scratch: Scratch, vehicle: int, stops: int) -> int:
    """Cents of the route in ``scratch.visits``, penalties left out; ``NEVER`` when it breaks a rule on times or stock.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    scratch : Scratch
        Its ``visits`` hold the route.
    vehicle : int
        Index of the shift.
    stops : int
        How many there are, at least one.
    """
    if not arrays.shifts[vehicle, CALLS] and first_short(arrays, scratch.visits, vehicle, stops) >= 0:
        return NEVER
    if arrays.shifts[vehicle, PLAIN]:
        return price_plainly(arrays, scratch, vehicle, stops)
    begin(arrays, scratch, EARLY, vehicle, arrays.shifts[vehicle, SHIFT_START])
    return price_with_calls(arrays, scratch, vehicle, stops, 0, -1, NEVER)
