from pathlib import Path

import pytest

from data.maps.address_rows import read_address_csv
from data.maps.address_table import AddressTable
from dispatch.errors import InvalidInputError
from dispatch.place import Address, Place

HEADER = "lat,lon,house_number,street,city\n"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "addresses.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_our_own_columns_are_read(tmp_path: Path) -> None:
    file = read_address_csv(written(tmp_path, HEADER + "38.9,-77.0,12a,Elm Street,Washington\n"))

    (row,) = file.rows
    assert (row.place, row.house_number, row.street, row.city) == (
        Place(38.9, -77.0),
        "12a",
        "Elm Street",
        "Washington",
    )
    assert file.issues == ()


def test_columns_of_openstreetmap_are_read(tmp_path: Path) -> None:
    text = "osm,lon,lat,addr:housenumber,addr:street,addr:place,addr:city\nn1,-77.0,38.9,5,,Mill Hamlet,Washington\n"

    (row,) = read_address_csv(written(tmp_path, text)).rows

    assert (row.place, row.street) == (Place(38.9, -77.0), "Mill Hamlet")


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8-sig", ","), ("utf-8", ";"), ("gb18030", ","), ("utf-8", "\t")]
)
def test_encodings_and_separators_are_recognised(tmp_path: Path, encoding: str, separator: str) -> None:
    text = "lat,lon,house_number,street,city,name\n39.9,116.4,3号楼,,北京市,望京花园\n".replace(",", separator)

    (row,) = read_address_csv(written(tmp_path, text, encoding)).rows

    assert (row.name, row.city) == ("望京花园", "北京市")


def test_every_faulty_row_is_reported_and_the_others_are_kept(tmp_path: Path) -> None:
    text = HEADER + "x,-77,1,Elm Street,W\n38.9,-77,1,Elm Street,W\n38.9,-777,1,Elm Street,W\n38.9,-77,1,,W\n,,,,\n"

    file = read_address_csv(written(tmp_path, text))

    assert len(file.rows) == 1
    assert [(issue.code, issue.path) for issue in file.issues] == [
        ("bad_coordinates", "row 2: lat, lon"),
        ("bad_coordinates", "row 4: lat, lon"),
        ("no_street", "row 5: street"),
        ("bad_coordinates", "row 6: lat, lon"),
    ]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"", ["missing_column", "missing_column"]),
        (b"street,city\nElm Street,W\n", ["missing_column", "missing_column"]),
        (b"lat,lon,street\n", ["no_addresses"]),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", ["not_text"]),
    ],
)
def test_an_unusable_file_is_refused_and_the_table_stays(tmp_path: Path, content: bytes, codes: list[str]) -> None:
    good = written(tmp_path, HEADER + "38.9,-77.0,12,Elm Street,Washington\n")
    AddressTable.load_csv(good, tmp_path / "t.sqlite")
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)

    with pytest.raises(InvalidInputError) as caught:
        AddressTable.load_csv(bad, tmp_path / "t.sqlite")

    assert [issue.code for issue in caught.value.issues] == codes
    assert AddressTable.open(tmp_path / "t.sqlite").geocode(Address("12 Elm Street")).candidates


def test_a_missing_file_is_an_issue(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="can't be read"):
        read_address_csv(tmp_path / "none.csv")


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[int] = []
    text = HEADER + "38.9,-77.0,12,Elm Street,Washington\n" * 10_000

    report = AddressTable.load_csv(written(tmp_path, text), tmp_path / "t.sqlite", told.append)

    assert report.addresses == 10_000
    assert told == [5_000, 10_000]
