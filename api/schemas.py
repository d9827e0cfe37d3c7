"""Forms that several resources share: pages, places, instants and issues."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, Self, TypeVar

from fastapi import Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from dispatch.history import HistoryEntry
from dispatch.place import Geocode, Place
from dispatch.ports import Page

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Instants and days outside are slips of the pen, and would overflow when a time zone is applied."""

LARGEST_PAGE = 500
ROUNDED_DIGITS = 2
"""Decimals of a degree that a place keeps for callers who may not see addresses: about a kilometre."""

T = TypeVar("T")
V = TypeVar("V", bound="View")


def _within_years(value: Any) -> Any:  # noqa: ANN401 -- a date or a datetime
    if not FIRST_YEAR <= value.year < LAST_YEAR:
        msg = f"the year must be from {FIRST_YEAR} to {LAST_YEAR - 1}"
        raise ValueError(msg)
    return value


Day = Annotated[date, AfterValidator(_within_years)]
Instant = Annotated[AwareDatetime, AfterValidator(_within_years), AfterValidator(lambda at: at.astimezone(UTC))]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, description="WGS-84 degrees.")]
Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, description="WGS-84 degrees.")]
Reference = Annotated[str, Field(min_length=1, max_length=200)]

Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Most items in the answer.")]
After = Annotated[str | None, Query(max_length=500, description="The `next` of the page before; none for the first.")]


class View(BaseModel):
    """What a caller reads; built from the business's own objects."""

    model_config = ConfigDict(from_attributes=True, frozen=True)

    @classmethod
    def of(cls, thing: object) -> Self:
        """Show a thing whose attributes have the same names."""
        return cls.model_validate(thing)


class Form(BaseModel):
    """What a caller sends; unknown fields are faults, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageView(View, Generic[T]):
    """Part of a listing."""

    items: list[T]
    next: str | None = Field(description="Pass it as `after` for the next part; null at the end.")


def page_of(page: Page[T], show: Callable[[T], V]) -> PageView[V]:
    """Show a page of things."""
    return PageView(items=[show(item) for item in page.items], next=page.next_cursor)


class PlaceView(View):
    """A point, WGS-84 degrees."""

    lat: Lat
    lon: Lon

    @classmethod
    def shown(cls, place: Place | None, *, exact: bool) -> "PlaceView | None":
        """Show a place, rounded for callers who may not see addresses."""
        if place is None:
            return None
        digits = 6 if exact else ROUNDED_DIGITS
        return cls(lat=round(place.lat, digits), lon=round(place.lon, digits))


class GeocodeView(View):
    """An address found."""

    place: PlaceView
    quality: str = Field(description="manual, house, nearest, street or area.")
    score: float = Field(description="How well it matches, 0 to 1.")
    provider: str
    label: str | None = Field(description="The address as the provider writes it; null without read_customers.")
    found_at: datetime

    @classmethod
    def shown(cls, geocode: Geocode | None, *, exact: bool) -> "GeocodeView | None":
        """Show an address found, without the address for callers who may not see it."""
        if geocode is None:
            return None
        place = PlaceView.shown(geocode.place, exact=exact)
        assert place is not None  # noqa: S101 -- a geocode has a place
        return cls(
            place=place,
            quality=geocode.quality,
            score=geocode.score,
            provider=geocode.provider,
            label=geocode.label if exact else None,
            found_at=geocode.found_at,
        )


class WindowView(View):
    """When a visit may begin, both ends inclusive."""

    earliest_at: datetime
    latest_at: datetime


class HistoryView(View):
    """One stored change."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "sequence": 412,
                    "kind": "request",
                    "entity_id": "req_9f86d081884c7d65",
                    "action": "placed_by_hand",
                    "actor": "Anna",
                    "at": "2026-03-02T14:05:00Z",
                    "changes": {"status": ["reported", "classified"]},
                }
            ]
        }
    )

    sequence: int
    kind: str
    entity_id: str
    action: str
    actor: str
    at: datetime
    changes: dict[str, tuple[Any, Any]] = Field(description="Before and after, of what changed only.")

    @classmethod
    def shown(cls, entry: HistoryEntry, hidden: frozenset[str] = frozenset()) -> "HistoryView":
        """Show a change without the fields that the caller may not see."""
        return cls(
            sequence=entry.sequence,
            kind=entry.kind,
            entity_id=entry.entity_id,
            action=entry.action,
            actor=entry.actor,
            at=entry.at,
            changes={name: pair for name, pair in entry.changes.items() if name not in hidden},
        )
