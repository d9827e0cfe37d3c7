"""Windows, prices, travel and breaks of single legs and stops, compiled; the rules are those of ``forward.py``,
``travel.py`` and ``objective.py``, and a test holds them together.
"""

from solver.search.arrays import (
    DUE,
    DUE_HOURLY,
    DUE_ONCE,
    FIRST_PERIOD,
    FIRST_WINDOW,
    HIGH,
    LOW,
    MATRIX,
    MOVED,
    PER_HOUR,
    PER_KM,
    PERIODS,
    PLACE,
    PROFILE,
    PROMISE_HOURLY,
    PROMISE_ONCE,
    PROMISED,
    SERVICES,
    SETUP,
    TARGET,
    TECHNICIAN,
    UNMOVED_FROM,
    UNMOVED_TO,
    WAS,
    WINDOWS_END,
    WORKLOAD,
    Arrays,
)
from solver.search.drives import BACK, THERE
from solver.search.jit import Table, compiled, inlined
from solver.travel import PARTS

NEVER = 2**60
"""The price of what breaks a rule."""


@inlined
def first_start(arrays: Arrays, visit: int, instant: int) -> int:
    """First instant at or after ``instant`` inside a start window; ``NEVER`` when there is none."""
    row = arrays.visits[visit]
    if instant > row[HIGH]:
        return NEVER
    if instant <= row[LOW]:
        return int(row[LOW])
    if row[WINDOWS_END] - row[FIRST_WINDOW] == 1:
        return instant
    for k in range(row[FIRST_WINDOW], row[WINDOWS_END]):
        if instant <= arrays.windows[k, 1]:
            return max(int(arrays.windows[k, 0]), instant)
    return NEVER


@inlined
def last_start(arrays: Arrays, visit: int, instant: int) -> int:
    """Last instant at or before ``instant`` inside a start window; ``-NEVER`` when there is none."""
    row = arrays.visits[visit]
    if instant < row[LOW]:
        return -NEVER
    if instant >= row[HIGH]:
        return int(row[HIGH])
    if row[WINDOWS_END] - row[FIRST_WINDOW] == 1:
        return instant
    for k in range(row[WINDOWS_END] - 1, row[FIRST_WINDOW] - 1, -1):
        if instant >= arrays.windows[k, 0]:
            return min(int(arrays.windows[k, 1]), instant)
    return -NEVER


@inlined
def service(arrays: Arrays, vehicle: int, visit: int, previous: int) -> int:
    """Seconds of service when ``previous``, or nothing (-1), is the stop before."""
    row = arrays.visits[visit]
    seconds = arrays.services[arrays.shifts[vehicle, SERVICES], visit]
    if row[SETUP] > 0 and (previous < 0 or arrays.visits[previous, PLACE] != row[PLACE]):
        seconds += row[SETUP]
    return int(seconds)


@inlined
def leg_cost(arrays: Arrays, vehicle: int, origin: int, destination: int, seconds: int) -> int:
    """Cents for a leg that takes so many seconds of driving."""
    shift = arrays.shifts[vehicle]
    cents = (seconds * shift[PER_HOUR] + 1800) // 3600
    if shift[PER_KM] > 0 and origin >= 0 and destination >= 0:
        cents += (arrays.distances[shift[PROFILE], origin, destination] * shift[PER_KM] + 500) // 1000
    return int(cents)


@inlined
def quickest(arrays: Arrays, vehicle: int, origin: int, destination: int) -> int:
    """Seconds of driving in the quickest period; with a single period, those of every leg."""
    if origin < 0 or destination < 0:
        return 0
    return int(arrays.legs[arrays.shifts[vehicle, PROFILE], origin, destination, THERE])


@inlined
def quickest_from(arrays: Arrays, vehicle: int, destination: int, origin: int) -> int:
    """As :func:`quickest`; where the way on from the destination is looked up as well, that lies beside it."""
    if origin < 0 or destination < 0:
        return 0
    return int(arrays.legs[arrays.shifts[vehicle, PROFILE], destination, origin, BACK])


@inlined
def late_cost(arrays: Arrays, visit: int, start: int) -> int:
    """Cents for starting after the promised window and after the response due time."""
    row = arrays.visits[visit]
    cents = 0
    if start > row[PROMISED]:
        cents += row[PROMISE_ONCE] + ((start - row[PROMISED]) * row[PROMISE_HOURLY] + 1800) // 3600
    if start > row[DUE]:
        cents += row[DUE_ONCE] + ((start - row[DUE]) * row[DUE_HOURLY] + 1800) // 3600
    return int(cents)


@inlined
def workload_cost(arrays: Arrays, vehicle: int, work: int) -> int:
    """Cents for so many seconds of work."""
    shift = arrays.shifts[vehicle]
    if work <= shift[TARGET]:
        return 0
    return int(((work - shift[TARGET]) * shift[WORKLOAD] + 1800) // 3600)


@inlined
def moved_cost(arrays: Arrays, visit: int, start: int) -> int:
    """Cents for a start that lies too far from the baseline's."""
    row = arrays.visits[visit]
    return int(row[MOVED]) if start < row[UNMOVED_FROM] or start > row[UNMOVED_TO] else 0


@inlined
def changed(arrays: Arrays, vehicle: int, visit: int, start: int) -> int:
    """1 where a stop departs from the baseline so far that its customer has to be called again, else 0."""
    row = arrays.visits[visit]
    if row[WAS] < 0:
        return 0
    same = row[WAS] == arrays.shifts[vehicle, TECHNICIAN] and row[UNMOVED_FROM] <= start <= row[UNMOVED_TO]
    return 0 if same else 1


@inlined
def planned(arrays: Arrays, visit: int) -> int:
    """1 where a visit of the baseline, left out, counts as a change, else 0."""
    return 1 if arrays.visits[visit, WAS] >= 0 else 0


@compiled
def arrive(
    arrays: Arrays, vehicle: int, origin: int, destination: int, departure: int, pauses: Table, count: int
) -> int:
    """Instant at which a leg ends that is interrupted by the first ``count`` pauses (start, seconds)."""
    shift = arrays.shifts[vehicle]
    if origin < 0 or destination < 0 or shift[PERIODS] == 1:
        now = departure
        for k in range(count):
            now += pauses[k, 1]
        return int(now + quickest(arrays, vehicle, origin, destination))
    first, periods = shift[FIRST_PERIOD], shift[PERIODS]
    now, rest, period = departure, PARTS, 0
    for k in range(count + 1):
        until = pauses[k, 0] if k < count else NEVER
        period = 0
        while period + 1 < periods and arrays.period_starts[first + period + 1] <= now:
            period += 1
        while rest > 0:
            seconds = arrays.durations[shift[MATRIX] + period, origin, destination]
            need = -(-rest * seconds // PARTS)
            end = until
            if period + 1 < periods:
                end = min(end, arrays.period_starts[first + period + 1])
            if now + need <= end:
                now, rest = now + need, 0
                break
            rest -= (end - now) * PARTS // seconds
            now = end
            if now == until:
                break
            period += 1
        if k < count:
            now += pauses[k, 1]
    return int(now)
