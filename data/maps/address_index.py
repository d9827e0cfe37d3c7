"""Reads an address table: names in memory, houses from the SQLite file. Safe to use from several threads."""

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from data.maps.address_build import SCHEMA_VERSION
from data.maps.address_number import HouseNumber
from data.maps.address_text import StreetName, is_chinese
from dispatch.errors import GeocodingError
from dispatch.place import Place


@dataclass(frozen=True, slots=True)
class Anchor:
    """A street in one city, or a named place; ``place`` is its middle and ``reach_m`` how far it extends from there.

    ``city``, ``suburb`` and ``state`` are keys, titles are as people write them.
    """

    id: int
    named: bool
    name: StreetName
    title: str
    city: str
    suburb: str
    state: str
    city_title: str
    place: Place
    reach_m: float


class House(NamedTuple):
    """A row of the table on its anchor."""

    number: HouseNumber
    label: str
    postcode: str
    place: Place


class Area(NamedTuple):
    """A city, suburb or postcode with the middle of its houses."""

    level: str
    key: str
    title: str
    place: Place


_ROWS = "SELECT anchor, first, last, suffix, label, postcode, lat, lon FROM house"


class AddressIndex:
    """The names of an address table.

    Parameters
    ----------
    path : Path
        An address table's file.

    Attributes
    ----------
    streets, named : dict of str to list of Anchor
        By the name in its one spelling.
    areas : dict of (str, str) to Area
        By level (``city``, ``suburb``, ``postcode``) and key.

    Raises
    ------
    GeocodingError
        When the file is missing, no address table, or of another version.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = _connect(path)
        self.areas = {
            (level, key): Area(level, key, title, Place(lat, lon))
            for level, key, title, lat, lon in self._connection.execute("SELECT level, key, title, lat, lon FROM area")
        }
        self.streets: dict[str, list[Anchor]] = {}
        self.named: dict[str, list[Anchor]] = {}
        self._by_id: dict[int, Anchor] = {}
        for anchor in self._anchors():
            self._by_id[anchor.id] = anchor
            (self.named if anchor.named else self.streets).setdefault(anchor.name.core, []).append(anchor)
        self.street_names = tuple(self.streets)
        self.chinese_names = tuple(name for name in (*self.named, *self.streets) if is_chinese(name))
        self.city_names = tuple(key for level, key in self.areas if level == "city")
        self.states = frozenset(a.state for anchors in self.streets.values() for a in anchors if a.state)

    def houses(self, anchor: Anchor, lowest: int, highest: int) -> list[House]:
        """The anchor's houses whose number is in the range, both ends included."""
        with self._lock:
            rows = self._connection.execute(
                f"{_ROWS} WHERE anchor = ? AND first BETWEEN ? AND ?", (anchor.id, lowest, highest)
            ).fetchall()
        return [_house(row[1:]) for row in rows]

    def houses_within(self, south: float, north: float, west: float, east: float) -> list[tuple[Anchor, House]]:
        """Rows between the latitudes and longitudes, degrees, those without a number included."""
        with self._lock:
            rows = self._connection.execute(
                f"{_ROWS} WHERE lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?", (south, north, west, east)
            ).fetchall()
        return [(self._by_id[row[0]], _house(row[1:])) for row in rows]

    def every_house(self) -> list[tuple[Anchor, House]]:
        """All rows with a number, in the order of the table."""
        with self._lock:
            rows = self._connection.execute(f"{_ROWS} WHERE first >= 0 ORDER BY rowid").fetchall()
        return [(self._by_id[row[0]], _house(row[1:])) for row in rows]

    def _anchors(self) -> Iterator[Anchor]:
        rows = self._connection.execute(
            "SELECT id, named, core, kind, directions, title, city, suburb, state, lat, lon, reach_m FROM anchor"
        )
        for number, named, core, kind, directions, title, city, suburb, state, lat, lon, reach_m in rows:
            name = StreetName(core, kind, frozenset(directions.split()))
            area = self.areas.get(("city", city))
            city_title = area.title if area else ""
            yield Anchor(number, bool(named), name, title, city, suburb, state, city_title, Place(lat, lon), reach_m)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


def _house(row: tuple[int, int, str, str, str, float, float]) -> House:
    return House(HouseNumber(*row[:3]), row[3], row[4], Place(*row[5:]))


def _connect(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        msg = f"there is no address table at {path}: import an address file first"
        raise GeocodingError(msg)
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        connection.close()
        msg = f"{path} is no address table: import the address file again"
        raise GeocodingError(msg) from error
    if version != SCHEMA_VERSION:
        connection.close()
        msg = f"{path} is an address table of version {version}, not {SCHEMA_VERSION}: import the address file again"
        raise GeocodingError(msg)
    return connection
