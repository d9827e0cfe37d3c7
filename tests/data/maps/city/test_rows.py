"""What becomes of an OpenStreetMap file's addresses, streets, places and compounds."""

from pathlib import Path

import pytest

from data.maps.address_rows import AddressRow
from data.maps.address_table import AddressTable
from data.maps.city.read import read_features
from data.maps.city.rows import AddressCounts, rows_of
from dispatch.great_circle import distance_m
from dispatch.place import Address, GeocodeQuality
from tests.data.maps.city.osm import Osm, addr, place


def rows(osm: Osm, folder: Path, *, backwards: bool = False) -> list[AddressRow]:
    return counted(osm, folder, backwards=backwards)[0]


def counted(osm: Osm, folder: Path, *, backwards: bool = False) -> tuple[list[AddressRow], AddressCounts]:
    return rows_of(read_features(osm.write(folder / "city.osm", backwards=backwards)))


def numbers(found: list[AddressRow], street: str) -> list[str]:
    return [row.house_number for row in found if row.street == street and row.house_number]


def table(osm: Osm, folder: Path) -> AddressTable:
    AddressTable.build(folder / "addresses.db", rows(osm, folder))
    return AddressTable.open(folder / "addresses.db")


def test_a_point_and_the_middle_of_a_building_are_addresses(tmp_path: Path) -> None:
    osm = Osm()
    osm.node(0, 0, **addr("1", "Elm Street", city="Owings Mills", postcode="21117"))
    osm.square(200, 100, **addr("3", "Elm Street"), building="house")

    one, three = rows(osm, tmp_path)

    assert (one.house_number, one.street, one.city, one.postcode) == ("1", "Elm Street", "Owings Mills", "21117")
    assert distance_m(one.place, place(0, 0)) < 0.1
    assert distance_m(three.place, place(200, 100)) < 0.1


def test_an_l_shaped_building_is_where_its_area_is(tmp_path: Path) -> None:
    osm = Osm()
    corners = [osm.node(*at) for at in ((0, 0), (40, 0), (40, 10), (10, 10), (10, 40), (0, 40))]
    osm.way(*corners, corners[0], **addr("1", "Elm Street"))

    (row,) = rows(osm, tmp_path)

    # 40 × 10 at (20, 5) and 10 × 30 at (5, 25)
    assert distance_m(row.place, place((400 * 20 + 300 * 5) / 700, (400 * 5 + 300 * 25) / 700)) < 0.1


@pytest.mark.parametrize("point_first", [True, False])
def test_a_point_inside_a_building_with_the_same_address_is_one_address(tmp_path: Path, point_first: bool) -> None:
    osm = Osm()
    osm.node(6, 0, **addr("1", "Elm St", postcode="21117"), name="Elm Bakery", shop="bakery")
    osm.square(0, 0, 20, **addr("1", "Elm Street", city="Owings Mills"), building="yes")

    found, counts = counted(osm, tmp_path, backwards=not point_first)

    (row,) = found
    assert (row.city, row.postcode, row.name) == ("Owings Mills", "21117", "Elm Bakery")
    assert distance_m(row.place, place(6, 0)) < 0.1, "the entrance is more exact than the middle"
    assert (counts.addresses, counts.merged) == (1, 1)


def test_two_shops_of_one_house_are_one_address_and_two_names(tmp_path: Path) -> None:
    osm = Osm()
    osm.node(0, 0, **addr("1", "Elm Street"), name="Elm Bakery")
    osm.node(5, 0, **addr("1", "Elm Street"), name="Elm Books")

    found = rows(osm, tmp_path)

    assert numbers(found, "Elm Street") == ["1"]
    assert [row.name for row in found] == ["Elm Bakery", "Elm Books"]


def test_the_same_number_farther_away_or_in_another_city_is_another_address(tmp_path: Path) -> None:
    osm = Osm()
    osm.node(0, 0, **addr("1", "Elm Street", city="Pikesville"))
    osm.node(10, 0, **addr("1", "Elm Street", city="Lochearn"))
    osm.node(3_000, 0, **addr("1", "Elm Street", city="Pikesville"))

    assert len(rows(osm, tmp_path)) == 3


def test_several_numbers_of_one_building_are_each_found(tmp_path: Path) -> None:
    osm = Osm()
    osm.square(0, 0, **addr("12;14, 16;", "Elm Street"))

    assert numbers(rows(osm, tmp_path), "Elm Street") == ["12", "14", "16"]


