"""The only way out of the solver: indices and seconds become a Plan of ids and instants."""

from dispatch.identity import new_id
from dispatch.plan import Plan, PlannedBreak, PlannedRoute, PlannedStop, PlanStatus, UnassignedVisit
from dispatch.problem_builder import BuiltProblem, end_place
from dispatch.reason_text import reason_for, remedy_for, told_of
from dispatch.snapshot import Snapshot
from solver.solution import Route, Solution, Stop


def read(snapshot: Snapshot, built: BuiltProblem, solution: Solution) -> Plan:
    """Read a solution as a draft plan."""
    return Plan(
        id=new_id("plan"),
        horizon=snapshot.horizon,
        status=PlanStatus.DRAFT,
        created_at=snapshot.taken_at,
        created_by=snapshot.taken_by,
        routes=tuple(_route(snapshot, built, route) for route in solution.routes),
        unassigned=_unassigned(built, solution),
        terms={str(term): cents for term, cents in solution.terms.items()},
        parent_id=snapshot.parent.id if snapshot.parent else None,
        notes=snapshot.notes + built.travel_notes,
    )


def _route(snapshot: Snapshot, built: BuiltProblem, route: Route) -> PlannedRoute:
    shift = built.shifts[route.vehicle]
    technician = snapshot.technicians[shift.technician_id]
    return PlannedRoute(
        shift_id=shift.id,
        technician_id=technician.id,
        start_at=built.at(route.start),
        end_at=built.at(route.end),
        start_place=end_place(shift.starts_from, technician, snapshot),
        end_place=end_place(shift.returns_to, technician, snapshot),
        stops=tuple(_stop(built, stop) for stop in route.stops),
        breaks=tuple(PlannedBreak(built.at(b.start), built.at(b.start + b.duration), b.after) for b in route.breaks),
        travel_s=route.travel,
        distance_m=route.distance,
        waiting_s=route.waiting,
        service_s=route.service,
        overtime_s=route.overtime,
    )


def _stop(built: BuiltProblem, stop: Stop) -> PlannedStop:
    visit = built.visits[stop.visit]
    assert visit.place is not None  # noqa: S101 - only visits with a place enter the problem
    promise_late_s, response_late_s = _lateness(built, stop)
    return PlannedStop(
        visit_id=visit.id,
        place=visit.place,
        arrival_at=built.at(stop.arrival),
        start_at=built.at(stop.start),
        end_at=built.at(stop.end),
        travel_s=stop.travel,
        distance_m=stop.distance,
        waiting_s=stop.waiting,
        slack_s=stop.slack,
        promise_late_s=promise_late_s,
        response_late_s=response_late_s,
        pinned=visit.pin is not None,
        person=built.person(stop.visit),
    )


def _lateness(built: BuiltProblem, stop: Stop) -> tuple[int, int]:
    """Seconds after the promised window and after the due time, which the solver knows of the first person only."""
    lead = built.problem.visits[built.indices[built.visits[stop.visit].id][0]]
    promised = stop.start - lead.promise.window.latest_start if lead.promise else 0
    due = stop.start - lead.response.due if lead.response else 0
    return max(0, promised), max(0, due)


def _unassigned(built: BuiltProblem, solution: Solution) -> tuple[UnassignedVisit, ...]:
    """Each visit of which nobody is on a route, once."""
    planned = {built.visits[stop.visit].id for route in solution.routes for stop in route.stops}
    left_out = {entry.visit: entry for entry in solution.unassigned}
    found = []
    for persons in built.indices.values():
        visit = built.visits[persons[0]]
        if visit.id in planned:
            continue
        entries = [left_out[index] for index in persons]
        told = told_of(entries)
        found.append(UnassignedVisit(visit.id, str(told.code), reason_for(built, entries), remedy_for(built, entries)))
    return tuple(found)
