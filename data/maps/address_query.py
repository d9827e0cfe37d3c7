"""Reads an address line: what may be the house number, what the street, and what is left over. Knows no table."""

import re
from typing import NamedTuple

from data.maps.address_number import HouseNumber, house_number
from data.maps.address_text import LONGEST_TEXT, has_letter, plain, words

_UNIT = re.compile(
    r"(?<![\w-])(?:#\s*|(?:apartment|apartments|apt|unit|suite|ste|room|rm|flat|floor|fl|bldg|building|level|lot|whg"
    r"|wohnung)\s*[#:]?\s*)(?:[\w-]*\d[\w-]*|[a-z])(?![\w-])|\b\d{1,2}(?:st|nd|rd|th)\s+(?:floor|fl)\b"
)
_UNIT_LENGTH = 12
_NUMBER_WORD = re.compile(r"\d{1,6}(?:[a-z]{1,2}|-\d{1,6}|/\d{1,6}|-[a-z]|-\d{0,4}[a-z])?")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_FRACTION = re.compile(r"\d/\d")
_LEADING_NOISE = re.compile(r"^\s*(?:no|nr|number|hausnummer)\s*[:#]?\s*(?=\d)")
_SPACED_RANGE = re.compile(r"(?<=\d)\s*[\u2013-]\s*(?=\d)")


class Reading(NamedTuple):
    """One way to read a part of the line: a number (or none) and the words a street's name may be among."""

    number: HouseNumber | None
    words: tuple[str, ...]
    part: int


class AddressQuery(NamedTuple):
    """The parts of a line (between commas, units left out) and the ways to read them, likeliest first."""

    parts: tuple[tuple[str, ...], ...]
    readings: tuple[Reading, ...]


def read_line(text: str) -> AddressQuery:
    """Take an address line apart; empty where the text can't be an address."""
    if len(text) > LONGEST_TEXT or not has_letter(text):
        return AddressQuery((), ())
    line = _LEADING_NOISE.sub("", _SPACED_RANGE.sub("-", plain(text)))
    line = _UNIT.sub(lambda match: " " if len(match[0]) <= _UNIT_LENGTH else match[0], line)
    parts = tuple(tuple(found) for part in line.split(",") if (found := words(part)))
    readings = [reading for number, part in enumerate(parts) for reading in _readings(part, number)]
    readings.sort(key=lambda reading: reading.number is None)
    return AddressQuery(parts, tuple(readings))


def _readings(part: tuple[str, ...], index: int) -> list[Reading]:
    found: list[Reading] = []
    if len(part) > 1 and _is_number(part[0]):
        after = _suffix_at(part, 1)
        if after and len(part) > 2:
            found.append(Reading(house_number(part[0] + after), part[2:], index))
        if not _FRACTION.fullmatch(part[1]):
            found.append(Reading(house_number(part[0]), part[1:], index))
    if not found:
        found += [
            Reading(house_number(part[at] + _suffix_at(part, at + 1)), part[:at], index)
            for at in range(1, len(part))
            if _is_number(part[at])
        ]
    if any(has_letter(word) for word in part):
        found.append(Reading(None, part, index))
    return found


def _is_number(word: str) -> bool:
    return _NUMBER_WORD.fullmatch(word) is not None and _ORDINAL.fullmatch(word) is None


def _suffix_at(part: tuple[str, ...], at: int) -> str:
    """A letter or fraction that belongs to the number before it, with a blank in front of a fraction."""
    if at >= len(part):
        return ""
    if _FRACTION.fullmatch(part[at]):
        return f" {part[at]}"
    return part[at] if len(part[at]) == 1 and part[at].isalpha() else ""