@pytest.mark.parametrize(
    ("way", "first", "last", "between"),
    [
        ("odd", "1", "9", ["3", "5", "7"]),
        ("even", "10", "2", ["8", "6", "4"]),
        ("all", "1", "4", ["2", "3"]),
        ("even", "1", "6", ["2", "4"]),
        ("alphabetic", "7", "7d", ["7a", "7b", "7c"]),
        ("alphabetic", "7d", "7a", ["7c", "7b"]),
        ("3", "1", "10", ["4", "7"]),
        ("odd", "5", "7", []),
        ("odd", "5", "5", []),
        ("odd", "1", "99999", []),
        ("whatever", "1", "9", []),
        ("0", "1", "9", []),
        ("odd", "A", "9", []),
        ("alphabetic", "7", "9d", []),
    ],
)
def test_houses_between_numbered_ends_are_filled_in(
    tmp_path: Path, way: str, first: str, last: str, between: list[str]
) -> None:
    osm = Osm()
    ends = osm.node(0, 0, **addr(first, "Elm Street")), osm.node(400, 0, **addr(last, "Elm Street"))
    osm.way(ends[0], osm.node(200, 0), ends[1], **{"addr:interpolation": way})

    found, counts = counted(osm, tmp_path)

    assert [n for n in numbers(found, "Elm Street") if n not in {first, last}] == between
    assert counts.interpolated == len(between)
    for at, row in enumerate((r for r in found if r.house_number in between), start=1):
        assert distance_m(row.place, place(400 * at / (len(between) + 1), 0)) < 0.5


def test_a_house_that_is_mapped_goes_before_one_between_numbers(tmp_path: Path) -> None:
    osm = Osm()
    ends = [osm.node(east, 0, **addr(number, "Elm Street")) for east, number in ((0, "1"), (400, "5"))]
    osm.way(*ends, **{"addr:interpolation": "odd"})
    osm.square(120, 30, **addr("3", "Elm Street"))

    found = [row for row in rows(osm, tmp_path) if row.house_number == "3"]

    assert [round(distance_m(row.place, place(120, 30))) for row in found] == [0]


def test_ends_on_different_streets_give_nothing(tmp_path: Path) -> None:
    osm = Osm()
    ends = osm.node(0, 0, **addr("1", "Elm Street")), osm.node(400, 0, **addr("5", "Oak Street"))
    osm.way(*ends, **{"addr:interpolation": "odd"})

    assert [row.house_number for row in rows(osm, tmp_path)] == ["1", "5"]


def test_a_line_that_names_the_street_names_it_for_its_ends_too(tmp_path: Path) -> None:
    osm = Osm()
    ends = osm.node(0, 0, **addr("1")), osm.node(400, 0, **addr("5"))
    osm.way(*ends, **{"addr:interpolation": "odd", "addr:street": "Elm Street"})

    found, counts = counted(osm, tmp_path)

    assert numbers(found, "Elm Street") == ["1", "5", "3"]
    assert counts.incomplete == 0


def test_a_streets_relation_gives_its_name_to_its_houses(tmp_path: Path) -> None:
    osm = Osm()
    house = osm.square(0, 0, **addr("1"))
    point = osm.node(50, 0, **addr("2"))
    osm.relation(("way", house, "house"), ("node", point, "house"), type="associatedStreet", name="Elm Street")

    assert sorted(numbers(rows(osm, tmp_path), "Elm Street")) == ["1", "2"]


def test_a_building_of_several_ways_is_in_the_middle_of_its_outline(tmp_path: Path) -> None:
    osm = Osm()
    outer, inner = osm.square(100, 100, 40), osm.square(100, 100, 10)
    osm.relation(("way", outer, "outer"), ("way", inner, "inner"), type="multipolygon", **addr("9", "Elm Street"))

    (row,) = rows(osm, tmp_path)

    assert distance_m(row.place, place(100, 100)) < 0.1


def test_a_number_without_a_street_is_counted_and_left_out(tmp_path: Path) -> None:
    osm = Osm()
    osm.node(0, 0, **addr("1"))

    found, counts = counted(osm, tmp_path)

    assert (found, counts.incomplete) == ([], 1)


def test_what_is_clipped_out_of_the_file_is_counted_and_the_rest_is_used(tmp_path: Path) -> None:
    osm = Osm()
    osm.way(900_001, 900_002, 900_003, **addr("1", "Elm Street"))
    corner = osm.node(30, 0)
    osm.way(900_001, corner, 900_003, **addr("3", "Elm Street"))
    osm.relation(("way", 900_009, "outer"), type="multipolygon", **addr("5", "Elm Street"))

    found, counts = counted(osm, tmp_path)

    assert [(row.house_number, round(distance_m(row.place, place(30, 0)))) for row in found] == [("3", 0)]
    assert counts.clipped == 2


def test_the_order_in_the_file_does_not_matter(tmp_path: Path) -> None:
    osm = Osm()
    ends = [osm.node(east, 0, **addr(number, "Elm Street")) for east, number in ((0, "1"), (400, "5"))]
    osm.way(*ends, **{"addr:interpolation": "odd"})
    house = osm.square(0, 90, **addr("8"))
    osm.relation(("way", house, "house"), type="associatedStreet", name="Oak Street")
    osm.line((0, 5_000), (300, 5_000), highway="residential", name="Pine Street")

    forwards, backwards = rows(osm, tmp_path), rows(osm, tmp_path, backwards=True)

    assert sorted(map(str, forwards)) == sorted(map(str, backwards))
    assert len(forwards) == 5


