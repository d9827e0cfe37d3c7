"""A plan as pandas frames for analysts; columns, units and meanings are in ``COLUMNS``, instants in the area's zone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.files.wording import term_words
from dispatch.plan_view import PlanView, RouteView, StopView, UnassignedView

STOP_COLUMNS: Mapping[str, str] = {
    "technician": "name",
    "technician_id": "the company's number",
    "shift_id": "which working period",
    "stop": "position on the route, from 1",
    "visit_id": "our number",
    "request_id": "the reporter's own number, or ours",
    "title": "kind of work and product",
    "product": "what it is about",
    "arrival_at": "at the door, local time",
    "start_at": "service begins, local time",
    "end_at": "service ends, local time",
    "travel_s": "driving from the stop before, seconds",
    "distance_m": "way from the stop before, metres",
    "waiting_s": "idle before service, seconds",
    "slack_s": "how much later it could begin at no cost, seconds",
    "promise_earliest_at": "promised window begins, local time; missing without a promise",
    "promise_latest_at": "promised window ends, local time; missing without a promise",
    "promise_late_s": "begins so long after the promised window, seconds",
    "due_at": "response due time, local time; missing when there is none",
    "response_late_s": "begins so long after the due time, seconds",
    "pinned": "whether the dispatcher has decided technician or time",
    "people": "technicians needed at the same time; the visit has a row for each",
    "person": "which of them this one is: 1 leads",
    "colleagues": "names of who else goes there",
    "priority": "1 (ordinary) to 5 (danger)",
    "penalty_cents": "price of leaving it out, cents",
    "lat": "latitude, WGS-84 degrees",
    "lon": "longitude, WGS-84 degrees",
}

ROUTE_COLUMNS: Mapping[str, str] = {
    "technician": "name",
    "technician_id": "the company's number",
    "shift_id": "which working period",
    "start_at": "departure, local time",
    "end_at": "arrival at the end, local time",
    "stops": "number of visits",
    "travel_s": "driving, the way back included, seconds",
    "distance_m": "way, the way back included, metres",
    "waiting_s": "idle, seconds",
    "service_s": "at the customers', seconds",
    "overtime_s": "past the shift's end, seconds",
    "start_lat": "where it begins, degrees; missing where that end is open",
    "start_lon": "likewise",
    "end_lat": "where it ends, degrees; missing where that end is open",
    "end_lon": "likewise",
}

UNASSIGNED_COLUMNS: Mapping[str, str] = {
    "visit_id": "our number",
    "request_id": "the reporter's own number, or ours",
    "title": "kind of work and product",
    "reason_code": "why it is left out, as a code",
    "reason": "the same as a sentence",
    "remedy": "smallest change that would fit it; empty when none was found",
    "people": "technicians needed at the same time",
    "priority": "1 (ordinary) to 5 (danger)",
    "penalty_cents": "price of leaving it out, cents",
    "lat": "latitude, degrees; missing without a place",
    "lon": "longitude, degrees; missing without a place",
}

TERM_COLUMNS: Mapping[str, str] = {
    "term": "cost term",
    "words": "the same for people",
    "cents": "amount in the plan's currency, cents",
}

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "stops": STOP_COLUMNS,
    "routes": ROUTE_COLUMNS,
    "unassigned": UNASSIGNED_COLUMNS,
    "terms": TERM_COLUMNS,
}
"""Frame to its columns and what they mean."""

_INSTANTS = ("arrival_at", "start_at", "end_at", "promise_earliest_at", "promise_latest_at", "due_at")


@dataclass(frozen=True, slots=True, eq=False)
class PlanFrames:
    """One row a stop, a route, an unassigned visit, a cost term."""

    stops: pd.DataFrame
    routes: pd.DataFrame
    unassigned: pd.DataFrame
    terms: pd.DataFrame


def plan_frames(view: PlanView) -> PlanFrames:
    """Give a plan as frames; the columns are there even when a frame has no rows."""
    return PlanFrames(
        stops=_frame("stops", (row for route in view.routes for row in _stops(route)), view.zone),
        routes=_frame("routes", (_route(route) for route in view.routes), view.zone),
        unassigned=_frame("unassigned", (_unassigned(left_out) for left_out in view.unassigned), view.zone),
        terms=_frame("terms", (_term(term, cents) for term, cents in view.plan.terms.items()), view.zone),
    )


def _frame(name: str, rows: Iterator[dict[str, Any]], zone: str) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS[name]))
    for column in frame.columns.intersection(list(_INSTANTS)):
        frame[column] = pd.to_datetime(frame[column], utc=True).dt.tz_convert(zone)
    return frame


def _stops(route: RouteView) -> Iterator[dict[str, Any]]:
    for number, view in enumerate(route.stops, start=1):
        stop, visit = view.stop, view.visit
        yield {
            "technician": route.technician.name,
            "technician_id": route.technician.external_id,
            "shift_id": route.route.shift_id,
            "stop": number,
            "visit_id": visit.id,
            "request_id": _request_id(view),
            "title": visit.title,
            "product": visit.product,
            "arrival_at": stop.arrival_at,
            "start_at": stop.start_at,
            "end_at": stop.end_at,
            "travel_s": stop.travel_s,
            "distance_m": stop.distance_m,
            "waiting_s": stop.waiting_s,
            "slack_s": stop.slack_s,
            "promise_earliest_at": view.promise.window.earliest_at if view.promise else None,
            "promise_latest_at": view.promise.window.latest_at if view.promise else None,
            "promise_late_s": stop.promise_late_s,
            "due_at": visit.due_at,
            "response_late_s": stop.response_late_s,
            "pinned": stop.pinned,
            "people": visit.people,
            "person": stop.person,
            "colleagues": view.with_names,
            "priority": visit.priority,
            "penalty_cents": visit.penalty_cents,
            "lat": stop.place.lat,
            "lon": stop.place.lon,
        }


def _route(view: RouteView) -> dict[str, Any]:
    route = view.route
    return {
        "technician": view.technician.name,
        "technician_id": view.technician.external_id,
        "shift_id": route.shift_id,
        "start_at": route.start_at,
        "end_at": route.end_at,
        "stops": len(view.stops),
        "travel_s": route.travel_s,
        "distance_m": route.distance_m,
        "waiting_s": route.waiting_s,
        "service_s": route.service_s,
        "overtime_s": route.overtime_s,
        "start_lat": route.start_place.lat if route.start_place else None,
        "start_lon": route.start_place.lon if route.start_place else None,
        "end_lat": route.end_place.lat if route.end_place else None,
        "end_lon": route.end_place.lon if route.end_place else None,
    }


def _unassigned(view: UnassignedView) -> dict[str, Any]:
    place = view.visit.place
    return {
        "visit_id": view.visit.id,
        "request_id": _request_id(view),
        "title": view.visit.title,
        "reason_code": view.unassigned.code,
        "reason": view.unassigned.reason,
        "remedy": view.unassigned.remedy,
        "people": view.visit.people,
        "priority": view.visit.priority,
        "penalty_cents": view.visit.penalty_cents,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
    }


def _term(term: str, cents: int) -> dict[str, Any]:
    return {"term": term, "words": term_words(term), "cents": cents}


def _request_id(view: StopView | UnassignedView) -> str:
    return view.request.external_id or view.request.id
