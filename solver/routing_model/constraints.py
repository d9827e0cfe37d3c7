"""The rules of the routing model, one function a constraint, each named as in the solver's README.

Skipped here because the matrices already hold them (``model.py``): `duration`, `travel`, fixed costs.
"""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from solver.assignment import AssignmentCosts
from solver.forward import service_duration
from solver.problem import Visit
from solver.routing_model.links import add_links
from solver.routing_model.model import WORK, RoutingModel
from solver.routing_model.transits import SECONDS_PER_HOUR, Matrix

STEP_S = 7200
"""A cost due once on lateness can't be expressed; the model spreads it over this many seconds of lateness. Where it is
late already when the first shift begins, that cost is certain and left out."""


class _Due(NamedTuple):
    latest: int
    once: int
    hourly: int


def _add_time_window(model: RoutingModel) -> None:
    """Service starts inside a window (`time_window`, `parts_ready`, a pinned start, a promise's earliest start)."""
    shared = Counter(model.problem.visits[v].place for v in model.visits)
    for node, number in enumerate(model.visits):
        visit = model.problem.visits[number]
        cumul = model.time.CumulVar(model.index(node))
        ranges = [
            _after_setup(visit, *w, may_repeat=shared[visit.place] > 1) for w in model.problem.start_windows[number]
        ]
        cumul.SetRange(ranges[0][0], min(ranges[-1][1], model.horizon))
        for (_, end), (start, _) in pairwise(ranges):
            if end + 1 < start:
                cumul.RemoveInterval(end + 1, start - 1)


def _after_setup(visit: Visit, earliest: int, latest: int, *, may_repeat: bool) -> tuple[int, int]:
    """Bounds on the end of the set-up; where another visit at the place may save it, both cases are let through."""
    return earliest if may_repeat else earliest + visit.setup, latest + visit.setup


