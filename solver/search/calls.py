"""Whether a route runs short of parts or tools, and what a call at the depot adds; compiled."""

from solver.search.arrays import DEMANDS, FROM, PLACE, SUPPLIES, Arrays
from solver.search.jit import Vector, compiled, inlined
from solver.search.legs import leg_cost, quickest


@inlined
def depot_of(arrays: Arrays) -> int:
    """The depot's row among the visits; there is one where some shift may call."""
    return len(arrays.visits) - 1


@compiled
def first_short(arrays: Arrays, visits: Vector, vehicle: int, stops: int) -> int:
    """Position of the first stop that the stock at the start isn't enough for; -1 when there is none."""
    short = stops
    for kind in range(arrays.visits.shape[1] - DEMANDS):
        left = arrays.shifts[vehicle, SUPPLIES + kind]
        for k in range(short):
            left -= arrays.visits[visits[k], DEMANDS + kind]
            if left < 0:
                short = k
                break
    return short if short < stops else -1


@compiled
def detour(arrays: Arrays, vehicle: int, previous: int, following: int) -> int:
    """Cents that a call between two stops adds at least; ``previous`` is -1 before the first stop."""
    depot = arrays.visits[depot_of(arrays), PLACE]
    origin = arrays.visits[previous, PLACE] if previous >= 0 else arrays.shifts[vehicle, FROM]
    after = arrays.visits[following, PLACE]
    return int(
        leg_cost(arrays, vehicle, origin, depot, quickest(arrays, vehicle, origin, depot))
        + leg_cost(arrays, vehicle, depot, after, quickest(arrays, vehicle, depot, after))
        - leg_cost(arrays, vehicle, origin, after, quickest(arrays, vehicle, origin, after))
    )


@compiled
def least_detour(arrays: Arrays, visits: Vector, vehicle: int, stops: int) -> int:
    """Cents that the call of a route adds at least; 0 on a route that doesn't need one."""
    short = first_short(arrays, visits, vehicle, stops)
    if short < 0:
        return 0
    least = detour(arrays, vehicle, -1, visits[0])
    for k in range(1, short + 1):
        least = min(least, detour(arrays, vehicle, visits[k - 1], visits[k]))
    return least
