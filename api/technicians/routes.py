"""``/v1/technicians``: who goes."""

from dataclasses import replace

from fastapi import APIRouter, Response

from api.idempotency import OnlyOnce
from api.intake import IntakeView, TechnicianBulk, TechnicianRow, rows_of, status_of, taken_in
from api.problems import IssueView
from api.roles import Permission
from api.security import CurrentCaller, CurrentWiring, needs
from api.shifts.schemas import ShiftView
from api.technicians.schemas import TechnicianTakenInView, TechnicianView
from api.transaction import Reading, Work
from dispatch.intake import receive_technicians

router = APIRouter(prefix="/technicians", tags=["technicians"])


@router.get("", dependencies=[needs(Permission.READ_TEAM)], summary="List technicians")
def list_technicians(uow: Reading, caller: CurrentCaller, active: bool | None = None) -> list[TechnicianView]:
    """By external id; those who have left are inactive."""
    exact = caller.may(Permission.READ_CUSTOMERS)
    chosen = (t for t in uow.technicians.all() if active is None or t.active == active)
    return [TechnicianView.shown(technician, exact=exact) for technician in chosen]


@router.post(
    "",
    status_code=201,
    response_model=TechnicianTakenInView,
    responses={200: {"model": TechnicianTakenInView, "description": "Known already; the fields sent were taken over."}},
    dependencies=[needs(Permission.WRITE_TEAM)],
    summary="Add or change a technician",
)
def create(row: TechnicianRow, uow: Work, once: OnlyOnce, wiring: CurrentWiring) -> Response:
    """A known `external_id` is changed: fields left out stay as they are."""
    report = receive_technicians(
        uow,
        rows_of([row]),
        source="api",
        geocoder=wiring.geocoder(uow),
        policy=wiring.policy(uow),
        clock=wiring.clock,
    )
    technician = TechnicianView.shown(uow.technicians.get(taken_in(report)), exact=True)
    warnings = [IssueView.model_validate(issue) for issue in report.warnings]
    view = TechnicianTakenInView(technician=technician, warnings=warnings)
    return once.answer(view, location=f"/v1/technicians/{technician.id}", status=status_of(report))


@router.post(
    "/bulk",
    response_model=IntakeView,
    dependencies=[needs(Permission.WRITE_TEAM)],
    summary="Add or change many technicians",
)
def create_many(bulk: TechnicianBulk, uow: Work, once: OnlyOnce, wiring: CurrentWiring) -> Response:
    """Rows with faults are kept and listed, the others are taken in."""
    report = receive_technicians(
        uow,
        rows_of(bulk.rows),
        source=bulk.source,
        geocoder=wiring.geocoder(uow),
        policy=wiring.policy(uow),
        clock=wiring.clock,
    )
    return once.answer(IntakeView.shown(report))


@router.get("/{technician_ref}", dependencies=[needs(Permission.READ_TEAM)], summary="Read a technician")
def read(technician_ref: str, uow: Reading, caller: CurrentCaller) -> TechnicianView:
    """By our id or the company's own number."""
    return TechnicianView.shown(uow.technicians.get(technician_ref), exact=caller.may(Permission.READ_CUSTOMERS))


@router.get("/{technician_ref}/shifts", dependencies=[needs(Permission.READ_TEAM)], summary="List one's shifts")
def read_shifts(technician_ref: str, uow: Reading) -> list[ShiftView]:
    """All of a technician's shifts, by start."""
    return [ShiftView.of(shift) for shift in uow.shifts.of_technician(uow.technicians.get(technician_ref).id)]


@router.post(
    "/{technician_ref}/deactivate",
    response_model=TechnicianView,
    dependencies=[needs(Permission.WRITE_TEAM)],
    summary="Take a technician out of planning",
)
def deactivate(technician_ref: str, uow: Work, once: OnlyOnce) -> Response:
    """Someone who has left stays in the history; sending `active: true` brings them back."""
    technician = uow.technicians.get(technician_ref)
    uow.technicians.save(replace(technician, active=False), action="deactivated")
    return once.answer(TechnicianView.shown(uow.technicians.get(technician.id), exact=True))
