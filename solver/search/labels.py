"""The forward pass of ``forward.py``, compiled: everything as early as it can be, all choices carried along.

A *label* is what ``forward.py`` calls a state: one way to have got so far. The labels of a route lie in a table by
position; position k stands for the route after k stops. A label that another one equals or beats is dropped.
"""

from typing import NamedTuple

import numpy as np

from solver.search.arrays import (
    ASSIGNMENTS,
    BEYOND,
    BREAKS_END,
    EARLIEST,
    FIRST_BREAK,
    FIXED,
    FROM,
    LATEST,
    LENGTH,
    LIMIT,
    OVERTIME,
    PLACE,
    SHIFT_END,
    TO,
    UNMOVED_FROM,
    UNMOVED_TO,
    WAITING,
    WORK_LIMIT,
    WORKLOAD,
    Arrays,
    Int64s,
)
from solver.search.jit import Cubes, Table, Vector, compiled, inlined
from solver.search.legs import (
    NEVER,
    arrive,
    changed,
    first_start,
    late_cost,
    leg_cost,
    moved_cost,
    service,
    workload_cost,
)

MOST_LABELS = 32
"""Labels kept at one position; the latest ones are given up, which never makes a route look cheaper than it is."""

TIME, COST, TAKEN, BUSY, PARENT, ARRIVAL, START, TRAVEL, INTERRUPTED = range(9)
"""Columns of a label: as in ``forward.State``; PARENT is its predecessor's number, INTERRUPTED tells whether a break
fell on the way."""

READY, THERE, RESTED, ON_THE_WAY, BROKEN = range(5)
"""Columns of a way to take a leg: when service may begin, the arrival, seconds of breaks in all and before it."""

(
    EXCESS,
    PRICE,
    END,
    LAST,
    END_ARRIVAL,
    END_TRAVEL,
    END_TAKEN,
    END_BROKEN,
    END_BUSY,
    CHANGES,
    LEAST_BARE,
    SOONEST,
    MOST_BUSY,
    MOST_RESTED,
    DEPARTURE,
) = range(15)
"""Columns of a finished pass; LAST is the number of the label at the last stop. Where the cap on changes can be
exceeded, the cost of a label and PRICE hold each change at BEYOND; CHANGES, once counted, is how many there are.
LEAST_BARE to MOST_RESTED hold for all ends (``departures.Outlook``); the early pass has the best DEPARTURE of all."""

EARLY, LATE = 0, 1
"""The two passes of a route: from the shift's start, and from a later departure."""


class Scratch(NamedTuple):
    """Working memory of one thread.

    ``labels`` and ``counts`` by pass and position; ``owed`` the breaks of each pass by number, ``owing`` how many;
    ``ends`` the finished passes; ``found`` and ``order`` labels before they are compared; ``ways`` and ``pauses`` of
    the leg at hand; ``visits`` the route at hand, ``arrivals`` and ``leavings`` its seconds of work up to each stop.
    """

    labels: Cubes
    counts: Table
    owed: Table
    owing: Vector
    ends: Table
    found: Table
    order: Vector
    ways: Table
    pauses: Table
    visits: Vector
    arrivals: Vector
    leavings: Vector


def new_scratch(arrays: Arrays, longest: int) -> Scratch:
    """Make working memory.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    longest : int
        Most stops on a route, the call at the depot left out.
    """
    breaks = int((arrays.shifts[:, BREAKS_END] - arrays.shifts[:, FIRST_BREAK]).max(initial=0))
    most = 2 * MOST_LABELS * (breaks + 1)

    def zeros(*shape: int) -> Int64s:
        return np.zeros(shape, dtype=np.int64)

    return Scratch(
        labels=zeros(2, longest + 2, MOST_LABELS, 9),
        counts=zeros(2, longest + 2),
        owed=zeros(2, breaks + 1),
        owing=zeros(2),
        ends=zeros(2, 15),
        found=zeros(most, 9),
        order=zeros(most),
        ways=zeros(breaks + 1, 5),
        pauses=zeros(breaks + 1, 2),
        visits=zeros(longest + 2),
        arrivals=zeros(longest + 3),
        leavings=zeros(longest + 3),
    )


@inlined
def copy_eight(row: Vector, to: Vector) -> None:
    """Copy eight numbers, all read before any is written: so the compiler may move several at once."""
    a, b, c, d, e, f, g, h = row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]
    to[0], to[1], to[2], to[3], to[4], to[5], to[6], to[7] = a, b, c, d, e, f, g, h


