"""The demo in a city of one's own: its addresses near its roads, or the shipped ones where the map has none."""

import random
from pathlib import Path
from typing import NamedTuple

from api.cli.city import build_with_progress, name_of
from api.cli.demo_day import DemoDay
from api.cli.output import plain, say
from api.wiring import Wiring
from data.maps.address_rows import AddressRow, read_address_csv
from data.maps.address_table import AddressTable
from data.maps.city.build import sha256_of
from data.maps.city.cities import Cities
from data.maps.city.city import City
from data.maps.city.reach import near_roads
from data.maps.city.source import require_file
from data.samples.generate import generate_day
from data.samples.shipped import WASHINGTON
from dispatch.errors import ConflictError, InvalidInputError
from solver.issue import Issue

NEAR_ROAD_M = 100
"""Addresses farther from any road than this are not drawn."""

FEWEST_ADDRESSES = 20
"""Fewer make no day."""


class Asked(NamedTuple):
    """What ``--city`` names: a city that is there, or a file to build one from."""

    name: str
    file: Path | None
    sha256: str


def asked_for(text: str, cities: Cities) -> Asked:
    """Find out whether a text names a city or a file.

    Raises
    ------
    InvalidInputError
        When it is neither.
    """
    if text in cities.names():
        return Asked(text, None, cities.get(text).source.sha256)
    file = Path(text)
    require_file(file)
    return Asked(name_of(file), file, sha256_of(file))


def built(asked: Asked, cities: Cities) -> City:
    """Return the city, built where it is not there yet; it is in use from now on.

    Raises
    ------
    ConflictError
        When there is one of that name from another file.
    """
    if asked.name in cities.names():
        city = cities.get(asked.name)
        if city.source.sha256 != asked.sha256:
            msg = (
                f"there is a city {city.name!r} from another file ({city.source.file}): plan in it with "
                f"`dispatch demo --city {city.name}`, or build it anew with `dispatch city add`"
            )
            raise ConflictError(msg)
        say(f"The city {plain(city.name)} is there already.")
    else:
        city = build_with_progress(asked.file or Path(asked.name), asked.name, cities)
        found = f"{city.addresses.addresses} addresses, {city.roads.km:.0f} km of roads"
        say(f"Built the city {plain(city.name)}: {found}.")
    cities.use(city.name)
    return city


def prepare_in_city(wiring: Wiring, day: DemoDay, city: City) -> Path:
    """Draw addresses near the city's roads, and return the folder with the day's CSV files.

    Raises
    ------
    InvalidInputError
        When neither the city nor the shipped addresses have enough near its roads.
    """
    table = AddressTable.open(city.address_table)
    houses = table.houses()
    table.close()
    random.Random(day.seed).shuffle(houses)  # noqa: S311 - repeatable on purpose, guards no secret
    wanted = max(FEWEST_ADDRESSES, day.requests + day.technicians)
    rows = near_roads(houses, city, NEAR_ROAD_M)[:wanted]
    if len(rows) < FEWEST_ADDRESSES:
        rows = _shipped(city, len(rows))
        AddressTable.build(wiring.settings.address_table, rows)
    folder = wiring.settings.home / "generated-day"
    generate_day(day.seed, day.requests, day.technicians, addresses=rows).write(folder)
    return folder


def _shipped(city: City, own: int) -> list[AddressRow]:
    """The sample's addresses that lie near the city's roads."""
    every = read_address_csv(WASHINGTON / "addresses.csv").rows
    near = near_roads(every, city, NEAR_ROAD_M)
    has = f"{city.source.file} has {own or 'no'} address{'' if own == 1 else 'es'} within {NEAR_ROAD_M} m of its roads"
    if len(near) < FEWEST_ADDRESSES:
        cause = f"{has}, and {len(near) or 'none'} of the shipped ones (Washington DC) lie there."
        action = "Take an extract with addresses, or load your own: `dispatch addresses load`, then import and plan."
        raise InvalidInputError((Issue("no_addresses", city.source.file, cause, action),))
    say(
        f"{has}: the sample's in Washington DC are taken. "
        f"{len(near)} of {len(every)} lie within {NEAR_ROAD_M} m of its roads, {len(every) - len(near)} outside."
    )
    return near
