"""A problem as contiguous arrays, the form in which compiled functions read it. Units as in ``problem.py``.

What belongs to one visit, or to one shift, lies in one row, so that it comes into the processor's cache together.
The names below are the columns of those rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.forward import service_duration
from solver.objective import preference_cost, technician_change
from solver.problem import Depot, Problem, Vehicle
from solver.search.drives import NOWHERE, drives_of
from solver.search.jit import Legs, Matrices, Table, Vector
from solver.shortest import ShortestLegs
from solver.stock import may_run_short
from solver.windows import FOREVER, TimeWindow

Int64s = NDArray[np.int64]

ALWAYS = TimeWindow(0, FOREVER)

UNPLANNED = (-FOREVER, FOREVER, 0, -1)
"""The columns from UNMOVED_FROM on of a visit that is not in the baseline."""

(
    PLACE,
    SETUP,
    PENALTY,
    LOW,
    HIGH,
    FIRST_WINDOW,
    WINDOWS_END,
    PROMISED,
    PROMISE_ONCE,
    PROMISE_HOURLY,
    DUE,
    DUE_ONCE,
    DUE_HOURLY,
    UNMOVED_FROM,
    UNMOVED_TO,
    MOVED,
    WAS,
    DEMANDS,
) = range(18)
"""Columns of ``visits``: LOW is the first start of all windows, HIGH the last; PROMISED and DUE the last instants in
time; the start may lie between UNMOVED_FROM and UNMOVED_TO, else it costs MOVED; WAS is the baseline's technician. From
DEMANDS on there is a column for each kind of part or tool that some shift may lack: the units that the visit takes."""

(
    SHIFT_START,
    SHIFT_END,
    LIMIT,
    FROM,
    TO,
    WORK_LIMIT,
    MAX_VISITS,
    SERVICES,
    ASSIGNMENTS,
    MATRIX,
    PROFILE,
    FIRST_PERIOD,
    PERIODS,
    FIRST_BREAK,
    BREAKS_END,
    PER_HOUR,
    PER_KM,
    WAITING,
    OVERTIME,
    FIXED,
    PLAIN,
    WORKLOAD,
    SIMPLE,
    CALLS,
    SHORTCUT,
    TARGET,
    TECHNICIAN,
    SUPPLIES,
) = range(28)
"""Columns of ``shifts``: LIMIT is the latest end; SERVICES, ASSIGNMENTS, MATRIX and PROFILE are rows of other arrays;
work beyond TARGET costs WORKLOAD an hour.
On a SIMPLE shift there is one way to take each leg, and one start worth trying: no breaks, travel periods or baseline.
On a PLAIN shift, moreover, that start is the best one whatever follows: no waiting costs or work limit either, and no
calls at the depot. CALLS tells whether a route may have to call and may; SHORTCUT are
the seconds that a leg by way of the depot saves at most. From SUPPLIES on: the units on board at the start."""

PLENTY = 2**60
"""The units of what a van has enough of."""

BEYOND, MOST = range(2)
"""Entries of ``cap``: cents for each change beyond the most, 0 where there can't be more, and the most."""

EARLIEST, LATEST, LENGTH = range(3)
"""Columns of ``breaks``."""


class Arrays(NamedTuple):
    """A problem, read-only.

    ``visits`` ends with the depot, as a visit without window or demand, where some shift may have to call at it.
    ``windows`` holds the bounds of every start window; ``services`` and ``assignments`` seconds of service and cents
    for sending this technician, by visit; ``legs``, ``durations`` and ``distances`` are those of
    :class:`solver.search.drives.Drives`, and so are the numbers of places; ``period_starts`` those of all profiles in
    turn; ``cap`` the cap on changes.
    """

    visits: Table
    windows: Table
    shifts: Table
    breaks: Table
    services: Table
    assignments: Table
    legs: Legs
    durations: Matrices
    distances: Matrices
    period_starts: Vector
    cap: Vector


def as_arrays(problem: Problem) -> Arrays:
    """Write a problem as arrays.

    Parameters
    ----------
    problem : Problem
        With at least one visit and one shift.
    """
    called = any(may_run_short(problem, shift) for shift in problem.vehicles)
    depot = problem.depot if called else None
    services = _Rows(_services(problem, depot))
    assignments = _Rows(_assignments(problem, depot))
    demands, supplies = _stock(problem)
    drives = drives_of(problem)
    visits = np.hstack([_visits(problem, depot), demands[: len(problem.visits) + called]])
    shifts = np.hstack([_shifts(problem, services.numbers, assignments.numbers), supplies])
    visits[:, PLACE] = drives.numbers[visits[:, PLACE]]
    shifts[:, [FROM, TO]] = drives.numbers[shifts[:, [FROM, TO]]]
    return Arrays(
        visits=visits,
        windows=_table([*(w for windows in problem.start_windows for w in windows), ALWAYS], 2),
        shifts=shifts,
        breaks=_table((b for shift in problem.vehicles for b in shift.breaks), 3),
        services=np.array(services.rows, dtype=np.int64),
        assignments=np.array(assignments.rows, dtype=np.int64),
        legs=drives.legs,
        durations=drives.durations,
        distances=drives.distances,
        period_starts=np.array([start for t in problem.travel for start in t.period_starts], dtype=np.int64),
        cap=np.array(_cap(problem), dtype=np.int64),
    )


class _Rows:
    """Distinct rows, and which of them each shift has."""

    def __init__(self, rows: Iterable[tuple[int, ...]]) -> None:
        known: dict[tuple[int, ...], int] = {}
        self.numbers = [known.setdefault(row, len(known)) for row in rows]
        self.rows = list(known)


