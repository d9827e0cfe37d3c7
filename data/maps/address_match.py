"""Finds what an address in Latin script may mean: exact street names first, similar ones where these do not suffice."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from data.maps.address_areas import are_explained, is_area, wanted_areas, without_areas
from data.maps.address_houses import on_anchor
from data.maps.address_index import AddressIndex, Anchor
from data.maps.address_number import HouseNumber
from data.maps.address_query import AddressQuery, Reading, read_line
from data.maps.address_score import WORDS_UNEXPLAINED, Candidate, Wanted, name_factor, place_factor
from data.maps.address_text import DIRECTIONS, STREET_TYPES, StreetName, is_direction, is_street_type, street_name
from dispatch.place import Address

GOOD_ENOUGH = 0.85
"""From this score on, similar names are not looked for."""

_MOST_ANCHORS = 12
_MOST_SIMILAR = 8
_HOPELESS = 0.8
_WORD_MENDED = 0.97
_SHORTEST_MENDED = 3
_LONG_TYPES = {word: kind for word, kind in STREET_TYPES.items() if len(word) > 3}
_DIGITS = re.compile(r"\d+")


class _Guess(NamedTuple):
    """A street that may be meant, the number on it, how well the name agrees, and what the rest of the line says."""

    anchor: Anchor
    number: HouseNumber | None
    factor: float
    wanted: Wanted


def match_latin(address: Address, index: AddressIndex) -> list[Candidate]:
    """What the address may mean, in no particular order."""
    search = _Search(address, read_line(address.text), index)
    found = search.candidates(search.exact_guesses())
    if max((c.score for c in found), default=0.0) < GOOD_ENOUGH:
        found += search.candidates(search.similar_guesses())
    return found


@dataclass(frozen=True, slots=True)
class _Search:
    address: Address
    query: AddressQuery
    index: AddressIndex

    def candidates(self, guesses: Iterable[_Guess]) -> list[Candidate]:
        found: list[Candidate] = []
        best = 0.0
        for guess in sorted(guesses, key=lambda g: -g.factor)[:_MOST_ANCHORS]:
            if guess.factor < best * _HOPELESS:
                break
            found += on_anchor(self.index, guess.anchor, guess.number, guess.factor, guess.wanted)
            best = max(candidate.score for candidate in found)
        return found

    def exact_guesses(self) -> Iterator[_Guess]:
        for reading in self.query.readings:
            if reading.number is None and is_area(reading.words, self.index):
                continue
            for length in range(len(reading.words), 0, -1):
                name = street_name(list(reading.words[:length]))
                cut_short = not name.kind and any(map(is_street_type, reading.words[length:]))
                if name.core in self.index.streets and not cut_short:
                    yield from self._guesses(reading, length, name, 1.0, self.index.streets[name.core])
                    break
            if reading.number is None:
                whole = StreetName(" ".join(reading.words), "", frozenset())
                yield from self._guesses(reading, len(reading.words), whole, 1.0, self.index.named.get(whole.core, ()))

    def similar_guesses(self) -> Iterator[_Guess]:
        readings = [r for r in self.query.readings if r.number is not None] or self.query.readings[:2]
        seen: set[tuple[HouseNumber | None, StreetName]] = set()
        for reading in readings:
            for length, name, factor in _phrases(reading.words, without_areas(reading.words, self.index)):
                if (reading.number, name) in seen:
                    continue
                seen.add((reading.number, name))
                for core, closeness in _similar(name.core, self.index.street_names):
                    yield from self._guesses(reading, length, name, factor * closeness, self.index.streets[core])

    def _guesses(
        self, reading: Reading, length: int, name: StreetName, closeness: float, anchors: Sequence[Anchor]
    ) -> Iterator[_Guess]:
        if not anchors:
            return
        rest = reading.words[length:]
        others = [word for at, part in enumerate(self.query.parts) if at != reading.part for word in (",", *part)]
        wanted = wanted_areas(self.address, [*rest, *others], self.index)
        explained = 1.0 if are_explained(rest, wanted, self.index) else WORDS_UNEXPLAINED
        for anchor in anchors:
            factor = closeness * explained * name_factor(name, anchor.name) * place_factor(anchor, wanted)
            yield _Guess(anchor, reading.number, factor, wanted)


def _phrases(words: tuple[str, ...], length: int) -> Iterator[tuple[int, StreetName, float]]:
    """The runs among the first ``length`` words that may be a misspelt name: how many words, the name, a factor."""
    lengths = {length}
    for at, word in enumerate(words[:length]):
        if at > 0 and is_street_type(word):
            followed = at + 1 < length and is_direction(words[at + 1])
            lengths.add(at + 2 if followed else at + 1)
    for count in sorted(lengths, reverse=True):
        yield count, street_name(list(words[:count])), 1.0
    last = length - 2 if length > 2 and is_direction(words[length - 1]) else length - 1
    for at, spellings in ((last, _LONG_TYPES), (0, DIRECTIONS), (length - 1, DIRECTIONS)):
        mended = _mended(words[at], spellings) if length > 1 else None
        if mended is not None:
            yield length, street_name([*words[:at], mended, *words[at + 1 : length]]), _WORD_MENDED


def _mended(word: str, spellings: Mapping[str, str]) -> str | None:
    """The street type or direction of which a word is a misspelling by one letter."""
    if len(word) < _SHORTEST_MENDED:
        return None
    return next((short for full, short in spellings.items() if OSA.distance(word, full, score_cutoff=1) <= 1), None)


def _similar(core: str, names: Sequence[str]) -> list[tuple[str, float]]:
    """Names that differ by few letters and by no digit: 6th is never 7th."""
    cutoff = 0.5 if len(core) < 4 else 0.6 if len(core) < 7 else 0.7
    hits = process.extract(core, names, scorer=OSA.normalized_similarity, score_cutoff=cutoff, limit=_MOST_SIMILAR)
    digits = _DIGITS.findall(core)
    return [(name, closeness) for name, closeness, _ in hits if _DIGITS.findall(name) == digits]
