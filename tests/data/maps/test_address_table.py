from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.maps.address_table import AddressTable
from dispatch.errors import GeocodingError
from dispatch.great_circle import distance_m
from dispatch.place import Address, Geocode, GeocodeQuality, Place
from tests.data.maps.addresses import AMERICAN, CHINESE, GERMAN, row, table_of, washington
from tests.fixed_clock import FixedClock


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AddressTable]:
    table = table_of(tmp_path_factory.mktemp("table"), *AMERICAN, *GERMAN, *CHINESE)
    yield table
    table.close()


def best(table: AddressTable, text: str, city: str = "", postcode: str = "") -> Geocode:
    return table.geocode(Address(text, city, postcode)).candidates[0]


SIXTH_STREET_NW = "1001 6th Street Northwest, 20001 Washington"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("1001 6th Street Northwest", SIXTH_STREET_NW),
        ("1001 6TH ST NW", SIXTH_STREET_NW),
        ("1001 6th St. N.W.", SIXTH_STREET_NW),
        ("1001 6th St North West", SIXTH_STREET_NW),
        ("１００１ 6th St NW", SIXTH_STREET_NW),
        ("1001 6th Steret NW", SIXTH_STREET_NW),
        ("No. 1001 6th Street NW", SIXTH_STREET_NW),
        ("1001 6th Street NW Apt 4B", SIXTH_STREET_NW),
        ("1001 6th Street NW, #12", SIXTH_STREET_NW),
        ("Unit 3, 1001 6th Street NW", SIXTH_STREET_NW),
        ("1001 6th Street NW, 3rd floor", SIXTH_STREET_NW),
        ("1001 6th Street NW Washington DC 20001-1234", SIXTH_STREET_NW),
        ("1001 6th Street NW\nWashington, DC 20001, USA", SIXTH_STREET_NW),
        ("1010 M St NW", "1010 M Street Northwest, 20001 Washington"),
        ("12 St. Paul St", "10-14 Saint Paul Street, 20001 Washington"),
        ("10 - 14 Saint Paul Street", "10-14 Saint Paul Street, 20001 Washington"),
        ("106 Vranum Street NW", "106 Varnum Street Northwest, 20011 Washington"),
        ("106 Vanum St NW", "106 Varnum Street Northwest, 20011 Washington"),
        ("421½ 6th Street SE", "421 1/2 6th Street Southeast, 20003 Washington"),
        ("2 Anton N. Way", "2 Anton North Way, 20011 Washington"),
        ("3655 a Old Court Rd", "3655A Old Court Road, 21117 Owings Mills"),
        ("Mill Library", "Mill Library, Owings Mills"),
        ("Hauptstr. 12a", "12a Hauptstraße, 80331 München"),
        ("Haupt Straße 12 A", "12a Hauptstraße, 80331 München"),
        ("80331 München, Hauptstrasse 12a", "12a Hauptstraße, 80331 München"),
        ("北京市朝阳区望京街道望京花园３号楼２单元５０１室", "北京市望京花园3号楼"),
        ("望京花园五号楼", "北京市望京花园5号楼"),
        ("望京花园5-2-301", "北京市望京花园5号楼"),
        ("望京花圆3号楼", "北京市望京花园3号楼"),
        ("北京 太阳公元 b座 1801", "北京市太阳公元B栋"),
        ("上海市浦东新区张江镇科苑路８８号", "上海市科苑路88号"),
    ],
)
def test_a_house_is_found_however_people_write_it(table: AddressTable, text: str, label: str) -> None:
    found = best(table, text)

    assert (found.label, found.quality) == (label, GeocodeQuality.HOUSE)
    assert 0.5 <= found.score <= 1


def test_an_address_as_the_table_has_it_scores_one(table: AddressTable) -> None:
    assert best(table, "1001 6th Street Northwest", "Washington", "20001").score == 1


def test_a_misspelling_costs_score(table: AddressTable) -> None:
    assert best(table, "106 Vranum Street Northwest", "Washington").score < 0.95


def test_a_misspelt_city_is_understood(table: AddressTable) -> None:
    found = best(table, "45 Oak Street", "Owing Mils")

    assert found.label.endswith("Owings Mills")


def test_a_wrong_city_costs_more_than_a_missing_one(table: AddressTable) -> None:
    wrong, missing = best(table, "1010 M Street NW", "Pikesville"), best(table, "1010 M Street NW")

    assert wrong.label == missing.label
    assert wrong.score < missing.score


