"""What an OpenStreetMap file says about addresses: houses, numbered lines, streets, places, compounds, postcodes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from data.maps.address_rows import COLUMN_ALIASES
from data.maps.chinese_text import is_building
from data.maps.city.outline import Point, is_closed, spread

STREET_KINDS = frozenset(
    {
        "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street",
        "service", "pedestrian", "road", "track", "trunk_link", "primary_link", "secondary_link", "tertiary_link",
    }
)  # fmt: skip
"""Values of ``highway`` along which people live."""

STREET_POINT_EVERY_M = 200
"""How densely points stand for a street."""

CITY_KINDS = {"city": 30_000, "municipality": 15_000, "town": 8_000, "village": 3_000}
"""Values of ``place`` that addresses name as their city, with the metres that we let each reach."""

SUBURB_KINDS = frozenset({"borough", "suburb", "quarter", "neighbourhood", "district", "hamlet", "locality"})
"""Values of ``place`` that addresses name as a part of a city."""

COMPOUND_LAND = frozenset({"residential", "commercial", "retail", "industrial", "education"})
"""Values of ``landuse`` that people give as an address by name."""

Tags = dict[str, str]


class Thing(NamedTuple):
    """Something tagged at a point.

    Parameters
    ----------
    exact : bool
        Mapped as a point of its own, such as an entrance; otherwise the point is the middle of an outline.
    """

    point: Point
    tags: Tags
    exact: bool


class Street(NamedTuple):
    """A named way, at one of the points spread along it."""

    point: Point
    name: str
    postcode: str


class Line(NamedTuple):
    """Houses between numbered ends (``addr:interpolation``): the line, and the tags of those points that have any."""

    points: tuple[Point, ...]
    tags: Tags
    numbered: tuple[Tags | None, ...]


class Compound(NamedTuple):
    """A named area in which buildings are numbered."""

    point: Point
    name: str
    outline: tuple[Point, ...]


@dataclass(slots=True)
class Features:
    """Everything found, in the order of the file.

    Parameters
    ----------
    clipped : int
        Ways and relations of interest left out because none of their points is in the file.
    newest : datetime or None
        When the youngest element was edited, aware UTC; ``None`` where the file doesn't say.
    """

    houses: list[Thing] = field(default_factory=list)
    named: list[Thing] = field(default_factory=list)
    places: list[Thing] = field(default_factory=list)
    streets: list[Street] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    compounds: list[Compound] = field(default_factory=list)
    clipped: int = 0
    newest: datetime | None = None

    def add(self, point: Point, tags: Tags, outline: tuple[Point, ...] = ()) -> None:
        """Sort one thing in by its tags; a thing may be several, a house with a shop's name for one.

        Parameters
        ----------
        outline : tuple of (float, float)
            Of a way or relation; empty for a point.
        """
        name, exact = tags.get("name", ""), not outline
        if is_house(tags):
            self.houses.append(Thing(point, tags, exact))
        elif name and ("building" in tags or tags.get("landuse") in COMPOUND_LAND):
            self.named.append(Thing(point, tags, exact))
        elif "addr:postcode" in tags or tags.get("boundary") == "postal_code":
            self.places.append(Thing(point, tags, exact))
        kind = tags.get("place")
        if name and (kind in CITY_KINDS or kind in SUBURB_KINDS):
            self.places.append(Thing(point, tags, exact))
        if (
            name
            and is_closed(outline)
            and (tags.get("landuse") in COMPOUND_LAND or kind in {"neighbourhood", "quarter"})
        ):
            self.compounds.append(Compound(point, name, outline))
        if name and outline and tags.get("highway") in STREET_KINDS:
            postcode = tags.get("postal_code", "")
            self.streets += [Street(at, name, postcode) for at in spread(outline, STREET_POINT_EVERY_M)]


def is_house(tags: Tags) -> bool:
    """Whether tags tell an address: a number, a house's name, a street, or a building of a compound (3号楼)."""
    return (
        "addr:housenumber" in tags
        or "addr:housename" in tags
        or ("addr:street" in tags and "name" in tags)
        or ("building" in tags and is_building(tags.get("name", "")))
    )


def address_fields(tags: Tags) -> dict[str, str]:
    """Texts of an address row by column, from ``addr:…`` and the name."""
    found = {column: next((tags[key].strip() for key in keys if tags.get(key)), "") for column, keys in _ADDRESS_KEYS}
    found["name"] = found["name"] or tags.get("name", "").strip()
    return found


_ADDRESS_KEYS = tuple(
    (column, tuple(key for key in aliases if key.startswith("addr:")))
    for column, aliases in COLUMN_ALIASES.items()
    if column not in {"lat", "lon"}
)
