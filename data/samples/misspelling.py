"""Writes addresses the way people do: abbreviated, in capitals, with a slip of the finger, without the quadrant."""

import random
from collections import defaultdict
from collections.abc import Sequence

from data.maps.address_rows import AddressRow

_SHORT = {
    "Street": "St",
    "Avenue": "Ave.",
    "Road": "Rd",
    "Place": "Pl",
    "Northwest": "NW",
    "Northeast": "N.E.",
    "Southeast": "SE",
    "Southwest": "S.W.",
    "North": "N",
    "South": "S.",
}


def written_carelessly(rng: random.Random, line: str) -> str:
    """Abbreviate an address line, or write it in small letters, or swap two letters of a longer word."""
    manner = rng.randrange(3)
    if manner == 0:
        return " ".join(_SHORT.get(word, word) for word in line.split())
    if manner == 1:
        return line.lower()
    return " ".join(_swapped(rng, word) if word == _longest_name(line) else word for word in line.split())


def without_quadrant(houses: Sequence[AddressRow]) -> str:
    """A street that exists in several quadrants, named without any; empty where there is none."""
    ends: dict[str, set[str]] = defaultdict(set)
    for house in houses:
        name, _, end = house.street.rpartition(" ")
        if end in _SHORT:
            ends[name].add(end)
    return next((name for name, found in sorted(ends.items()) if len(found) > 1), "")


def _longest_name(line: str) -> str:
    names = [word for word in line.split() if word.isalpha() and word not in _SHORT and len(word) > 4]
    return max(names, key=len, default="")


def _swapped(rng: random.Random, word: str) -> str:
    at = rng.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
