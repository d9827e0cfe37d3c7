"""A technician's route as an iCalendar file (RFC 5545): the same visit keeps its UID, a new revision counts up.

A visit that several people make has a UID for each, so that calendars can be put together.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vGeo

from data.files.wording import window_text
from dispatch.plan import PlannedBreak
from dispatch.plan_view import PlanView, RouteView, StopView
from dispatch.technician import Technician

PRODUCT_ID = "-//field-dispatch//route calendar//EN"


def technician_calendars(view: PlanView, stem: str) -> Mapping[str, str]:
    """Write one calendar a technician, by file name.

    Parameters
    ----------
    stem : str
        What file names begin with.
    """
    routes: dict[str, list[RouteView]] = {}
    for route in view.routes:
        routes.setdefault(route.technician.external_id, []).append(route)
    return {f"{stem}-{_file_name(who)}.ics": calendar_text(view, own) for who, own in routes.items()}


def calendar_text(view: PlanView, routes: list[RouteView]) -> str:
    """Write routes of one technician as one calendar."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT_ID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Visits of {routes[0].technician.name}")
    for route in routes:
        for number, stop in enumerate(route.stops, start=1):
            calendar.add_component(_visit(view, stop, number))
        for number, pause in enumerate(route.route.breaks, start=1):
            calendar.add_component(_break(view, pause, f"{route.route.shift_id}-break-{number}"))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content.decode()


def _visit(view: PlanView, stop: StopView, number: int) -> Event:
    uid = stop.visit.id if stop.stop.person == 1 else f"{stop.visit.id}-{stop.stop.person}"
    event = _event(view, uid, stop.stop.start_at, stop.stop.end_at)
    event.add("summary", f"{number}. {stop.visit.title}")
    event.add("location", str(stop.request.address))
    event.add("geo", vGeo((stop.stop.place.lat, stop.stop.place.lon)))
    event.add("description", "\n".join(_description(stop, view.zone)))
    return event


def _description(view: StopView, zone: str) -> list[str]:
    customer, visit = view.request.customer, view.visit
    return [
        line
        for given, line in (
            (customer.name or customer.phone, f"Customer: {customer.name} {customer.phone}".rstrip()),
            (view.colleagues, f"Together with: {', '.join(_reached(other) for other in view.colleagues)}"),
            (view.promise, f"Promised: {window_text(view.promise.window, zone)}" if view.promise else ""),
            (visit.parts, f"Bring: {', '.join(visit.parts)}"),
            (view.request.description, view.request.description),
            (True, f"Request: {view.request.external_id or view.request.id}"),
        )
        if given
    ]


def _reached(colleague: Technician) -> str:
    return f"{colleague.name} {colleague.phone}".rstrip()


def _break(view: PlanView, pause: PlannedBreak, uid: str) -> Event:
    event = _event(view, uid, pause.start_at, pause.end_at)
    event.add("summary", "Break")
    return event


def _event(view: PlanView, uid: str, start_at: datetime, end_at: datetime) -> Event:
    zone = ZoneInfo(view.zone)
    event = Event()
    event.add("uid", f"{uid}@field-dispatch")
    event.add("sequence", view.plan.revision)
    event.add("dtstamp", view.plan.created_at)
    event.add("dtstart", start_at.astimezone(zone))
    event.add("dtend", end_at.astimezone(zone))
    return event


def _file_name(text: str) -> str:
    return re.sub(r"[^\w.-]+", "_", text).strip("._") or "technician"