@inlined
def copy_label(label: Vector, to: Vector) -> None:
    """Copy a label."""
    copy_eight(label, to)
    to[INTERRUPTED] = label[INTERRUPTED]


@compiled
def begin(arrays: Arrays, scratch: Scratch, which: int, vehicle: int, departure: int) -> None:
    """Put down the label before the first leg, and the breaks that this departure does not rule out."""
    labels = scratch.labels
    for column in range(9):
        labels[which, 0, 0, column] = 0
    labels[which, 0, 0, TIME] = departure
    labels[which, 0, 0, START] = departure
    scratch.counts[which, 0] = 1
    owing = 0
    for number in range(arrays.shifts[vehicle, FIRST_BREAK], arrays.shifts[vehicle, BREAKS_END]):
        if departure < arrays.breaks[number, EARLIEST] + arrays.breaks[number, LENGTH]:
            scratch.owed[which, owing] = number
            owing += 1
    scratch.owing[which] = owing


@compiled
def _ways(
    arrays: Arrays, scratch: Scratch, which: int, vehicle: int, origin: int, destination: int, left: int, taken: int
) -> int:
    """Fill in the ways to take a leg, without a break, with one, with two, …; returns how many there are."""
    ways, pauses = scratch.ways, scratch.pauses
    there = arrive(arrays, vehicle, origin, destination, left, pauses, 0)
    ready, rested, count = there, 0, 0
    on_the_way = True
    ways[0, READY], ways[0, THERE] = there, there
    ways[0, RESTED], ways[0, ON_THE_WAY], ways[0, BROKEN] = 0, 0, 0
    for k in range(taken, scratch.owing[which]):
        number = scratch.owed[which, k]
        earliest, latest, length = (
            arrays.breaks[number, EARLIEST],
            arrays.breaks[number, LATEST],
            arrays.breaks[number, LENGTH],
        )
        start = max(ready, earliest)
        if start > latest and on_the_way:
            start = max(pauses[count - 1, 0] + pauses[count - 1, 1] if count > 0 else left, earliest)
            if start > latest:
                break
            pauses[count, 0], pauses[count, 1] = start, length
            there = arrive(arrays, vehicle, origin, destination, left, pauses, count + 1)
            ready = there
        else:
            if start > latest:
                break
            on_the_way = False
            pauses[count, 0], pauses[count, 1] = start, length
            ready = start + length
        count += 1
        rested += length
        before, broken = 0, 0
        for q in range(count):
            if pauses[q, 0] < there:
                before += pauses[q, 1]
                broken = 1
        ways[count, READY], ways[count, THERE] = ready, there
        ways[count, RESTED], ways[count, ON_THE_WAY], ways[count, BROKEN] = rested, before, broken
    return count + 1


@inlined
def _before(found: Table, one: int, other: int) -> bool:
    for column in range(3):
        if found[one, column] != found[other, column]:
            return bool(found[one, column] < found[other, column])
    return False


@compiled
def _keep_undominated(scratch: Scratch, which: int, position: int, count: int, busy_counts: bool) -> None:
    """Put the labels found in the table, in order, without those that another one equals or beats."""
    found, order, labels = scratch.found, scratch.order, scratch.labels
    for k in range(count):
        place = k
        while place > 0 and _before(found, k, order[place - 1]):
            order[place] = order[place - 1]
            place -= 1
        order[place] = k
    kept = 0
    for k in range(count):
        number = order[k]
        beaten = False
        for other in range(kept):
            if (
                labels[which, position, other, COST] <= found[number, COST]
                and labels[which, position, other, TAKEN] == found[number, TAKEN]
                and (not busy_counts or labels[which, position, other, BUSY] <= found[number, BUSY])
            ):
                beaten = True
                break
        if not beaten and kept < MOST_LABELS:
            copy_label(found[number], labels[which, position, kept])
            kept += 1
    scratch.counts[which, position] = kept


