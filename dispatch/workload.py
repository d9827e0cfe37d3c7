"""What each shift should work so that the team's work is spread evenly, in seconds."""

from collections.abc import Sequence

import numpy as np

from solver.problem import NO_WAY, TravelTimes, Vehicle, Visit


def even_targets(visits: Sequence[Visit], vehicles: Sequence[Vehicle], travel: TravelTimes) -> tuple[int, ...]:
    """Give each shift its part, by its length, of all the work there is; at most its length.

    Work is service with set-up, and for each visit the quickest way from another place.

    Parameters
    ----------
    visits : sequence of Visit
        All that there is to do.
    vehicles : sequence of Vehicle
        The shifts; breaks don't count to their length.
    travel : TravelTimes
        Over all places.
    """
    lengths = [max(0, v.shift_end - v.shift_start - sum(b.duration for b in v.breaks)) for v in vehicles]
    room = sum(lengths)
    if not room or not visits:
        return tuple(lengths)
    ways = travel.durations.min(axis=0).astype(np.int64)
    np.fill_diagonal(ways, np.iinfo(np.int64).max)
    driving = ways.min(axis=0) if len(ways) > 1 else np.zeros(1, dtype=np.int64)
    driving[driving >= NO_WAY] = 0
    work = sum(visit.duration + visit.setup + int(driving[visit.place]) for visit in visits)
    return tuple(length if work >= room else length * work // room for length in lengths)
