"""Makes the rows of an address table from what an OpenStreetMap file says, each address once."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from data.maps.address_build import street_key
from data.maps.address_number import HouseNumber, house_number
from data.maps.address_rows import AddressRow
from data.maps.address_text import StreetName, is_chinese, postcode_key
from data.maps.chinese_text import compact, is_building
from data.maps.city.features import CITY_KINDS, SUBURB_KINDS, Features, Tags, Thing, address_fields
from data.maps.city.interpolation import houses_between
from data.maps.city.localities import Compounds, Localities
from data.maps.city.outline import Point, apart_m
from dispatch.place import Place

SAME_HOUSE_M = 50
"""The same number on the same street this near is the same house: a point inside its building, or its shop."""

SAME_STREET_M = 1_000
"""A street's way this near to houses on a street of that name belongs to them."""

_SEVERAL = re.compile(r"\s*[;,、]\s*")


@dataclass(frozen=True, slots=True)
class AddressCounts:
    """How much was found.

    Parameters
    ----------
    addresses : int
        Different houses with a number, those between numbered ends included.
    interpolated : int
        Of these, houses between numbered ends.
    merged : int
        Things that were another mapping of a house already there.
    incomplete : int
        Numbers without a street, a compound or a name.
    streets : int
        Different names of streets.
    named : int
        Buildings and compounds with a name.
    places, postcodes : int
        Cities, towns, villages, suburbs …; postcodes.
    clipped : int
        Ways and relations that lie outside the file, though it mentions them.
    """

    addresses: int
    interpolated: int
    merged: int
    incomplete: int
    streets: int
    named: int
    places: int
    postcodes: int
    clipped: int


def rows_of(features: Features) -> tuple[list[AddressRow], AddressCounts]:
    """Make the rows; whoever gives no city gets that of the neighbours, or else the nearest city's."""
    making = _Making(features)
    making.houses()
    making.between_numbers()
    making.named_places()
    making.streets()
    return making.rows(), making.counts()


