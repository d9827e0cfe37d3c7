"""Which visits a shift could certainly serve if each were its only one: a test of many at once.

It is sufficient, not necessary: each leg takes as long as in its slowest period, and nobody calls at the depot. The
exact answer is the timetable's (``timing.py``).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from solver.forward import owed_breaks
from solver.problem import Break, Problem, Vehicle
from solver.stock import suffices
from solver.windows import FOREVER

Amounts = NDArray[np.int64]
Flags = NDArray[np.bool_]

NO_WINDOW = (FOREVER, -1)


class LoneVisits:
    """The visits as arrays.

    Parameters
    ----------
    problem : Problem
        The problem.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        visits = problem.visits
        self._place, self._duration, self._setup, self._kind = (
            np.array([(v.place, v.duration, v.setup, v.kind) for v in visits], dtype=np.int64).reshape(-1, 4).T
        )
        most = max((len(windows) for windows in problem.start_windows), default=0)
        self._windows = np.array(
            [(*windows, *[NO_WINDOW] * (most - len(windows))) for windows in problem.start_windows], dtype=np.int64
        ).reshape(len(visits), most, 2)

    def are_served(self, vehicle: int, visits: Amounts) -> Flags:
        """Tell which visits the shift could certainly serve, obstacles (``fit.py``) aside.

        Parameters
        ----------
        vehicle : int
            Index of the shift.
        visits : int64 array
            Indices of visits.
        """
        shift = self._problem.vehicles[vehicle]
        breaks = owed_breaks(shift, shift.shift_start)
        there, back = self._drives(shift, visits)
        departure = np.full(len(visits), shift.shift_start, dtype=np.int64)
        served = np.zeros(len(visits), dtype=np.bool_)
        for before in range(len(breaks) + 1):
            ready, possible = _leg(breaks[:before], departure, there)
            start = self._first_starts(visits, ready)
            left = start + self._services(shift, visits)
            for taken in range(before, len(breaks) + 1):
                end, fits = _leg(breaks[before:taken], left, back)
                latest = min((pause.latest_start for pause in breaks[taken:]), default=FOREVER)
                if shift.work_limit is not None:
                    rested = sum(pause.duration for pause in breaks[:taken])
                    latest = min(latest, shift.shift_start + rested + shift.work_limit)
                served |= possible & fits & (end <= min(latest, shift.shift_end + shift.overtime_limit))
        return served & self._carried(shift, visits)

    def _drives(self, shift: Vehicle, visits: Amounts) -> tuple[Amounts, Amounts]:
        """Most seconds from the start place to each visit, and from there to the end place."""
        durations, places = self._problem.travel[shift.profile].durations, self._place[visits]
        rounded = int(len(durations) > 1)
        there = back = np.zeros(len(visits), dtype=np.int64)
        if shift.start_place is not None:
            there = durations[:, shift.start_place, places].max(axis=0).astype(np.int64) + rounded
        if shift.end_place is not None:
            back = durations[:, places, shift.end_place].max(axis=0).astype(np.int64) + rounded
        return there, back

    def _services(self, shift: Vehicle, visits: Amounts) -> Amounts:
        """Seconds of service, as ``forward.service_duration`` with the set-up."""
        percents = np.array([*shift.duration_percents, 100], dtype=np.int64)
        kinds = self._kind[visits]
        known = (kinds >= 0) & (kinds < len(shift.duration_percents))
        percent = percents[np.where(known, kinds, -1)]
        return -(-self._duration[visits] * percent // 100) + self._setup[visits]

    def _first_starts(self, visits: Amounts, ready: Amounts) -> Amounts:
        """First instant inside a window, as ``windows.first_start``; ``FOREVER`` where the last one is over."""
        starts = np.full(len(visits), FOREVER, dtype=np.int64)
        for earliest, latest in self._windows[visits].transpose(1, 2, 0)[::-1]:
            starts = np.where(ready <= latest, np.maximum(ready, earliest), starts)
        return starts

    def _carried(self, shift: Vehicle, visits: Amounts) -> Flags:
        """Whether the van has at the start what each visit needs."""
        if suffices(shift, self._problem.demand):
            return np.ones(len(visits), dtype=np.bool_)
        entries = (self._problem.visits[visit] for visit in visits.tolist())
        return np.array([suffices(shift, entry) for entry in entries], dtype=np.bool_)


def _leg(breaks: Sequence[Break], departure: Amounts, driving: Amounts) -> tuple[Amounts, Flags]:
    """When something can begin at the end of a leg with these breaks, as ``forward.py`` takes them; and if they fit."""
    ready, over = departure + driving, departure
    possible = on_the_way = np.ones(len(departure), dtype=np.bool_)
    rested = 0
    for earliest, latest, duration in breaks:
        start = np.maximum(ready, earliest)
        on_the_way = on_the_way & (start > latest)
        start = np.where(on_the_way, np.maximum(over, earliest), start)
        possible = possible & (start <= latest)
        rested += duration
        over = start + duration
        ready = np.where(on_the_way, departure + driving + rested, over)
    return ready, possible
