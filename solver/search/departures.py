"""Departures worth trying between the earliest and the last possible one, compiled; the rules are those of
``departures.py``, and a test holds them together.
"""

from solver.search.arrays import (
    BREAKS_END,
    DUE,
    EARLIEST,
    FIRST_BREAK,
    FIRST_WINDOW,
    HIGH,
    LATEST,
    LENGTH,
    LIMIT,
    LOW,
    PROMISED,
    SHIFT_END,
    SHIFT_START,
    UNMOVED_FROM,
    UNMOVED_TO,
    WAITING,
    WINDOWS_END,
    WORK_LIMIT,
    Arrays,
)
from solver.search.jit import compiled, inlined
from solver.search.labels import Scratch
from solver.search.legs import NEVER, last_start, service
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


@inlined
def departure_matters(arrays: Arrays, vehicle: int) -> bool:
    """Whether another departure than the earliest one may be cheaper, or possible at all, while ways take as long."""
    shift = arrays.shifts[vehicle]
    if shift[WAITING] > 0 or shift[WORK_LIMIT] < FOREVER:
        return True
    return bool(owed_until(arrays, vehicle, shift[SHIFT_START]) < NEVER)


@compiled
def measure(arrays: Arrays, scratch: Scratch, vehicle: int, stops: int) -> int:
    """Note the seconds from the departure to each arrival where nobody waits; returns the last possible departure.

    Before, ``scratch.arrivals`` holds the seconds of driving to each stop and to the end.
    """
    arrivals, previous = scratch.arrivals, -1
    for k in range(stops):
        visit = scratch.visits[k]
        scratch.leavings[k] = arrivals[k] + service(arrays, vehicle, visit, previous)
        arrivals[k + 1] += scratch.leavings[k]
        previous = visit
    bound = arrays.shifts[vehicle, LIMIT]
    for k in range(stops - 1, -1, -1):
        bound = last_start(arrays, scratch.visits[k], bound - arrivals[k + 1] + arrivals[k])
    return int(bound - arrivals[0])


@compiled
def _rested(arrays: Arrays, vehicle: int, departure: int, instant: int, first: int, end: int) -> bool:
    """Whether the breaks from ``first`` to ``end``, and no others, may have been taken by an instant."""
    for number in range(arrays.shifts[vehicle, FIRST_BREAK], arrays.shifts[vehicle, BREAKS_END]):
        over = arrays.breaks[number, EARLIEST] + arrays.breaks[number, LENGTH]
        if first <= number < end:
            if departure >= over or instant < over:
                return False
        elif departure < over and (number < first or instant > arrays.breaks[number, LATEST]):
            return False
    return True


@inlined
def _bend(arrays: Arrays, vehicle: int, found: int, useful: int, at: int, seconds: int, first: int, end: int) -> int:
    """The nearer departure with which a point is reached at an instant, after so many seconds."""
    departure = at - seconds
    if useful <= departure < found and _rested(arrays, vehicle, departure, at, first, end):
        return int(departure)
    return found


@inlined
def _begin(
    arrays: Arrays, vehicle: int, found: int, useful: int, at: int, seconds: int, home: int, first: int, end: int
) -> int:
    """As :func:`_bend`, for what can be waited for: or the departure with which the work limit is just met."""
    found = _bend(arrays, vehicle, found, useful, at, seconds, first, end)
    limit = arrays.shifts[vehicle, WORK_LIMIT]
    if limit < FOREVER:
        departure = at - seconds + home - limit
        if useful <= departure < found and _rested(arrays, vehicle, departure, at, first, end):
            return int(departure)
    return found


@compiled
def _next_after_breaks(
    arrays: Arrays, scratch: Scratch, vehicle: int, stops: int, useful: int, first: int, end: int
) -> int:
    """As :func:`next_departure`, with the breaks from ``first`` to ``end`` before what begins or ends."""
    shift, home = arrays.shifts[vehicle], scratch.arrivals[stops]
    found, rest = NEVER, 0
    for number in range(first, end):
        rest += arrays.breaks[number, LENGTH]
    for k in range(stops + 1):
        seconds = scratch.arrivals[k] + rest
        for number in range(shift[FIRST_BREAK], shift[BREAKS_END]):
            earliest, latest = arrays.breaks[number, EARLIEST], arrays.breaks[number, LATEST]
            found = _begin(arrays, vehicle, found, useful, earliest, seconds, home, first, end)
            found = _bend(arrays, vehicle, found, useful, latest, seconds, first, end)
            if k < stops:
                found = _bend(arrays, vehicle, found, useful, latest, scratch.leavings[k] + rest, first, end)
        if k == stops:
            found = _bend(arrays, vehicle, found, useful, shift[SHIFT_END], seconds, first, end)
            return int(_bend(arrays, vehicle, found, useful, shift[LIMIT], seconds, first, end))
        row = arrays.visits[scratch.visits[k]]
        found = _begin(arrays, vehicle, found, useful, row[LOW], seconds, home, first, end)
        found = _bend(arrays, vehicle, found, useful, row[HIGH], seconds, first, end)
        if row[WINDOWS_END] - row[FIRST_WINDOW] > 1:
            for number in range(row[FIRST_WINDOW], row[WINDOWS_END]):
                earliest, latest = arrays.windows[number, 0], arrays.windows[number, 1]
                found = _begin(arrays, vehicle, found, useful, earliest, seconds, home, first, end)
                found = _bend(arrays, vehicle, found, useful, latest, seconds, first, end)
        found = _begin(arrays, vehicle, found, useful, row[UNMOVED_FROM], seconds, home, first, end)
        found = _bend(arrays, vehicle, found, useful, row[UNMOVED_TO], seconds, first, end)
        found = _bend(arrays, vehicle, found, useful, row[PROMISED], seconds, first, end)
        found = _bend(arrays, vehicle, found, useful, row[DUE], seconds, first, end)
    return found


@compiled
def next_departure(arrays: Arrays, scratch: Scratch, vehicle: int, stops: int, useful: int) -> int:
    """The first departure worth trying from ``useful`` on, for a route that has been measured."""
    breaks_end, found = arrays.shifts[vehicle, BREAKS_END], NEVER
    for first in range(arrays.shifts[vehicle, FIRST_BREAK], breaks_end + 1):
        if first < breaks_end:
            over = arrays.breaks[first, EARLIEST] + arrays.breaks[first, LENGTH]
            found = over if useful <= over < found else found
            found = over - 1 if useful <= over - 1 < found else found
        for end in range(first, breaks_end + 1):
            found = min(found, _next_after_breaks(arrays, scratch, vehicle, stops, useful, first, end))
    return int(found)
