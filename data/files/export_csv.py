"""A plan as CSV: a row for each stop, then for each visit left out; ``COLUMNS`` explains them. Units stand in names."""

import csv
import io
import re
from collections.abc import Mapping

from data.files.wording import local_day, local_iso
from dispatch.plan_view import PlanView, RouteView, StopView, UnassignedView
from dispatch.request import Request
from dispatch.visit import Visit

COLUMNS: Mapping[str, str] = {
    "status": "planned or unassigned",
    "day": "local day of the visit, empty when unassigned",
    "technician_id": "the company's number of the technician",
    "technician": "name",
    "stop": "position on the route, from 1",
    "arrival_at": "at the door, local time with offset",
    "arrival_earliest_at": "at the door at the earliest; differs where the address is not known to the house",
    "arrival_latest_at": "at the door at the latest, likewise",
    "arrival_note": "why the arrival is not known better",
    "start_at": "service begins, local time with offset",
    "end_at": "service ends, local time with offset",
    "travel_s": "driving from the stop before, seconds",
    "distance_m": "way from the stop before, metres",
    "waiting_s": "idle before service, seconds",
    "slack_s": "how much later it could begin at no cost, seconds",
    "promise_earliest_at": "promised window begins, local time with offset",
    "promise_latest_at": "promised window ends, local time with offset",
    "promise_late_s": "begins so long after the promised window, seconds",
    "due_at": "response due time, local time with offset",
    "response_late_s": "begins so long after the due time, seconds",
    "pinned": "yes when the dispatcher has decided technician or time",
    "people": "technicians needed at the same time; the visit has a row for each",
    "colleagues": "names of who else goes there",
    "request_id": "the reporter's own number, or ours where there is none",
    "visit_id": "our number of the visit",
    "work": "kind of work",
    "product": "what it is about",
    "customer": "name",
    "phone": "phone number",
    "address": "street, house number, unit",
    "city": "city",
    "postcode": "postcode",
    "lat": "latitude, WGS-84 degrees",
    "lon": "longitude, WGS-84 degrees",
    "place_quality": "how well the address was found",
    "service_duration_s": "usual service duration, seconds",
    "skills": "skills needed with levels, e.g. gas:2",
    "parts": "parts to bring",
    "penalty_cents": "price of leaving it out, cents",
    "reason_code": "why it is unassigned",
    "reason": "the same as a sentence",
    "remedy": "smallest change that would fit it",
}
"""Column to meaning, in the file's order."""

_RUNS_IN_SPREADSHEETS = re.compile(r"[=+\-@\t\r]")
_PLAIN_NUMBER = re.compile(r"[+-]?[\d\s().-]+")

Cells = dict[str, str | int | float]


def plan_csv(view: PlanView) -> str:
    """Write a plan as CSV, with a byte-order mark so that spreadsheets read it as UTF-8."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.DictWriter(buffer, fieldnames=list(COLUMNS), restval="")
    writer.writeheader()
    for route in view.routes:
        for number, stop in enumerate(route.stops, start=1):
            writer.writerow(_safe(_planned(route, stop, number, view.zone)))
    for left_out in view.unassigned:
        writer.writerow(_safe(_unassigned(left_out, view.zone)))
    return buffer.getvalue()


def safe_text(text: str) -> str:
    """Keep a spreadsheet from running a cell: an apostrophe goes before a formula, numbers of any kind stay."""
    return f"'{text}" if _RUNS_IN_SPREADSHEETS.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def _safe(cells: Cells) -> Cells:
    return {name: safe_text(cell) if isinstance(cell, str) else cell for name, cell in cells.items()}


def _planned(route: RouteView, view: StopView, number: int, zone: str) -> Cells:
    stop, bounds = view.stop, view.bounds
    cells: Cells = {
        "status": "planned",
        "day": str(local_day(stop.start_at, zone)),
        "technician_id": route.technician.external_id,
        "technician": route.technician.name,
        "stop": number,
        "arrival_at": local_iso(stop.arrival_at, zone),
        "arrival_earliest_at": local_iso(bounds.earliest_at if bounds else stop.arrival_at, zone),
        "arrival_latest_at": local_iso(bounds.latest_at if bounds else stop.arrival_at, zone),
        "arrival_note": bounds.reason if bounds else "",
        "start_at": local_iso(stop.start_at, zone),
        "end_at": local_iso(stop.end_at, zone),
        "travel_s": stop.travel_s,
        "distance_m": stop.distance_m,
        "waiting_s": stop.waiting_s,
        "slack_s": stop.slack_s,
        "promise_late_s": stop.promise_late_s,
        "response_late_s": stop.response_late_s,
        "pinned": "yes" if stop.pinned else "no",
        "colleagues": view.with_names,
    }
    if view.promise:
        cells["promise_earliest_at"] = local_iso(view.promise.window.earliest_at, zone)
        cells["promise_latest_at"] = local_iso(view.promise.window.latest_at, zone)
    return cells | _visit(view.visit, view.request, zone)


def _unassigned(view: UnassignedView, zone: str) -> Cells:
    reason = view.unassigned
    cells: Cells = {
        "status": "unassigned",
        "reason_code": reason.code,
        "reason": reason.reason,
        "remedy": reason.remedy,
    }
    return cells | _visit(view.visit, view.request, zone)


def _visit(visit: Visit, request: Request, zone: str) -> Cells:
    address = request.address
    cells: Cells = {
        "request_id": request.external_id or request.id,
        "visit_id": visit.id,
        "people": visit.people,
        "work": visit.work,
        "product": visit.product,
        "customer": request.customer.name,
        "phone": request.customer.phone,
        "address": ", ".join(part for part in (address.text, address.unit) if part),
        "city": address.city,
        "postcode": address.postcode,
        "place_quality": visit.place_quality,
        "service_duration_s": visit.service_duration_s,
        "skills": " ".join(f"{skill}:{level}" for skill, level in sorted(visit.skills.items())),
        "parts": " ".join(visit.parts),
        "penalty_cents": visit.penalty_cents,
    }
    if visit.place:
        cells |= {"lat": visit.place.lat, "lon": visit.place.lon}
    if visit.due_at:
        cells["due_at"] = local_iso(visit.due_at, zone)
    return cells
