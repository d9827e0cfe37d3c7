"""The embedded geocoder: an address table in one SQLite file, searched with tolerance for the way people write."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from data.maps.address_areas import match_area
from data.maps.address_build import build_table
from data.maps.address_chinese import match_chinese, match_chinese_area
from data.maps.address_houses import ranked
from data.maps.address_index import AddressIndex
from data.maps.address_match import match_latin
from data.maps.address_reverse import NearAddress, nearest_address
from data.maps.address_rows import AddressRow, read_address_csv
from data.maps.address_score import Candidate
from data.maps.address_text import has_letter, is_chinese
from data.maps.system_clock import SystemClock
from dispatch.place import Address, Geocode, Place
from dispatch.ports import Clock, GeocodeAnswer
from solver.issue import Issue


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading an address file gave: addresses taken, and the faults of the rows left out."""

    addresses: int
    issues: tuple[Issue, ...]


class AddressTable:
    """A geocoder over an address table; safe to use from several threads.

    House beats nearest number beats street beats area; see ``address_score`` for how mistakes are weighed.
    """

    name = "address_table"

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        self._index: AddressIndex | None = None

    @classmethod
    def open(cls, path: Path, clock: Clock | None = None) -> Self:
        """Use the table at ``path``; it is read at the first question. ``None`` means the machine's clock."""
        return cls(path, clock or SystemClock())

    @staticmethod
    def build(path: Path, rows: Iterable[AddressRow], on_progress: Callable[[int], None] | None = None) -> int:
        """Write a table, in place of the one at ``path``, and return the number of rows taken.

        Geocoders opened before keep answering from the table they opened.
        """
        return build_table(path, rows, on_progress)

    @staticmethod
    def load_csv(path_csv: Path, path_db: Path, on_progress: Callable[[int], None] | None = None) -> LoadReport:
        """Build a table from an address file, see ``address_rows`` for its columns.

        ``on_progress`` is told the number of addresses taken so far, now and then.

        Raises
        ------
        InvalidInputError
            When the file as a whole can't be used; the table at ``path_db`` stays as it was.
        """
        file = read_address_csv(path_csv)
        return LoadReport(build_table(path_db, file.rows, on_progress), file.issues)

    def geocode(self, address: Address) -> GeocodeAnswer:
        """Look one address up; an unknown or absurd one gives an empty answer.

        Raises
        ------
        GeocodingError
            When there is no usable table at the path.
        """
        index = self._opened()
        if not has_letter(f"{address.text} {address.city}") and not address.postcode:
            return GeocodeAnswer(())
        if is_chinese(address.text):
            found, area = match_chinese(address, index), match_chinese_area
        else:
            found, area = match_latin(address, index), match_area
        candidates, ambiguous = ranked(found)
        if not candidates:
            whole = area(address, index)
            candidates = () if whole is None else (whole,)
        return GeocodeAnswer(tuple(self._geocode(candidate) for candidate in candidates), ambiguous)

    def reverse(self, place: Place) -> NearAddress | None:
        """The nearest address of a point: a house up to 200 m away, else a name, else a street up to 1 km away.

        Raises
        ------
        GeocodingError
            When there is no usable table at the path.
        """
        return nearest_address(self._opened(), place)

    def houses(self) -> list[AddressRow]:
        """Every address with a number on a street, in the order of the table.

        Raises
        ------
        GeocodingError
            When there is no usable table at the path.
        """
        return [
            AddressRow(house.place, house.label, anchor.title, city=anchor.city_title, postcode=house.postcode)
            for anchor, house in self._opened().every_house()
            if not anchor.named
        ]

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._index is not None:
                self._index.close()
                self._index = None

    def _opened(self) -> AddressIndex:
        with self._lock:
            if self._index is None:
                self._index = AddressIndex(self._path)
            return self._index

    def _geocode(self, found: Candidate) -> Geocode:
        return Geocode(
            place=found.place,
            quality=found.quality,
            score=round(found.score, 3),
            provider=self.name,
            label=found.label,
            found_at=self._clock.now(),
            reach_m=found.reach_m,
        )
