"""What the dispatcher decides about a visit before the planner does: who goes, when service begins, or both."""

from dataclasses import replace
from datetime import datetime

from dispatch.errors import ConflictError, InvalidInputError, NotFoundError
from dispatch.ports import UnitOfWork
from dispatch.visit import Pin, Visit, VisitStatus
from solver.issue import Issue


def pin(uow: UnitOfWork, visit_id: str, *, technician: str | None = None, start_at: datetime | None = None) -> Visit:
    """Pin a visit; an earlier pin is replaced.

    Parameters
    ----------
    technician : str or None
        Id or external id; ``None`` leaves the technician to the planner.
    start_at : datetime or None
        Aware; ``None`` leaves the start to the planner.

    Raises
    ------
    InvalidInputError
        When neither is given.
    NotFoundError
        When there is no such visit or technician.
    ConflictError
        When the visit is done or cancelled.
    """
    if technician is None and start_at is None:
        issue = Issue("nothing_to_pin", "pin", "Neither technician nor start is given.", "Give one of them, or both.")
        raise InvalidInputError((issue,))
    technician_id = uow.technicians.get(technician).id if technician is not None else None
    visit = _unfinished(uow, visit_id)
    uow.visits.save(replace(visit, pin=Pin(technician_id, start_at)), action="pinned")
    return uow.visits.get(visit_id)


def unpin(uow: UnitOfWork, visit_id: str) -> Visit:
    """Leave technician and start to the planner again.

    Raises
    ------
    NotFoundError
        When there is no such visit.
    ConflictError
        When the visit is done or cancelled.
    """
    uow.visits.save(replace(_unfinished(uow, visit_id), pin=None), action="unpinned")
    return uow.visits.get(visit_id)


def unfinished_visit_of(uow: UnitOfWork, request_ref: str) -> Visit:
    """Return a request's visit that is still to be made.

    Parameters
    ----------
    request_ref : str
        Id or external id.

    Raises
    ------
    NotFoundError
        When there is no such request, or it has no visit to be made.
    """
    request = uow.requests.get(request_ref)
    for visit in reversed(uow.visits.of_request(request.id)):
        if visit.status in {VisitStatus.OPEN, VisitStatus.STARTED}:
            return visit
    msg = f"request {request_ref} has no visit that is still to be made: it is {request.status}"
    raise NotFoundError(msg)


def _unfinished(uow: UnitOfWork, visit_id: str) -> Visit:
    visit = uow.visits.get(visit_id)
    if visit.status not in {VisitStatus.OPEN, VisitStatus.STARTED}:
        msg = f"visit {visit_id} is {visit.status}; only a visit that is still to be made can be pinned"
        raise ConflictError(msg)
    return visit
