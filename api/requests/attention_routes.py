"""``/v1/requests/attention``, and what a person does about an address that was not found."""

from fastapi import APIRouter, Response

from api.idempotency import OnlyOnce
from api.requests.schemas import AddressForm, ChoiceForm, PlaceForm, RequestView
from api.roles import Permission
from api.schemas import After, Limit, PageView, page_of
from api.security import CurrentCaller, CurrentWiring, needs
from api.transaction import Reading, Work
from dispatch.attention import choose_candidate, correct_address, dismiss, place_by_hand, retry_geocoding

router = APIRouter(prefix="/requests", tags=["requests"])
WRITING = [needs(Permission.WRITE_REQUESTS), needs(Permission.READ_CUSTOMERS)]


@router.get("/attention", dependencies=[needs(Permission.READ_REQUESTS)], summary="List what needs attention")
def list_attention(
    uow: Reading, caller: CurrentCaller, limit: Limit = 100, after: After = None
) -> PageView[RequestView]:
    """Requests whose address is ambiguous, not found or far away, with their candidates; oldest report first."""
    exact = caller.may(Permission.READ_CUSTOMERS)
    page = uow.requests.page(limit=limit, after=after, needs_attention=True)
    return page_of(page, lambda request: RequestView.shown(request, exact=exact))


@router.post("/{request_ref}/choose", response_model=RequestView, dependencies=WRITING, summary="Choose a candidate")
def choose(request_ref: str, form: ChoiceForm, uow: Work, once: OnlyOnce) -> Response:
    """Take one of the `candidates` as the place."""
    return once.answer(RequestView.shown(choose_candidate(uow, request_ref, form.candidate), exact=True))


@router.post("/{request_ref}/place", response_model=RequestView, dependencies=WRITING, summary="Place it by hand")
def place(request_ref: str, form: PlaceForm, uow: Work, once: OnlyOnce) -> Response:
    """Where someone has pointed on a map."""
    return once.answer(RequestView.shown(place_by_hand(uow, request_ref, form.lat, form.lon), exact=True))


@router.post("/{request_ref}/address", response_model=RequestView, dependencies=WRITING, summary="Correct the address")
def correct(request_ref: str, form: AddressForm, uow: Work, once: OnlyOnce, wiring: CurrentWiring) -> Response:
    """Put the address right and look it up; fields left out stay as they are."""
    request = correct_address(
        uow,
        wiring.geocoder(uow),
        request_ref,
        form.text,
        policy=wiring.policy(uow),
        city=form.city,
        postcode=form.postcode,
        unit=form.unit,
    )
    return once.answer(RequestView.shown(request, exact=True))


@router.post("/{request_ref}/geocode", response_model=RequestView, dependencies=WRITING, summary="Look it up again")
def look_up(request_ref: str, uow: Work, once: OnlyOnce, wiring: CurrentWiring) -> Response:
    """After the provider was away, or the address table was changed; a request that has a place keeps it."""
    retry_geocoding(uow, wiring.geocoder(uow), request_ref, policy=wiring.policy(uow))
    return once.answer(RequestView.shown(uow.requests.get(request_ref), exact=True))


@router.post("/{request_ref}/dismiss", response_model=RequestView, dependencies=WRITING, summary="Let it be")
def dismiss_attention(request_ref: str, uow: Work, once: OnlyOnce) -> Response:
    """Take it off the attention queue as it is; without a place its visits stay out of planning."""
    return once.answer(RequestView.shown(dismiss(uow, request_ref), exact=True))
