"""Requests as callers read and change them."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from api.problems import IssueView
from api.schemas import Form, GeocodeView, Lat, Lon, View, WindowView
from dispatch.rejected_row import RejectedRow
from dispatch.request import Request, RequestStatus, Warranty, Work

Line = Annotated[str, Field(max_length=500)]

_GEOCODE: JsonDict = {
    "place": {"lat": 38.9072, "lon": -77.0369},
    "quality": "house",
    "score": 0.97,
    "provider": "address_table",
    "label": "1600 16th St NW, Washington",
    "found_at": "2026-03-02T14:00:01Z",
}
_REQUEST: JsonDict = {
    "id": "req_9f86d081884c7d65",
    "external_id": "R-1001",
    "status": "classified",
    "work": "repair",
    "product": "refrigerator",
    "description": "does not cool",
    "warranty": "in_warranty",
    "complaint": False,
    "urgent": False,
    "zone": "north",
    "people": 1,
    "reported_at": "2026-03-02T14:00:00Z",
    "parts_ready_at": None,
    "customer": {
        "name": "Ada Lovelace",
        "phone": "+1 202 555 0100",
        "email": "ada@example.org",
        "customer_class": "standard",
    },
    "address": {"text": "1600 16th St NW", "city": "Washington", "postcode": "20009", "unit": "Apt 4"},
    "windows": [{"earliest_at": "2026-03-02T15:00:00Z", "latest_at": "2026-03-02T17:00:00Z"}],
    "preferred_technicians": ["T-3"],
    "required_technicians": [],
    "excluded_technicians": [],
    "geocode": _GEOCODE,
    "candidates": [],
    "attention": [],
}


class CustomerView(View):
    """Who reported."""

    name: str
    phone: str
    email: str
    customer_class: str


class AddressView(View):
    """The address as the customer gave it."""

    text: str
    city: str
    postcode: str
    unit: str


class RequestView(View):
    """What a customer reported, and where it stands."""

    model_config = ConfigDict(json_schema_extra={"examples": [_REQUEST]})

    id: str
    external_id: str | None = Field(description="The reporter's own number.")
    status: RequestStatus
    work: Work
    product: str
    description: str
    warranty: Warranty
    complaint: bool
    urgent: bool
    zone: str
    people: int
    reported_at: datetime
    parts_ready_at: datetime | None
    customer: CustomerView | None = Field(description="Null without read_customers.")
    address: AddressView | None = Field(description="Null without read_customers.")
    windows: list[WindowView] = Field(description="When the customer can be at home; empty means any time.")
    preferred_technicians: list[str]
    required_technicians: list[str]
    excluded_technicians: list[str]
    geocode: GeocodeView | None = Field(description="Null until the address is found or placed by hand.")
    candidates: list[GeocodeView] = Field(description="What an ambiguous address may have meant, best first.")
    attention: list[IssueView] = Field(description="Why a person must look at it.")

    @classmethod
    def shown(cls, request: Request, *, exact: bool) -> "RequestView":
        """Show a request.

        Parameters
        ----------
        exact : bool
            Whether the caller may see customer and address.
        """
        candidates = (GeocodeView.shown(candidate, exact=exact) for candidate in request.candidates)
        return cls(
            **{name: getattr(request, name) for name in _PLAIN},
            windows=[WindowView.of(window) for window in request.windows],
            customer=CustomerView.of(request.customer) if exact else None,
            address=AddressView.of(request.address) if exact else None,
            geocode=GeocodeView.shown(request.geocode, exact=exact),
            candidates=[candidate for candidate in candidates if candidate is not None],
            attention=[
                IssueView(code=i.code, path=i.path, cause=i.cause if exact else "", action=i.action)
                for i in request.attention
            ],
        )


_PLAIN = tuple(
    name
    for name in RequestView.model_fields
    if name not in {"windows", "customer", "address", "geocode", "candidates", "attention"}
)


class TakenInView(View):
    """A request that was taken in."""

    request: RequestView
    warnings: list[IssueView] = Field(description="What was passed over, e.g. a field that is not known.")


class ChoiceForm(Form):
    """Which candidate is right."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"candidate": 1}]})

    candidate: int = Field(ge=1, le=100, description="Position in `candidates`, from 1.")


class PlaceForm(Form):
    """Where it is, placed by hand."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"lat": 38.9072, "lon": -77.0369}]})

    lat: Lat
    lon: Lon


class AddressForm(Form):
    """The right address; fields left out stay as they are."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "1600 16th St NW", "city": "Washington", "postcode": "20009"}]}
    )

    text: Annotated[str, Field(min_length=1, max_length=500)]
    city: Line | None = None
    postcode: Line | None = None
    unit: Line | None = None


class MoveForm(Form):
    """The next station of a request's life."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "appointed"}]})

    status: RequestStatus


class RejectedRowView(View):
    """A row that could not be taken in, as it came, with its faults."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "rej_9f86d081884c7d65",
                    "kind": "request",
                    "source": "requests.csv",
                    "row_number": 7,
                    "external_id": "R-7",
                    "fields": {"external_id": "R-7", "reported_at": "yesterday"},
                    "issues": [
                        {
                            "code": "bad_date",
                            "path": "reported_at",
                            "cause": "'yesterday' is not a date.",
                            "action": "Write it like 2026-11-23 09:00.",
                        }
                    ],
                    "rejected_at": "2026-03-02T14:00:00Z",
                    "mended": False,
                }
            ]
        }
    )

    id: str
    kind: str
    source: str
    row_number: int
    external_id: str | None
    fields: dict[str, str]
    issues: list[IssueView]
    rejected_at: datetime
    mended: bool

    @classmethod
    def shown(cls, row: RejectedRow) -> "RejectedRowView":
        """Show a rejected row."""
        return cls.of(row)
