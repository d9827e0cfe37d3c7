"""Pairs in the compiled search: two visits by two technicians at the cheapest of a few common times; compiled.

The times tried are those where each of the two fits best, the time before the round, and one at random.
"""

from solver.search.arrays import HIGH, LOW, Arrays
from solver.search.jit import compiled
from solver.search.labels import Scratch
from solver.search.legs import NEVER, first_start
from solver.search.link_places import bounds, cost, narrow, put, start_at, take_back
from solver.search.link_tables import FIRST, LEAST, MOST, PROMISING, SECOND, LinkTables, fix
from solver.search.order import uniform
from solver.search.roster import POSITION, Roster
from solver.windows import FOREVER


@compiled
def _lags(links: LinkTables, first: int, second: int) -> tuple[int, int]:
    """Least and most seconds from the start of one visit of a pair to that of the other."""
    least, most = -FOREVER, FOREVER
    for q in range(links.at_from[first], links.at_from[first + 1]):
        row = links.rows[links.at[q]]
        if row[FIRST] == first and row[SECOND] == second:
            least, most = max(least, row[LEAST]), min(most, row[MOST])
        elif row[FIRST] == second:
            least, most = max(least, -row[MOST]), min(most, -row[LEAST])
    return least, most


@compiled
def _note_times(
    arrays: Arrays,
    roster: Roster,
    scratch: Scratch,
    links: LinkTables,
    visit: int,
    below: int,
    begin: int,
    earlier: int,
) -> bool:
    """Note the starts where a visit fits best within its bounds, less some seconds; false where there is none."""
    for k in range(begin, begin + PROMISING):
        links.prices[k], links.times[k] = NEVER, NEVER
    fits = False
    for q in range(roster.fits_from[visit], roster.fits_from[visit + 1]):
        vehicle = roster.fitting[q]
        cents = cost(arrays, roster, scratch, links, visit, vehicle, below)
        if cents >= below:
            continue
        fits = True
        position = roster.insertions[visit, vehicle, POSITION]
        start = start_at(arrays, roster, vehicle, visit, position) - earlier
        for k in range(begin, begin + PROMISING):
            if cents < links.prices[k]:
                cents, links.prices[k] = links.prices[k], cents
                start, links.times[k] = links.times[k], start
    return fits


@compiled
def _cheapest_two(
    arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, visit: int, below: int
) -> tuple[int, int, int, int]:
    """Cents and shift of the cheapest insertion, and of the cheapest one by another technician."""
    least, where, second, there = NEVER, -1, NEVER, -1
    for q in range(roster.fits_from[visit], roster.fits_from[visit + 1]):
        vehicle = roster.fitting[q]
        cents = cost(arrays, roster, scratch, links, visit, vehicle, below)
        if cents < least:
            if where < 0 or links.technicians[where] != links.technicians[vehicle]:
                second, there = least, where
            least, where = cents, vehicle
        elif cents < second and links.technicians[where] != links.technicians[vehicle]:
            second, there = cents, vehicle
    return least, where, second, there


@compiled
def _shifts_at(
    arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, first: int, second: int, below: int
) -> tuple[int, int, int]:
    """Cents and the two shifts of the cheapest way to serve a pair within the present bounds of both."""
    least_second = links.prices[PROMISING]
    cents, here, more, there = _cheapest_two(arrays, roster, scratch, links, first, below - least_second)
    if here < 0 or cents + least_second >= below:
        return NEVER, -1, -1
    cents_too, here_too, more_too, there_too = _cheapest_two(arrays, roster, scratch, links, second, below - cents)
    if here_too < 0:
        return NEVER, -1, -1
    if links.technicians[here] != links.technicians[here_too]:
        return cents + cents_too, here, here_too
    if there_too >= 0 and (there < 0 or cents + more_too <= more + cents_too):
        return cents + more_too, here, there_too
    if there >= 0:
        return more + cents_too, there, here_too
    return NEVER, -1, -1


@compiled
def _best_time(
    arrays: Arrays,
    roster: Roster,
    scratch: Scratch,
    links: LinkTables,
    first: int,
    second: int,
    below: int,
) -> tuple[int, int, int]:
    """Start of the first of a pair and the two shifts, where that is cheapest; no shift (-1) if it is nowhere."""
    least, most = _lags(links, first, second)
    low, high = bounds(roster, links, first)
    low_second, high_second = bounds(roster, links, second)
    low, high = max(low, low_second - most), min(high, high_second - least)
    low_second, high_second = max(low_second, low + least), min(high_second, high + most)
    if low > high or low_second > high_second:
        return 0, -1, -1
    if not (narrow(arrays, links, first, low, high) and narrow(arrays, links, second, low_second, high_second)):
        return 0, -1, -1
    if not _note_times(arrays, roster, scratch, links, first, below, 0, 0):
        return 0, -1, -1
    if not _note_times(arrays, roster, scratch, links, second, below - links.prices[0], PROMISING, least):
        return 0, -1, -1
    found, one, other, at = below, -1, -1, 0
    low, high = arrays.visits[first, LOW], arrays.visits[first, HIGH]
    links.times[2 * PROMISING] = links.old_starts[first]
    links.times[2 * PROMISING + 1] = low + int(uniform(roster.random) * (high - low))
    for k in range(2 * PROMISING + 2):
        if links.times[k] >= FOREVER:
            continue
        fix(arrays, links, first, FOREVER)
        start = first_start(arrays, first, min(max(links.times[k], low), high))
        if start > high or not narrow(
            arrays, links, second, max(low_second, start + least), min(high_second, start + most)
        ):
            continue
        arrays.visits[first, LOW], arrays.visits[first, HIGH] = start, start
        cents, here, there = _shifts_at(arrays, roster, scratch, links, first, second, found)
        if cents < found:
            found, one, other, at = cents, here, there, start
    return at, one, other


@compiled
def place_pair(
    arrays: Arrays,
    roster: Roster,
    scratch: Scratch,
    links: LinkTables,
    first: int,
    second: int,
    below: int,
    touched: int,
) -> tuple[int, bool]:
    """Serve two visits by two technicians; returns how many routes are touched, and whether that was possible."""
    at, one, other = _best_time(arrays, roster, scratch, links, first, second, below)
    fix(arrays, links, first, FOREVER)
    fix(arrays, links, second, FOREVER)
    if one < 0:
        return touched, False
    arrays.visits[first, LOW], arrays.visits[first, HIGH] = at, at
    touched, done = put(arrays, roster, scratch, links, first, one, touched)
    if not done:
        return touched, False
    low, high = bounds(roster, links, second)
    if low <= high and narrow(arrays, links, second, low, high):
        touched, done = put(arrays, roster, scratch, links, second, other, touched)
        if done:
            return touched, True
    take_back(arrays, roster, scratch, links, first)
    return touched, False
