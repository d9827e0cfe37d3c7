"""Cities in a home folder: built, chosen, replaced in one step, removed."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.maps.address_table import AddressTable
from data.maps.city.build import ABANDONED_AFTER_S, build_city
from data.maps.city.check import check_city
from data.maps.city.cities import Cities
from data.maps.city.city import LICENCE, MANIFEST, City
from data.maps.city.city_roads import CityRoads
from dispatch.errors import InvalidInputError, NotFoundError
from dispatch.place import Address, GeocodeQuality, Place
from tests.data.maps.city.osm import Osm, place, small_city


@pytest.fixture
def cities(tmp_path: Path) -> Cities:
    return Cities(tmp_path / "home")


@pytest.fixture
def map_file(tmp_path: Path) -> Path:
    return small_city().write(tmp_path / "small.osm")


def geocoded(city: City, text: str) -> Place:
    table = AddressTable.open(city.address_table)
    best = table.geocode(Address(text)).candidates[0]
    table.close()
    assert best.quality is GeocodeQuality.HOUSE
    return best.place


def test_a_city_holds_addresses_roads_and_where_they_are_from(cities: Cities, map_file: Path) -> None:
    city = build_city(map_file, "small", cities)

    assert cities.get("small") == city
    assert (city.addresses.addresses, city.source.file, city.licence) == (12, "small.osm", LICENCE)
    assert city.source.size_bytes == map_file.stat().st_size
    assert city.source.data_of.startswith("2026-01-02")
    south, west, north, east = city.source.box
    assert south <= place(0, 0).lat <= north
    assert west <= place(0, 0).lon <= east
    assert geocoded(city, "3 Elm Street") == place(100, 20)
    matrix = CityRoads(city).matrix([place(100, 20), place(900, 20)])
    assert matrix.distances_m[0, 1] == pytest.approx(800, abs=5)
    assert matrix.snap_m == pytest.approx([20, 20], abs=1)


def test_a_good_city_passes_its_check(cities: Cities, map_file: Path) -> None:
    findings = check_city(build_city(map_file, "small", cities))

    assert [finding.what for finding in findings] == [
        "address table",
        "road graph",
        "geocoding",
        "distance to roads",
        "reachable",
    ]
    assert all(finding.ok for finding in findings)
    assert "12 house numbers" in findings[0].found
    assert "12 of 12" in findings[2].found
    assert "0 of 12" in findings[3].found


def test_the_check_names_what_is_damaged(cities: Cities, map_file: Path) -> None:
    city = build_city(map_file, "small", cities)
    city.address_table.write_bytes(b"no table at all")
    city.road_graph.unlink()

    findings = check_city(city)

    assert [(finding.what, finding.ok) for finding in findings] == [("address table", False), ("road graph", False)]


def test_addresses_without_roads_near_them_fail_the_check(cities: Cities, tmp_path: Path) -> None:
    osm = Osm()
    osm.line((0, 0), (500, 0), highway="residential", name="Elm Street")
    osm.line((500, 0), (900, 0), highway="residential", name="Elm Street")
    for number in range(1, 6):
        osm.node(number * 100, 2_000, **{"addr:housenumber": str(number), "addr:street": "Far Lane"})

    findings = check_city(build_city(osm.write(tmp_path / "far.osm"), "far", cities))

    assert [finding.what for finding in findings if not finding.ok] == ["distance to roads"]


def test_a_rebuilt_city_takes_the_place_of_the_old_one(cities: Cities, map_file: Path, tmp_path: Path) -> None:
    old = build_city(map_file, "small", cities)
    other = small_city(street="Oak Street").write(tmp_path / "other.osm")

    new = build_city(other, "small", cities)

    assert cities.get("small") == new
    assert geocoded(new, "3 Oak Street")
    assert sorted(path.name for path in (cities.folder / "small").iterdir()) == sorted([MANIFEST, new.folder.name])
    assert not old.folder.exists()


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b'<osm version="0.6"></osm>'])
def test_a_file_that_is_of_no_use_leaves_everything_as_it_was(
    cities: Cities, map_file: Path, tmp_path: Path, content: bytes
) -> None:
    city = build_city(map_file, "small", cities)
    bad = tmp_path / "bad.osm"
    bad.write_bytes(content)

    for name in ("small", "new"):
        with pytest.raises(InvalidInputError, match=re.escape(str(bad))):
            build_city(bad, name, cities)

    assert cities.names() == ("small",)
    assert sorted(path.name for path in cities.folder.iterdir()) == ["small"]
    assert sorted(path.name for path in (cities.folder / "small").iterdir()) == sorted([MANIFEST, city.folder.name])
    assert geocoded(cities.get("small"), "3 Elm Street")


def test_a_map_without_roads_or_with_ways_before_points_is_answered(cities: Cities, tmp_path: Path) -> None:
    osm = Osm()
    osm.node(0, 0, **{"addr:housenumber": "1", "addr:street": "Elm Street"})
    bare = osm.write(tmp_path / "bare.osm")
    unsorted = small_city().write(tmp_path / "unsorted.osm", backwards=True)

    for path, cause in ((bare, "no way"), (unsorted, "nodes are missing or come after them")):
        with pytest.raises(InvalidInputError, match=cause) as refused:
            build_city(path, "small", cities)
        assert str(path) in str(refused.value)
    assert not (cities.folder / "small").exists()


BUILD_AND_HANG = """
import sys, time
from pathlib import Path
import data.maps.city.build as build
from data.maps.city.cities import Cities

