"""What a customer reports, and the life of that report until it is closed."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from dispatch.life import require_legal
from dispatch.place import Address, Geocode
from solver.issue import Issue


class Work(StrEnum):
    """Kinds of work that need a home visit."""

    INSTALLATION = "installation"
    REPAIR = "repair"
    MAINTENANCE = "maintenance"
    REPLACEMENT = "replacement"
    COLLECTION = "collection"
    RETURN = "return"
    REVISIT = "revisit"


class Warranty(StrEnum):
    """Who pays."""

    IN_WARRANTY = "in_warranty"
    OUT_OF_WARRANTY = "out_of_warranty"
    EXTENDED = "extended"
    ACCIDENT = "accident"
    UNKNOWN = "unknown"


class RequestStatus(StrEnum):
    """The stations of a request's life, in their usual order."""

    REPORTED = "reported"
    ACKNOWLEDGED = "acknowledged"
    CLASSIFIED = "classified"
    RESOLVED_REMOTELY = "resolved_remotely"
    APPOINTED = "appointed"
    ASSIGNED = "assigned"
    ON_THE_WAY = "on_the_way"
    ON_SITE = "on_site"
    FIXED = "fixed"
    PART_MISSING = "part_missing"
    IN_WORKSHOP = "in_workshop"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


_S = RequestStatus
LEGAL_MOVES: dict[RequestStatus, frozenset[RequestStatus]] = {
    _S.REPORTED: frozenset({_S.ACKNOWLEDGED, _S.CLASSIFIED, _S.CANCELLED}),
    _S.ACKNOWLEDGED: frozenset({_S.CLASSIFIED, _S.RESOLVED_REMOTELY, _S.CANCELLED}),
    _S.CLASSIFIED: frozenset({_S.RESOLVED_REMOTELY, _S.APPOINTED, _S.ASSIGNED, _S.CANCELLED}),
    _S.APPOINTED: frozenset({_S.CLASSIFIED, _S.RESOLVED_REMOTELY, _S.ASSIGNED, _S.CANCELLED}),
    _S.ASSIGNED: frozenset({_S.CLASSIFIED, _S.APPOINTED, _S.ON_THE_WAY, _S.CANCELLED}),
    _S.ON_THE_WAY: frozenset({_S.ASSIGNED, _S.ON_SITE, _S.CANCELLED}),
    _S.ON_SITE: frozenset({_S.FIXED, _S.PART_MISSING, _S.IN_WORKSHOP, _S.CLASSIFIED, _S.CANCELLED}),
    _S.PART_MISSING: frozenset({_S.CLASSIFIED, _S.APPOINTED, _S.ASSIGNED, _S.CANCELLED}),
    _S.IN_WORKSHOP: frozenset({_S.CLASSIFIED, _S.APPOINTED, _S.ASSIGNED, _S.CANCELLED}),
    _S.FIXED: frozenset({_S.CONFIRMED, _S.CLASSIFIED}),
    _S.CONFIRMED: frozenset({_S.CLOSED, _S.CLASSIFIED}),
    _S.RESOLVED_REMOTELY: frozenset({_S.CLOSED, _S.CLASSIFIED}),
    _S.CLOSED: frozenset(),
    _S.CANCELLED: frozenset(),
}
"""Where each station may lead; a complaint leads from a finished repair back to ``classified``."""


@dataclass(frozen=True, slots=True)
class ArrivalWindow:
    """When the technician may begin, both ends inclusive, aware UTC.

    Raises
    ------
    ValueError
        When it ends before it begins.
    """

    earliest_at: datetime
    latest_at: datetime

    def __post_init__(self) -> None:
        if self.latest_at < self.earliest_at:
            msg = f"the window ends at {self.latest_at} before it begins at {self.earliest_at}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Customer:
    """Who reported; phone and e-mail are personal data. ``customer_class`` is the policy's, e.g. ``standard``."""

    name: str = ""
    phone: str = ""
    email: str = ""
    customer_class: str = "standard"


@dataclass(frozen=True, slots=True)
class Request:
    """A report of something that needs doing at a customer's home.

    Parameters
    ----------
    external_id : str or None
        The reporter's own number; unique, makes a repeated import harmless.
    windows : tuple of ArrivalWindow
        When the customer can be at home; empty means any time.
    preferred_technicians, required_technicians, excluded_technicians : tuple of str
        Technicians' external ids (wish, must, never).
    parts_ready_at : datetime or None
        When an ordered part arrives; ``None`` means nothing is awaited.
    geocode : Geocode or None
        ``None`` until the address is found or placed by hand.
    candidates : tuple of Geocode
        What an ambiguous address may have meant, best first.
    attention : tuple of Issue
        Why a person must look at it; empty when nobody must.
    version : int
        Counts stored changes, for optimistic locking.
    """

    id: str
    external_id: str | None
    customer: Customer
    address: Address
    work: Work
    product: str
    reported_at: datetime
    description: str = ""
    warranty: Warranty = Warranty.UNKNOWN
    complaint: bool = False
    urgent: bool = False
    zone: str = ""
    people: int = 1
    windows: tuple[ArrivalWindow, ...] = ()
    preferred_technicians: tuple[str, ...] = ()
    required_technicians: tuple[str, ...] = ()
    excluded_technicians: tuple[str, ...] = ()
    parts_ready_at: datetime | None = None
    geocode: Geocode | None = None
    candidates: tuple[Geocode, ...] = ()
    attention: tuple[Issue, ...] = ()
    status: RequestStatus = RequestStatus.REPORTED
    version: int = 0

    def moved_to(self, status: RequestStatus) -> "Request":
        """Return the request at another station of its life.

        Raises
        ------
        IllegalTransitionError
            When that station can't follow the present one.
        """
        require_legal(f"request {self.external_id or self.id}", self.status, status, LEGAL_MOVES)
        return replace(self, status=status)
