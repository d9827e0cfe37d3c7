"""Valid domain objects with sensible defaults; name only what the test is about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from dispatch.identity import new_id
from dispatch.place import Address, Geocode, GeocodeQuality, Place
from dispatch.plan import Horizon, Plan, PlannedBreak, PlannedRoute, PlannedStop, PlanStatus, UnassignedVisit
from dispatch.promise import Promise, PromiseStatus
from dispatch.rejected_row import RejectedRow
from dispatch.request import ArrivalWindow, Customer, Request, Work
from dispatch.solve_run import SolveRun
from dispatch.technician import Absence, Shift, ShiftBreak, Station, Technician
from dispatch.visit import Visit
from solver.issue import Issue

DAY = date(2025, 3, 3)
HOME = Place(38.9072, -77.0369)
STATION = Place(38.8951, -77.0364)


def at(hour: int, minute: int = 0, *, day: date = DAY) -> datetime:
    """An instant of the test day, UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def a_window(first: int = 9, last: int = 12) -> ArrivalWindow:
    return ArrivalWindow(at(first), at(last))


def a_geocode(**changes: Any) -> Geocode:
    usual = Geocode(HOME, GeocodeQuality.HOUSE, 0.97, "address_table", "1600 16th St NW, Washington", at(8))
    return replace(usual, **changes)


def a_request(**changes: Any) -> Request:
    usual = Request(
        id=new_id("req"),
        external_id=None,
        customer=Customer("Ada Lovelace", "+1 202 555 0100", "ada@example.org"),
        address=Address("1600 16th St NW", "Washington", "20009"),
        work=Work.REPAIR,
        product="refrigerator",
        reported_at=at(8),
    )
    return replace(usual, **changes)


def a_visit(**changes: Any) -> Visit:
    usual = Visit(
        id=new_id("vis"),
        request_id="req_0000000000000001",
        title="repair refrigerator",
        place=HOME,
        place_quality=GeocodeQuality.HOUSE,
        work="repair",
        product="refrigerator",
        service_duration_s=3600,
        penalty_cents=20_000,
    )
    return replace(usual, **changes)


def a_station(**changes: Any) -> Station:
    return replace(Station(id=new_id("sta"), name="Downtown", place=STATION), **changes)


def a_technician(**changes: Any) -> Technician:
    usual = Technician(id=new_id("tec"), external_id=new_id("T"), name="Grace Hopper", skills={"gas": 1}, home=HOME)
    return replace(usual, **changes)


def a_shift(**changes: Any) -> Shift:
    usual = Shift(
        id=new_id("shi"),
        technician_id="tec_0000000000000001",
        start_at=at(8),
        end_at=at(17),
        breaks=(ShiftBreak(at(12), at(13), 1800),),
    )
    return replace(usual, **changes)


def an_absence(**changes: Any) -> Absence:
    usual = Absence(new_id("abs"), "tec_0000000000000001", at(10), at(12), "dentist")
    return replace(usual, **changes)


def a_horizon(first_day: date = DAY, last_day: date | None = None) -> Horizon:
    return Horizon(first_day, last_day or first_day, "America/New_York")


def a_stop(**changes: Any) -> PlannedStop:
    usual = PlannedStop(
        visit_id="vis_0000000000000001",
        place=HOME,
        arrival_at=at(9),
        start_at=at(9),
        end_at=at(10),
        travel_s=600,
        distance_m=4200,
        waiting_s=0,
    )
    return replace(usual, **changes)


def a_route(**changes: Any) -> PlannedRoute:
    usual = PlannedRoute(
        shift_id="shi_0000000000000001",
        technician_id="tec_0000000000000001",
        start_at=at(8),
        end_at=at(17),
        start_place=HOME,
        end_place=None,
        stops=(a_stop(),),
        breaks=(PlannedBreak(at(12), at(12, 30), 0),),
        travel_s=600,
        distance_m=4200,
        service_s=3600,
    )
    return replace(usual, **changes)


def a_plan(**changes: Any) -> Plan:
    usual = Plan(
        id=new_id("pla"),
        horizon=a_horizon(),
        status=PlanStatus.DRAFT,
        created_at=at(7),
        created_by="tester",
        routes=(a_route(),),
        unassigned=(UnassignedVisit("vis_0000000000000002", "skill", "Nobody on shift has the gas certificate."),),
        terms={"travel_time": 600, "unserved": 20_000},
    )
    return replace(usual, **changes)


def a_promise(**changes: Any) -> Promise:
    usual = Promise(new_id("pro"), "vis_0000000000000001", a_window(), PromiseStatus.GIVEN, "agent", at(8))
    return replace(usual, **changes)


def a_solve_run(**changes: Any) -> SolveRun:
    usual = SolveRun(new_id("run"), a_horizon(), at(7), "dispatcher", seconds=5.0)
    return replace(usual, **changes)


def a_rejected_row(**changes: Any) -> RejectedRow:
    usual = RejectedRow(
        id=new_id("rej"),
        kind="request",
        source="requests.csv",
        row_number=7,
        fields={"external_id": "R-7", "reported_at": "yesterday"},
        issues=(Issue("invalid_date", "reported_at", "'yesterday' is not a date.", "Write 2025-03-03 09:30."),),
        rejected_at=at(8),
        external_id="R-7",
    )
    return replace(usual, **changes)
