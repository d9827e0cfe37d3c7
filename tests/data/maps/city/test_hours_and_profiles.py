"""A city's own hours and its road profile, and roads that follow what is changed while they are in use."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from data.files.legs_csv import PastLeg
from data.maps.city.build import build_city
from data.maps.city.cities import Cities
from data.maps.city.city import City
from data.maps.city.city_hours import has_own_hours, hours_of, reset_hours, take_hours, write_hours
from data.maps.city.city_roads import CityRoads
from data.maps.city.learn_hours import FEWEST, learned_hours
from data.maps.roads.hours import FLAT, HourBand, shipped_hours
from dispatch.errors import InvalidInputError
from tests.data.maps.city.osm import place, small_city

VAN = """
name = "van"
keys = ["motorcar", "motor_vehicle"]
[speeds_km_h]
residential = 18
[stops]
access_s = 120
"""
WAY = [place(100, 20), place(900, 20)]


@pytest.fixture
def cities(tmp_path: Path) -> Cities:
    return Cities(tmp_path / "home")


@pytest.fixture
def map_file(tmp_path: Path) -> Path:
    return small_city().write(tmp_path / "small.osm")


@pytest.fixture
def city(cities: Cities, map_file: Path) -> City:
    return build_city(map_file, "small", cities)


def noon_s(roads: CityRoads) -> int:
    """Duration of one way at noon."""
    matrix = roads.matrix(WAY)
    period = max(at for at, start_s in enumerate(matrix.period_starts_s) if start_s <= 12 * 3600)
    return int(matrix.durations_s[period, 0, 1])


def test_a_rebuilt_city_keeps_its_profile_unless_another_is_named(
    cities: Cities, map_file: Path, tmp_path: Path
) -> None:
    own = tmp_path / "van.toml"
    own.write_text(VAN, encoding="utf-8")

    city = build_city(map_file, "small", cities, profile=str(own))
    own.unlink()
    assert (city.profile, noon_s(CityRoads(city))) == ("van", round(800 / 5 / 0.95 + 120))
    rebuilt = build_city(map_file, "small", cities)
    assert (rebuilt.profile, noon_s(CityRoads(rebuilt))) == ("van", noon_s(CityRoads(city)))
    assert build_city(map_file, "small", cities, profile="foot").profile == "foot"
    again = build_city(map_file, "small", cities)
    assert (again.profile, again.slows_in_traffic) == ("foot", False)
    assert cities.get("small") == again
    assert CityRoads(again).matrix(WAY).period_starts_s == (0,)


@pytest.mark.parametrize(("profile", "code"), [("tank", "unknown_profile"), ("gone.toml", "unreadable")])
def test_a_profile_that_is_none_leaves_the_city_as_it_was(
    city: City, cities: Cities, map_file: Path, profile: str, code: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        build_city(map_file, "small", cities, profile=profile)

    assert [issue.code for issue in refused.value.issues] == [code]
    assert cities.get("small") == city
    assert noon_s(CityRoads(city))


def test_a_citys_own_hours_count_at_once_and_stay_when_it_is_rebuilt(
    city: City, cities: Cities, map_file: Path, tmp_path: Path
) -> None:
    roads = CityRoads(city)
    before = noon_s(roads)
    file = tmp_path / "mine.toml"
    file.write_text('[[hours]]\nfrom = "00:00"\nshare = 0.1\n', encoding="utf-8")

    take_hours(city, file)
    slow = noon_s(roads)
    assert slow > 5 * before
    rebuilt = build_city(map_file, "small", cities)
    assert hours_of(rebuilt) == (HourBand(0, 0.1),)
    assert noon_s(CityRoads(rebuilt)) == slow

    reset_hours(rebuilt)
    assert hours_of(rebuilt) == shipped_hours()
    assert noon_s(roads) == before


def test_hours_with_faults_change_nothing(city: City, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[[hours]]\nfrom = "00:00"\nshare = 9\n', encoding="utf-8")

    with pytest.raises(InvalidInputError, match="share"):
        take_hours(city, file)

    assert not has_own_hours(city)


def test_hours_make_no_difference_to_walkers(cities: Cities, map_file: Path) -> None:
    city = build_city(map_file, "small", cities, profile="foot")

    with pytest.raises(InvalidInputError, match="Traffic does not slow down the profile 'foot'"):
        write_hours(city, FLAT, "")
    with pytest.raises(InvalidInputError, match="hours change nothing"):
        learned_hours(city, ())
    assert hours_of(city) == FLAT


def test_roads_in_use_follow_a_rebuilt_city_and_outlast_a_removed_one(
    city: City, cities: Cities, map_file: Path
) -> None:
    used, unused = CityRoads(city), CityRoads(city)
    driving = noon_s(used)

    build_city(map_file, "small", cities, profile="foot")
    walking = noon_s(used)
    assert walking > 2 * driving
    assert noon_s(unused) == walking, "its files were gone before the first use"

    cities.remove("small")
    assert noon_s(used) == walking
    with pytest.raises(InvalidInputError):
        CityRoads(city).matrix(WAY)


def test_hours_are_learned_from_legs_without_the_way_to_the_door(city: City) -> None:
    begin = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    expected_s = noon_s(CityRoads(city)) - 90
    leg = PastLeg(begin, 90 + 2 * expected_s, *WAY)
    far = PastLeg(begin, 600, WAY[0], place(90_000, 0))

    before, learned = learned_hours(city, [leg] * 180 + [far])

    assert before == shipped_hours()
    assert learned.legs == (0, 0, 180, 0, 0)
    assert learned.slower[2] == pytest.approx(2)
    assert learned.bands[2].share == pytest.approx(before[2].share / 2**0.9)
    assert learned.bands[1] == before[1]
    with pytest.raises(InvalidInputError, match=f"{FEWEST - 1} can be used"):
        learned_hours(city, [leg] * (FEWEST - 1) + [far])
    with pytest.raises(InvalidInputError, match="0 can be used"):
        learned_hours(city, ())
    assert not has_own_hours(city), "nothing is written"