def hang(*_):
    print("hanging", flush=True)
    time.sleep(60)

setattr(build, sys.argv[3], hang)
build.build_city(Path(sys.argv[1]), "small", Cities(Path(sys.argv[2])))
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is tried where there is one")
@pytest.mark.parametrize("step", ["_write_roads", "_put_in_force"])
def test_a_build_that_is_killed_leaves_the_old_city_working(
    cities: Cities, map_file: Path, tmp_path: Path, step: str
) -> None:
    city = build_city(map_file, "small", cities)
    other = small_city(street="Oak Street").write(tmp_path / "other.osm")
    command = [sys.executable, "-c", BUILD_AND_HANG, str(other), str(tmp_path / "home"), step]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[4]) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "hanging\n"
        process.send_signal(signal.SIGKILL)

    assert cities.get("small") == city
    assert geocoded(city, "3 Elm Street")
    (killed,) = {path for path in (cities.folder / "small").iterdir() if path.is_dir()} - {city.folder}

    new = build_city(other, "small", cities)
    assert geocoded(new, "3 Oak Street")
    assert killed.exists(), "it might still be at work"

    long_ago = time.time() - ABANDONED_AFTER_S - 60
    os.utime(killed, (long_ago, long_ago))
    build_city(other, "small", cities)
    assert not killed.exists()


def test_a_folder_that_cannot_be_written_is_answered(map_file: Path, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")

    with pytest.raises(InvalidInputError, match="can't be written"):
        build_city(map_file, "small", Cities(tmp_path / "home"))


@pytest.mark.parametrize("name", ["", "a/b", "..", "none", "None", "x" * 65, "a b", ".hidden"])
def test_a_name_that_is_none_is_refused(cities: Cities, map_file: Path, name: str) -> None:
    with pytest.raises(InvalidInputError, match="name"):
        build_city(map_file, name, cities)

    assert not cities.folder.exists()


def test_without_a_city_none_is_chosen(cities: Cities) -> None:
    assert cities.names() == ()
    assert cities.chosen() is None
    assert cities.chosen("none") is None


def test_the_only_city_is_chosen_and_of_several_the_one_in_use_or_named(cities: Cities, map_file: Path) -> None:
    east = build_city(map_file, "east", cities)
    assert cities.chosen() == east
    assert cities.chosen("none") is None

    west = build_city(map_file, "北京", cities)
    with pytest.raises(InvalidInputError, match=r"east, 北京.*dispatch city use.*DISPATCH_CITY"):
        cities.chosen()
    assert cities.chosen("east") == east

    cities.use("北京")
    assert cities.chosen() == west
    assert cities.chosen("east") == east

    cities.use("none")
    assert cities.chosen() is None


def test_an_unknown_city_is_answered_with_those_there_are(cities: Cities, map_file: Path) -> None:
    build_city(map_file, "east", cities)

    for ask in (cities.get, cities.chosen, cities.use, cities.remove):
        with pytest.raises(NotFoundError, match="east"):
            ask("west")


def test_a_removed_city_leaves_nothing_and_is_in_use_no_more(cities: Cities, map_file: Path) -> None:
    for name in ("east", "west"):
        build_city(map_file, name, cities)
    cities.use("east")

    cities.remove("east")

    assert cities.names() == ("west",)
    assert not (cities.folder / "east").exists()
    assert cities.chosen() == cities.get("west")


@pytest.mark.parametrize("content", ["", "{}", '{"version": 99}', "[1]"])
def test_a_damaged_manifest_is_answered_and_mended_by_building_anew(
    cities: Cities, map_file: Path, content: str
) -> None:
    build_city(map_file, "small", cities)
    (cities.folder / "small" / MANIFEST).write_text(content)

    with pytest.raises(InvalidInputError, match="dispatch city add"):
        cities.chosen()

    assert cities.chosen("none") is None
    assert build_city(map_file, "small", cities) == cities.chosen()


@pytest.mark.parametrize(
    ("text", "town", "number"),
    [
        ("7 Elm Street", "Smallville", "7"),
        ("7 elm st", "", "7"),
        ("7 Elm Steret", "Smallville", "7"),
        ("7 Ellm Street", "", "7"),
        ("7 Elm Street Apt 4B", "Smallville", "7"),
        ("Unit 3, 7 Elm Street, Smallville", "", "7"),
        ("7 Elm Street", "Metropolis", "7"),
        ("7 Elm", "Smallville", "7"),
        ("7 Elm Street", "Smalvile", "7"),
    ],
)
def test_an_address_of_a_city_is_found_however_it_is_written(
    cities: Cities, map_file: Path, text: str, town: str, number: str
) -> None:
    table = AddressTable.open(build_city(map_file, "small", cities).address_table)
    best = table.geocode(Address(text, town)).candidates[0]
    table.close()

    assert (best.label, best.quality) == (f"{number} Elm Street, Smallville", GeocodeQuality.HOUSE)


def test_a_street_without_number_and_one_without_houses_are_streets(cities: Cities, map_file: Path) -> None:
    table = AddressTable.open(build_city(map_file, "small", cities).address_table)
    answers = [table.geocode(Address(text, "Smallville")).candidates[0] for text in ("Elm St", "500 Cross Street")]
    table.close()

    assert [(answer.label, answer.quality) for answer in answers] == [
        ("Elm Street, Smallville", GeocodeQuality.STREET),
        ("500 Cross Street, Smallville", GeocodeQuality.STREET),
    ]
