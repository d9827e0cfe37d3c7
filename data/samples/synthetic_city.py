"""An invented city on a grid, for days larger than the real addresses at hand."""

import random
from math import cos, radians

from data.maps.address_rows import AddressRow
from data.samples.catalogue import STREET_NAMES
from dispatch.place import Place

CENTRE = Place(38.9072, -77.0369)
METRES_PER_DEGREE = 111_195
BLOCK_M = 110
HOUSE_EVERY_M = 11
LARGEST_DISTANCE_FROM_AXIS_M = 8_000
_TYPES = ("Street", "Avenue", "Road", "Lane")
_HALVES = (("North", 1), ("South", -1))


def synthetic_city(seed: int, n_addresses: int, centre: Place = CENTRE) -> tuple[AddressRow, ...]:
    """Return addresses of a city called Gridley, drawn without repetition.

    Streets run north and south from an axis, one every 110 m, and are named apart by their half: Oak Street North,
    Oak Street South. Numbers rise with the distance from the axis.

    Parameters
    ----------
    n_addresses : int
        How many; the city has 290,800.

    Raises
    ------
    ValueError
        When more are asked for than the city has.
    """
    columns = [(name, kind) for kind in _TYPES for name in STREET_NAMES]
    houses = 2 * (LARGEST_DISTANCE_FROM_AXIS_M // HOUSE_EVERY_M)
    total = len(columns) * houses
    if not 1 <= n_addresses <= total:
        msg = f"the city has {total} addresses, {n_addresses} were asked for"
        raise ValueError(msg)
    rng = random.Random(seed)  # noqa: S311 - repeatable on purpose, guards no secret
    picked = sorted(rng.sample(range(total), n_addresses))
    return tuple(_house(at, columns, houses, centre) for at in picked)


def _house(at: int, columns: list[tuple[str, str]], houses: int, centre: Place) -> AddressRow:
    column, house = divmod(at, houses)
    number, half = divmod(house, 2)
    half_name, sign = _HALVES[half]
    east_m = (column - len(columns) / 2) * BLOCK_M
    north_m = sign * (number + 1) * HOUSE_EVERY_M
    lat = centre.lat + north_m / METRES_PER_DEGREE
    lon = centre.lon + east_m / (METRES_PER_DEGREE * cos(radians(centre.lat)))
    name, kind = columns[column]
    return AddressRow(
        Place(round(lat, 6), round(lon, 6)),
        house_number=str(number + 1),
        street=f"{name} {kind} {half_name}",
        city="Gridley",
        postcode=f"{90_000 + column // 10 * 10 + half}",
    )
