"""Where something is, in WGS-84 degrees, and how well that is known."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class GeocodeQuality(StrEnum):
    """How precisely an address was found, best first; ``MANUAL`` was placed by hand."""

    MANUAL = "manual"
    HOUSE = "house"
    NEAREST = "nearest"
    STREET = "street"
    AREA = "area"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the earth, WGS-84 degrees.

    Raises
    ------
    ValueError
        When a coordinate is outside its range.
    """

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            msg = f"lat {self.lat}, lon {self.lon} is not on the earth: lat runs from -90 to 90, lon from -180 to 180"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Address:
    """An address as the customer gave it.

    Parameters
    ----------
    text : str
        Street, house number, compound … as one line.
    city, postcode, unit : str
        Empty when not known.
    """

    text: str
    city: str = ""
    postcode: str = ""
    unit: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.text, self.unit, f"{self.postcode} {self.city}".strip()) if part)


@dataclass(frozen=True, slots=True)
class Geocode:
    """An address found.

    Parameters
    ----------
    place : Place
        WGS-84, whatever the provider uses.
    quality : GeocodeQuality
        Never ``NONE``.
    score : float
        How well the found address matches the one asked for, 0 to 1.
    provider : str
        Who found it, e.g. ``address_table`` or ``manual``.
    label : str
        The address as the provider writes it.
    found_at : datetime
        Aware UTC.
    reach_m : float or None
        How far from the place the address may lie, metres: half a street's length, say. ``None`` when nobody knows.
    """

    place: Place
    quality: GeocodeQuality
    score: float
    provider: str
    label: str
    found_at: datetime
    reach_m: float | None = None
