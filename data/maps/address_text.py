"""Writes addresses in one spelling: width, case, accents, abbreviations, street names taken apart.

Pure text, no table. Abbreviations follow USPS Publication 28 (appendices B and C1) with the usual German ones added.
"""

import re
import unicodedata
from typing import NamedTuple

LONGEST_TEXT = 300
"""Characters; a longer text is no address."""

STREET_TYPES = {
    "alley": "aly",
    "avenue": "ave",
    "av": "ave",
    "boulevard": "blvd",
    "boul": "blvd",
    "bridge": "brg",
    "causeway": "cswy",
    "circle": "cir",
    "court": "ct",
    "crescent": "cres",
    "crossing": "xing",
    "drive": "dr",
    "expressway": "expy",
    "freeway": "fwy",
    "garden": "gdn",
    "gardens": "gdns",
    "gasse": "gasse",
    "grove": "grv",
    "highway": "hwy",
    "hill": "hl",
    "landing": "lndg",
    "lane": "ln",
    "loop": "loop",
    "parkway": "pkwy",
    "pike": "pike",
    "place": "pl",
    "platz": "platz",
    "plaza": "plz",
    "ridge": "rdg",
    "road": "rd",
    "row": "row",
    "square": "sq",
    "street": "st",
    "terrace": "ter",
    "terr": "ter",
    "trail": "trl",
    "turnpike": "tpke",
    "walk": "walk",
    "way": "way",
    "weg": "weg",
}
"""Word that ends a street's name to its one spelling."""

DIRECTIONS = {
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "northeast": "ne",
    "northwest": "nw",
    "southeast": "se",
    "southwest": "sw",
}
"""Word to its one spelling."""

OTHER_WORDS = {"saint": "st", "mount": "mt", "fort": "ft", "doctor": "dr", "junior": "jr", "senior": "sr"}
"""Words inside names that are often shortened."""

_LONG_SPELLINGS = {
    short: word
    for words_of_one_sort in (STREET_TYPES, DIRECTIONS, OTHER_WORDS)
    for word, short in reversed(words_of_one_sort.items())
}
_SPELLINGS = STREET_TYPES | DIRECTIONS | OTHER_WORDS
_TYPES = frozenset(STREET_TYPES.values())
_DIRECTIONS = frozenset(DIRECTIONS.values())
_GERMAN_STREET = re.compile(r"(?<=\w{3})(?:strasse|str)$")
_NOT_WORD = re.compile(r"[^\w#/&-]+")
_CJK = re.compile(r"[\u3400-\u9fff]")


class StreetName(NamedTuple):
    """A street's name taken apart, each part in its one spelling: ``N Capitol Street NE`` → capitol, st, {n, ne}."""

    core: str
    kind: str
    directions: frozenset[str]


def plain(text: str) -> str:
    """Half-width, lower case, without accents, dots and apostrophes; commas and line ends become ``,``."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(
        r"[;\n\r\t|]+", ",", folded.replace("\u2044", "/").replace(".", " ").replace("'", "").replace("\u2019", "")
    )


def words(text: str) -> list[str]:
    """Split plain text into words, each in its one spelling."""
    found = []
    for raw in _NOT_WORD.sub(" ", text).replace("_", " ").split():
        word = "str" if raw == "strasse" else _GERMAN_STREET.sub("str", raw)
        found.append(_SPELLINGS.get(word, word))
    return _joined(found)


def street_name(parts: list[str]) -> StreetName:
    """Take a street's words apart; a word is only set aside while another remains to be the name.

    Words that remain are written out, so that one wrong letter weighs the same in all: St Thomas Ln → saint thomas.
    """
    rest, kind, directions = list(parts), "", set()
    if len(rest) > 1 and rest[-1] in _DIRECTIONS:
        directions.add(rest.pop())
    if len(rest) > 1 and rest[-1] in _TYPES:
        kind = rest.pop()
    if len(rest) > 1 and rest[0] in _DIRECTIONS:
        directions.add(rest.pop(0))
    core = " ".join(_LONG_SPELLINGS.get(word, word) for word in rest)
    return StreetName(core, kind, frozenset(directions))


def is_street_type(word: str) -> bool:
    """Whether a word (in its one spelling) can end a street's name."""
    return word in _TYPES


def is_direction(word: str) -> bool:
    """Whether a word (in its one spelling) is a direction."""
    return word in _DIRECTIONS


def is_chinese(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return _CJK.search(text) is not None


def has_letter(text: str) -> bool:
    """Whether a text holds any letter; without one it names no place."""
    return any(c.isalpha() for c in text)


def area_key(text: str) -> str:
    """A city's, suburb's or state's name in its one spelling."""
    return " ".join(words(plain(text).replace(",", " ")))


def postcode_key(text: str) -> str:
    """A postcode in its one spelling; the last four digits of a US ZIP+4 are dropped."""
    key = "".join(plain(text).split()).upper()
    return key[:5] if re.fullmatch(r"\d{5}-\d{4}", key) else key


def _joined(parts: list[str]) -> list[str]:
    """Directions in two words become one (north west → nw), and so do German streets (Haupt Straße → hauptstr)."""
    joined: list[str] = []
    for part in parts:
        is_direction_end = joined and joined[-1] in {"n", "s"} and part in {"e", "w"}
        is_german_end = joined and part == "str" and joined[-1].isalpha()
        if is_direction_end or is_german_end:
            joined[-1] += part
        else:
            joined.append(part)
    return joined
