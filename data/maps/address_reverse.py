"""Finds the nearest address of a point."""

from math import cos, radians
from typing import NamedTuple

from data.maps.address_build import UNNUMBERED
from data.maps.address_houses import label_of
from data.maps.address_index import AddressIndex, Anchor, House
from dispatch.great_circle import EARTH_RADIUS_M, distance_m
from dispatch.place import GeocodeQuality, Place

HOUSE_WITHIN_M = 200
"""A house farther away than this does not tell where a point is."""

STREET_WITHIN_M = 1_000
AT_THE_HOUSE_M = 50
"""A point this near to a house is taken to be at it."""

_STEPS_M = (60, HOUSE_WITHIN_M, STREET_WITHIN_M)
_RANK = {GeocodeQuality.HOUSE: 0, GeocodeQuality.NEAREST: 0, GeocodeQuality.AREA: 1, GeocodeQuality.STREET: 2}


class NearAddress(NamedTuple):
    """An address near a point.

    Parameters
    ----------
    quality : GeocodeQuality
        ``HOUSE`` up to 50 m away, ``NEAREST`` beyond, ``AREA`` for a name without a number, ``STREET``.
    distance_m : float
        From the point asked for to ``place``, metres.
    """

    label: str
    place: Place
    quality: GeocodeQuality
    distance_m: float


def nearest_address(index: AddressIndex, place: Place) -> NearAddress | None:
    """What is near enough to tell where a point is; ``None`` when the table has nothing near.

    Looks 60 m and then 200 m far for a house, or else a name; after that 1 km far for a street.
    """
    for within_m in _STEPS_M:
        found = [
            near for near in _around(index, place, within_m) if near.distance_m <= _limit_m(near.quality, within_m)
        ]
        if found:
            return min(found, key=lambda near: (_RANK[near.quality], near.distance_m))
    return None


def _limit_m(quality: GeocodeQuality, within_m: float) -> float:
    """How far an address of this quality may be while looking this far: a street waits until no house is left."""
    if quality is GeocodeQuality.STREET:
        return STREET_WITHIN_M if within_m >= STREET_WITHIN_M else -1
    return min(within_m, HOUSE_WITHIN_M)


def _around(index: AddressIndex, place: Place, within_m: float) -> list[NearAddress]:
    high = within_m / (radians(1) * EARTH_RADIUS_M)
    wide = high / max(0.01, cos(radians(place.lat)))
    houses = index.houses_within(place.lat - high, place.lat + high, place.lon - wide, place.lon + wide)
    return [_near(anchor, house, place) for anchor, house in houses]


def _near(anchor: Anchor, house: House, place: Place) -> NearAddress:
    away_m = distance_m(house.place, place)
    if house.number != UNNUMBERED:
        quality = GeocodeQuality.HOUSE if away_m <= AT_THE_HOUSE_M else GeocodeQuality.NEAREST
    else:
        quality = GeocodeQuality.AREA if anchor.named else GeocodeQuality.STREET
    return NearAddress(label_of(anchor, house), house.place, quality, away_m)
