"""Houses between numbered ends: OpenStreetMap's ``addr:interpolation``, odd, even, all, alphabetic or a step."""

from collections.abc import Iterator
from itertools import pairwise

from data.maps.address_number import HouseNumber, house_number
from data.maps.city.features import Line, Tags, Thing
from data.maps.city.outline import along

MOST_HOUSES = 500
"""Between two numbered points; more are taken for a mistake in the map."""

_NUMBER = "addr:housenumber"


def houses_between(line: Line) -> Iterator[Thing]:
    """Houses that a line stands for, without its numbered points, evenly spread between each two of them.

    A stretch whose ends name different streets or no numbers, or that has too many houses, gives none.
    """
    ends = [at for at, tags in enumerate(line.numbered) if tags is not None]
    for first, last in pairwise(ends):
        start, end = line.numbered[first] or {}, line.numbered[last] or {}
        labels = _labels(line.tags["addr:interpolation"].strip().casefold(), start[_NUMBER], end[_NUMBER])
        common = _common(line.tags, start, end)
        if common is None:
            continue
        points = line.points[first : last + 1]
        for at, label in enumerate(labels, start=1):
            yield Thing(along(points, at / (len(labels) + 1)), common | {_NUMBER: label}, exact=False)


def _labels(way: str, first: str, last: str) -> list[str]:
    """Numbers strictly between two, in the order from the first to the last."""
    start, end = house_number(first), house_number(last)
    if start is None or end is None or not start.first or not end.first:
        return []
    labels = _letters(start, end) if way == "alphabetic" else _numbers(way, start, end)
    return labels if len(labels) <= MOST_HOUSES else []


def _numbers(way: str, start: HouseNumber, end: HouseNumber) -> list[str]:
    low, high = sorted((start.first, end.first))
    if way in {"odd", "even"}:
        between = [number for number in range(low + 1, high) if number % 2 == (way == "odd")]
    elif way == "all" or (way.isdecimal() and int(way)):
        between = list(range(low, high, 1 if way == "all" else int(way)))[1:]
    else:
        return []
    return [str(number) for number in (between if start.first < end.first else reversed(between))]


def _letters(start: HouseNumber, end: HouseNumber) -> list[str]:
    """10 … 10d → 10a, 10b, 10c."""
    if start.first != end.first or len(start.suffix) > 1 or len(end.suffix) > 1:
        return []
    low, high = (ord(number.suffix) if number.suffix else ord("a") - 1 for number in (start, end))
    letters = range(low + 1, high) if low < high else range(low - 1, high, -1)
    return [f"{start.first}{chr(letter)}" for letter in letters]


def _common(line: Tags, start: Tags, end: Tags) -> Tags | None:
    """What both ends or the line itself say of the address; ``None`` where they contradict each other in the street."""
    streets = {tags[key] for tags in (start, end) for key in ("addr:street", "addr:place") if key in tags}
    if len(streets) > 1:
        return None
    shared = {key: value for key, value in start.items() if key.startswith("addr:") and end.get(key, value) == value}
    shared |= {key: value for key, value in end.items() if key.startswith("addr:") and key not in start}
    shared |= {key: value for key, value in line.items() if key.startswith("addr:") and key != "addr:interpolation"}
    return shared if {"addr:street", "addr:place"} & shared.keys() else None
