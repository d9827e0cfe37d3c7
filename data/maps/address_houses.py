"""Finds the house, or else the nearest number, on an anchor, and orders what several anchors gave."""

from collections.abc import Iterable

from data.maps.address_build import middle_of
from data.maps.address_index import AddressIndex, Anchor, House
from data.maps.address_number import HouseNumber
from data.maps.address_score import (
    COMPOUND_ONLY,
    NAMED_PLACE,
    REACH,
    STREET_ONLY,
    Candidate,
    Wanted,
    number_factor,
    postcode_factor,
)
from data.maps.address_text import is_chinese
from dispatch.great_circle import distance_m
from dispatch.place import GeocodeQuality, Place

SAME_PLACE_M = 150
"""Places nearer to each other than this are one answer; also how far a single named building may extend."""

MOST_CANDIDATES = 5
CLEARLY_BETTER = 0.05
LOWEST_SCORE = 0.5


def on_anchor(
    index: AddressIndex, anchor: Anchor, number: HouseNumber | None, factor: float, wanted: Wanted
) -> list[Candidate]:
    """What the anchor offers for the number, each scored from ``factor`` downwards."""
    if number is None:
        return [_whole(anchor, factor)]
    lowest, highest = (0, 0) if number.last == 0 else (max(1, number.first - REACH), number.last + REACH)
    houses = index.houses(anchor, lowest, highest)
    scored = [
        (quality, closeness * factor * postcode_factor(anchor, house, wanted), house)
        for house in houses
        for quality, closeness in (number_factor(number, house.number),)
        if quality is GeocodeQuality.HOUSE or number.last > 0
    ]
    if not scored:
        return [_whole(anchor, factor * 0.95)]
    quality, best, nearest = max(scored, key=lambda found: found[1])
    if quality is not GeocodeQuality.HOUSE:
        return [Candidate(nearest.place, quality, best, label_of(anchor, nearest))]
    same = [house for _, score, house in scored if score == best]
    return [Candidate(place, quality, min(1.0, best), label_of(anchor, house)) for house, place in _one_per_place(same)]


def ranked(candidates: Iterable[Candidate], lowest_score: float = LOWEST_SCORE) -> tuple[tuple[Candidate, ...], bool]:
    """Best first, one per place, and whether the first two are too close to call."""
    best: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: -c.score):
        if candidate.score < lowest_score or len(best) == MOST_CANDIDATES:
            break
        if all(distance_m(candidate.place, other.place) > SAME_PLACE_M for other in best):
            best.append(candidate)
    ambiguous = len(best) > 1 and best[0].score - best[1].score < CLEARLY_BETTER
    return tuple(best), ambiguous


def label_of(anchor: Anchor, house: House) -> str:
    """Write a house's address as people do."""
    return _title(anchor, house.label, house.postcode)


def _whole(anchor: Anchor, factor: float) -> Candidate:
    if not anchor.named:
        return Candidate(anchor.place, GeocodeQuality.STREET, factor * STREET_ONLY, _title(anchor, ""), anchor.reach_m)
    if is_chinese(anchor.title) or anchor.reach_m > SAME_PLACE_M:
        return Candidate(anchor.place, GeocodeQuality.AREA, factor * COMPOUND_ONLY, _title(anchor, ""), anchor.reach_m)
    return Candidate(anchor.place, GeocodeQuality.HOUSE, factor * NAMED_PLACE, _title(anchor, ""))


def _one_per_place(houses: list[House]) -> list[tuple[House, Place]]:
    """Rows of one address that lie together stand for their middle; those apart stay apart."""
    groups: list[list[House]] = []
    for house in houses:
        near = next((group for group in groups if distance_m(group[0].place, house.place) <= SAME_PLACE_M), None)
        if near is None:
            groups.append([house])
        else:
            near.append(house)
    return [(group[0], middle_of([house.place for house in group])) for group in groups]


def _title(anchor: Anchor, number: str, postcode: str = "") -> str:
    city = anchor.city_title
    if is_chinese(anchor.title):
        return f"{city}{anchor.title}{number}"
    street = f"{number} {anchor.title}".strip()
    return ", ".join(part for part in (street, f"{postcode} {city}".strip()) if part)
