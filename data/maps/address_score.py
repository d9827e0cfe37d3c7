"""How well a found address matches the one asked for: factors between 0 and 1 that multiply to the score.

The numbers are our assumption, checked by tests/benchmarks/geocoding.py: they only have to put mistakes in the right
order. A neighbour's number on the right street beats a house on a similar street; a wrong city costs more than a typo.
"""

from typing import NamedTuple

from data.maps.address_index import Anchor, House
from data.maps.address_number import HouseNumber
from data.maps.address_text import StreetName
from dispatch.place import GeocodeQuality, Place

REACH = 50
"""Numbers farther from the one asked for than this do not tell where on the street it is."""

CITY_NOT_GIVEN = 0.97
CITY_NOT_IN_TABLE = 0.9
CITY_OF_ROW_UNKNOWN = 0.95
WRONG_CITY = 0.8
WRONG_SUBURB = 0.93
WRONG_STATE = 0.85
WRONG_POSTCODE = 0.92
POSTCODE_HEALS_CITY = 1.18
WORDS_UNEXPLAINED = 0.88
NAMED_PLACE = 0.95
STREET_ONLY = 0.7
AREA_ONLY = {"postcode": 0.4, "suburb": 0.35, "city": 0.3}
COMPOUND_ONLY = 0.6


class Candidate(NamedTuple):
    """A place that may be meant; ``reach_m`` is how far from it the address may lie, ``None`` when nobody says."""

    place: Place
    quality: GeocodeQuality
    score: float
    label: str
    reach_m: float | None = None


class Wanted(NamedTuple):
    """What is asked for besides the street: sets are empty and texts blank where nothing is said."""

    cities: frozenset[str] = frozenset()
    suburbs: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    postcode: str = ""
    city_not_in_table: bool = False


def name_factor(asked: StreetName, found: StreetName) -> float:
    """How well street type and directions agree; the name itself is compared elsewhere."""
    if asked.kind == found.kind:
        kind = 1.0
    elif not asked.kind:
        kind = 0.96
    else:
        kind = 0.92 if not found.kind else 0.85
    if asked.directions == found.directions:
        return kind
    if asked.directions < found.directions:
        return kind * 0.95
    return kind * (0.9 if asked.directions > found.directions else 0.72)


def place_factor(anchor: Anchor, wanted: Wanted) -> float:
    """How well city, suburb and state agree."""
    factor = 1.0
    if is_wrong_city(anchor, wanted):
        factor = WRONG_CITY
    elif wanted.cities:
        factor = 1.0 if anchor.city else CITY_OF_ROW_UNKNOWN
    else:
        factor = CITY_NOT_IN_TABLE if wanted.city_not_in_table else CITY_NOT_GIVEN
    if wanted.suburbs and anchor.suburb and anchor.suburb not in wanted.suburbs:
        factor *= WRONG_SUBURB
    if wanted.states and anchor.state and anchor.state not in wanted.states:
        factor *= WRONG_STATE
    return factor


def is_wrong_city(anchor: Anchor, wanted: Wanted) -> bool:
    """Whether the anchor is known to lie in a city that was not asked for."""
    return bool(wanted.cities and anchor.city and anchor.city not in wanted.cities)


def postcode_factor(anchor: Anchor, house: House, wanted: Wanted) -> float:
    """How well the postcode agrees; the right one makes up for a wrong city, as people name the post's city."""
    if not wanted.postcode or not house.postcode:
        return 1.0
    if house.postcode != wanted.postcode:
        return WRONG_POSTCODE
    return POSTCODE_HEALS_CITY if is_wrong_city(anchor, wanted) else 1.0


def number_factor(asked: HouseNumber, found: HouseNumber) -> tuple[GeocodeQuality, float]:
    """How well a house's number agrees with the one asked for."""
    if asked == found:
        return GeocodeQuality.HOUSE, 1.0
    if not (asked.suffix or found.suffix) and asked.first <= found.last and found.first <= asked.last:
        return GeocodeQuality.HOUSE, 0.98
    if asked.first == found.first:
        return GeocodeQuality.NEAREST, 0.94
    gap = min(abs(asked.first - found.first), abs(asked.first - found.last))
    other_side = 2 if (asked.first - found.first) % 2 else 0
    return GeocodeQuality.NEAREST, 0.9 - 0.2 * min(1.0, (gap + other_side) / REACH)
