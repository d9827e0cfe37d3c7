"""A file of known travel: an SQLite database of tiles, 64 sources × 64 destinations each, for a week at most.

Several processes may use it at once, and one may be killed at any moment: what belongs together is written in one
transaction. Each tile carries its checksum; one that does not match counts as unknown, and a file that is no database
is made anew. Nothing here is worth keeping: whatever goes wrong, travel is computed again.
"""

import logging
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from math import isnan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.maps.travel_block import TravelBlock
from dispatch.place import Place
from dispatch.ports import Clock

SIDE = 64
UNKNOWN = -2
MOST_AGE = timedelta(days=7)
"""Roads and servers' maps change: after a week everything is computed again."""

MOST_PLACES = 20_000
MOST_BYTES = 1_000_000_000
"""Beyond one of them the file begins anew. A day of 3,000 places takes 72 MB."""

BUSY_S = 10.0
_VERSION = 1
_SCHEMA = f"""
CREATE TABLE method (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, begun_at REAL NOT NULL);
CREATE TABLE place (method INTEGER NOT NULL, number INTEGER NOT NULL, lat INTEGER NOT NULL, lon INTEGER NOT NULL,
    snap_m REAL, crc INTEGER NOT NULL, PRIMARY KEY (method, number), UNIQUE (method, lat, lon)) WITHOUT ROWID;
CREATE TABLE tile (method INTEGER NOT NULL, up INTEGER NOT NULL, across INTEGER NOT NULL, crc INTEGER NOT NULL,
    cells BLOB NOT NULL, PRIMARY KEY (method, up, across));
PRAGMA user_version = {_VERSION};
"""

Spot = tuple[int, int]
Cells = NDArray[np.int32]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class KnownTravel:
    """What the file knows of a rectangle, to be completed; ``missing`` tells the cells, s × d, it does not know."""

    block: TravelBlock
    missing: NDArray[np.bool_]

    def put(self, rows: NDArray[np.intp], columns: NDArray[np.intp], found: TravelBlock) -> None:
        """Fill in what has been computed."""
        cells = np.ix_(rows, columns)
        for period, seconds in enumerate(found.durations_s):
            self.block.durations_s[period][cells] = seconds
        self.block.distances_m[cells] = found.distances_m
        self.block.source_snap_m[rows] = found.source_snap_m
        self.block.destination_snap_m[columns] = found.destination_snap_m


