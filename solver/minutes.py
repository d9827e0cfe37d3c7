"""The fewest minutes, of a wider window or of more overtime, that would fit a visit into a plan.

Shifts and gaps are put to the exact test in the order of their bounds (``gaps.py``), until no other can do with less.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from solver.draft import Draft, DraftRoute
from solver.forward import ForwardPass
from solver.gaps import Amounts, Gaps
from solver.problem import Problem, TimeWindow, Visit
from solver.screen import NEVER
from solver.solution import ReasonCode, Remedy, RemedyKind
from solver.timing import Timed, as_route, finish_route
from solver.variants import with_vehicle, with_visit

MOST_SECONDS = 120 * 60
"""Longest change of a window or of the overtime worth proposing."""

TIMED = frozenset({ReasonCode.NO_ROOM, ReasonCode.TIME_WINDOW, ReasonCode.SHIFT, ReasonCode.DURATION, ReasonCode.BREAK})
"""Reasons that minutes may mend."""

KINDS: tuple[RemedyKind, ...] = ("window_minutes", "overtime_minutes")
"""Of equally many minutes, a window's are proposed first."""


class Minutes:
    """Looks for minutes in one plan.

    Parameters
    ----------
    draft : Draft
        The plan.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    gaps : Gaps
        Of the plan, made for ``MOST_SECONDS`` of overtime.
    """

    def __init__(self, draft: Draft, fitting: list[list[int]], gaps: Gaps) -> None:
        self._problem = draft.problem
        self._routes = draft.routes
        self._fitting = fitting
        self._gaps = gaps

    def fewest(self, visit: int) -> Remedy | None:
        """Find the fewest minutes; ``None`` when two hours are not enough.

        Parameters
        ----------
        visit : int
            Index of the visit.
        """
        entry, fitting = self._problem.visits[visit], self._fitting[visit]
        missing = [np.empty(0, dtype=np.int64), self._gaps.overtime_missing(visit, fitting)]
        if entry.windows and entry.pinned_start is None:
            missing[0] = self._gaps.window_missing(visit, fitting)
        best = (NEVER, 0, 0)
        for least, kind, vehicle in sorted(self._candidates(missing)):
            if (least, kind, vehicle) > best:
                break
            test = self._overtime if kind else self._window
            seconds = test(visit, self._routes[vehicle], missing[kind][self._gaps.of(vehicle)])
            best = min(best, (seconds, kind, vehicle))
        seconds, kind, vehicle = best
        return None if seconds == NEVER else Remedy(KINDS[kind], vehicle, seconds)

    def _candidates(self, missing: list[Amounts]) -> Iterator[tuple[int, int, int]]:
        """Each shift that minutes may help, by kind, with the whole minutes it takes at least."""
        for kind, bounds in enumerate(missing):
            few = np.flatnonzero(bounds <= MOST_SECONDS)
            least = np.full(len(self._routes), NEVER, dtype=np.int64)
            np.minimum.at(least, self._gaps.vehicle[few], bounds[few])
            for vehicle in np.flatnonzero(least < NEVER).tolist():
                yield max(60, _whole_minutes(int(least[vehicle]))), kind, vehicle

    def _window(self, visit: int, route: DraftRoute, missing: Amounts) -> int:
        """Seconds by which the windows have to be wider for this route; ``NEVER`` where that doesn't help."""
        entry = self._problem.visits[visit]
        free = with_visit(self._problem, visit, replace(entry, windows=()))

        def outside(timed: Timed) -> int:
            return _outside(free, route.vehicle, visit, entry, timed)

        seconds = _least(free, route, visit, missing, outside)
        if not 0 < seconds <= MOST_SECONDS:
            return NEVER
        wider = with_visit(self._problem, visit, replace(entry, windows=widened(entry, seconds)))
        return seconds if _fits(wider, route, visit, missing <= seconds) else NEVER

    def _overtime(self, visit: int, route: DraftRoute, missing: Amounts) -> int:
        """Seconds by which the shift has to be longer for this route; ``NEVER`` where that doesn't help."""
        shift = self._problem.vehicles[route.vehicle]
        limit = shift.shift_end + shift.overtime_limit
        relaxed = self._with_overtime(route.vehicle, MOST_SECONDS)
        seconds = _least(relaxed, route, visit, missing, lambda timed: timed.end - limit)
        if not 0 < seconds <= MOST_SECONDS:
            return NEVER
        longer = self._with_overtime(route.vehicle, seconds)
        return seconds if _fits(longer, route, visit, missing <= seconds) else NEVER

    def _with_overtime(self, vehicle: int, seconds: int) -> Problem:
        shift = self._problem.vehicles[vehicle]
        return with_vehicle(self._problem, vehicle, replace(shift, overtime_limit=shift.overtime_limit + seconds))


def _least(
    problem: Problem, route: DraftRoute, visit: int, missing: Amounts, seconds_of: Callable[[Timed], int]
) -> int:
    """Least seconds that a change has to make up for, over the gaps of a route, in whole minutes."""
    least = NEVER
    for position in np.argsort(missing, kind="stable").tolist():
        if missing[position] >= min(least, MOST_SECONDS + 1):
            break
        timed = _inserted(problem, route, visit, position)
        if timed is not None:
            least = min(least, seconds_of(timed))
    return _whole_minutes(least)


def _fits(problem: Problem, route: DraftRoute, visit: int, promising: NDArray[np.bool_]) -> bool:
    """Whether a visit fits into one of the promising gaps of a route under changed rules."""
    return any(_inserted(problem, route, visit, k) is not None for k in np.flatnonzero(promising).tolist())


def _inserted(problem: Problem, route: DraftRoute, visit: int, position: int) -> Timed | None:
    """A route with one more visit under changed rules, timed; ``None`` where that is impossible."""
    forward = ForwardPass(problem, route.vehicle, problem.vehicles[route.vehicle].shift_start)
    visits = (*route.visits[:position], visit, *route.visits[position:])
    return finish_route(forward, route.prefixes[: position + 1], visits)


def _outside(problem: Problem, vehicle: int, visit: int, entry: Visit, timed: Timed) -> int:
    """Seconds between the starts that these times leave open and the nearest window."""
    stop = next(stop for stop in as_route(problem, vehicle, timed).stops if stop.visit == visit)
    return min(max(0, w.earliest_start - stop.start - stop.slack, stop.start - w.latest_start) for w in entry.windows)


def widened(entry: Visit, seconds: int) -> tuple[TimeWindow, ...]:
    """The windows of a visit, wider at both ends.

    Parameters
    ----------
    entry : Visit
        The visit.
    seconds : int
        By how much at each end.
    """
    wider: list[TimeWindow] = []
    for earliest, latest in entry.windows:
        start = max(0, earliest - seconds)
        if wider and start <= wider[-1].latest_start:
            wider[-1] = TimeWindow(wider[-1].earliest_start, latest + seconds)
        else:
            wider.append(TimeWindow(start, latest + seconds))
    return tuple(wider)


def _whole_minutes(seconds: int) -> int:
    return -(-seconds // 60) * 60