class _Making:
    def __init__(self, features: Features) -> None:
        self._features = features
        self._localities = Localities(features)
        self._compounds = Compounds(features.compounds)
        self._houses: list[AddressRow] = []
        self._exact: list[bool] = []
        self._at: dict[tuple[StreetName, HouseNumber | str], list[int]] = defaultdict(list)
        self._on_street: dict[StreetName, list[Point]] = defaultdict(list)
        self._others: list[AddressRow] = []
        self._merged = self._incomplete = self._interpolated = 0

    def houses(self) -> None:
        """Take in what is mapped with a number, a house's name, or a street."""
        for thing in self._features.houses:
            for row in self._addresses(thing):
                if row.street and row.house_number:
                    self._add_house(row, exact=thing.exact)
                else:
                    self._others.append(row)

    def between_numbers(self) -> None:
        """Take in houses between numbered ends, but for those that are mapped themselves."""
        for line in self._features.lines:
            for thing in houses_between(line):
                for row in self._addresses(thing):
                    if self._known(row, SAME_STREET_M) is None:
                        self._add_house(row, exact=False)
                        self._interpolated += 1

    def named_places(self) -> None:
        """Take in buildings and compounds with a name, and places and postcodes without a house."""
        for thing in self._features.named:
            row = AddressRow(_place(thing.point), name=thing.tags["name"], city=thing.tags.get("addr:city", ""))
            self._others.append(self._with_city(row))
        for thing in self._features.places:
            self._others.append(_area_row(thing))

    def streets(self) -> None:
        """Take in stretches of streets without houses nearby."""
        for street in self._features.streets:
            key = street_key(street.name)
            if any(apart_m(street.point, other) <= SAME_STREET_M for other in self._on_street.get(key, ())):
                continue
            row = AddressRow(_place(street.point), street=street.name, postcode=street.postcode)
            self._others.append(self._with_city(row))

    def rows(self) -> list[AddressRow]:
        """Everything taken in."""
        return [*self._houses, *self._others]

    def counts(self) -> AddressCounts:
        """Count what was taken in."""
        every = self.rows()
        return AddressCounts(
            addresses=sum(bool(row.house_number) for row in every),
            interpolated=self._interpolated,
            merged=self._merged,
            incomplete=self._incomplete,
            streets=len(self._on_street.keys() | {street_key(street.name) for street in self._features.streets}),
            named=len({row.name for row in every if row.name}),
            places=len({row.city for row in every if row.city} | {row.suburb for row in every if row.suburb}),
            postcodes=len({postcode_key(row.postcode) for row in every if row.postcode}),
            clipped=self._features.clipped,
        )

    def _addresses(self, thing: Thing) -> Iterator[AddressRow]:
        """Rows of a thing: one for each of its numbers, none when it tells no street, compound or name."""
        fields = address_fields(thing.tags)
        numbers = [number for number in _SEVERAL.split(fields.pop("house_number")) if number]
        for number in dict.fromkeys(numbers or [""]):
            row = self._in_compound(AddressRow(_place(thing.point), number, **fields), thing)
            if not (row.street or row.name):
                self._incomplete += 1
                continue
            yield self._with_city(row)

    def _in_compound(self, row: AddressRow, thing: Thing) -> AddressRow:
        """Give a building that is known by its number only (3号楼) the name of the compound around it."""
        label = next((text for text in (row.house_number, row.name) if is_building(text)), "")
        if not label:
            return row
        if is_chinese(row.street) and "addr:street" not in thing.tags and not row.name:
            return replace(row, name=row.street, street="", house_number=label)
        compound = "" if row.name and row.name != label else self._compounds.around(thing.point)
        if compound:
            return replace(row, name=compound, house_number=label)
        return replace(row, name="") if row.name == label else row

    def _add_house(self, row: AddressRow, *, exact: bool) -> None:
        known = self._known(row, SAME_HOUSE_M)
        if known is None:
            self._at[_key(row)].append(len(self._houses))
            self._on_street[street_key(row.street)].append(_point(row))
            self._houses.append(row)
            self._exact.append(exact)
            return
        self._merged += 1
        other = self._houses[known]
        if row.name and other.name and row.name != other.name:
            self._others.append(replace(row, house_number="", street=""))
        place = row.place if exact and not self._exact[known] else other.place
        blanks = ("unit", "suburb", "city", "postcode", "state", "name")
        filled = {field: getattr(other, field) or getattr(row, field) for field in blanks}
        self._houses[known] = replace(other, place=place, **filled)
        self._exact[known] |= exact

    def _known(self, row: AddressRow, within_m: float) -> int | None:
        """The house already there that is the same, ``None`` when there is none."""
        for at in self._at.get(_key(row), ()):
            other = self._houses[at]
            near = apart_m(_point(row), _point(other)) <= within_m
            if near and (row.city == other.city or not row.city or not other.city):
                return at
        return None

    def _with_city(self, row: AddressRow) -> AddressRow:
        """Fill in city and state where the row has none."""
        city = row.city or self._localities.city(_point(row))
        return replace(row, city=city, state=row.state or self._localities.state(city))


def _area_row(thing: Thing) -> AddressRow:
    tags: Tags = thing.tags
    kind, name = tags.get("place"), tags.get("name", "")
    return AddressRow(
        _place(thing.point),
        city=name if kind in CITY_KINDS else "",
        suburb=name if kind in SUBURB_KINDS else "",
        postcode=tags.get("addr:postcode") or tags.get("postal_code", ""),
    )


def _key(row: AddressRow) -> tuple[StreetName, HouseNumber | str]:
    return street_key(row.street), house_number(compact(row.house_number)) or row.house_number


def _place(point: Point) -> Place:
    return Place(round(point[0], 7), round(point[1], 7))


def _point(row: AddressRow) -> Point:
    return row.place.lat, row.place.lon
