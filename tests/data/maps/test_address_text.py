import pytest

from data.maps.address_number import HouseNumber, house_number
from data.maps.address_text import StreetName, plain, street_name, words
from data.maps.chinese_text import building_after, compact, road_number_after, split_building


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", HouseNumber(12, 12, "")),
        ("12a", HouseNumber(12, 12, "a")),
        ("12 A", HouseNumber(12, 12, "a")),
        ("12-14", HouseNumber(12, 14, "")),
        ("12 \u2013 14", HouseNumber(12, 14, "")),
        ("37-12", HouseNumber(37, 37, "-12")),
        ("7918 1/2", HouseNumber(7918, 7918, "1/2")),
        ("88号", HouseNumber(88, 88, "")),
        ("B栋", HouseNumber(0, 0, "b")),
        ("", None),
        ("Elm", None),
        ("1234567", None),
    ],
)
def test_house_numbers_are_read(text: str, number: HouseNumber | None) -> None:
    assert house_number(text) == number


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("N. Capitol St NE", StreetName("capitol", "st", frozenset({"n", "ne"}))),
        ("North Capitol Street Northeast", StreetName("capitol", "st", frozenset({"n", "ne"}))),
        ("M Street NW", StreetName("m", "st", frozenset({"nw"}))),
        ("N Street NW", StreetName("north", "st", frozenset({"nw"}))),
        ("North Avenue", StreetName("north", "ave", frozenset())),
        ("Avenue A", StreetName("avenue a", "", frozenset())),
        ("St. Thomas Ln", StreetName("saint thomas", "ln", frozenset())),
        ("Court Road", StreetName("court", "rd", frozenset())),
        ("Saint-Denis Avenue", StreetName("saint-denis", "ave", frozenset())),
        ("O'Hara Blvd.", StreetName("ohara", "blvd", frozenset())),
        ("Haupt Straße", StreetName("hauptstr", "", frozenset())),
        ("HAUPTSTR.", StreetName("hauptstr", "", frozenset())),
    ],
)
def test_street_names_are_taken_apart(text: str, name: StreetName) -> None:
    assert street_name(words(plain(text))) == name


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("望京花园 三号楼", "望京花园3号楼"),
        ("二十栋", "20栋"),
        ("十二号楼", "12号楼"),
        ("二百零七号楼", "207号楼"),
        ("一二三号", "123号"),
        ("天通苑北一区", "天通苑北一区"),
        ("５号楼，１单元", "5号楼1单元"),
    ],
)
def test_chinese_text_is_written_in_one_way(text: str, written: str) -> None:
    assert compact(text) == written


@pytest.mark.parametrize(
    ("rest", "first"),
    [("3号楼2单元501室", 3), ("东区5号院3号楼", 3), ("3号2单元", 3), ("12栋", 12), ("5-2-301", 5), ("南门", None)],
)
def test_the_building_after_a_compound_is_read(rest: str, first: int | None) -> None:
    number = building_after(rest)

    assert (number.first if number else None) == first


def test_the_number_after_a_road_is_read() -> None:
    assert road_number_after("88号3号楼") == HouseNumber(88, 88, "")
    assert road_number_after("东口") is None


def test_a_building_is_split_off_a_compounds_name() -> None:
    assert split_building("望京花园3号楼") == ("望京花园", "3号楼")
    assert split_building("望京花园") == ("望京花园", "")
