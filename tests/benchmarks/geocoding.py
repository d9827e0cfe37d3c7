"""How many addresses the address table finds, and how fast. Run: python -m tests.benchmarks.geocoding [misses to show].

Reads ../shared/maps/baltimore-addresses.csv (rows within 100 m of a road), draws 2,000, and asks for each in several
ways: first a table of those rows, then the table that ``dispatch city add`` makes of the OpenStreetMap extract they are
from. Found means within 50 m.
"""

import csv
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from data.maps.address_rows import AddressRow
from data.maps.address_table import AddressTable
from data.maps.city.read import read_features
from data.maps.city.rows import rows_of
from dispatch.great_circle import distance_m
from dispatch.place import Address, GeocodeQuality, Place

ADDRESSES = Path(__file__).parents[3] / "shared" / "maps" / "baltimore-addresses.csv"
MAP = ADDRESSES.with_name("baltimore-county-reisterstown.osm.pbf")
FOUND_WITHIN_M = 50
SNAPPED_WITHIN_M = 100
ABBREVIATIONS = {"ROAD": "RD.", "AVENUE": "AV", "COURT": "CT", "DRIVE": "DR", "LANE": "LN", "NORTH": "N."}


class Score(NamedTuple):
    """Shares of the addresses asked for, and time per address."""

    found: float
    house: float
    ambiguous: float
    mean_ms: float
    slowest_ms: float


def baltimore_rows(path: Path = ADDRESSES) -> list[AddressRow]:
    """The addresses of the extract that lie near a road."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            AddressRow(
                Place(float(row["lat"]), float(row["lon"])),
                house_number=row["addr:housenumber"],
                street=row["addr:street"],
                city=row["addr:city"],
                postcode=row["addr:postcode"],
                state=row["addr:state"],
                name=row["name"],
            )
            for row in csv.DictReader(file)
            if float(row["snap_m"]) <= SNAPPED_WITHIN_M
        ]


def full(row: AddressRow, rng: random.Random) -> Address:
    return Address(f"{row.house_number} {row.street}", city=row.city, postcode=row.postcode)


def one_line(row: AddressRow, rng: random.Random) -> Address:
    return Address(f"{row.house_number} {row.street}, {row.city}, {row.state} {row.postcode}")


def no_commas(row: AddressRow, rng: random.Random) -> Address:
    return Address(f"{row.house_number} {row.street} {row.city} {row.state} {row.postcode}")


def one_typo(row: AddressRow, rng: random.Random) -> Address:
    return Address(f"{row.house_number} {with_typo(row.street, rng)}", city=row.city, postcode=row.postcode)


def one_typo_in_line(row: AddressRow, rng: random.Random) -> Address:
    return Address(f"{row.house_number} {with_typo(f'{row.street}, {row.city}', rng)} {row.postcode}")


def no_city(row: AddressRow, rng: random.Random) -> Address:
    return Address(f"{row.house_number} {row.street}")


def typo_and_no_city(row: AddressRow, rng: random.Random) -> Address:
    return Address(f"{row.house_number} {with_typo(row.street, rng)}")


def abbreviated(row: AddressRow, rng: random.Random) -> Address:
    street = row.street.upper()
    for word, short in (
        ("ROAD", "RD."),
        ("AVENUE", "AV"),
        ("COURT", "CT"),
        ("DRIVE", "DR"),
        ("LANE", "LN"),
        ("NORTH", "N."),
    ):
        street = street.replace(f" {word}", f" {short}")
    return Address(f"{row.house_number} {street} Apt {rng.randint(1, 99)}B", city=row.city)


def wrong_city(row: AddressRow, rng: random.Random) -> Address:
    return Address(f"{row.house_number} {row.street}", city="Baltimore", postcode=row.postcode)


WAYS: tuple[Callable[[AddressRow, random.Random], Address], ...] = (
    full,
    one_line,
    no_commas,
    abbreviated,
    one_typo,
    one_typo_in_line,
    no_city,
    typo_and_no_city,
    wrong_city,
)


def with_typo(text: str, rng: random.Random) -> str:
    """One letter replaced, left out, doubled or swapped with its neighbour."""
    at = rng.choice([i for i, c in enumerate(text) if c.isalpha()])
    kind = rng.randrange(4)
    if kind == 0:
        return text[:at] + rng.choice("abcdefghijklmnopqrstuvwxyz") + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]


def score(
    table: AddressTable,
    rows: list[AddressRow],
    way: Callable[[AddressRow, random.Random], Address],
    show_misses: int = 0,
) -> Score:
    """Ask for every row in one way."""
    rng = random.Random(7)
    found = house = ambiguous = 0
    times: list[float] = []
    for row in rows:
        address = way(row, rng)
        start = time.perf_counter()
        answer = table.geocode(address)
        times.append(time.perf_counter() - start)
        best = answer.candidates[0] if answer.candidates else None
        hit = best is not None and distance_m(best.place, row.place) <= FOUND_WITHIN_M
        found += hit
        house += best is not None and best.quality is GeocodeQuality.HOUSE
        ambiguous += answer.ambiguous
        if not hit and show_misses > 0:
            show_misses -= 1
            sys.stdout.write(f"  {way.__name__}: {address} → {best and (best.label, best.quality.value, best.score)}\n")
    return Score(
        found / len(rows), house / len(rows), ambiguous / len(rows), 1000 * sum(times) / len(times), 1000 * max(times)
    )


def main(show_misses: int = 0) -> None:
    if not ADDRESSES.exists():
        sys.stdout.write(f"Finding addresses: skipped, {ADDRESSES.name} is not here.\n")
        return
    sys.stdout.write("Finding addresses written in several ways\n")
    rows = baltimore_rows()
    measure(ADDRESSES.name, lambda: rows, rows, show_misses)
    if MAP.exists():
        measure(MAP.name, lambda: rows_of(read_features(MAP))[0], rows, show_misses)
    else:
        sys.stdout.write(f"{MAP.name} is not here.\n")


def measure(name: str, read: Callable[[], list[AddressRow]], rows: list[AddressRow], show_misses: int) -> None:
    """Build a table of what ``read`` gives, ask it for 2,000 of ``rows``, and print the shares found."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "addresses.sqlite"
        start = time.perf_counter()
        taken = AddressTable.build(path, read())
        sys.stdout.write(f"{name}: {taken} rows, built in {time.perf_counter() - start:.2f} s\n")
        table = AddressTable.open(path)
        sample = random.Random(2026).sample(rows, 2_000)
        table.geocode(full(sample[0], random.Random(0)))
        sys.stdout.write(f"{'way':18}{'found':>8}{'house':>8}{'ambig.':>8}{'mean ms':>9}{'max ms':>8}\n")
        for way in WAYS:
            s = score(table, sample, way, show_misses)
            sys.stdout.write(
                f"{way.__name__:18}{s.found:8.1%}{s.house:8.1%}{s.ambiguous:8.1%}{s.mean_ms:9.2f}{s.slowest_ms:8.1f}\n"
            )
        start = time.perf_counter()
        near = [table.reverse(row.place) for row in sample]
        mean_ms = 1000 * (time.perf_counter() - start) / len(near)
        at_house = sum(one is not None and one.distance_m <= FOUND_WITHIN_M for one in near) / len(near)
        sys.stdout.write(f"{'reverse':18}{at_house:8.1%}{'':16}{mean_ms:9.2f}\n")
        table.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