def test_the_right_postcode_makes_up_for_a_wrong_city(table: AddressTable) -> None:
    with_postcode = best(table, "1010 M Street NW", "Pikesville", "20001")

    assert with_postcode.score > best(table, "1010 M Street NW", "Pikesville").score


def test_the_same_house_in_two_cities_is_ambiguous_without_a_city(table: AddressTable) -> None:
    answer = table.geocode(Address("45 Oak Street"))

    assert answer.ambiguous
    assert {found.label for found in answer.candidates} == {
        "45 Oak Street, 21208 Pikesville",
        "45 Oak Street, 21117 Owings Mills",
    }


@pytest.mark.parametrize("address", [Address("45 Oak St", "Pikesville"), Address("45 Oak St", postcode="21208")])
def test_city_or_postcode_settles_which_house_is_meant(table: AddressTable, address: Address) -> None:
    answer = table.geocode(address)

    assert not answer.ambiguous
    assert answer.candidates[0].label == "45 Oak Street, 21208 Pikesville"


def test_a_missing_quadrant_is_ambiguous(table: AddressTable) -> None:
    assert table.geocode(Address("1001 6th Street", "Washington")).ambiguous


def test_a_numbered_street_is_never_taken_for_its_neighbour(table: AddressTable) -> None:
    found = table.geocode(Address("1001 8th Street NE", "Washington")).candidates

    assert [candidate.quality for candidate in found] == [GeocodeQuality.AREA]


def test_the_same_compound_in_two_cities_is_ambiguous_without_a_city(table: AddressTable) -> None:
    assert table.geocode(Address("阳光花园3栋")).ambiguous
    assert not table.geocode(Address("阳光花园3栋", "深圳")).ambiguous


def test_the_nearest_number_stands_in_for_a_missing_one(table: AddressTable) -> None:
    found = best(table, "110 Varnum Street Northwest", "Washington")

    assert (found.label, found.quality) == ("106 Varnum Street Northwest, 20011 Washington", GeocodeQuality.NEAREST)


def test_a_far_number_or_none_gives_the_street(table: AddressTable) -> None:
    for text in ("9000 Varnum Street Northwest", "Varnum Street Northwest"):
        assert best(table, text, "Washington").quality is GeocodeQuality.STREET


def test_quality_orders_the_scores(table: AddressTable) -> None:
    scores = [
        best(table, text, "Washington").score
        for text in ("106 Varnum St NW", "110 Varnum St NW", "Varnum St NW", "1 Nowhere Crescent")
    ]

    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


def test_a_compound_without_its_building_is_an_area(table: AddressTable) -> None:
    assert best(table, "望京花园", "北京").quality is GeocodeQuality.AREA


def test_an_unknown_street_gives_the_postcode_or_else_the_city(table: AddressTable) -> None:
    by_postcode = best(table, "1 Nowhere Crescent", "Washington", "20011")
    by_city = best(table, "1 Nowhere Crescent", "Washington")

    assert (by_postcode.label, by_city.label) == ("20011", "Washington")
    assert by_postcode.quality is by_city.quality is GeocodeQuality.AREA


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "x" * 10_000,
        "1001 6th Street NW " * 600,
        "😀😀",
        "12345",
        "20001",
        "99999999999999999999 0 0",
        "#",
        ",,,",
        "1/2",
        "北",
        "１号",
        "\x00\x01",
        "'; DROP TABLE house; --",
        "Qwrtzp 1",
        "%%%",
        "\u202e\u200b",
    ],
)
def test_what_is_no_address_gives_an_empty_answer(table: AddressTable, text: str) -> None:
    assert table.geocode(Address(text)).candidates == ()


def test_at_most_five_candidates_are_given(tmp_path: Path) -> None:
    ends = ("NW", "NE", "SW", "SE", "N", "S", "E")
    rows = [washington(38 + n / 10, -77, "5", f"Elm Street {end}") for n, end in enumerate(ends)]

    answer = table_of(tmp_path, *rows).geocode(Address("5 Elm Street", "Washington"))

    assert len(answer.candidates) == 5


def test_rows_of_one_house_are_one_answer(tmp_path: Path) -> None:
    rows = [washington(38.9 + n / 10_000, -77, "5", "Elm Street") for n in range(3)]

    answer = table_of(tmp_path, *rows).geocode(Address("5 Elm Street", "Washington"))

    assert [found.place for found in answer.candidates] == [Place(38.9001, -77)]


