"""When a leg ends that starts at a given instant: speeds change from period to period, breaks interrupt the drive.

The rule, in whole numbers, so that anyone can repeat it to the second. Let D(p) be the leg's duration in period p.

1. With a single period the leg takes D(0) seconds of driving, wherever breaks fall.
2. Otherwise the leg has ``PARTS`` parts to cover. Up to the next period boundary or break, ``available`` seconds away:
   if ceil(rest · D(p) / PARTS) ≤ available, the leg ends after that many seconds; else it covers
   floor(available · PARTS / D(p)) parts and goes on behind the boundary or the break with the rest.

A later departure never arrives earlier (first in, first out: Ichoua, Gendreau and Potvin 2003,
doi 10.1016/S0377-2217(02)00147-9).
"""

from bisect import bisect_right
from collections.abc import Sequence

from solver.problem import TravelTimes

PARTS = 10**9
"""Into how many parts a leg is divided where it spans several periods."""


def arrival(
    travel: TravelTimes,
    origin: int | None,
    destination: int | None,
    departure: int,
    pauses: Sequence[tuple[int, int]] = (),
) -> int:
    """Instant at which a leg ends.

    Parameters
    ----------
    travel : TravelTimes
        The matrices.
    origin, destination : int or None
        Places; ``None`` is an open end: no travel.
    departure : int
        Seconds.
    pauses : sequence of (start, duration)
        Breaks on the way, in order, each starting before the leg would have ended without it.
    """
    if origin is None or destination is None:
        return departure + sum(duration for _, duration in pauses)
    if len(travel.period_starts) == 1:
        driving: int = travel.durations.item(0, origin, destination)
        return departure + driving + sum(duration for _, duration in pauses)
    durations: list[int] = travel.durations[:, origin, destination].tolist()
    now, rest = departure, PARTS
    for start, duration in pauses:
        now, rest = _drive(durations, travel.period_starts, now, rest, until=start)
        now += duration
    return _drive(durations, travel.period_starts, now, rest, until=None)[0]


def distance(travel: TravelTimes, origin: int | None, destination: int | None) -> int:
    """Metres of a leg.

    Parameters
    ----------
    travel : TravelTimes
        The matrices.
    origin, destination : int or None
        Places; ``None`` is an open end: no travel.
    """
    if origin is None or destination is None:
        return 0
    metres: int = travel.distances.item(origin, destination)
    return metres


def _drive(durations: Sequence[int], starts: Sequence[int], now: int, rest: int, until: int | None) -> tuple[int, int]:
    """Drive on until the leg or the time is over; returns the instant and the parts still to cover."""
    period = bisect_right(starts, now) - 1
    while rest:
        need = -(-rest * durations[period] // PARTS)
        ends = [end for end in (until, starts[period + 1] if period + 1 < len(starts) else None) if end is not None]
        if not ends or now + need <= min(ends):
            return now + need, 0
        rest -= (min(ends) - now) * PARTS // durations[period]
        now = min(ends)
        if now == until:
            break
        period += 1
    return now, rest
