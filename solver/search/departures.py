"""Departures worth trying between the earliest and the last possible one, compiled; the rules are those of
``departures.py``, and a test holds them together.
"""

from solver.search.arrays import (
    BREAKS_END,
    DUE,
    EARLIEST,
    FIRST_BREAK,
    FIRST_WINDOW,
    FROM,
    HIGH,
    LATEST,
    LENGTH,
    LIMIT,
    LOW,
    PLACE,
    PROMISED,
    SHIFT_END,
    TO,
    UNMOVED_FROM,
    UNMOVED_TO,
    WAITING,
    WINDOWS_END,
    WORK_LIMIT,
    Arrays,
)
from solver.search.jit import compiled, inlined
from solver.search.labels import Scratch
from solver.search.legs import NEVER, last_start, quickest, service
from solver.windows import FOREVER


@inlined
def next_useful(
    arrays: Arrays, vehicle: int, departure: int, below: int, cents: int, end: int, busy: int, rested: int
) -> int:
    """First later departure with which a route may keep the work limit and cost less than ``below``.

    The rest is as in ``departures.Outlook``: no later departure undercuts it.
    """
    shift = arrays.shifts[vehicle]
    if below <= cents:
        return NEVER
    useful = departure + 1
    if shift[WAITING] > 0:
        useful = max(useful, end - busy - (3600 * (below - cents) - 1801) // shift[WAITING])
    if shift[WORK_LIMIT] < FOREVER:
        useful = max(useful, end - rested - shift[WORK_LIMIT])
    return int(useful)


@compiled
def owed_until(arrays: Arrays, vehicle: int, departure: int) -> int:
    """First later departure that rules a break out which had begun to be due at this one."""
    until = NEVER
    for number in range(arrays.shifts[vehicle, FIRST_BREAK], arrays.shifts[vehicle, BREAKS_END]):
        over = arrays.breaks[number, EARLIEST] + arrays.breaks[number, LENGTH]
        if arrays.breaks[number, EARLIEST] < departure < over:
            until = min(until, over)
    return int(until)


@compiled
def measure(arrays: Arrays, scratch: Scratch, vehicle: int, stops: int) -> int:
    """Note the seconds from the departure to each arrival where nobody waits; returns the last possible departure."""
    shift, arrivals = arrays.shifts[vehicle], scratch.arrivals
    now, origin, previous = 0, shift[FROM], -1
    for k in range(stops):
        visit = scratch.visits[k]
        place = arrays.visits[visit, PLACE]
        arrivals[k] = now + quickest(arrays, vehicle, origin, place)
        now = arrivals[k] + service(arrays, vehicle, visit, previous)
        scratch.leavings[k] = now
        origin, previous = place, visit
    arrivals[stops] = now + quickest(arrays, vehicle, origin, shift[TO])
    bound = shift[LIMIT]
    for k in range(stops - 1, -1, -1):
        bound = last_start(arrays, scratch.visits[k], bound - arrivals[k + 1] + arrivals[k])
    return int(bound - arrivals[0])


@inlined
def _nearer(found: int, departure: int, instant: int) -> int:
    return departure if instant <= departure < found else found


@inlined
def _begin(arrays: Arrays, vehicle: int, begin: int, seconds: int, home: int, instant: int, found: int) -> int:
    """The nearer departure with which what can be waited for is reached in time, or the work limit just met."""
    found = _nearer(found, begin - seconds, instant)
    limit = arrays.shifts[vehicle, WORK_LIMIT]
    return _nearer(found, begin - seconds + home - limit, instant) if limit < FOREVER else found


@compiled
def _next_after_rest(arrays: Arrays, scratch: Scratch, vehicle: int, stops: int, instant: int, rest: int) -> int:
    """As :func:`next_departure`, with so many seconds of breaks before what begins or ends."""
    shift, home = arrays.shifts[vehicle], scratch.arrivals[stops]
    found = NEVER
    for k in range(stops + 1):
        seconds = scratch.arrivals[k] + rest
        for number in range(shift[FIRST_BREAK], shift[BREAKS_END]):
            latest = arrays.breaks[number, LATEST]
            found = _begin(arrays, vehicle, arrays.breaks[number, EARLIEST], seconds, home, instant, found)
            found = _nearer(found, latest - seconds, instant)
            if k < stops:
                found = _nearer(found, latest - scratch.leavings[k] - rest, instant)
        if k == stops:
            found = _nearer(found, shift[SHIFT_END] - seconds, instant)
            return _nearer(found, shift[LIMIT] - seconds, instant)
        row = arrays.visits[scratch.visits[k]]
        found = _begin(arrays, vehicle, row[LOW], seconds, home, instant, found)
        found = _nearer(found, row[HIGH] - seconds, instant)
        if row[WINDOWS_END] - row[FIRST_WINDOW] > 1:
            for window in range(row[FIRST_WINDOW], row[WINDOWS_END]):
                found = _begin(arrays, vehicle, arrays.windows[window, 0], seconds, home, instant, found)
                found = _nearer(found, arrays.windows[window, 1] - seconds, instant)
        found = _begin(arrays, vehicle, row[UNMOVED_FROM], seconds, home, instant, found)
        found = _nearer(found, row[UNMOVED_TO] - seconds, instant)
        found = _nearer(found, row[PROMISED] - seconds, instant)
        found = _nearer(found, row[DUE] - seconds, instant)
    return found


@compiled
def next_departure(arrays: Arrays, scratch: Scratch, vehicle: int, stops: int, instant: int) -> int:
    """The first departure worth trying at or after an instant, for a route that has been measured."""
    first, end = arrays.shifts[vehicle, FIRST_BREAK], arrays.shifts[vehicle, BREAKS_END]
    found = _next_after_rest(arrays, scratch, vehicle, stops, instant, 0)
    for begin in range(first, end):
        found = _nearer(found, arrays.breaks[begin, EARLIEST] + arrays.breaks[begin, LENGTH], instant)
        rest = 0
        for number in range(begin, end):
            rest += arrays.breaks[number, LENGTH]
            found = min(found, _next_after_rest(arrays, scratch, vehicle, stops, instant, rest))
    return int(found)
