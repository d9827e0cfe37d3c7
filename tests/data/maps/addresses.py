"""Small address tables for tests."""

from pathlib import Path

from data.maps.address_rows import AddressRow
from data.maps.address_table import AddressTable
from dispatch.place import Place


def row(lat: float, lon: float, number: str = "", street: str = "", **more: str) -> AddressRow:
    return AddressRow(Place(lat, lon), house_number=number, street=street, **more)


def washington(lat: float, lon: float, number: str, street: str, postcode: str = "20001") -> AddressRow:
    return row(lat, lon, number, street, city="Washington", postcode=postcode, state="DC")


AMERICAN = (
    washington(38.9026, -77.0199, "1001", "6th Street Northwest"),
    washington(38.9100, -76.9990, "1001", "6th Street Northeast", "20002"),
    washington(38.9300, -76.9990, "1001", "7th Street Northeast", "20002"),
    washington(38.9055, -77.0265, "1010", "M Street Northwest"),
    washington(38.9200, -77.0300, "10-14", "Saint Paul Street"),
    washington(38.9400, -77.0100, "106", "Varnum Street Northwest", "20011"),
    washington(38.9402, -77.0160, "120", "Varnum Street Northwest", "20011"),
    washington(38.8836, -76.9987, "421 1/2", "6th Street Southeast", "20003"),
    washington(38.9500, -77.0300, "2", "Anton North Way", "20011"),
    row(39.3600, -76.6900, "45", "Oak Street", city="Pikesville", postcode="21208", state="MD"),
    row(39.4100, -76.7800, "45", "Oak Street", city="Owings Mills", postcode="21117", state="MD"),
    row(39.4150, -76.7900, "3655A", "Old Court Road", city="Owings Mills", postcode="21117", state="MD"),
    row(39.4200, -76.7700, "9", "Mill Lane", city="Owings Mills", postcode="21117", state="MD", name="Mill Library"),
)

GERMAN = (
    row(48.137, 11.575, "12a", "Hauptstraße", city="München", postcode="80331"),
    row(48.138, 11.579, "20", "Hauptstraße", city="München", postcode="80331"),
)

CHINESE = (
    row(39.9960, 116.4810, "3号楼", suburb="朝阳区", city="北京市", name="望京花园"),
    row(39.9990, 116.4850, "5号楼", suburb="朝阳区", city="北京市", name="望京花园"),
    row(39.9990, 116.4250, "B栋", suburb="朝阳区", city="北京市", name="太阳公元"),
    row(31.2000, 121.6000, "88号", "科苑路", suburb="浦东新区", city="上海市"),
    row(31.2300, 121.4700, suburb="黄浦区", city="上海市", name="阳光花园"),
    row(22.5400, 114.0500, suburb="福田区", city="深圳市", name="阳光花园"),
)


def table_of(folder: Path, *rows: AddressRow) -> AddressTable:
    path = folder / "addresses.sqlite"
    AddressTable.build(path, rows)
    return AddressTable.open(path)
