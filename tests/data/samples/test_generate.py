import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from data.maps.address_rows import AddressRow
from data.samples.generate import UNKNOWN_STREET, GeneratedDay, generate_day
from data.samples.synthetic_city import synthetic_city
from dispatch.intake_columns import REQUEST_COLUMNS, SHIFT_COLUMNS, TECHNICIAN_COLUMNS, Column
from dispatch.place import Place

HOUSES = tuple(
    AddressRow(Place(38.9 + n / 1000, -77.0), str(n), f"Elm Street {end}", city="Washington", postcode="20001")
    for n in range(1, 16)
    for end in ("Northwest", "Southeast")
)


def test_the_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    assert generate_day(7, 60, 6, addresses=HOUSES) == generate_day(7, 60, 6, addresses=HOUSES)
    assert generate_day(7, 60, 6, addresses=HOUSES) != generate_day(8, 60, 6, addresses=HOUSES)


@pytest.mark.parametrize(("requests", "technicians"), [(0, 0), (0, 3), (1, 0), (1, 1), (25, 2), (700, 70)])
def test_a_day_has_the_size_asked_for(requests: int, technicians: int) -> None:
    day = generate_day(1, requests, technicians)

    assert (len(day.requests), len(day.technicians), len(day.shifts)) == (requests, technicians, technicians)
    for rows in (day.requests, day.technicians, day.shifts):
        assert len({row["external_id"] for row in rows}) == len(rows)


def test_an_empty_day_can_be_written(tmp_path: Path) -> None:
    GeneratedDay((), (), ()).write(tmp_path / "new" / "folder")

    assert {path.name for path in (tmp_path / "new" / "folder").iterdir()} == {
        "requests.csv",
        "technicians.csv",
        "shifts.csv",
    }


def test_more_customers_than_houses_share_them_under_different_units() -> None:
    day = generate_day(3, 90, 2, addresses=HOUSES)
    shared = [row for row in day.requests if row["unit"].startswith("Apt ") and row["unit"] != "Apt 4B"]

    assert len(shared) >= 90 - len(HOUSES) - 1
    assert Counter(row["address"] for row in day.requests).most_common(1)[0][1] > 1


def test_a_day_holds_what_a_real_one_does() -> None:
    day = generate_day(5, 200, 20)

    def count(column: str, value: str) -> int:
        return sum(row[column] == value for row in day.requests)

    assert count("urgent", "yes") == count("complaint", "yes") == 5
    assert count("address", UNKNOWN_STREET) == 1
    assert sum(row["parts_ready_at"] != "" for row in day.requests) == 5
    assert sum(row["preferred_technicians"] != "" for row in day.requests) > 3
    assert len({row["product"] for row in day.requests}) > 10
    assert len({row["work"] for row in day.requests}) == 7
    assert any("; " in row["windows"] for row in day.requests)
    assert 0 < count("windows", "") < 60


def test_every_request_was_reported_before_plans_are_made() -> None:
    day = generate_day(5, 300, 5, date(2026, 3, 9))

    assert max(row["reported_at"] for row in day.requests) < "2026-03-09 06:30"
    assert min(row["reported_at"] for row in day.requests) >= "2026-03-06 08:00"


@pytest.mark.parametrize(
    ("file", "columns"),
    [("requests", REQUEST_COLUMNS), ("technicians", TECHNICIAN_COLUMNS), ("shifts", SHIFT_COLUMNS)],
)
def test_intake_knows_every_column(tmp_path: Path, file: str, columns: tuple[Column, ...]) -> None:
    generate_day(1, 5, 2).write(tmp_path)
    with (tmp_path / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        written = set(csv.DictReader(lines).fieldnames or ())

    assert written <= {column.name for column in columns}
    assert {column.name for column in columns if column.required} <= written


def test_a_city_has_distinct_houses_near_its_centre() -> None:
    city = synthetic_city(1, 5_000)

    assert len({(row.house_number, row.street) for row in city}) == len({row.place for row in city}) == 5_000
    assert all(abs(row.place.lat - 38.9) < 0.1 and abs(row.place.lon + 77.04) < 0.15 for row in city)


@pytest.mark.parametrize("count", [0, 290_801])
def test_a_city_has_only_so_many_houses(count: int) -> None:
    with pytest.raises(ValueError, match="290800 addresses"):
        synthetic_city(1, count)
