import csv
from pathlib import Path

import pytest

from data.maps.address_rows import read_address_csv
from data.maps.address_table import AddressTable
from data.samples.generate import UNKNOWN_STREET
from data.samples.shipped import CHINA_INTAKE, TINY_DAY, WASHINGTON, washington_day
from dispatch.place import Address, GeocodeQuality
from dispatch.ports import GeocodeAnswer


def rows(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def geocoded(folder: Path, tmp_path: Path, requests: list[dict[str, str]]) -> dict[str, GeocodeAnswer]:
    AddressTable.load_csv(folder / "addresses.csv", tmp_path / "t.sqlite")
    table = AddressTable.open(tmp_path / "t.sqlite")
    answers = {
        row.get("address") or row["地址"]: table.geocode(
            Address(row.get("address") or row["地址"], row.get("city") or row.get("城市", ""), row.get("postcode", ""))
        )
        for row in requests
    }
    table.close()
    return answers


@pytest.mark.parametrize("name", ["requests.csv", "technicians.csv", "shifts.csv"])
def test_the_washington_day_is_what_the_generator_makes(tmp_path: Path, name: str) -> None:
    washington_day().write(tmp_path)

    assert (tmp_path / name).read_bytes() == (WASHINGTON / name).read_bytes()


def test_the_washington_day_is_large_enough() -> None:
    assert len(rows(WASHINGTON / "requests.csv")) >= 150
    assert len(rows(WASHINGTON / "technicians.csv")) == len(rows(WASHINGTON / "shifts.csv")) == 20


def test_washington_addresses_are_found_but_for_one_unknown_and_one_ambiguous(tmp_path: Path) -> None:
    answers = geocoded(WASHINGTON, tmp_path, rows(WASHINGTON / "requests.csv"))
    ambiguous = [text for text, answer in answers.items() if answer.ambiguous]
    others = [a.candidates[0] for text, a in answers.items() if text not in {UNKNOWN_STREET, *ambiguous}]

    assert len(ambiguous) == 1
    assert answers[UNKNOWN_STREET].candidates[0].quality is GeocodeQuality.AREA
    assert {found.quality for found in others} == {GeocodeQuality.HOUSE}


def test_the_tiny_day_is_found(tmp_path: Path) -> None:
    answers = geocoded(TINY_DAY, tmp_path, rows(TINY_DAY / "requests.csv"))

    assert len(answers) == 4
    assert {a.candidates[0].quality for a in answers.values()} == {GeocodeQuality.HOUSE}


def test_the_chinese_requests_say_the_same_in_both_encodings() -> None:
    utf8, gb18030 = CHINA_INTAKE / "requests-utf8.csv", CHINA_INTAKE / "requests-gb18030.csv"

    assert utf8.read_bytes() != gb18030.read_bytes()
    assert rows(utf8) == rows(gb18030, "gb18030")


def test_chinese_compounds_are_found_but_for_the_unknown_one(tmp_path: Path) -> None:
    answers = geocoded(CHINA_INTAKE, tmp_path, rows(CHINA_INTAKE / "requests-utf8.csv"))
    qualities = {text: answer.candidates[0].quality for text, answer in answers.items()}

    assert qualities.pop("花好月圆小区9号楼") is GeocodeQuality.AREA
    assert len(qualities) == 7
    assert set(qualities.values()) == {GeocodeQuality.HOUSE}


@pytest.mark.parametrize("folder", [WASHINGTON, TINY_DAY, CHINA_INTAKE])
def test_every_shipped_address_is_good(folder: Path) -> None:
    assert read_address_csv(folder / "addresses.csv").issues == ()
