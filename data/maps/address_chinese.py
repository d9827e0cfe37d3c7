"""Finds what a Chinese address may mean: known compounds and roads are looked for inside the unbroken text."""

from collections.abc import Iterator

from rapidfuzz import fuzz, process

from data.maps.address_houses import on_anchor
from data.maps.address_index import AddressIndex, Anchor
from data.maps.address_number import HouseNumber
from data.maps.address_score import AREA_ONLY, Candidate, Wanted, place_factor
from data.maps.address_text import LONGEST_TEXT
from data.maps.chinese_text import building_after, compact, road_number_after
from dispatch.place import Address, GeocodeQuality

ROAD_BESIDE_COMPOUND = 0.97
"""Where a line names a compound and a road, the compound leads: its gate may be on another road."""

_SHORTEST_NAME = 2
_SIMILAR = 74
_MOST_SIMILAR = 5


def match_chinese(address: Address, index: AddressIndex) -> list[Candidate]:
    """What the address may mean, in no particular order."""
    if len(address.text) > LONGEST_TEXT:
        return []
    text = compact(address.text)
    wanted = _wanted(address, text, index)
    found: list[Candidate] = []
    for name, closeness, rest in _names_in(text, index) or _names_like(text, index):
        for anchor in (*index.named.get(name, ()), *index.streets.get(name, ())):
            factor = closeness * place_factor(anchor, wanted) * (1.0 if anchor.named else ROAD_BESIDE_COMPOUND)
            found += on_anchor(index, anchor, _number(anchor, rest), factor, wanted)
    return found


def match_chinese_area(address: Address, index: AddressIndex) -> Candidate | None:
    """The smallest area that the address names; ``None`` when it names none that the table knows."""
    wanted = _wanted(address, compact(address.text)[:LONGEST_TEXT], index)
    for level, keys in (("suburb", wanted.suburbs), ("city", wanted.cities)):
        for key in sorted(keys):
            area = index.areas[level, key]
            return Candidate(area.place, GeocodeQuality.AREA, AREA_ONLY[level], area.title)
    return None


def _names_in(text: str, index: AddressIndex) -> list[tuple[str, float, str]]:
    """Known names that the text contains, without those inside a longer one, each with what follows it."""
    hits = sorted((name for name in index.chinese_names if name in text), key=len, reverse=True)
    longest: list[str] = []
    for name in hits:
        if len(name) >= _SHORTEST_NAME and not any(name in other for other in longest):
            longest.append(name)
    return [(name, 1.0, text.rpartition(name)[2]) for name in longest]


def _names_like(text: str, index: AddressIndex) -> list[tuple[str, float, str]]:
    """Known names that a part of the text resembles, each with what follows that part."""
    hits = process.extract(
        text, index.chinese_names, scorer=fuzz.partial_ratio, score_cutoff=_SIMILAR, limit=_MOST_SIMILAR
    )
    return list(_with_rest(text, [name for name, _, _ in hits if _SHORTEST_NAME < len(name) <= len(text)]))


def _with_rest(text: str, names: list[str]) -> Iterator[tuple[str, float, str]]:
    for name in names:
        alignment = fuzz.partial_ratio_alignment(name, text)
        if alignment is not None:
            yield name, alignment.score / 100, text[alignment.dest_end :]


def _number(anchor: Anchor, rest: str) -> HouseNumber | None:
    return building_after(rest) if anchor.named else road_number_after(rest)


def _wanted(address: Address, text: str, index: AddressIndex) -> Wanted:
    said = compact(address.city) + text
    cities = {key for level, key in index.areas if level == "city" and key and key in said}
    return Wanted(
        cities=frozenset(cities),
        suburbs=frozenset(key for level, key in index.areas if level == "suburb" and key and key in said),
        states=frozenset(state for state in index.states if state in said),
        city_not_in_table=bool(address.city) and not cities,
    )
