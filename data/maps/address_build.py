"""Writes an address table: one SQLite file with anchors (streets and named places), their houses, and areas.

An *anchor* is what house numbers count along: a street in one city, or a compound whose buildings are numbered.
"""

import os
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from data.maps.address_number import HouseNumber, house_number
from data.maps.address_rows import AddressRow
from data.maps.address_text import StreetName, area_key, is_chinese, plain, postcode_key, street_name, words
from data.maps.chinese_text import building_number, compact, is_building, split_building, without_ending
from dispatch.great_circle import distance_m
from dispatch.place import Place

SCHEMA_VERSION = 1
"""Kept in ``PRAGMA user_version``; a table of another version must be built anew."""

UNNUMBERED = HouseNumber(-1, -1, "")
"""Stands for a row without a number."""

_SCHEMA = f"""
CREATE TABLE anchor (
    id INTEGER PRIMARY KEY,
    named INTEGER NOT NULL,
    core TEXT NOT NULL,
    kind TEXT NOT NULL,
    directions TEXT NOT NULL,
    city TEXT NOT NULL,
    suburb TEXT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    lat REAL NOT NULL,
    lon REAL NOT NULL,
    reach_m REAL NOT NULL
) STRICT;
CREATE TABLE house (
    anchor INTEGER NOT NULL REFERENCES anchor (id),
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    suffix TEXT NOT NULL,
    label TEXT NOT NULL,
    postcode TEXT NOT NULL,
    lat REAL NOT NULL,
    lon REAL NOT NULL
) STRICT;
CREATE TABLE area (
    level TEXT NOT NULL, key TEXT NOT NULL, title TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL
) STRICT;
PRAGMA user_version = {SCHEMA_VERSION};
"""
_INDEXES = """
CREATE INDEX house_by_number ON house (anchor, first);
CREATE INDEX house_by_place ON house (lat, lon);
"""
_PROGRESS_EVERY = 5_000
_KEYS_KEPT = 4_096


class _AnchorKey(NamedTuple):
    named: bool
    core: str
    kind: str
    directions: str
    city: str
    suburb: str
    state: str


class _House(NamedTuple):
    number: HouseNumber
    label: str
    postcode: str
    place: Place


def build_table(path: Path, rows: Iterable[AddressRow], on_progress: Callable[[int], None] | None = None) -> int:
    """Write a table in place of the one at ``path``, which stays as it was until the new one is complete.

    Parameters
    ----------
    on_progress : callable, optional
        Told the number of rows taken so far, now and then.

    Returns
    -------
    int
        Rows taken.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    os.close(handle)
    unfinished = Path(name)
    try:
        with closing(sqlite3.connect(unfinished)) as connection:
            count = _fill(connection, rows, on_progress)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def _fill(connection: sqlite3.Connection, rows: Iterable[AddressRow], on_progress: Callable[[int], None] | None) -> int:
    houses: dict[_AnchorKey, list[_House]] = defaultdict(list)
    titles: dict[_AnchorKey, str] = {}
    areas: dict[tuple[str, str], list[Place]] = defaultdict(list)
    area_titles: dict[tuple[str, str], str] = {}
    count = 0
    for row in rows:
        count += 1
        for key, title, house in _anchors_of(row):
            houses[key].append(house)
            titles.setdefault(key, title)
        for level, area, title in _areas_of(row):
            areas[level, area].append(row.place)
            area_titles.setdefault((level, area), title)
        if on_progress is not None and count % _PROGRESS_EVERY == 0:
            on_progress(count)
    connection.executescript(_SCHEMA)
    for anchor_id, (key, members) in enumerate(houses.items(), start=1):
        middle = middle_of([house.place for house in members])
        reach_m = max(distance_m(middle, house.place) for house in members)
        connection.execute(
            "INSERT INTO anchor VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (anchor_id, int(key.named), *key[1:], titles[key], middle.lat, middle.lon, reach_m),
        )
        connection.executemany(
            "INSERT INTO house VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((anchor_id, *h.number, h.label, h.postcode, h.place.lat, h.place.lon) for h in members),
        )
    for (level, area), places in areas.items():
        middle = middle_of(places)
        connection.execute(
            "INSERT INTO area VALUES (?, ?, ?, ?, ?)", (level, area, area_titles[level, area], middle.lat, middle.lon)
        )
    connection.executescript(_INDEXES)
    connection.commit()
    return count


def middle_of(places: Sequence[Place]) -> Place:
    """The one of the places that lies nearest to their mean."""
    mean = Place(sum(p.lat for p in places) / len(places), sum(p.lon for p in places) / len(places))
    return min(places, key=lambda place: distance_m(place, mean))


@lru_cache(maxsize=_KEYS_KEPT)
def street_key(text: str) -> StreetName:
    """A street's name in its one spelling, whatever the script."""
    return street_name(words(compact(text) if is_chinese(text) else plain(text)))


@lru_cache(maxsize=_KEYS_KEPT)
def area_name_key(text: str) -> str:
    """An area's name in its one spelling, whatever the script."""
    return without_ending(compact(text)) if is_chinese(text) else area_key(text)


def _anchors_of(row: AddressRow) -> Iterator[tuple[_AnchorKey, str, _House]]:
    area = (area_name_key(row.city), area_name_key(row.suburb), area_name_key(row.state))
    postcode = postcode_key(row.postcode)
    if row.street and not (row.name and is_building(row.house_number)):
        name = street_key(row.street)
        number = house_number(compact(row.house_number)) or UNNUMBERED
        key = _AnchorKey(False, name.core, name.kind, " ".join(sorted(name.directions)), *area)
        yield key, row.street, _House(number, row.house_number, postcode, row.place)
    if row.name and is_chinese(row.name):
        name_core, building = split_building(row.name)
        label = next((text for text in (building, row.house_number, row.unit) if is_building(text)), "")
        number = building_number(label) or UNNUMBERED
        yield _AnchorKey(True, name_core, "", "", *area), name_core, _House(number, label, postcode, row.place)
    elif row.name:
        key = _AnchorKey(True, " ".join(words(plain(row.name))), "", "", *area)
        yield key, row.name, _House(UNNUMBERED, "", postcode, row.place)


def _areas_of(row: AddressRow) -> Iterator[tuple[str, str, str]]:
    for level, title in (("city", row.city), ("suburb", row.suburb)):
        if title:
            yield level, area_name_key(title), title
    if row.postcode:
        yield "postcode", postcode_key(row.postcode), row.postcode
