"""Which cities, suburbs, states and postcodes of the table an address in Latin script names."""

import re
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from data.maps.address_index import AddressIndex
from data.maps.address_query import read_line
from data.maps.address_score import AREA_ONLY, Candidate, Wanted
from data.maps.address_text import area_key, postcode_key
from dispatch.place import Address, GeocodeQuality

_LONGEST_NAME = 4
_SIMILAR = 0.75
_SHORTEST_MISSPELT = 4
_COUNTRIES = frozenset({"usa", "us", "united", "states", "of", "america", "germany", "deutschland", "uk", "canada"})
_DIGIT = re.compile(r"\d")


def wanted_areas(address: Address, words: Sequence[str], index: AddressIndex) -> Wanted:
    """What the fields of the address and the words around the street say; ``,`` separates words."""
    city_words = area_key(address.city).split()
    said = [*city_words, ",", *words]
    names = _runs(said)
    cities = {name for name in names if ("city", name) in index.areas}
    if not cities:
        cities = {found for part in " ".join(said).split(",") for found in _similar_city(part.strip(), index)}
    postcodes = [key for key in map(postcode_key, (address.postcode, *words)) if ("postcode", key) in index.areas]
    return Wanted(
        cities=frozenset(cities),
        suburbs=frozenset(name for name in names if ("suburb", name) in index.areas),
        states=index.states.intersection(said),
        postcode=postcodes[0] if postcodes else postcode_key(address.postcode),
        city_not_in_table=bool(city_words) and not cities,
    )


def match_area(address: Address, index: AddressIndex) -> Candidate | None:
    """The smallest area that the address names; ``None`` when it names none that the table knows."""
    parts = read_line(address.text).parts
    wanted = wanted_areas(address, [word for part in parts for word in (*part, ",")], index)
    for level, keys in (("postcode", {wanted.postcode}), ("suburb", wanted.suburbs), ("city", wanted.cities)):
        for key in sorted(keys):
            area = index.areas.get((level, key))
            if area is not None:
                return Candidate(area.place, GeocodeQuality.AREA, AREA_ONLY[level], area.title)
    return None


def is_area(words: tuple[str, ...], index: AddressIndex) -> bool:
    """Whether the words together name a city, a state or a postcode."""
    if len(words) == 1 and (words[0] in index.states or ("postcode", postcode_key(words[0])) in index.areas):
        return True
    return ("city", " ".join(words)) in index.areas


def without_areas(words: tuple[str, ...], index: AddressIndex) -> int:
    """How many words remain when city, state and postcode are taken off the end; at least one."""
    length = len(words)
    while length > 1:
        taken = next(
            (n for n in range(min(_LONGEST_NAME, length - 1), 0, -1) if is_area(words[length - n : length], index)), 0
        )
        if not taken:
            break
        length -= taken
    return length


def are_explained(words: Sequence[str], wanted: Wanted, index: AddressIndex) -> bool:
    """Whether words that follow a street's name are its city, state, postcode or country."""
    known = {word for name in (*wanted.cities, *wanted.suburbs) for word in name.split()}
    return all(
        word in known
        or word in index.states
        or word in _COUNTRIES
        or _DIGIT.search(word)
        or any(OSA.normalized_similarity(word, other) >= _SIMILAR for other in known)
        for word in words
    )


def _runs(words: Sequence[str]) -> set[str]:
    return {
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + _LONGEST_NAME) + 1)
    }


def _similar_city(text: str, index: AddressIndex) -> list[str]:
    if len(text) < _SHORTEST_MISSPELT or _DIGIT.search(text):
        return []
    hit = process.extractOne(text, index.city_names, scorer=OSA.normalized_similarity, score_cutoff=_SIMILAR)
    return [hit[0]] if hit else []
