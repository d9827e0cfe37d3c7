"""The only way out of the solver: indices and seconds become a Plan of ids and instants."""

from dispatch.identity import new_id
from dispatch.plan import Plan, PlannedBreak, PlannedRoute, PlannedStop, PlanStatus, UnassignedVisit
from dispatch.problem_builder import BuiltProblem, end_place
from dispatch.reason_text import reason_for, remedy_for
from dispatch.snapshot import Snapshot
from solver.solution import Route, Solution, Stop, Unassigned


def read(snapshot: Snapshot, built: BuiltProblem, solution: Solution) -> Plan:
    """Read a solution as a draft plan."""
    return Plan(
        id=new_id("plan"),
        horizon=snapshot.horizon,
        status=PlanStatus.DRAFT,
        created_at=snapshot.taken_at,
        created_by=snapshot.taken_by,
        routes=tuple(_route(snapshot, built, route) for route in solution.routes),
        unassigned=tuple(_unassigned(built, u) for u in solution.unassigned),
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
        promise_late_s=stop.promise_lateness,
        response_late_s=stop.response_lateness,
        pinned=visit.pin is not None,
    )


def _unassigned(built: BuiltProblem, unassigned: Unassigned) -> UnassignedVisit:
    return UnassignedVisit(
        visit_id=built.visits[unassigned.visit].id,
        code=str(unassigned.code),
        reason=reason_for(built, unassigned),
        remedy=remedy_for(built, unassigned),
    )
