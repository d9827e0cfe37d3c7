"""One row becomes a request: every cell is read, every fault is reported."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from dispatch.identity import new_id
from dispatch.intake_cells import Cells, boolean, description, identifier, line, names, one_of, whole_number
from dispatch.intake_row import derived_id
from dispatch.intake_times import Times
from dispatch.intake_words import WARRANTY_WORDS, WORK_WORDS
from dispatch.place import Address, Place
from dispatch.policy import Policy
from dispatch.request import Customer, Request, Warranty, Work
from solver.issue import Issue

MOST_PEOPLE = 20

_SHORTENED_NUMBER = re.compile(r"\d[.,]\d+E\+\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """What a row says of a request; fields without a column are missing, so that they stay as they are.

    Parameters
    ----------
    fields, customer, address : mapping of str to value
        Fields of Request, Customer and Address.
    place : Place or None
        Where the row gives coordinates.
    warnings : tuple of Issue
        ``path`` is the column.
    """

    external_id: str
    fields: Mapping[str, Any]
    customer: Mapping[str, str]
    address: Mapping[str, str]
    place: Place | None
    warnings: tuple[Issue, ...] = ()

    def new_address(self) -> Address:
        """Return the address of a request that is not known yet."""
        return Address(**{"text": "", **self.address})

    def new_request(self, now: datetime) -> Request:
        """Make the request this row reports; without a time of report that is ``now``."""
        return Request(
            id=new_id("req"),
            external_id=self.external_id,
            customer=Customer(**self.customer),
            address=self.new_address(),
            **{"reported_at": now, **self.fields},
        )

    def applied_to(self, request: Request) -> Request:
        """Return a known request as this row has it."""
        return replace(
            request,
            customer=replace(request.customer, **self.customer),
            address=replace(request.address, **self.address),
            **self.fields,
        )


def parse_request(
    cells: Mapping[str, object], policy: Policy, *, day_first: bool = True
) -> tuple[RequestDraft, tuple[Issue, ...]]:
    """Read one row.

    Parameters
    ----------
    cells : mapping of str to object
        By column name (not heading).
    day_first : bool
        Whether 03/04/2026 is the third of April.

    Returns
    -------
    tuple of RequestDraft and tuple of Issue
        The draft counts only when there are no faults.
    """
    reader = Cells(cells)
    times = Times(policy.zone, day_first)
    reader.require("work", "repair")
    reader.require("product", "refrigerator")
    place = reader.place()
    if not reader.filled("lat") and not reader.filled("lon"):
        reader.require("address", "1600 16th St NW")
    draft = RequestDraft(
        external_id=reader.read("external_id", identifier, "") or derived_id(cells),
        fields=_fields(reader, policy, times),
        customer=_texts(reader, {"customer_name": "name", "phone": "phone", "email": "email"}) | _class(reader),
        address=_texts(reader, {"address": "text", "city": "city", "postcode": "postcode", "unit": "unit"}),
        place=place,
        warnings=_warnings(reader),
    )
    _check_windows(reader, draft.fields)
    return draft, tuple(reader.issues)


def _fields(reader: Cells, policy: Policy, times: Times) -> dict[str, Any]:
    day = reader.read("date", times.day, None)
    if day is not None and not reader.filled("windows"):
        reader.warn("date", "date_without_window", "date is given but windows is empty.", "Write the time in windows.")
    readers: dict[str, tuple[Any, Any]] = {
        "work": (one_of(WORK_WORDS), Work.REPAIR),
        "product": (lambda value: policy.product_name(line(value, 200)), ""),
        "reported_at": (times.moment, None),
        "description": (description, ""),
        "warranty": (one_of(WARRANTY_WORDS), Warranty.UNKNOWN),
        "complaint": (boolean, False),
        "urgent": (boolean, False),
        "zone": (line, ""),
        "people": (whole_number(1, MOST_PEOPLE), 1),
        "windows": (partial(times.windows, day=day), ()),
        "preferred_technicians": (names, ()),
        "required_technicians": (names, ()),
        "excluded_technicians": (names, ()),
        "parts_ready_at": (times.moment, None),
    }
    return {
        name: reader.read(name, parse, default)
        for name, (parse, default) in readers.items()
        if reader.filled(name) or (name in reader and name != "reported_at")
    }


def _texts(reader: Cells, columns: Mapping[str, str]) -> dict[str, str]:
    return {field: reader.read(column, line, "") for column, field in columns.items() if column in reader}


def _class(reader: Cells) -> dict[str, str]:
    if "customer_class" not in reader:
        return {}
    return {"customer_class": reader.read("customer_class", line, "standard").casefold()}


def _warnings(reader: Cells) -> tuple[Issue, ...]:
    phone = reader.read("phone", line, "")
    if _SHORTENED_NUMBER.fullmatch(phone):
        cause = f"phone {phone!r} is a number that a spreadsheet has shortened; digits are lost."
        reader.warn("phone", "shortened_number", cause, "Format the column as text and write the number again.")
    return tuple(reader.warnings)


def _check_windows(reader: Cells, fields: Mapping[str, Any]) -> None:
    windows, reported_at = fields.get("windows"), fields.get("reported_at")
    if windows and reported_at is not None and all(window.latest_at < reported_at for window in windows):
        cause = f"Every window ends before the report at {reported_at.isoformat()}."
        reader.fault("windows", "window_before_report", cause, "Correct the days of windows or reported_at.")
    both = set(fields.get("required_technicians", ())) & set(fields.get("excluded_technicians", ()))
    if both:
        cause = f"{', '.join(sorted(both))} are both required and excluded."
        reader.fault("excluded_technicians", "contradiction", cause, "Remove them from one of the columns.")


def address_fields(address: Address) -> dict[str, str]:
    """Return an address as the history writes it."""
    return asdict(address)
