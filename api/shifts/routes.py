"""``/v1/shifts``: when technicians work."""

from datetime import timedelta

from fastapi import APIRouter, Response

from api.idempotency import OnlyOnce
from api.intake import IntakeView, ShiftBulk, ShiftRow, rows_of, status_of, taken_in
from api.problems import IssueView
from api.roles import Permission
from api.schemas import Day
from api.security import CurrentWiring, needs
from api.shifts.schemas import ShiftTakenInView, ShiftView
from api.transaction import Reading, Work
from dispatch.horizon import midnight
from dispatch.intake import receive_shifts

router = APIRouter(prefix="/shifts", tags=["shifts"])


@router.get("", dependencies=[needs(Permission.READ_TEAM)], summary="List shifts")
def list_shifts(uow: Reading, wiring: CurrentWiring, first_day: Day, last_day: Day | None = None) -> list[ShiftView]:
    """Those that begin on these local days, both included, by start."""
    zone = wiring.policy(uow).zone
    end = midnight((last_day or first_day) + timedelta(days=1), zone)
    return [ShiftView.of(shift) for shift in uow.shifts.between(midnight(first_day, zone), end)]


@router.post(
    "",
    status_code=201,
    response_model=ShiftTakenInView,
    responses={200: {"model": ShiftTakenInView, "description": "Known already; the fields sent were taken over."}},
    dependencies=[needs(Permission.WRITE_TEAM)],
    summary="Add or change a shift",
)
def create(row: ShiftRow, uow: Work, once: OnlyOnce, wiring: CurrentWiring) -> Response:
    """A known `external_id` is changed: fields left out stay as they are."""
    report = receive_shifts(uow, rows_of([row]), source="api", policy=wiring.policy(uow), clock=wiring.clock)
    shift = ShiftView.of(uow.shifts.get(taken_in(report)))
    view = ShiftTakenInView(shift=shift, warnings=[IssueView.model_validate(issue) for issue in report.warnings])
    return once.answer(view, location=f"/v1/shifts/{shift.id}", status=status_of(report))


@router.post(
    "/bulk",
    response_model=IntakeView,
    dependencies=[needs(Permission.WRITE_TEAM)],
    summary="Add or change many shifts",
)
def create_many(bulk: ShiftBulk, uow: Work, once: OnlyOnce, wiring: CurrentWiring) -> Response:
    """Rows with faults are kept and listed, the others are taken in."""
    report = receive_shifts(uow, rows_of(bulk.rows), source=bulk.source, policy=wiring.policy(uow), clock=wiring.clock)
    return once.answer(IntakeView.shown(report))


@router.get("/{shift_ref}", dependencies=[needs(Permission.READ_TEAM)], summary="Read a shift")
def read(shift_ref: str, uow: Reading) -> ShiftView:
    """By our id or the company's own number."""
    return ShiftView.of(uow.shifts.get(shift_ref))


@router.delete("/{shift_ref}", status_code=204, dependencies=[needs(Permission.WRITE_TEAM)], summary="Remove a shift")
def remove(shift_ref: str, uow: Work) -> None:
    """Its history stays; plans that exist keep their routes."""
    uow.shifts.remove(uow.shifts.get(shift_ref).id)