def _services(problem: Problem, depot: Depot | None) -> Iterator[tuple[int, ...]]:
    """A row for each shift; those of equal proficiency share it."""
    calls = (depot.duration,) if depot else ()
    known: dict[tuple[int, ...], tuple[int, ...]] = {}
    for shift in problem.vehicles:
        if shift.duration_percents not in known:
            seconds = (service_duration(problem, v, shift, repeated=True) for v in range(len(problem.visits)))
            known[shift.duration_percents] = (*seconds, *calls)
        yield known[shift.duration_percents]


def _assignments(problem: Problem, depot: Depot | None) -> Iterator[tuple[int, ...]]:
    """A row for each shift: only where visit or baseline name its technician does it differ from anybody else's."""
    named: dict[int, list[int]] = defaultdict(list)
    for v, visit in enumerate(problem.visits):
        before = problem.baseline.stops[v] if problem.baseline else None
        for technician in visit.preferred_technicians | ({before.technician} if before else set()):
            named[technician].append(v)
    somebody = replace(problem.vehicles[0], technician=1 + max(named, default=0))
    others = [_assignment(problem, v, somebody) for v in range(len(problem.visits))] + ([0] if depot else [])
    for shift in problem.vehicles:
        row = others.copy()
        for v in named[shift.technician]:
            row[v] = _assignment(problem, v, shift)
        yield tuple(row)


def _assignment(problem: Problem, visit: int, shift: Vehicle) -> int:
    return preference_cost(problem.visits[visit], shift) + technician_change(problem, visit, shift)


def _stock(problem: Problem) -> tuple[Int64s, Int64s]:
    """Units by visit (a row of zeros at the end) and by shift, of each kind that some shift may lack."""
    parts, tools = len(problem.demand.parts), sorted(problem.demand.tools)
    demands = [
        (*(visit.parts + (0,) * (parts - len(visit.parts))), *(int(tool in visit.tools) for tool in tools))
        for visit in problem.visits
    ]
    supplies = [
        (
            *([PLENTY] * parts if shift.parts is None else (shift.parts + (0,) * parts)[:parts]),
            *(PLENTY if tool in shift.tools else 0 for tool in tools),
        )
        for shift in problem.vehicles
    ]
    kinds = parts + len(tools)
    wanted, carried = _table([*demands, (0,) * kinds], kinds), _table(supplies, kinds)
    scarce = wanted.sum(axis=0) > carried.min(axis=0)
    return wanted[:, scarce], carried[:, scarce]


def _visits(problem: Problem, depot: Depot | None) -> Int64s:
    rows: list[tuple[int, ...]] = []
    window = 0
    for number, visit in enumerate(problem.visits):
        windows = problem.start_windows[number]
        promise, response = visit.promise, visit.response
        rows.append(
            (
                visit.place,
                visit.setup,
                visit.penalty,
                windows[0].earliest_start if windows else FOREVER,
                windows[-1].latest_start if windows else -FOREVER,
                window,
                window + len(windows),
                *((promise.window.latest_start, *promise[1:]) if promise else (FOREVER, 0, 0)),
                *(response or (FOREVER, 0, 0)),
                *_before(problem, number),
            )
        )
        window += len(windows)
    if depot:
        rows.append((depot.place, 0, 0, *ALWAYS, window, window + 1, FOREVER, 0, 0, FOREVER, 0, 0, *UNPLANNED))
    return np.array(rows, dtype=np.int64)


def _before(problem: Problem, visit: int) -> tuple[int, int, int, int]:
    baseline = problem.baseline
    before = baseline.stops[visit] if baseline else None
    if baseline is None or before is None:
        return UNPLANNED
    start = before.start
    return start - baseline.tolerance, start + baseline.tolerance, baseline.start_moved, before.technician


def _cap(problem: Problem) -> tuple[int, int]:
    baseline = problem.baseline
    return (0, 0) if baseline is None else (baseline.price_beyond, baseline.most_changes or 0)


def _shifts(problem: Problem, services: Sequence[int], assignments: Sequence[int]) -> Int64s:
    periods = [len(t.period_starts) for t in problem.travel]
    before = [sum(periods[:profile]) for profile in range(len(periods))]
    rows: list[tuple[int, ...]] = []
    legs = ShortestLegs(problem)
    pauses = 0
    for number, shift in enumerate(problem.vehicles):
        rates = shift.rates
        calls = may_run_short(problem, shift)
        simple = not shift.breaks and periods[shift.profile] == 1 and problem.baseline is None
        plain = simple and not calls and rates.waiting_per_hour == 0 and shift.work_limit is None
        rows.append(
            (
                shift.shift_start,
                shift.shift_end,
                shift.shift_end + shift.overtime_limit,
                NOWHERE if shift.start_place is None else shift.start_place,
                NOWHERE if shift.end_place is None else shift.end_place,
                FOREVER if shift.work_limit is None else shift.work_limit,
                FOREVER if shift.max_visits is None else shift.max_visits,
                services[number],
                assignments[number],
                before[shift.profile],
                shift.profile,
                before[shift.profile],
                periods[shift.profile],
                pauses,
                pauses + len(shift.breaks),
                rates.travel_per_hour,
                rates.travel_per_km,
                rates.waiting_per_hour,
                rates.overtime_per_hour,
                rates.fixed,
                int(plain),
                0 if shift.workload_target is None else rates.workload_per_hour,
                int(simple),
                int(calls),
                legs.shortcut(shift).seconds,
                FOREVER if shift.workload_target is None else shift.workload_target,
                shift.technician,
            )
        )
        pauses += len(shift.breaks)
    return np.array(rows, dtype=np.int64)


def _table(rows: Iterable[Sequence[int]], columns: int) -> Int64s:
    entries = [tuple(row) for row in rows]
    return np.array(entries, dtype=np.int64).reshape(len(entries), columns)