class MatrixFile:
    """The file; whoever reads or writes opens it for that moment.

    Parameters
    ----------
    path : Path
        It need not exist.
    clock : Clock
        Tells the age of what is known.
    most_bytes : int
        Size beyond which it begins anew.
    """

    def __init__(self, path: Path, clock: Clock, most_bytes: int = MOST_BYTES) -> None:
        self.path = path
        self._clock = clock
        self._most_bytes = most_bytes

    def read(
        self, fingerprint: str, periods: int, sources: Sequence[Place], destinations: Sequence[Place]
    ) -> KnownTravel:
        """Read what is known of the ways from each source to each destination."""
        shape = (len(sources), len(destinations))
        cells = np.full((periods + 1, *shape), UNKNOWN, dtype=np.int32)
        snaps = np.full(shape[0], np.nan, np.float32), np.full(shape[1], np.nan, np.float32)
        with self._forgiving(), self._connected() as connection:
            numbers = self._numbers(connection, fingerprint)
            rows = _tiles(sources, numbers, snaps[0])
            columns = _tiles(destinations, numbers, snaps[1])
            method = _method(connection, fingerprint)
            for up, (here, inside) in rows.items():
                query = "SELECT across, crc, cells FROM tile WHERE method = ? AND up = ?"
                for across, crc, content in connection.execute(query, (method, up)):
                    tile = _tile(content, crc, (fingerprint, up, across), periods) if across in columns else None
                    if tile is not None:
                        there, beside = columns[across]
                        cells[:, here[:, None], there] = tile[:, inside[:, None], beside]
        return KnownTravel(TravelBlock(cells[:-1], cells[-1], *snaps), cells[-1] == UNKNOWN)

    def write(
        self, fingerprint: str, sources: Sequence[Place], destinations: Sequence[Place], block: TravelBlock
    ) -> None:
        """Remember a rectangle."""
        new = np.concatenate([block.durations_s, block.distances_m[np.newaxis]])
        snaps = dict(zip(map(_spot, sources), block.source_snap_m.tolist(), strict=True))
        snaps |= dict(zip(map(_spot, destinations), block.destination_snap_m.tolist(), strict=True))
        with self._forgiving(), self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            method = self._begun(connection, fingerprint)
            numbers = self._numbers(connection, fingerprint)
            unknown = [spot for spot in snaps if spot not in numbers]
            added = {spot: (len(numbers) + at, snaps[spot]) for at, spot in enumerate(unknown)}
            connection.executemany(
                "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (method, number, *spot, None if isnan(snap) else snap, _crc((fingerprint, number, *spot, snap)))
                    for spot, (number, snap) in added.items()
                ],
            )
            numbers |= added
            rows, columns = _tiles(sources, numbers), _tiles(destinations, numbers)
            for up, (here, inside) in rows.items():
                for across, (there, beside) in columns.items():
                    query = "SELECT crc, cells FROM tile WHERE method = ? AND up = ? AND across = ?"
                    stored = connection.execute(query, (method, up, across)).fetchone()
                    key = (fingerprint, up, across)
                    tile = _tile(stored[1], stored[0], key, len(new) - 1) if stored else None
                    if tile is None:
                        tile = np.full((len(new), SIDE, SIDE), UNKNOWN, dtype=np.int32)
                    tile[:, inside[:, None], beside] = new[:, here[:, None], there]
                    content = tile.astype("<i4").tobytes()
                    connection.execute(
                        "INSERT OR REPLACE INTO tile VALUES (?, ?, ?, ?, ?)",
                        (method, up, across, _crc(key, content), content),
                    )
            connection.execute("COMMIT")

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")  # a damaged file costs time, not data
            if connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                _make(connection)
            yield connection

    @contextmanager
    def _forgiving(self) -> Iterator[None]:
        """Pass a file over that is unusable, busy or full; take a damaged one away."""
        try:
            yield
        except sqlite3.OperationalError as error:
            logger.warning("%s can't be used now: %s", self.path, error)
        except sqlite3.DatabaseError as error:
            logger.warning("%s is damaged and made anew: %s", self.path, error)
            with suppress(OSError):
                self.path.unlink(missing_ok=True)
                self.path.with_name(f"{self.path.name}-journal").unlink(missing_ok=True)

    def _numbers(self, connection: sqlite3.Connection, fingerprint: str) -> dict[Spot, tuple[int, float]]:
        """Number and distance to its way of each place known, unless it has been known for too long."""
        query = (
            "SELECT lat, lon, number, snap_m, place.crc FROM place JOIN method ON method.id = method"
            " WHERE fingerprint = ? AND begun_at > ?"
        )
        oldest = (self._clock.now() - MOST_AGE).timestamp()
        numbers: dict[Spot, tuple[int, float]] = {}
        for lat, lon, number, stored, crc in connection.execute(query, (fingerprint, oldest)):
            snap = float("nan") if stored is None else stored
            if crc != _crc((fingerprint, number, lat, lon, snap)):
                msg = f"place {number} does not match its checksum"
                raise sqlite3.DatabaseError(msg)
            numbers[lat, lon] = (number, snap)
        return numbers

    def _begun(self, connection: sqlite3.Connection, fingerprint: str) -> int:
        """Take away what is too old or too much, and return the method's id."""
        oldest = (self._clock.now() - MOST_AGE).timestamp()
        most = MOST_PLACES if self._size(connection) <= self._most_bytes else -1
        crowded = "SELECT method FROM place GROUP BY method HAVING COUNT(*) > ?"
        query = f"SELECT id FROM method WHERE begun_at <= ? OR id IN ({crowded})"  # noqa: S608 -- no input
        for (old,) in connection.execute(query, (oldest, most)).fetchall():
            for table, column in (("tile", "method"), ("place", "method"), ("method", "id")):
                connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (old,))  # noqa: S608 -- names above
        values = (fingerprint, self._clock.now().timestamp())
        connection.execute("INSERT OR IGNORE INTO method (fingerprint, begun_at) VALUES (?, ?)", values)
        return _method(connection, fingerprint)

    def _size(self, connection: sqlite3.Connection) -> int:
        pages, free, size = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        return (pages - free) * size


def _make(connection: sqlite3.Connection) -> None:
    """Make the tables, in place of those of another version, unless another process has just done so."""
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
        for table in ("tile", "place", "method"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
    connection.execute("COMMIT")


def _method(connection: sqlite3.Connection, fingerprint: str) -> int:
    found = connection.execute("SELECT id FROM method WHERE fingerprint = ?", (fingerprint,)).fetchone()
    return int(found[0]) if found else -1


def _spot(place: Place) -> Spot:
    """A place to a tenth of a metre."""
    return round(place.lat * 1e6), round(place.lon * 1e6)


def _tiles(
    places: Sequence[Place],
    numbers: dict[Spot, tuple[int, float]],
    snaps: NDArray[np.float32] | None = None,
) -> dict[int, tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """By tile the positions in ``places`` and inside the tile; places not known drop out."""
    found = [(at, *numbers[spot]) for at, spot in enumerate(map(_spot, places)) if spot in numbers]
    by_tile: dict[int, tuple[list[int], list[int]]] = {}
    for at, number, snap in found:
        here, inside = by_tile.setdefault(number // SIDE, ([], []))
        here.append(at)
        inside.append(number % SIDE)
        if snaps is not None:
            snaps[at] = snap
    return {tile: (np.array(here), np.array(inside)) for tile, (here, inside) in by_tile.items()}


def _crc(key: tuple[object, ...], content: bytes = b"") -> int:
    return zlib.crc32(content, zlib.crc32(repr(key).encode()))


def _tile(content: bytes, crc: int, key: tuple[object, ...], periods: int) -> Cells | None:
    """Read a tile, ``None`` when it is damaged."""
    if _crc(key, content) != crc or len(content) != 4 * (periods + 1) * SIDE * SIDE:
        return None
    return np.frombuffer(content, dtype="<i4").reshape(periods + 1, SIDE, SIDE).astype(np.int32)
