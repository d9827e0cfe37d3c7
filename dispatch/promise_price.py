"""What a broken promise costs on a given day: more than everything that could be had for it, safety aside."""

from collections.abc import Callable

from dispatch.horizon import bounds
from dispatch.snapshot import Snapshot
from dispatch.visit import Visit
from solver.problem import priced

DANGER = 5
"""The priority that stands above promises."""

MOST_CENTS = 1_000_000_000
"""Dearest price: with it each amount fits 32 bits and each sum 64. Only days with far more than a thousand visits on
their routes reach it."""

FASTEST_M_PER_H = 150_000
"""Nobody drives further in an hour."""


def promise_price(snapshot: Snapshot, value: Callable[[Visit], int]) -> int:
    """Price of breaking one promise, cents: the policy's, or more where that would not be enough.

    The sum of the most that can be saved elsewhere by breaking one: what the shifts could serve at most, taken from all
    visits dearest for their time first (a fractional knapsack), all their driving, idling and overtime, all changes and
    preferences, and every promise being late until the horizon ends. Leaving out danger is not among it.

    Parameters
    ----------
    snapshot : Snapshot
        All of it, whichever of its visits are planned at once, so that prices agree between parts.
    value : callable
        Cents that leaving out a visit costs, promise aside; coming late never costs more.
    """
    objective = snapshot.policy.objective
    percent = min((p for t in snapshot.technicians.values() for p in t.proficiency.values()), default=100)
    spans = [round((s.end_at - s.start_at).total_seconds()) + s.overtime_limit_s for s in snapshot.shifts]
    ordinary = [v for v in snapshot.visits if v.priority < DANGER]
    served = _most_served([(value(v), v.service_duration_s * min(percent, 100) // 100) for v in ordinary], sum(spans))
    driven = sum(priced(span, max(objective.travel_per_hour, objective.waiting_per_hour)) for span in spans)
    driven += sum(span * FASTEST_M_PER_H // 3600 // 1000 * objective.travel_per_km for span in spans)
    overtime = sum(priced(s.overtime_limit_s, objective.overtime_per_hour) for s in snapshot.shifts)
    by_visit = objective.preference + objective.technician_changed + objective.start_moved
    late = len(snapshot.promises) * latest_price(snapshot)
    fixed = len(spans) * objective.fixed_per_shift
    stops = sum(visit.people for visit in snapshot.visits)
    everything = served + driven + overtime + fixed + late + by_visit * stops
    return min(MOST_CENTS, max(objective.promise_broken, everything + 1))


def latest_price(snapshot: Snapshot) -> int:
    """Cents for keeping a promise as late as the horizon allows, a whole day at least; the broken promise aside."""
    start_at, end_at = bounds(snapshot.horizon)
    seconds = max(24 * 3600, round((end_at - start_at).total_seconds()))
    return priced(seconds, snapshot.policy.objective.promise_late_per_hour)


def _most_served(visits: list[tuple[int, int]], seconds: int) -> int:
    """Most that visits, (value, service time) each, can be worth in so much time; the last one counts in full."""
    total = 0
    for value, duration in sorted(visits, key=lambda v: -v[0] / (v[1] + 1)):
        if seconds <= 0:
            break
        total += value
        seconds -= duration
    return total
