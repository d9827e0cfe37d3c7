"""Plans a day or a horizon: choose the visits to consider → build → solve → read. Nothing is stored here."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

from dispatch.plan import Plan
from dispatch.plan_reader import read
from dispatch.ports import TravelTimes
from dispatch.problem_builder import BuiltProblem, build
from dispatch.snapshot import Snapshot
from dispatch.visit import Visit
from solver.solution import Term
from solver.solve import Progress, solve

ROOM_FACTOR = 3
"""How many times as many visits as the shifts could hold are searched at once; more only slow the search down."""

SMALLEST_SEARCH = 500
"""So many visits are always searched at once."""

LARGEST_SEARCH = 3000
"""Most visits searched at once."""

REMEDY_SECONDS = 1.0
"""How long remedies are looked for in each filling; reasons always are."""

LARGEST_FILLING = 1000
"""Most visits tried at once on finished routes, which bounds the travel matrix."""


def make_plan(
    snapshot: Snapshot,
    travel_times: TravelTimes,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Plan:
    """Plan a snapshot; nothing is stored.

    Every visit is either on a route or unassigned with a reason. Where there are far more visits than room, the most
    pressing are searched and every other one is then tried on the resulting routes by exact insertion.

    Parameters
    ----------
    seconds, iterations : optional
        Limits of the search; without either it stops after the construction and its repair.
    on_progress, should_stop : callable or None
        Called now and then; the best plan so far is returned after ``should_stop`` said yes.

    Raises
    ------
    solver.errors.InvalidProblemError
        When the data contradict themselves, with every fault.
    """
    first, rest = _by_urgency(snapshot)
    built = build(snapshot, first, travel_times)
    solution = solve(
        built.problem,
        seconds=seconds,
        iterations=iterations,
        seed=seed,
        initial=routes_of(snapshot.parent, built) if snapshot.parent else None,
        search=seconds is not None or iterations is not None,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    plan = read(snapshot, built, solution)
    for start in range(0, len(rest), LARGEST_FILLING):
        plan = _filled_up(snapshot, travel_times, plan, rest[start : start + LARGEST_FILLING])
        if on_progress is not None:
            on_progress(Progress(seconds or 0.0, seconds, 0, plan.cost_cents, len(plan.unassigned)))
    return replace(plan, unassigned=plan.unassigned + snapshot.unplannable)


def routes_of(plan: Plan, built: BuiltProblem) -> list[tuple[int, list[int]]]:
    """Translate a plan's routes into indices; shifts and visits that are gone drop out."""
    vehicle_of = {shift.id: index for index, shift in enumerate(built.shifts)}
    index_of = {
        (visit_id, person): index
        for visit_id, persons in built.indices.items()
        for person, index in enumerate(persons, start=1)
    }
    stops = [[(stop.visit_id, stop.person) for stop in route.stops] for route in plan.routes]
    return [
        (vehicle_of[route.shift_id], [index_of[stop] for stop in stopped if stop in index_of])
        for route, stopped in zip(plan.routes, stops, strict=True)
        if route.shift_id in vehicle_of
    ]


def _by_urgency(snapshot: Snapshot) -> tuple[tuple[Visit, ...], tuple[Visit, ...]]:
    """Split the visits into those to search and the rest, dearest to leave out for its duration first."""
    visits = snapshot.visits
    if not visits:
        return (), ()
    working_s = sum((shift.end_at - shift.start_at).total_seconds() for shift in snapshot.shifts)
    room = working_s / max(1, median(visit.service_duration_s for visit in visits))
    count = min(LARGEST_SEARCH, max(SMALLEST_SEARCH, round(ROOM_FACTOR * room)))
    if len(visits) <= count:
        return visits, ()
    due = set(snapshot.promises) | {visit.id for visit in visits if visit.pin is not None}
    ranked = sorted(visits, key=lambda v: (v.id not in due, -v.penalty_cents / v.people / (v.service_duration_s + 900)))
    return tuple(ranked[:count]), tuple(ranked[count:])


def _filled_up(snapshot: Snapshot, travel_times: TravelTimes, plan: Plan, batch: Sequence[Visit]) -> Plan:
    """Insert what fits of a batch into a plan and explain the rest."""
    planned_ids = plan.visit_ids
    planned = [visit for visit in snapshot.visits if visit.id in planned_ids]
    built = build(snapshot, [*planned, *batch], travel_times)
    solution = solve(built.problem, initial=routes_of(plan, built), search=False, seconds=REMEDY_SECONDS)
    filled = read(snapshot, built, solution)
    unserved = plan.terms[Term.UNSERVED] + filled.terms[Term.UNSERVED]
    return replace(
        filled,
        id=plan.id,
        unassigned=plan.unassigned + filled.unassigned,
        notes=tuple(dict.fromkeys(plan.notes + filled.notes)),
        terms={**filled.terms, Term.UNSERVED: unserved},
    )
