"""A request moves on in its life, and its visits with it.

On site starts the visit; fixed, part missing and in the workshop finish it; nobody at home opens it again. A request
that can be planned always has exactly one open visit: after a missing part the same work again, after the workshop the
return of the unit. The caller commits.
"""

from dataclasses import replace

from dispatch.intake_visit import new_visit
from dispatch.policy import Policy
from dispatch.ports import UnitOfWork
from dispatch.promise import PromiseStatus
from dispatch.request import Request, RequestStatus, Work
from dispatch.visit import Visit, VisitStatus

_S = RequestStatus
PLANNABLE = frozenset({_S.CLASSIFIED, _S.APPOINTED, _S.ASSIGNED, _S.PART_MISSING, _S.IN_WORKSHOP})
"""States in which a visit is owed."""

_WITHOUT_VISIT = frozenset({_S.CANCELLED, _S.RESOLVED_REMOTELY})
_AFTER_VISIT = frozenset({_S.FIXED, _S.PART_MISSING, _S.IN_WORKSHOP})
_UNFINISHED = frozenset({VisitStatus.OPEN, VisitStatus.STARTED})


def cancel_request(uow: UnitOfWork, request_ref: str, *, policy: Policy) -> Request:
    """Cancel a request, its unfinished visits and the promises on them.

    Raises
    ------
    NotFoundError
        When there is no such request.
    IllegalTransitionError
        When it is finished already.
    """
    return move_request(uow, request_ref, RequestStatus.CANCELLED, policy=policy)


def move_request(uow: UnitOfWork, request_ref: str, status: RequestStatus, *, policy: Policy) -> Request:
    """Move a request to another station of its life, and its visits accordingly.

    Raises
    ------
    NotFoundError
        When there is no such request.
    IllegalTransitionError
        When that station can't follow the present one.
    """
    request = uow.requests.get(request_ref)
    moved = request.moved_to(status)
    uow.requests.save(moved, action=status.value)
    visits = [visit for visit in uow.visits.of_request(request.id) if visit.status in _UNFINISHED]
    after = [_followed(visit, status) for visit in visits]
    uow.visits.save(*after, action=status.value)
    if status in _WITHOUT_VISIT:
        _release_promises(uow, visits)
    if status in PLANNABLE and not any(visit.status is VisitStatus.OPEN for visit in after):
        uow.visits.add(_next_visit(uow, moved, policy))
    return uow.requests.get(request.id)


def _followed(visit: Visit, status: RequestStatus) -> Visit:
    """Return an unfinished visit as the request's new station makes it."""
    if status in _WITHOUT_VISIT:
        return visit.moved_to(VisitStatus.CANCELLED)
    if status in _AFTER_VISIT:
        started = visit if visit.status is VisitStatus.STARTED else visit.moved_to(VisitStatus.STARTED)
        return started.moved_to(VisitStatus.DONE)
    if status is RequestStatus.ON_SITE and visit.status is VisitStatus.OPEN:
        return visit.moved_to(VisitStatus.STARTED)
    if status in PLANNABLE and visit.status is VisitStatus.STARTED:
        return visit.moved_to(VisitStatus.OPEN)
    return visit


def _release_promises(uow: UnitOfWork, visits: list[Visit]) -> None:
    standing = uow.promises.standing(uow.clock.now())
    released = [standing[visit.id].moved_to(PromiseStatus.RELEASED) for visit in visits if visit.id in standing]
    uow.promises.save(*released, action="released")


def _next_visit(uow: UnitOfWork, request: Request, policy: Policy) -> Visit:
    """Make the next visit; its response time counts from now."""
    returning = request.status is RequestStatus.IN_WORKSHOP
    owed = replace(
        request,
        work=Work.RETURN if returning else request.work,
        reported_at=max(request.reported_at, uow.clock.now()),
        windows=(),
    )
    return new_visit(owed, policy.terms_for(owed))
