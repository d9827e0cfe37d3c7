"""A plan as JSON: instants in UTC, times in seconds, distances in metres, money in cents."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from data.files.wording import local_iso
from dispatch.place import Place
from dispatch.plan import PlannedBreak
from dispatch.plan_view import PlanView, RouteView, StopView, UnassignedView
from dispatch.request import ArrivalWindow, Request
from dispatch.visit import Visit


def plan_json(view: PlanView) -> str:
    """Write a plan as JSON."""
    return json.dumps(plan_object(view), ensure_ascii=False, indent=2) + "\n"


def plan_object(view: PlanView) -> dict[str, Any]:
    """Give a plan as an object of JSON values."""
    plan = view.plan
    return {
        "id": plan.id,
        "first_day": str(plan.horizon.first_day),
        "last_day": str(plan.horizon.last_day),
        "zone": view.zone,
        "revision": plan.revision,
        "status": str(plan.status),
        "created_at": _instant(plan.created_at),
        "created_by": plan.created_by,
        "currency": view.currency,
        "cost_cents": plan.cost_cents,
        "terms_cents": dict(plan.terms),
        "kpis": asdict(view.kpis),
        "routes": [_route(route) for route in view.routes],
        "unassigned": [_unassigned(left_out) for left_out in view.unassigned],
        "notes": list(plan.notes),
    }


def _route(view: RouteView) -> dict[str, Any]:
    route = view.route
    return {
        "technician_id": view.technician.external_id,
        "technician": view.technician.name,
        "shift_id": route.shift_id,
        "start_at": _instant(route.start_at),
        "end_at": _instant(route.end_at),
        "start_place": _place(route.start_place),
        "end_place": _place(route.end_place),
        "travel_s": route.travel_s,
        "distance_m": route.distance_m,
        "waiting_s": route.waiting_s,
        "service_s": route.service_s,
        "overtime_s": route.overtime_s,
        "stops": [_stop(stop) for stop in view.stops],
        "breaks": [_break(pause) for pause in route.breaks],
    }


def _stop(view: StopView) -> dict[str, Any]:
    stop, bounds = view.stop, view.bounds
    return {
        **_visit(view.visit, view.request),
        "arrival_at": _instant(stop.arrival_at),
        "arrival_earliest_at": _instant(bounds.earliest_at if bounds else stop.arrival_at),
        "arrival_latest_at": _instant(bounds.latest_at if bounds else stop.arrival_at),
        "arrival_note": bounds.reason if bounds else "",
        "start_at": _instant(stop.start_at),
        "end_at": _instant(stop.end_at),
        "travel_s": stop.travel_s,
        "distance_m": stop.distance_m,
        "waiting_s": stop.waiting_s,
        "slack_s": stop.slack_s,
        "promise": _window(view.promise.window) if view.promise else None,
        "promise_late_s": stop.promise_late_s,
        "response_late_s": stop.response_late_s,
        "pinned": stop.pinned,
        "person": stop.person,
        "colleagues": [{"technician_id": other.external_id, "technician": other.name} for other in view.colleagues],
    }


def _unassigned(view: UnassignedView) -> dict[str, Any]:
    reason = view.unassigned
    return {
        **_visit(view.visit, view.request),
        "reason_code": reason.code,
        "reason": reason.reason,
        "remedy": reason.remedy,
    }


def _visit(visit: Visit, request: Request) -> dict[str, Any]:
    return {
        "visit_id": visit.id,
        "request_id": request.external_id or request.id,
        "title": visit.title,
        "work": visit.work,
        "product": visit.product,
        "customer": request.customer.name,
        "phone": request.customer.phone,
        "address": str(request.address),
        "place": _place(visit.place),
        "place_quality": str(visit.place_quality),
        "service_duration_s": visit.service_duration_s,
        "priority": visit.priority,
        "penalty_cents": visit.penalty_cents,
        "due_at": _instant(visit.due_at) if visit.due_at else None,
        "windows": [_window(window) for window in visit.windows],
        "skills": dict(visit.skills),
        "parts": list(visit.parts),
        "people": visit.people,
    }


def _break(pause: PlannedBreak) -> dict[str, Any]:
    return {"start_at": _instant(pause.start_at), "end_at": _instant(pause.end_at), "after": pause.after}


def _window(window: ArrivalWindow) -> dict[str, str]:
    return {"earliest_at": _instant(window.earliest_at), "latest_at": _instant(window.latest_at)}


def _place(place: Place | None) -> dict[str, float] | None:
    return {"lat": place.lat, "lon": place.lon} if place else None


def _instant(at: datetime) -> str:
    return local_iso(at, "UTC")
