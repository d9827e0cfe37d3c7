"""Time windows, and every hard bound on the start of a visit's service put together; instants in seconds.

A pinned start leaves that instant only. Otherwise the visit's windows (none means always) are cut to what lies at or
after ``ready_at`` and the promise's earliest start.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from solver.problem import Visit

FOREVER = 2**40
"""An instant after every horizon, yet small enough to add and multiply in 64 bits."""


class TimeWindow(NamedTuple):
    """Bounds on the **start** of service, both ends inclusive."""

    earliest_start: int
    latest_start: int


def start_windows(visit: Visit) -> tuple[TimeWindow, ...]:
    """Windows in which service may start, sorted and disjoint; empty when the bounds exclude each other.

    Parameters
    ----------
    visit : Visit
        The visit.
    """
    if visit.pinned_start is not None:
        return (TimeWindow(visit.pinned_start, visit.pinned_start),)
    floor = earliest_of(visit)
    windows = visit.windows or (TimeWindow(0, FOREVER),)
    return tuple(TimeWindow(max(floor, w.earliest_start), w.latest_start) for w in windows if w.latest_start >= floor)


def earliest_of(visit: Visit) -> int:
    """The instant before which service never starts, its windows aside.

    Parameters
    ----------
    visit : Visit
        The visit.
    """
    return max(visit.ready_at, visit.promise.window.earliest_start if visit.promise else 0)


def first_start(windows: Sequence[TimeWindow], instant: int) -> int | None:
    """First instant at or after ``instant`` inside a window; ``None`` when the last window is over.

    Parameters
    ----------
    windows : sequence of TimeWindow
        Sorted and disjoint.
    instant : int
        Seconds.
    """
    for earliest, latest in windows:
        if instant <= latest:
            return max(earliest, instant)
    return None


def last_start(windows: Sequence[TimeWindow], instant: int) -> int | None:
    """Last instant at or before ``instant`` inside a window; ``None`` when the first window is still to come.

    Parameters
    ----------
    windows : sequence of TimeWindow
        Sorted and disjoint.
    instant : int
        Seconds.
    """
    for earliest, latest in reversed(windows):
        if instant >= earliest:
            return min(latest, instant)
    return None
