"""The shares that tests/benchmarks/geocoding.py prints, held on fewer addresses."""

import random
from collections.abc import Iterator

import pytest

from data.maps.address_table import AddressTable
from tests.benchmarks.geocoding import ADDRESSES, AddressRow, baltimore_rows, full, no_city, one_typo, score

pytestmark = pytest.mark.skipif(not ADDRESSES.exists(), reason=f"real addresses are not at {ADDRESSES}")


@pytest.fixture(scope="module")
def rows() -> list[AddressRow]:
    return baltimore_rows()


@pytest.fixture(scope="module")
def table(rows: list[AddressRow], tmp_path_factory: pytest.TempPathFactory) -> Iterator[AddressTable]:
    path = tmp_path_factory.mktemp("baltimore") / "addresses.sqlite"
    AddressTable.build(path, rows)
    table = AddressTable.open(path)
    yield table
    table.close()


@pytest.mark.parametrize(("way", "least"), [(full, 0.99), (one_typo, 0.97), (no_city, 0.97)])
def test_nearly_all_real_addresses_are_found_within_50_m(
    table: AddressTable, rows: list[AddressRow], way, least: float
) -> None:
    sample = random.Random(11).sample(rows, 500)

    assert score(table, sample, way).found >= least
