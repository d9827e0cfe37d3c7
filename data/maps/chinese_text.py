"""Chinese addresses (省/市/区/街道/小区/楼/单元/室): compact spelling, house and building numbers.

The compound (小区) is the usual anchor; its buildings (号楼, 栋, 幢, 座) are numbered like houses along a street.
"""

import re
import unicodedata

from data.maps.address_number import HouseNumber, house_number

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_NUMERAL = re.compile(r"([〇零一二三四五六七八九十百两]{1,6})(?=号|栋|幢|座|楼|单元|层|室)")
_BUILDING = r"(\d{1,4}|[a-z])(?:号楼|#楼|#|栋|幢|座|号(?=\d)|楼)"
_BUILDING_AT = re.compile(rf".{{0,12}}?(?<![\da-z]){_BUILDING}")
_BUILDING_ONLY = re.compile(_BUILDING)
_BUILDING_END = re.compile(rf"(.+?){_BUILDING}$")
_SHORT_FORM = re.compile(r"\D{0,2}(\d{1,4})-\d{1,2}(?:-\d{2,4})?(?!\d)")
_ROAD_NUMBER_AT = re.compile(r"(\d{1,5})(?:号|弄|院|$|(?=\D))")
_ENDING = re.compile(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|街道|[省市区县镇乡])$")


def compact(text: str) -> str:
    """Half-width, lower case, without blanks and commas; numbers of houses and buildings in digits (三号楼 → 3号楼)."""
    folded = re.sub(r"[\s,;、。·.|()\[\]【】]+", "", unicodedata.normalize("NFKC", text).casefold())
    return _NUMERAL.sub(lambda match: str(_numeral(match[1])), folded)


def without_ending(name: str) -> str:
    """An area's name without 省, 市, 区 …: 朝阳区 → 朝阳."""
    return _ENDING.sub("", name) if len(name) > 2 else name


def is_building(label: str) -> bool:
    """Whether a house number or unit names a building of a compound: 3号楼, B栋."""
    return _BUILDING_ONLY.fullmatch(compact(label)) is not None


def building_number(label: str) -> HouseNumber | None:
    """The number of 3号楼 or B栋; ``None`` when the label names no building."""
    match = _BUILDING_ONLY.fullmatch(compact(label))
    return house_number(match[1]) if match else None


def split_building(name: str) -> tuple[str, str]:
    """望京花园3号楼 → (望京花园, 3号楼); without a building the second part is empty."""
    match = _BUILDING_END.fullmatch(compact(name))
    return (match[1], compact(name)[len(match[1]) :]) if match else (compact(name), "")


def building_after(text: str) -> HouseNumber | None:
    """The building named in what follows a compound's name: 3号楼2单元501室, or the short form 3-2-501."""
    match = _BUILDING_AT.match(text) or _SHORT_FORM.match(text)
    return house_number(match[1]) if match else None


def road_number_after(text: str) -> HouseNumber | None:
    """The house number in what follows a road's name: 88号."""
    match = _ROAD_NUMBER_AT.match(text)
    return house_number(match[1]) if match else None


def _numeral(text: str) -> int:
    if not set(text) & {"十", "百"}:
        return int("".join(str(_DIGITS[c]) for c in text))
    hundreds, has_hundreds, rest = text.rpartition("百")
    tens, has_tens, ones = rest.lstrip("零〇").rpartition("十")
    return (
        100 * _DIGITS.get(hundreds, 1) * bool(has_hundreds)
        + 10 * _DIGITS.get(tens, 1) * bool(has_tens)
        + _DIGITS.get(ones, 0)
    )
