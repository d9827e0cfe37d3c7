"""What a person does about an address that was not found: choose, place, correct, look up again, or let it be.

Every change keeps request and visits together; the caller commits. ``request_ref`` is an id or external id. Each
raises NotFoundError for an unknown request.
"""

from collections.abc import Iterator
from dataclasses import replace

from dispatch.errors import InvalidInputError
from dispatch.intake import ADDRESS_CORRECTED
from dispatch.intake_cells import CellError, Cells, checked_place, line
from dispatch.intake_places import UNAVAILABLE, Finder, Found, finder_for, placed
from dispatch.place import Geocode, GeocodeQuality
from dispatch.policy import Policy
from dispatch.ports import Geocoder, UnitOfWork
from dispatch.request import Request
from dispatch.visit import VisitStatus
from solver.issue import Issue

MANUAL = "manual"
"""Provider of a place set by hand."""

_PAGE = 500


def choose_candidate(uow: UnitOfWork, request_ref: str, n: int) -> Request:
    """Take the n-th candidate (from 1) as the place.

    Raises
    ------
    InvalidInputError
        When there is no such candidate.
    """
    request = uow.requests.get(request_ref)
    if not 1 <= n <= len(request.candidates):
        there_are = f"1 to {len(request.candidates)}" if request.candidates else "none"
        cause = f"There is no candidate {n} (there are: {there_are})."
        raise InvalidInputError(
            (Issue("no_such_candidate", "candidate", cause, "Choose another, or place it by hand."),)
        )
    return _settle(uow, request, Found(request.candidates[n - 1], request.candidates), "candidate_chosen")


def place_by_hand(uow: UnitOfWork, request_ref: str, lat: float, lon: float) -> Request:
    """Set the place, WGS-84 degrees.

    Raises
    ------
    InvalidInputError
        When the degrees are (0, 0), swapped or not on the earth.
    """
    request = uow.requests.get(request_ref)
    try:
        place = checked_place(lat, lon)
    except CellError as error:
        raise InvalidInputError((Issue(error.code, "lat", error.cause, error.action),)) from error
    geocode = Geocode(place, GeocodeQuality.MANUAL, 1.0, MANUAL, str(request.address), uow.clock.now())
    return _settle(uow, request, Found(geocode, request.candidates), "placed_by_hand")


def correct_address(
    uow: UnitOfWork,
    geocoder: Geocoder,
    request_ref: str,
    text: str,
    *,
    policy: Policy,
    city: str | None = None,
    postcode: str | None = None,
    unit: str | None = None,
) -> Request:
    """Put the address right and look it up; what is ``None`` stays.

    Raises
    ------
    InvalidInputError
        When the address is empty, or holds characters that can't be stored.
    """
    request = uow.requests.get(request_ref)
    cells = Cells({"address": text, "city": city, "postcode": postcode, "unit": unit})
    cells.require("address", "1600 16th St NW")
    given = {"text": text, "city": city, "postcode": postcode, "unit": unit}
    columns = {name: "address" if name == "text" else name for name, value in given.items() if value is not None}
    changes = {name: cells.read(column, line, "") for name, column in columns.items()}
    if cells.issues:
        raise InvalidInputError(tuple(cells.issues))
    corrected = replace(request, address=replace(request.address, **changes))
    found = finder_for(uow, geocoder, uow.clock, policy).find(corrected.address)
    return _settle(uow, corrected, found, ADDRESS_CORRECTED)


def retry_geocoding(
    uow: UnitOfWork, geocoder: Geocoder, request_ref: str | None = None, *, policy: Policy
) -> tuple[Request, ...]:
    """Look up again what has no place: one request, or all whose provider was away. Returns those that changed."""
    finder = finder_for(uow, geocoder, uow.clock, policy)
    waiting = _waiting(uow) if request_ref is None else iter((uow.requests.get(request_ref),))
    return tuple(
        again for request in list(waiting) if (again := _again(uow, request, finder)).version > request.version
    )


def dismiss(uow: UnitOfWork, request_ref: str) -> Request:
    """Take a request off the attention queue as it is; without a place its visits stay out of planning."""
    request = uow.requests.get(request_ref)
    return _saved(uow, replace(request, attention=()), "attention_dismissed")


def _waiting(uow: UnitOfWork) -> Iterator[Request]:
    cursor: str | None = None
    while True:
        page = uow.requests.page(limit=_PAGE, after=cursor, needs_attention=True)
        yield from (r for r in page.items if any(issue.code == UNAVAILABLE for issue in r.attention))
        cursor = page.next_cursor
        if cursor is None:
            return


def _again(uow: UnitOfWork, request: Request, finder: Finder) -> Request:
    return request if request.geocode is not None else _settle(uow, request, finder.find(request.address), "looked_up")


def _settle(uow: UnitOfWork, request: Request, found: Found, action: str) -> Request:
    return _saved(uow, found.applied_to(request), action)


def _saved(uow: UnitOfWork, request: Request, action: str) -> Request:
    """Save a request, and its open visits at its place."""
    uow.requests.save(request, action=action)
    visits = [visit for visit in uow.visits.of_request(request.id) if visit.status is VisitStatus.OPEN]
    uow.visits.save(*placed(visits, request), action=action)
    return uow.requests.get(request.id)
