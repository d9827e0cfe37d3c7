"""``/v1/requests``: take them in, read them, and move them through their life."""

from fastapi import APIRouter, Depends, Response

from api.idempotency import OnlyOnce
from api.intake import IntakeView, RequestBulk, RequestRow, rows_of, status_of, taken_in
from api.problems import IssueView
from api.requests.lookahead import looked_up_ahead
from api.requests.schemas import MoveForm, RequestView, TakenInView
from api.roles import Permission
from api.schemas import After, HistoryView, Limit, PageView, page_of
from api.security import CurrentCaller, CurrentWiring, needs
from api.transaction import Reading, Work
from api.visits.schemas import VisitView
from dispatch.intake import receive
from dispatch.request import RequestStatus
from dispatch.request_changes import cancel_request, move_request

router = APIRouter(prefix="/requests", tags=["requests"])

PERSONAL = frozenset({"customer", "address", "geocode", "candidates", "attention"})
"""What the history keeps from callers without ``read_customers``."""


@router.get("", dependencies=[needs(Permission.READ_REQUESTS)], summary="List requests")
def list_requests(
    uow: Reading, caller: CurrentCaller, limit: Limit = 100, after: After = None, status: RequestStatus | None = None
) -> PageView[RequestView]:
    """Oldest report first."""
    exact = caller.may(Permission.READ_CUSTOMERS)
    page = uow.requests.page(limit=limit, after=after, status=status)
    return page_of(page, lambda request: RequestView.shown(request, exact=exact))


@router.post(
    "",
    status_code=201,
    response_model=TakenInView,
    responses={200: {"model": TakenInView, "description": "It was known; what is new in it was taken over."}},
    dependencies=[needs(Permission.WRITE_REQUESTS), Depends(looked_up_ahead)],
    summary="Take a request in",
)
def create(row: RequestRow, uow: Work, once: OnlyOnce, wiring: CurrentWiring, caller: CurrentCaller) -> Response:
    """The same `external_id` again is an update, never a duplicate; a row with faults is refused with all of them."""
    report = receive(
        uow,
        rows_of([row]),
        source="api",
        geocoder=wiring.geocoder(uow),
        policy=wiring.policy(uow),
        clock=wiring.clock,
    )
    request = RequestView.shown(uow.requests.get(taken_in(report)), exact=caller.may(Permission.READ_CUSTOMERS))
    view = TakenInView(request=request, warnings=[IssueView.model_validate(issue) for issue in report.warnings])
    return once.answer(view, location=f"/v1/requests/{request.id}", status=status_of(report))


@router.post(
    "/bulk",
    response_model=IntakeView,
    dependencies=[needs(Permission.WRITE_REQUESTS), Depends(looked_up_ahead)],
    summary="Take many requests in",
)
def create_many(bulk: RequestBulk, uow: Work, once: OnlyOnce, wiring: CurrentWiring) -> Response:
    """Up to 10,000; rows with faults are kept and listed under `rejected`, the others are taken in."""
    report = receive(
        uow,
        rows_of(bulk.rows),
        source=bulk.source,
        geocoder=wiring.geocoder(uow),
        policy=wiring.policy(uow),
        clock=wiring.clock,
    )
    return once.answer(IntakeView.shown(report))


@router.get("/{request_ref}", dependencies=[needs(Permission.READ_REQUESTS)], summary="Read a request")
def read(request_ref: str, uow: Reading, caller: CurrentCaller) -> RequestView:
    """By our id or the reporter's own number."""
    return RequestView.shown(uow.requests.get(request_ref), exact=caller.may(Permission.READ_CUSTOMERS))


@router.get("/{request_ref}/visits", dependencies=[needs(Permission.READ_REQUESTS)], summary="List a request's visits")
def read_visits(request_ref: str, uow: Reading, caller: CurrentCaller) -> list[VisitView]:
    """In the order they were added."""
    exact = caller.may(Permission.READ_CUSTOMERS)
    visits = uow.visits.of_request(uow.requests.get(request_ref).id)
    return [VisitView.shown(visit, exact=exact) for visit in visits]


@router.get("/{request_ref}/history", dependencies=[needs(Permission.READ_REQUESTS)], summary="Read what happened")
def read_history(request_ref: str, uow: Reading, caller: CurrentCaller) -> list[HistoryView]:
    """Every change with time and actor, oldest first."""
    hidden = frozenset() if caller.may(Permission.READ_CUSTOMERS) else PERSONAL
    return [HistoryView.shown(entry, hidden) for entry in uow.history.of(uow.requests.get(request_ref).id)]


@router.post(
    "/{request_ref}/move",
    response_model=RequestView,
    dependencies=[needs(Permission.WRITE_REQUESTS)],
    summary="Move a request on",
)
def move(
    request_ref: str, form: MoveForm, uow: Work, once: OnlyOnce, *, wiring: CurrentWiring, caller: CurrentCaller
) -> Response:
    """To another station of its life; its visits follow."""
    request = move_request(uow, request_ref, form.status, policy=wiring.policy(uow))
    return once.answer(RequestView.shown(request, exact=caller.may(Permission.READ_CUSTOMERS)))


@router.post(
    "/{request_ref}/cancel",
    response_model=RequestView,
    dependencies=[needs(Permission.WRITE_REQUESTS)],
    summary="Cancel a request",
)
def cancel(request_ref: str, uow: Work, once: OnlyOnce, wiring: CurrentWiring, caller: CurrentCaller) -> Response:
    """With its unfinished visits and the promises on them."""
    request = cancel_request(uow, request_ref, policy=wiring.policy(uow))
    return once.answer(RequestView.shown(request, exact=caller.may(Permission.READ_CUSTOMERS)))
