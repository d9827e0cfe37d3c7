"""Reads the rows of an address table from CSV; a faulty row is reported and left out, never the whole file."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dispatch.errors import InvalidInputError
from dispatch.place import Place
from solver.issue import Issue

COLUMN_ALIASES: dict[str, tuple[str, ...]] = {
    "lat": ("latitude", "y"),
    "lon": ("lng", "long", "longitude", "x"),
    "house_number": ("addr:housenumber", "housenumber", "number"),
    "street": ("addr:street", "addr:place"),
    "unit": ("addr:unit",),
    "suburb": ("addr:suburb", "addr:district", "district"),
    "city": ("addr:city",),
    "postcode": ("addr:postcode", "postal_code", "zip"),
    "state": ("addr:state", "addr:province", "province", "region"),
    "name": ("addr:housename", "compound"),
}
"""Column to its other names, OpenStreetMap's and OpenAddresses' among them; the first that is filled counts."""


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One address and where it is, WGS-84. Texts are as people write them, empty when not known.

    Parameters
    ----------
    name : str
        A compound's, building's or shop's name; an anchor of its own beside the street.
    """

    place: Place
    house_number: str = ""
    street: str = ""
    unit: str = ""
    suburb: str = ""
    city: str = ""
    postcode: str = ""
    state: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class AddressFile:
    """The rows of a file and the faults of those left out."""

    rows: tuple[AddressRow, ...]
    issues: tuple[Issue, ...]


def read_address_csv(path: Path) -> AddressFile:
    """Read an address file: UTF-8 (with or without byte-order mark) or GB18030, comma, semicolon or tab.

    Raises
    ------
    InvalidInputError
        When the file as a whole can't be read: missing, not text, without coordinate columns, or without any good row.
    """
    text = _text_of(path)
    records = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter_of(text))
    columns = [column.strip().casefold() for column in records.fieldnames or ()]
    _require_columns(path, columns)
    records.fieldnames = columns
    rows: list[AddressRow] = []
    issues: list[Issue] = []
    for row, issue in _rows(records):
        if row is not None:
            rows.append(row)
        if issue is not None:
            issues.append(issue)
    if not rows:
        empty = Issue(
            "no_addresses", path.name, "The file holds no usable address.", "Add rows with lat, lon and a street."
        )
        raise InvalidInputError((*issues, empty))
    return AddressFile(tuple(rows), tuple(issues))


def _rows(records: Iterable[Mapping[str, str | None]]) -> Iterator[tuple[AddressRow | None, Issue | None]]:
    for number, record in enumerate(records, start=2):
        values = {column: _value(record, column) for column in COLUMN_ALIASES}
        place, issue = _place(number, values.pop("lat"), values.pop("lon"))
        if place is not None and not (values["street"] or values["name"]):
            place, issue = (
                None,
                Issue(
                    "no_street",
                    f"row {number}: street",
                    "The row names no street, compound or building.",
                    "Fill street or name.",
                ),
            )
        yield (None if place is None else AddressRow(place, **values)), issue


def _value(record: Mapping[str, str | None], column: str) -> str:
    for name in (column, *COLUMN_ALIASES[column]):
        value = (record.get(name) or "").strip()
        if value:
            return value
    return ""


def _place(number: int, lat: str, lon: str) -> tuple[Place | None, Issue | None]:
    try:
        return Place(float(lat), float(lon)), None
    except ValueError:
        return None, Issue(
            "bad_coordinates",
            f"row {number}: lat, lon",
            f"lat {lat!r}, lon {lon!r} is not a place.",
            "Give decimal degrees, lat from -90 to 90 and lon from -180 to 180.",
        )


def _require_columns(path: Path, columns: list[str]) -> None:
    missing = [
        Issue(
            "missing_column",
            f"{path.name}: {column}",
            f"There is no column {column}.",
            f"Add a column {column} in degrees.",
        )
        for column in ("lat", "lon")
        if not {column, *COLUMN_ALIASES[column]} & set(columns)
    ]
    if missing:
        raise InvalidInputError(tuple(missing))


def _text_of(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInputError(
            (Issue("unreadable_file", str(path), f"The file can't be read: {error.strerror}.", "Check the path."),)
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InvalidInputError(
        (Issue("not_text", path.name, "The file is neither UTF-8 nor GB18030 text.", "Save it as CSV in UTF-8."),)
    )


def _delimiter_of(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)
