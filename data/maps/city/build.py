"""Builds a city from an OpenStreetMap file; the one that was there works until the new one is complete.

Each build has a folder of its own in ``cities/NAME``. The manifest ``city.json`` names the one that counts and is
replaced in one step at the end, so that a build that is killed at any moment changes nothing.
"""

import hashlib
import json
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from data.maps.address_table import AddressTable
from data.maps.city.cities import Cities
from data.maps.city.city import ADDRESSES, MANIFEST, ROADS, City, Source, require_name
from data.maps.city.profiles import COPY, ChosenProfile, choose_profile
from data.maps.city.read import read_features
from data.maps.city.rows import AddressCounts, rows_of
from data.maps.city.source import Header, read_header
from data.maps.roads.engine import read_roads
from data.maps.roads.graph import RoadGraph
from data.maps.system_clock import SystemClock
from dispatch.errors import InvalidInputError
from dispatch.ports import Clock
from solver.issue import Issue

ABANDONED_AFTER_S = 3_600
"""A build's folder untouched for this long belongs to nobody any more."""

OnProgress = Callable[[str], None]
"""Told in a few words what is being done."""


def build_city(
    path: Path,
    name: str,
    cities: Cities,
    on_progress: OnProgress | None = None,
    clock: Clock | None = None,
    *,
    profile: str | None = None,
) -> City:
    """Build a city, in place of the one of that name.

    Parameters
    ----------
    path : Path
        OpenStreetMap extract.
    clock : Clock, optional
        Default: the machine's own.
    profile : str, optional
        Who drives: ``car``, ``bicycle``, ``foot``, or the path of a profile of yours. Default: as before, else a car.

    Raises
    ------
    InvalidInputError
        When the file or the profile can't be used, the name can't be a city's, or the folder can't be written.
    """
    say = on_progress or (lambda _: None)
    header = read_header(path)
    made_at = (clock or SystemClock()).now()
    place = cities.folder / require_name(name)
    folder = place / f"{made_at:%Y%m%dT%H%M%S}-{token_hex(3)}"
    before = _in_force(place)
    driving = choose_profile(profile, before)
    try:
        folder.mkdir(parents=True)
        counts, newest = _write_addresses(path, folder, say)
        graph = _write_roads(path, driving, folder, say)
        source = _source(path, header, newest, graph)
        city = City(name, folder, source, made_at, counts, graph.report, graph.profile, graph.slows_in_traffic)
        _put_in_force(city, place)
    except (OSError, sqlite3.Error) as error:
        cause = f"The city can't be written: {getattr(error, 'strerror', None) or error}."
        issue = Issue("unwritable_city", str(place), cause, "Check free space and permissions there.")
        raise InvalidInputError((issue,)) from error
    finally:
        _clear_away(place, folder, before.folder if before else None)
    return city


def sha256_of(path: Path) -> str:
    """Checksum of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_addresses(path: Path, folder: Path, say: OnProgress) -> tuple[AddressCounts, str]:
    features = read_features(path, lambda what, seen: say(f"reading addresses: {seen} {what}"))
    say("sorting addresses")
    rows, counts = rows_of(features)
    AddressTable.build(folder / ADDRESSES, rows, lambda done: say(f"writing addresses: {done} of {len(rows)}"))
    return counts, features.newest.isoformat() if features.newest else ""


def _write_roads(path: Path, driving: ChosenProfile, folder: Path, say: OnProgress) -> RoadGraph:
    if driving.text is not None:
        (folder / COPY).write_text(driving.text, encoding="utf-8")
    graph = read_roads(path, driving.profile, lambda what: say(f"reading roads: {what}"))
    say("writing roads")
    graph.save(folder / ROADS)
    return graph


def _source(path: Path, header: Header, newest: str, graph: RoadGraph) -> Source:
    lat, lon = graph.point_lat, graph.point_lon
    roads = (lat.min() / 1e7, lon.min() / 1e7, lat.max() / 1e7, lon.max() / 1e7)
    box = header.box or (float(roads[0]), float(roads[1]), float(roads[2]), float(roads[3]))
    return Source(path.name, path.stat().st_size, sha256_of(path), box, header.timestamp or newest)


def _put_in_force(city: City, place: Path) -> None:
    new = city.folder / MANIFEST
    new.write_text(json.dumps(city.manifest(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    new.replace(place / MANIFEST)


def _in_force(place: Path) -> City | None:
    """The build that counts; ``None`` when there is none or its manifest can't be read."""
    with suppress(InvalidInputError):
        return City.read(place)
    return None


def _clear_away(place: Path, *mine: Path | None) -> None:
    """Delete those of my builds that don't count, and builds that were killed long ago."""
    with suppress(OSError):
        in_force = _in_force(place)
        for folder in place.iterdir():
            unused = folder in mine or time.time() - folder.stat().st_mtime > ABANDONED_AFTER_S
            if unused and folder.is_dir() and (in_force is None or folder != in_force.folder):
                shutil.rmtree(folder, ignore_errors=True)
        place.rmdir()  # fails, as it should, unless the first build of this name has failed
