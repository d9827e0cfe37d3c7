"""The real extract: what is in it, and the shares of its addresses that tests/benchmarks/geocoding.py prints."""

import csv
import random
from collections.abc import Iterator

import pytest

from data.maps.address_table import AddressTable
from data.maps.city.build import build_city
from data.maps.city.check import check_city
from data.maps.city.cities import Cities
from data.maps.city.city import City
from data.maps.city.reach import snaps_m
from data.maps.roads.graph import RoadGraph
from tests.benchmarks.geocoding import ADDRESSES, MAP, baltimore_rows, full, no_city, one_typo, score

pytestmark = pytest.mark.skipif(not MAP.exists(), reason=f"the real extract is not at {MAP}")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return build_city(MAP, "baltimore", Cities(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def table(city: City) -> Iterator[AddressTable]:
    table = AddressTable.open(city.address_table)
    yield table
    table.close()


@pytest.mark.parametrize(("way", "least"), [(full, 0.99), (one_typo, 0.97), (no_city, 0.97)])
def test_nearly_all_addresses_are_found_within_50_m(table: AddressTable, way, least: float) -> None:
    sample = random.Random(2026).sample(baltimore_rows(), 2_000)

    assert score(table, sample, way).found >= least


def test_every_address_object_of_the_extract_is_in_the_table(city: City) -> None:
    with ADDRESSES.open(encoding="utf-8", newline="") as file:
        objects = sum(bool(row["addr:housenumber"] and row["addr:street"]) for row in csv.DictReader(file))

    assert city.addresses.addresses + city.addresses.merged - city.addresses.interpolated == pytest.approx(
        objects, abs=60
    )


def test_distances_to_roads_agree_with_those_measured_elsewhere(table: AddressTable, city: City) -> None:
    near = sum(metres <= 100 for metres in snaps_m(table.houses(), RoadGraph.load(city.road_graph)))

    assert near == pytest.approx(len(baltimore_rows()), rel=0.03)


def test_a_point_at_a_house_has_its_address(table: AddressTable) -> None:
    for house in random.Random(5).sample(table.houses(), 300):
        near = table.reverse(house.place)

        assert near is not None
        assert near.distance_m == 0


def test_the_extract_passes_its_check(city: City) -> None:
    assert [finding for finding in check_city(city) if not finding.ok] == []
