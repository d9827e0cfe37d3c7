"""House and building numbers: ``12``, ``12a``, ``12 A``, ``12-14``, ``7918 1/2``, ``88号``, ``3号楼``, ``B栋``."""

import re
from typing import NamedTuple


class HouseNumber(NamedTuple):
    """A number or range of numbers, with what distinguishes houses of the same number.

    ``12`` → 12, 12, ""; ``12a`` → 12, 12, "a"; ``12-14`` → 12, 14, ""; ``B栋`` → 0, 0, "b".
    """

    first: int
    last: int
    suffix: str


_NUMBER = re.compile(r"(\d{1,6})\s*(?:[-\u2013~/至]\s*(\d{1,6})(?!\d|/)|(\d/\d)|([a-z]{1,2}))?(?=$|[^a-z\d])")
_LETTER = re.compile(r"([a-z])\s*(?:座|栋|幢|楼|号楼)?")


def house_number(text: str) -> HouseNumber | None:
    """Read a number; ``None`` when the text is none. Expects half-width text."""
    text = text.strip().casefold()
    letter = _LETTER.fullmatch(text)
    if letter:
        return HouseNumber(0, 0, letter[1])
    match = _NUMBER.match(text)
    if match is None:
        return None
    first = int(match[1])
    if match[2] is None:
        return HouseNumber(first, first, match[3] or match[4] or "")
    last = int(match[2])
    if last < first:
        return HouseNumber(first, first, f"-{last}")
    return HouseNumber(first, last, "")
