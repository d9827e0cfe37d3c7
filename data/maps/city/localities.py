"""Which city, and which compound, a point belongs to."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import floor
from typing import NamedTuple

from data.maps.city.features import CITY_KINDS, Compound, Features, address_fields
from data.maps.city.near import Near
from data.maps.city.outline import Point, apart_m, holds

NEIGHBOUR_M = 500
"""A neighbour's city is believed this far."""

LARGEST_COMPOUND_M = 2_000
"""From its middle to any building in it."""

_CELLS_PER_DEGREE = 2_000
"""One address in a square of about 50 m tells the city of its neighbours well enough."""


class _City(NamedTuple):
    name: str
    point: Point
    reach_m: float


class Localities:
    """Cities, by the addresses that name theirs, or else by the nearest place of that rank."""

    def __init__(self, features: Features) -> None:
        self._named: Near[str] = Near(NEIGHBOUR_M)
        self._places = tuple(
            _City(thing.tags["name"], thing.point, CITY_KINDS[thing.tags["place"]])
            for thing in features.places
            if thing.tags.get("place") in CITY_KINDS and "name" in thing.tags
        )
        self._by_cell: dict[tuple[int, int], str] = {}
        states: dict[str, Counter[str]] = defaultdict(Counter)
        seen: set[tuple[tuple[int, int], str]] = set()
        for thing in features.houses:
            city = thing.tags.get("addr:city", "").strip()
            if city:
                states[city][address_fields(thing.tags)["state"]] += 1
            if city and (_cell(thing.point), city) not in seen:
                seen.add((_cell(thing.point), city))
                self._named.add(thing.point, city)
        self._states = {
            city: max(filter(None, found), key=found.__getitem__, default="") for city, found in states.items()
        }

    def city(self, point: Point) -> str:
        """City at a point; empty where nothing tells."""
        cell = _cell(point)
        if cell not in self._by_cell:
            neighbour = self._named.nearest(point)
            self._by_cell[cell] = neighbour[1] if neighbour else self._place(point)
        return self._by_cell[cell]

    def state(self, city: str) -> str:
        """State that most addresses of a city give; empty where none does."""
        return self._states.get(city, "")

    def _place(self, point: Point) -> str:
        """The place that is nearest in proportion to how far places of its rank reach."""
        shares = [(apart_m(point, city.point) / city.reach_m, city.name) for city in self._places]
        share, name = min(shares, default=(1.0, ""))
        return name if share < 1 else ""


class Compounds:
    """Named areas, to be asked which of them is around a building."""

    def __init__(self, compounds: Sequence[Compound]) -> None:
        self._near: Near[Compound] = Near(LARGEST_COMPOUND_M)
        for compound in compounds:
            self._near.add(compound.point, compound)

    def around(self, point: Point) -> str:
        """Name of the compound around a point, of several the one whose middle is nearest; empty outside of all."""
        found = self._near.nearest(point, lambda compound: holds(compound.outline, point))
        return found[1].name if found else ""


def _cell(point: Point) -> tuple[int, int]:
    return floor(point[0] * _CELLS_PER_DEGREE), floor(point[1] * _CELLS_PER_DEGREE)
