"""A plan as GeoJSON (RFC 7946): routes as lines, stops and unassigned visits as points; longitude first."""

import json
from typing import Any

from data.files.palette import route_colour
from data.files.wording import local_iso
from dispatch.place import Place
from dispatch.plan_view import PlanView, RouteView, StopView, UnassignedView
from dispatch.ways import MAP_CREDIT


def plan_geojson(view: PlanView) -> str:
    """Write a plan as GeoJSON; unassigned visits without a place are missing, the CSV has them."""
    colours = colours_of(view)
    features: list[dict[str, Any]] = []
    for route in view.routes:
        colour = colours[route.technician.id]
        features += _line(route, colour, view.zone)
        features += [_stop(route, stop, n, colour, view.zone) for n, stop in enumerate(route.stops, start=1)]
    features += [_unassigned(u, u.visit.place) for u in view.unassigned if u.visit.place]
    credit = {"attribution": MAP_CREDIT} if any(route.way for route in view.routes) else {}
    return (
        json.dumps({"type": "FeatureCollection", **credit, "features": features}, ensure_ascii=False, indent=1) + "\n"
    )


def colours_of(view: PlanView) -> dict[str, str]:
    """Give each technician (by id) a colour, the same in every export."""
    ids = dict.fromkeys(route.technician.id for route in view.routes)
    return {technician_id: route_colour(index) for index, technician_id in enumerate(ids)}


def _line(route: RouteView, colour: str, zone: str) -> list[dict[str, Any]]:
    if len(route.line) < 2:
        return []
    properties = {
        "kind": "route",
        "technician_id": route.technician.external_id,
        "technician": route.technician.name,
        "start_at": local_iso(route.route.start_at, zone),
        "end_at": local_iso(route.route.end_at, zone),
        "stops": len(route.stops),
        "travel_s": route.route.travel_s,
        "distance_m": route.route.distance_m,
        "follows_ways": bool(route.way),
        "stroke": colour,
    }
    line = {"type": "LineString", "coordinates": [[round(p.lon, 6), round(p.lat, 6)] for p in route.line]}
    return [{"type": "Feature", "geometry": line, "properties": properties}]


def _stop(route: RouteView, view: StopView, number: int, colour: str, zone: str) -> dict[str, Any]:
    stop = view.stop
    properties = {
        "kind": "stop",
        "visit_id": stop.visit_id,
        "request_id": view.request.external_id or view.request.id,
        "title": view.visit.title,
        "technician": route.technician.name,
        "colleagues": view.with_names,
        "stop": number,
        "start_at": local_iso(stop.start_at, zone),
        "end_at": local_iso(stop.end_at, zone),
        "promise_late_s": stop.promise_late_s,
        "response_late_s": stop.response_late_s,
        "marker-color": colour,
    }
    return _point(stop.place, properties)


def _unassigned(view: UnassignedView, place: Place) -> dict[str, Any]:
    properties = {
        "kind": "unassigned",
        "visit_id": view.visit.id,
        "request_id": view.request.external_id or view.request.id,
        "title": view.visit.title,
        "reason_code": view.unassigned.code,
        "reason": view.unassigned.reason,
        "remedy": view.unassigned.remedy,
        "marker-color": "#c62828",
    }
    return _point(place, properties)


def _point(place: Place, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": _position(place)}, "properties": properties}


def _position(place: Place) -> list[float]:
    return [place.lon, place.lat]