def test_a_street_without_house_numbers_is_found_as_a_street(tmp_path: Path) -> None:
    osm = Osm()
    osm.node(0, 0, **addr("1", "Elm Street", city="Pikesville"))
    osm.line((0, 300), (400, 300), highway="residential", name="Pine Hollow Court")

    found = table(osm, tmp_path).geocode(Address("12 Pine Hollow Ct", "Pikesville")).candidates[0]

    assert (found.quality, found.label) == (GeocodeQuality.STREET, "Pine Hollow Court, Pikesville")
    assert distance_m(found.place, place(200, 300)) <= 101


def test_houses_on_a_street_stand_for_it_and_paths_and_plans_are_no_streets(tmp_path: Path) -> None:
    osm = Osm()
    osm.node(0, 0, **addr("1", "Elm Street"))
    osm.line((0, 10), (400, 10), highway="residential", name="Elm Street")
    osm.line((0, 20), (400, 20), highway="proposed", name="Far Bypass")

    found, counts = counted(osm, tmp_path)

    assert [row.house_number for row in found] == ["1"]
    assert counts.streets == 1


def test_whoever_gives_no_city_gets_the_neighbours_or_else_the_nearest_towns(tmp_path: Path) -> None:
    osm = Osm()
    osm.node(0, 0, **addr("1", "Elm Street", city="Pikesville", state="MD"))
    osm.node(300, 0, **addr("3", "Elm Street"))
    osm.node(6_000, 0, **addr("9", "Oak Street"))
    osm.node(8_000, 0, place="town", name="Reisterstown")
    osm.node(90_000, 0, **addr("2", "Far Lane"))

    by_number = {row.house_number: row for row in rows(osm, tmp_path)}

    assert (by_number["3"].city, by_number["3"].state) == ("Pikesville", "MD")
    assert by_number["9"].city == "Reisterstown"
    assert by_number["2"].city == ""


def test_places_and_postcodes_are_found_as_areas(tmp_path: Path) -> None:
    osm = Osm()
    osm.node(0, 0, place="town", name="Reisterstown")
    osm.node(500, 0, place="suburb", name="Glyndon")
    osm.square(900, 900, building="shed", **addr(postcode="21136"))

    made = table(osm, tmp_path)
    answers = [
        made.geocode(Address(text, "Reisterstown")).candidates[0]
        for text in ("1 Nowhere Way", "1 Nowhere Way, Glyndon")
    ]

    assert [answer.label for answer in answers] == ["Reisterstown", "Glyndon"]
    assert made.geocode(Address("1 Nowhere Way", postcode="21136")).candidates[0].label == "21136"


def test_chinese_compounds_buildings_and_roads_are_found(tmp_path: Path) -> None:
    osm = Osm()
    osm.node(0, 0, place="city", name="北京市")
    osm.square(1_000, 1_000, 400, landuse="residential", name="望京花园")
    osm.square(950, 950, building="apartments", name="3号楼")
    osm.square(1_100, 1_100, building="apartments", **{"addr:housenumber": "5号楼"})
    osm.square(1_010, 1_100, building="apartments", **{"addr:housenumber": "7号楼", "addr:street": "望京街"})
    osm.square(5_000, 0, building="yes", name="太阳公元B栋")
    osm.node(3_000, 0, **{"addr:housenumber": "88号", "addr:street": "科苑路"})
    osm.node(3_500, 0, **{"addr:housenumber": "2号楼", "addr:place": "阳光花园"})

    made = table(osm, tmp_path)

    for text, at in (
        ("北京市望京花园3号楼2单元501室", (950, 950)),
        ("望京花园五号楼", (1_100, 1_100)),
        ("望京花园7号楼", (1_010, 1_100)),
        ("北京 太阳公元 b座 1801", (5_000, 0)),
        ("北京市科苑路８８号", (3_000, 0)),
        ("阳光花园2号楼", (3_500, 0)),
    ):
        found = made.geocode(Address(text)).candidates[0]
        assert (found.quality, distance_m(found.place, place(*at)) < 1) == (GeocodeQuality.HOUSE, True), text
    assert made.geocode(Address("望京花园", "北京")).candidates[0].quality is GeocodeQuality.AREA


def test_a_chinese_building_outside_of_every_compound_is_no_name(tmp_path: Path) -> None:
    osm = Osm()
    osm.square(0, 0, building="apartments", name="3号楼")

    found, counts = counted(osm, tmp_path)

    assert (found, counts.incomplete) == ([], 1)


def test_a_map_without_any_address_gives_no_row(tmp_path: Path) -> None:
    osm = Osm()
    osm.line((0, 0), (400, 0), highway="residential")

    found, counts = counted(osm, tmp_path)

    assert found == []
    assert (counts.addresses, counts.streets) == (0, 0)
