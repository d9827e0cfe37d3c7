"""``/v1/absences``: when technicians are away."""

from datetime import timedelta

from fastapi import APIRouter, Response

from api.absences.schemas import AbsenceForm, AbsenceView
from api.idempotency import OnlyOnce
from api.roles import Permission
from api.schemas import Day
from api.security import CurrentWiring, needs
from api.transaction import Reading, Work
from dispatch.horizon import midnight
from dispatch.identity import new_id
from dispatch.technician import Absence

router = APIRouter(prefix="/absences", tags=["absences"])


@router.get("", dependencies=[needs(Permission.READ_TEAM)], summary="List absences")
def list_absences(
    uow: Reading, wiring: CurrentWiring, first_day: Day, last_day: Day | None = None
) -> list[AbsenceView]:
    """Those that touch these local days, both included, by start."""
    zone = wiring.policy(uow).zone
    end = midnight((last_day or first_day) + timedelta(days=1), zone)
    return [AbsenceView.of(absence) for absence in uow.absences.overlapping(midnight(first_day, zone), end)]


@router.post(
    "",
    status_code=201,
    response_model=AbsenceView,
    dependencies=[needs(Permission.WRITE_TEAM)],
    summary="Note an absence",
)
def create(form: AbsenceForm, uow: Work, once: OnlyOnce) -> Response:
    """The next plan cuts it out of the technician's shifts."""
    technician_id = uow.technicians.get(form.technician).id
    absence = Absence(new_id("abs"), technician_id, form.start_at, form.end_at, form.reason)
    uow.absences.add(absence)
    return once.answer(AbsenceView.of(absence), location=f"/v1/absences/{absence.id}")


@router.get("/{absence_id}", dependencies=[needs(Permission.READ_TEAM)], summary="Read an absence")
def read(absence_id: str, uow: Reading) -> AbsenceView:
    """Who is away, and when."""
    return AbsenceView.of(uow.absences.get(absence_id))


@router.delete(
    "/{absence_id}", status_code=204, dependencies=[needs(Permission.WRITE_TEAM)], summary="Take an absence back"
)
def remove(absence_id: str, uow: Work) -> None:
    """The technician comes after all; the history keeps that it was noted."""
    uow.absences.remove(absence_id)
