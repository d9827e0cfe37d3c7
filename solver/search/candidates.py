"""On which shifts a round tries a visit: where many could serve it, on those that pass near it; compiled."""

from solver.search.jit import compiled, inlined
from solver.search.order import uniform
from solver.search.roster import LISTED, Roster

FEW_SHIFTS = 20
"""So many shifts that could serve a visit are all tried."""

NEAR_STOPS = 40
"""Of more shifts, those are tried that serve one of so many visits nearest to it."""

PROBED = 10
"""And so many others, neighbours in the list of those that could serve it, as far as they have no stops yet."""


@inlined
def few_could(roster: Roster, visit: int) -> bool:
    """Whether so few active shifts could serve a visit that it is tried on all."""
    return bool(roster.able_to[visit] - roster.fits_from[visit] <= FEW_SHIFTS)


@inlined
def _enlist(roster: Roster, visit: int, vehicle: int, count: int) -> int:
    """Add a shift that is not listed yet and could serve the visit; returns how many are listed."""
    if roster.listed[vehicle] == roster.totals[LISTED]:
        return count
    roster.listed[vehicle] = roster.totals[LISTED]
    if not roster.fits[visit, vehicle]:
        return count
    roster.candidates[count] = vehicle
    return count + 1


@compiled
def list_touched(roster: Roster, visit: int, touched: int) -> int:
    """List the shifts that the round has touched and that could serve a visit; returns how many."""
    roster.totals[LISTED] += 1
    count = 0
    for k in range(touched):
        count = _enlist(roster, visit, roster.touched_list[k], count)
    return count


@compiled
def list_nearby(roster: Roster, visit: int, touched: int) -> int:
    """As :func:`list_touched`, with the shifts that pass near the visit; at least one active shift could serve it."""
    count = list_touched(roster, visit, touched)
    for k in range(min(NEAR_STOPS, roster.near.shape[1])):
        vehicle = roster.shift_of[roster.near[visit, k]]
        if vehicle >= 0:
            count = _enlist(roster, visit, vehicle, count)
    first, last = roster.fits_from[visit], roster.able_to[visit]
    q = first + int(uniform(roster.random) * (last - first))
    for _ in range(PROBED):
        if roster.lengths[roster.able[q]] == 0:
            count = _enlist(roster, visit, roster.able[q], count)
        q = q + 1 if q + 1 < last else first
    return count
