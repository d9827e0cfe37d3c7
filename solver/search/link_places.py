"""Where links let a visit be in the compiled search, and how it gets its appointment; compiled."""

from solver.links import Technicians
from solver.search.arrays import CALLS, FROM, HIGH, LOW, PLACE, PLAIN, SHIFT_START, Arrays
from solver.search.calls import depot_of, first_short
from solver.search.changes import insert_as_known, reprice, take_out_one, touch
from solver.search.insertion import insertion_cost
from solver.search.jit import compiled
from solver.search.labels import DEPARTURE, EARLY, LAST, LATE, PARENT, START, Scratch, begin
from solver.search.legs import NEVER, first_start, last_start, quickest
from solver.search.link_tables import FIRST, LEAST, MOST, SECOND, WHO, LinkTables, fix
from solver.search.pricing import price_from, run_pass
from solver.search.roster import LEAVE, POSITION, VERSION, Roster
from solver.windows import FOREVER

ANYBODY, THE_SAME = int(Technicians.ANY), int(Technicians.SAME)


@compiled
def bounds(roster: Roster, links: LinkTables, visit: int) -> tuple[int, int]:
    """Earliest and latest start of an absent visit that the appointments at the other ends of its links allow."""
    low, high = links.hulls[visit, 0], links.hulls[visit, 1]
    for q in range(links.at_from[visit], links.at_from[visit + 1]):
        row = links.rows[links.at[q]]
        if row[SECOND] == visit:
            if roster.shift_of[row[FIRST]] >= 0:
                low = max(low, links.starts[row[FIRST]] + row[LEAST])
                high = min(high, links.starts[row[FIRST]] + row[MOST])
        elif roster.shift_of[row[SECOND]] >= 0:
            low = max(low, links.starts[row[SECOND]] - row[MOST])
            high = min(high, links.starts[row[SECOND]] - row[LEAST])
    return low, high


@compiled
def narrow(arrays: Arrays, links: LinkTables, visit: int, low: int, high: int) -> bool:
    """Let an absent visit start between two instants only; false, and no change, where no window is between them."""
    fix(arrays, links, visit, FOREVER)
    low, high = first_start(arrays, visit, low), last_start(arrays, visit, high)
    if low > high:
        return False
    arrays.visits[visit, LOW], arrays.visits[visit, HIGH] = low, high
    return True


@compiled
def _suits(roster: Roster, links: LinkTables, visit: int, vehicle: int) -> bool:
    """Whether the links to served visits let this shift serve the visit."""
    for q in range(links.at_from[visit], links.at_from[visit + 1]):
        row = links.rows[links.at[q]]
        other = row[FIRST] if row[SECOND] == visit else row[SECOND]
        if row[WHO] != ANYBODY and roster.shift_of[other] >= 0:
            same = links.technicians[vehicle] == links.technicians[roster.shift_of[other]]
            if same != (row[WHO] == THE_SAME):
                return False
    return True


@compiled
def cost(
    arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, visit: int, vehicle: int, below: int
) -> int:
    """Cents that serving a visit on a shift adds within its present bounds; ``NEVER`` where that is not allowed."""
    if vehicle == links.barred[0] or not _suits(roster, links, visit, vehicle):
        return NEVER
    roster.insertions[visit, vehicle, VERSION] = -1
    cents = insertion_cost(arrays, roster, scratch, visit, vehicle, below, 0)
    return cents if roster.insertions[visit, vehicle, POSITION] >= 0 else NEVER


@compiled
def start_at(arrays: Arrays, roster: Roster, vehicle: int, visit: int, position: int) -> int:
    """Earliest start of a visit at a position of a route, breaks left out."""
    origin = arrays.shifts[vehicle, FROM]
    if position > 0:
        origin = arrays.visits[roster.routes[vehicle, position - 1], PLACE]
    there = quickest(arrays, vehicle, origin, arrays.visits[visit, PLACE])
    return first_start(arrays, visit, roster.times[vehicle, position, LEAVE] + there)


@compiled
def _start_in(arrays: Arrays, scratch: Scratch, vehicle: int, stops: int, place: int) -> tuple[int, int]:
    """Cents of the route in ``scratch.visits``, and the start of one of its stops in the timetable that costs them."""
    begin(arrays, scratch, EARLY, vehicle, arrays.shifts[vehicle, SHIFT_START])
    price = price_from(arrays, scratch, vehicle, stops, 0, -1, NEVER)
    if price == NEVER:
        return NEVER, NEVER
    departure = scratch.ends[EARLY, DEPARTURE]
    begin(arrays, scratch, LATE, vehicle, departure)
    run_pass(arrays, scratch, LATE, vehicle, stops, 0, departure)
    number = scratch.ends[LATE, LAST]
    for position in range(stops, place + 1, -1):
        number = scratch.labels[LATE, position, number, PARENT]
    return price, int(scratch.labels[LATE, place + 1, number, START])


@compiled
def _start_now(arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int, visit: int) -> int:
    """Start of a visit in the cheapest timetable of its route, which has one."""
    stops, visits = roster.lengths[vehicle], scratch.visits
    place = 0
    while roster.routes[vehicle, place] != visit:
        place += 1
    if arrays.shifts[vehicle, PLAIN]:
        return start_at(arrays, roster, vehicle, visit, place)
    for k in range(stops):
        visits[k] = roster.routes[vehicle, k]
    short = first_short(arrays, visits, vehicle, stops) if arrays.shifts[vehicle, CALLS] else -1
    if short < 0:
        _, start = _start_in(arrays, scratch, vehicle, stops, place)
        return start
    for k in range(stops, short, -1):
        visits[k] = visits[k - 1]
    least, found = NEVER, NEVER
    for k in range(short, -1, -1):
        visits[k + 1] = visits[k] if k < short else visits[k + 1]
        visits[k] = depot_of(arrays)
        cents, start = _start_in(arrays, scratch, vehicle, stops + 1, place if place < k else place + 1)
        if cents < least:
            least, found = cents, start
    return found


@compiled
def take_back(arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, visit: int) -> None:
    """Take a linked visit out of the plan again."""
    if not take_out_one(arrays, roster, scratch, visit):
        links.failed[0] = 1
    fix(arrays, links, visit, FOREVER)


@compiled
def _settle(arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, visit: int) -> bool:
    """Make the present start of a visit just inserted its appointment; false, and taken out again, where it fails."""
    vehicle = roster.shift_of[visit]
    if reprice(arrays, roster, scratch, vehicle):
        fix(arrays, links, visit, _start_now(arrays, roster, scratch, vehicle, visit))
        if reprice(arrays, roster, scratch, vehicle):
            return True
    take_back(arrays, roster, scratch, links, visit)
    return False


@compiled
def put(
    arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, visit: int, vehicle: int, touched: int
) -> tuple[int, bool]:
    """Insert a visit into a route as cheaply as its bounds allow, and make its start its appointment."""
    if cost(arrays, roster, scratch, links, visit, vehicle, NEVER) == NEVER:
        fix(arrays, links, visit, FOREVER)
        return touched, False
    if not roster.touched[vehicle]:
        touched = touch(roster, vehicle, touched)
    insert_as_known(arrays, roster, scratch, visit, vehicle)
    return touched, _settle(arrays, roster, scratch, links, visit)
