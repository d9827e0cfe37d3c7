"""``/v1/visits``: what is to be scheduled, and what the dispatcher has decided about it."""

from fastapi import APIRouter

from api.roles import Permission
from api.schemas import After, Limit, PageView
from api.security import CurrentCaller, needs
from api.transaction import Reading, Work
from api.visits.schemas import PinForm, VisitView
from dispatch import pinning

router = APIRouter(prefix="/visits", tags=["visits"])


@router.get("", dependencies=[needs(Permission.READ_REQUESTS)], summary="List open visits")
def list_open(uow: Reading, caller: CurrentCaller, limit: Limit = 100, after: After = None) -> PageView[VisitView]:
    """Those that are open or have begun, in the order they were added."""
    visits = uow.visits.open()
    first = next((n + 1 for n, visit in enumerate(visits) if visit.id == after), 0)
    shown = visits[first : first + limit]
    exact = caller.may(Permission.READ_CUSTOMERS)
    following = shown[-1].id if first + limit < len(visits) else None
    return PageView(items=[VisitView.shown(visit, exact=exact) for visit in shown], next=following)


@router.get("/{visit_id}", dependencies=[needs(Permission.READ_REQUESTS)], summary="Read a visit")
def read(visit_id: str, uow: Reading, caller: CurrentCaller) -> VisitView:
    """What the planner knows of it."""
    return VisitView.shown(uow.visits.get(visit_id), exact=caller.may(Permission.READ_CUSTOMERS))


@router.put("/{visit_id}/pin", dependencies=[needs(Permission.MAKE_PLANS)], summary="Pin a visit")
def pin(visit_id: str, form: PinForm, uow: Work, caller: CurrentCaller) -> VisitView:
    """Decide technician, start, or both; the planner keeps to it."""
    visit = pinning.pin(uow, visit_id, technician=form.technician, start_at=form.start_at)
    return VisitView.shown(visit, exact=caller.may(Permission.READ_CUSTOMERS))


@router.delete("/{visit_id}/pin", dependencies=[needs(Permission.MAKE_PLANS)], summary="Unpin a visit")
def unpin(visit_id: str, uow: Work, caller: CurrentCaller) -> VisitView:
    """Leave technician and start to the planner again."""
    return VisitView.shown(pinning.unpin(uow, visit_id), exact=caller.may(Permission.READ_CUSTOMERS))