@compiled
def through(arrays: Arrays, scratch: Scratch, which: int, vehicle: int, position: int) -> bool:
    """Go on from the labels at a position through the next stop; tells whether that is possible."""
    labels, found, ways = scratch.labels, scratch.found, scratch.ways
    visit = scratch.visits[position]
    previous = scratch.visits[position - 1] if position > 0 else -1
    origin = arrays.visits[previous, PLACE] if previous >= 0 else arrays.shifts[vehicle, FROM]
    destination = arrays.visits[visit, PLACE]
    seconds = service(arrays, vehicle, visit, previous)
    assigned = arrays.assignments[arrays.shifts[vehicle, ASSIGNMENTS], visit]
    beyond = arrays.cap[BEYOND]
    count = 0
    for number in range(scratch.counts[which, position]):
        left = labels[which, position, number, TIME]
        taken = labels[which, position, number, TAKEN]
        for way in range(_ways(arrays, scratch, which, vehicle, origin, destination, left, taken)):
            ready = ways[way, READY]
            driven = ways[way, THERE] - left - ways[way, ON_THE_WAY]
            cost = labels[which, position, number, COST] + leg_cost(arrays, vehicle, origin, destination, driven)
            start = first_start(arrays, visit, ready)
            for attempt in range(2):
                if attempt == 1:
                    if start >= arrays.visits[visit, UNMOVED_FROM]:
                        break
                    start = first_start(arrays, visit, arrays.visits[visit, UNMOVED_FROM])
                    if start > arrays.visits[visit, UNMOVED_TO]:
                        break
                if start == NEVER:
                    break
                found[count, TIME] = start + seconds
                found[count, COST] = (
                    cost + late_cost(arrays, visit, start) + assigned + moved_cost(arrays, visit, start)
                )
                if beyond > 0:
                    found[count, COST] += beyond * changed(arrays, vehicle, visit, start)
                found[count, TAKEN] = taken + way
                found[count, BUSY] = labels[which, position, number, BUSY] + driven + seconds + ways[way, RESTED]
                found[count, PARENT] = number
                found[count, ARRIVAL] = ways[way, THERE]
                found[count, START] = start
                found[count, TRAVEL] = driven
                found[count, INTERRUPTED] = ways[way, BROKEN]
                count += 1
    _keep_undominated(scratch, which, position + 1, count, arrays.shifts[vehicle, WORKLOAD] > 0)
    return count > 0


@inlined
def _cheaper(excess: int, price: int, over: int, end: Vector) -> bool:
    if excess != end[EXCESS]:
        return bool(excess < end[EXCESS])
    if price != end[PRICE]:
        return bool(price < end[PRICE])
    return bool(over < end[END])


@compiled
def finish(arrays: Arrays, scratch: Scratch, which: int, vehicle: int, stops: int, departure: int) -> bool:
    """Drive to the end place and note the cheapest end; tells whether there is one."""
    labels, ways, end = scratch.labels, scratch.ways, scratch.ends[which]
    shift = arrays.shifts[vehicle]
    origin, destination = arrays.visits[scratch.visits[stops - 1], PLACE], shift[TO]
    end[EXCESS] = NEVER
    end[LEAST_BARE], end[SOONEST], end[MOST_BUSY], end[MOST_RESTED] = NEVER, NEVER, 0, 0
    for number in range(scratch.counts[which, stops]):
        left = labels[which, stops, number, TIME]
        taken = labels[which, stops, number, TAKEN]
        for way in range(_ways(arrays, scratch, which, vehicle, origin, destination, left, taken)):
            over = ways[way, READY]
            rested = 0
            owed = over > shift[LIMIT]
            for k in range(scratch.owing[which]):
                if k < taken + way:
                    rested += arrays.breaks[scratch.owed[which, k], LENGTH]
                elif over > arrays.breaks[scratch.owed[which, k], LATEST]:
                    owed = True
            if owed:
                continue
            driven = ways[way, THERE] - left - ways[way, ON_THE_WAY]
            busy = labels[which, stops, number, BUSY] + driven + ways[way, RESTED]
            excess = max(0, over - departure - rested - shift[WORK_LIMIT])
            bare = (
                labels[which, stops, number, COST]
                + leg_cost(arrays, vehicle, origin, destination, driven)
                + shift[FIXED]
                + (max(0, over - shift[SHIFT_END]) * shift[OVERTIME] + 1800) // 3600
                + workload_cost(arrays, vehicle, busy - rested)
            )
            price = bare + ((over - departure - busy) * shift[WAITING] + 1800) // 3600
            end[LEAST_BARE], end[SOONEST] = min(end[LEAST_BARE], bare), min(end[SOONEST], over)
            end[MOST_BUSY], end[MOST_RESTED] = max(end[MOST_BUSY], busy), max(end[MOST_RESTED], rested)
            if _cheaper(excess, price, over, end):
                end[EXCESS], end[PRICE], end[END], end[LAST] = excess, price, over, number
                end[END_ARRIVAL], end[END_TRAVEL] = ways[way, THERE], driven
                end[END_TAKEN], end[END_BROKEN], end[END_BUSY] = taken + way, ways[way, BROKEN], busy
    return bool(end[EXCESS] < NEVER)