def _add_promise_and_response(model: RoutingModel) -> None:
    """Soft bounds for `promise`, `response` and moved starts; a visit keeps the one that costs most once broken."""
    baseline = model.problem.baseline
    dawn = min(shift.shift_start for shift in model.problem.vehicles)
    for node, number in enumerate(model.visits):
        visit = model.problem.visits[number]
        dues: list[_Due] = []
        if visit.promise:
            p = visit.promise
            dues.append(_Due(p.window.latest_start, p.broken_cost, p.late_cost_per_hour))
        if visit.response:
            r = visit.response
            dues.append(_Due(r.due, r.late_cost, r.late_cost_per_hour))
        before = baseline.stops[number] if baseline else None
        if baseline and before:
            dues.append(_Due(before.start + baseline.tolerance, baseline.start_moved, 0))
        if dues:
            due = max(dues, key=lambda d: d.once + d.hourly)
            slope = due.hourly + (due.once * SECONDS_PER_HOUR // STEP_S if due.latest >= dawn else 0)
            model.time.SetCumulVarSoftUpperBound(model.index(node), max(0, due.latest + visit.setup), slope)


def _add_skill(model: RoutingModel) -> None:
    """Only shifts without an obstacle may serve a visit (`skill`, excluded and allowed technicians, `pin`)."""
    everyone = len(model.problem.vehicles)
    for node, number in enumerate(model.visits):
        if len(model.fitting[number]) < everyone:
            model.routing.VehicleVar(model.index(node)).SetValues([-1, *model.fitting[number]])


def _add_penalty(model: RoutingModel) -> None:
    """Each visit may be left out at its penalty, less what serving it costs whoever goes."""
    certain = _assignment_costs(model).min(axis=0)
    for node, number in enumerate(model.visits):
        cents = max(0, model.problem.visits[number].penalty - int(certain[node]))
        model.routing.AddDisjunction([model.index(node)], cents * SECONDS_PER_HOUR)


def _add_shift(model: RoutingModel) -> None:
    """Departure not before the shift, end not after it and its `overtime`, which costs."""
    for k, shift in enumerate(model.problem.vehicles):
        start, end = model.routing.Start(k), model.routing.End(k)
        limit = shift.shift_end + shift.overtime_limit
        model.time.CumulVar(start).SetRange(shift.shift_start, limit)
        model.time.CumulVar(end).SetRange(shift.shift_start, limit)
        if shift.overtime_limit and shift.rates.overtime_per_hour:
            model.time.SetCumulVarSoftUpperBound(end, shift.shift_end, shift.rates.overtime_per_hour)


def _add_work_limit(model: RoutingModel) -> None:
    """Departure to end, breaks left out; the model assumes that every break is taken."""
    for k, shift in enumerate(model.problem.vehicles):
        if shift.work_limit is not None:
            model.time.SetSpanUpperBoundForVehicle(shift.work_limit + sum(b.duration for b in shift.breaks), k)


def _add_workload(model: RoutingModel) -> None:
    """Work beyond the target costs (`workload`)."""
    for k, shift in enumerate(model.problem.vehicles):
        if shift.workload_target is not None and shift.rates.workload_per_hour:
            work = model.routing.GetDimensionOrDie(WORK)
            work.SetCumulVarSoftUpperBound(model.routing.End(k), shift.workload_target, shift.rates.workload_per_hour)


def _add_waiting(model: RoutingModel) -> None:
    """Idle time costs; the model counts breaks as idle, which adds a constant."""
    for k, shift in enumerate(model.problem.vehicles):
        if shift.rates.waiting_per_hour:
            model.time.SetSlackCostCoefficientForVehicle(shift.rates.waiting_per_hour, k)


def _add_break(model: RoutingModel) -> None:
    """A break starts within its window and never splits a service; outside the route it is not owed."""
    solver = model.routing.solver()
    for k, shift in enumerate(model.problem.vehicles):
        if not shift.breaks:
            continue
        services = [0] * model.routing.Size()
        for node, number in enumerate(model.visits):
            services[model.index(node)] = service_duration(model.problem, number, shift, repeated=True)
        intervals = [
            solver.FixedDurationIntervalVar(b.earliest_start, b.latest_start, b.duration, False, f"break {k}.{n}")
            for n, b in enumerate(shift.breaks)
        ]
        model.time.SetBreakIntervalsOfVehicle(intervals, k, services)


def _add_max_visits(model: RoutingModel) -> None:
    """At most so many visits on a route."""
    if all(shift.max_visits is None for shift in model.problem.vehicles):
        return
    count = model.routing.RegisterUnaryTransitVector(
        [1] * len(model.visits) + [0] * (len(model.places) - len(model.visits))
    )
    most = [len(model.visits) if s.max_visits is None else s.max_visits for s in model.problem.vehicles]
    model.routing.AddDimensionWithVehicleCapacity(count, 0, most, True, "visits")


def _add_stock(model: RoutingModel) -> None:
    """Of each kind of part no more than is on board at the start; which tools are, is in ``model.fitting``."""
    visits, shifts = [model.problem.visits[v] for v in model.visits], model.problem.vehicles
    for kind in range(len(model.problem.demand.parts)):
        units = [entry.parts[kind] if kind < len(entry.parts) else 0 for entry in visits]
        carried = [shift.parts[kind] if shift.parts and kind < len(shift.parts) else 0 for shift in shifts]
        most = [sum(units) if s.parts is None else min(u, sum(units)) for s, u in zip(shifts, carried, strict=True)]
        if min(most) < sum(units):
            taken = model.routing.RegisterUnaryTransitVector([*units, *[0] * (len(model.places) - len(units))])
            model.routing.AddDimensionWithVehicleCapacity(taken, 0, most, True, f"part {kind}")


def _add_preference(model: RoutingModel) -> None:
    """Cents for a technician who isn't preferred (`preference`) or isn't the baseline's (`change`).

    What the visit costs with anybody is taken off its penalty instead: a visit with a cost on every shift that can't be
    served makes OR-Tools 9.15 reject the whole model.
    """
    costs = _assignment_costs(model)
    costs = costs - costs.min(axis=0)
    if not costs.any():
        return
    ends = [0] * (len(model.places) - len(model.visits))
    known: dict[bytes, int] = {}
    for row in costs:
        if row.tobytes() not in known:
            known[row.tobytes()] = model.routing.RegisterUnaryTransitVector([*row.tolist(), *ends])
    evaluators = [known[row.tobytes()] for row in costs]
    most = int(costs.max(axis=0).sum())
    model.routing.AddDimensionWithVehicleTransits(evaluators, 0, most, True, "assignment")
    model.routing.GetDimensionOrDie("assignment").SetSpanCostCoefficientForAllVehicles(SECONDS_PER_HOUR)


def _assignment_costs(model: RoutingModel) -> Matrix:
    """Shifts × visits: cents that depend on who goes."""
    costs, visits = AssignmentCosts(model.problem), np.array(model.visits, dtype=np.int64)
    return np.array([costs.of(shift)[visits] for shift in model.problem.vehicles])


CONSTRAINTS: tuple[Callable[[RoutingModel], None], ...] = (
    _add_time_window,
    _add_promise_and_response,
    _add_skill,
    _add_penalty,
    _add_shift,
    _add_work_limit,
    _add_workload,
    _add_waiting,
    _add_break,
    _add_max_visits,
    _add_stock,
    _add_preference,
    add_links,
)


def add_constraints(model: RoutingModel) -> None:
    """Add every rule of the problem to a new model.

    Parameters
    ----------
    model : RoutingModel
        From :func:`solver.routing_model.model.new_model`.
    """
    for add in CONSTRAINTS:
        add(model)