def test_answers_carry_provider_and_time(tmp_path: Path, clock: FixedClock) -> None:
    AddressTable.build(tmp_path / "t.sqlite", AMERICAN)

    found = best(AddressTable.open(tmp_path / "t.sqlite", clock), "1010 M St NW")

    assert (found.provider, found.found_at) == ("address_table", clock.now())


def test_many_threads_may_ask_at_once(table: AddressTable) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: best(table, "1010 M St NW").place, range(200)))

    assert set(found) == {Place(38.9055, -77.0265)}


def test_a_missing_table_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(GeocodingError, match="no address table at"):
        AddressTable.open(tmp_path / "none.sqlite").geocode(Address("1 Elm Street"))


@pytest.mark.parametrize("content", [b"", b"no database at all, but some text that is long enough" * 10])
def test_another_file_is_no_address_table(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.sqlite"
    path.write_bytes(content)

    with pytest.raises(GeocodingError, match="address file again"):
        AddressTable.open(path).geocode(Address("1 Elm Street"))


def test_a_failed_build_leaves_the_old_table(tmp_path: Path) -> None:
    table = table_of(tmp_path, *AMERICAN)

    def failing():
        yield AMERICAN[0]
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        AddressTable.build(tmp_path / "addresses.sqlite", failing())

    assert best(table, "45 Oak Street", "Pikesville").quality is GeocodeQuality.HOUSE
    assert [path.name for path in tmp_path.iterdir()] == ["addresses.sqlite"]


def test_a_new_table_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    old = table_of(tmp_path, *AMERICAN)
    assert best(old, "45 Oak Street", "Pikesville").quality is GeocodeQuality.HOUSE

    new = table_of(tmp_path, *GERMAN)

    assert new.geocode(Address("45 Oak Street", "Pikesville")).candidates == ()
    assert best(old, "45 Oak Street", "Pikesville").quality is GeocodeQuality.HOUSE


def test_a_street_stands_where_a_house_stands(table: AddressTable) -> None:
    street = best(table, "Varnum Street NW").place

    assert min(distance_m(street, row.place) for row in AMERICAN) == 0


def test_a_street_without_the_house_says_how_far_it_reaches(table: AddressTable) -> None:
    street = best(table, "6th Street Northwest")
    assert street.quality is GeocodeQuality.STREET
    houses = [best(table, f"{number} 6th Street Northwest") for number in (1001, 1003)]
    assert street.reach_m is not None
    assert all(distance_m(street.place, house.place) <= street.reach_m + 1 for house in houses)
    assert all(house.reach_m is None for house in houses)


def test_the_nearest_house_of_a_point_is_told_with_its_distance(table: AddressTable) -> None:
    for off_deg, quality in ((0.0001, GeocodeQuality.HOUSE), (0.001, GeocodeQuality.NEAREST)):
        near = table.reverse(Place(38.9026 + off_deg, -77.0199))

        assert near is not None
        assert (near.label, near.quality) == (SIXTH_STREET_NW, quality)
        assert near.distance_m == pytest.approx(111_195 * off_deg, rel=0.01)


def test_a_name_a_compound_or_a_street_tells_where_no_house_does(tmp_path: Path) -> None:
    table = table_of(
        tmp_path, row(38.9, -77, street="Far Lane", city="Washington"), row(38.95, -77, name="Mill Library"), CHINESE[0]
    )

    street, name, compound = (
        table.reverse(place) for place in (Place(38.907, -77), Place(38.951, -77), CHINESE[0].place)
    )

    assert street is not None
    assert (street.label, street.quality) == ("Far Lane, Washington", GeocodeQuality.STREET)
    assert name is not None
    assert (name.label, name.quality) == ("Mill Library", GeocodeQuality.AREA)
    assert compound is not None
    assert (compound.label, compound.quality) == ("北京市望京花园3号楼", GeocodeQuality.HOUSE)


@pytest.mark.parametrize("place", [Place(38.9126, -77.0199), Place(0, 0), Place(90, 0), Place(-90, 180)])
def test_a_point_far_from_everything_has_no_address(table: AddressTable, place: Place) -> None:
    assert table.reverse(place) is None


def test_the_houses_of_a_table_come_out_as_they_went_in(tmp_path: Path) -> None:
    houses = table_of(tmp_path, AMERICAN[0], row(38.9, -77, street="Far Lane"), CHINESE[0]).houses()

    assert [(house.place, house.house_number, house.street, house.city, house.postcode) for house in houses] == [
        (AMERICAN[0].place, "1001", "6th Street Northwest", "Washington", "20001")
    ]
