"""Reads the addresses of an OpenStreetMap file in three passes, so that the order in the file does not matter."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, cast

import osmium
from osmium.filter import IdFilter, KeyFilter

from data.maps.city.features import Features, Line, Tags
from data.maps.city.outline import Point, is_closed, middle
from data.maps.city.source import explained, require_file

KEYS = (
    *(f"addr:{key}" for key in ("housenumber", "housename", "street", "interpolation", "postcode")),
    "postal_code",
    "name",
)
"""Whatever has none of these is passed over before it reaches Python."""

_OF_STREET = ("addr:street", "addr:place", "addr:city", "addr:postcode")
"""What a line of houses may say for its numbered ends."""

STREET_RELATIONS = frozenset({"associatedStreet", "street"})
OnProgress = Callable[[str, int], None]
"""Told what is being read and how many of it have been seen."""

_UNDATED = datetime.fromtimestamp(0, UTC)
"""What the reader gives for an element without a time."""

_PROGRESS_EVERY = 2_000


def read_features(path: Path, on_progress: OnProgress | None = None) -> Features:
    """Read everything about addresses.

    Raises
    ------
    InvalidInputError
        When the file is no readable OpenStreetMap file, naming file, cause and action.
    """
    require_file(path)
    reading = _Reading(path, on_progress or (lambda _what, _seen: None))
    with explained(path):
        reading.relations()
        reading.nodes()
        reading.ways()
    reading.finish_relations()
    return reading.found


class _Reading:
    """The passes, and what later ones need of earlier ones."""

    def __init__(self, path: Path, on_progress: OnProgress) -> None:
        self.found = Features()
        self._path = path
        self._on_progress = on_progress
        self._locations = osmium.index.create_map("flex_mem")
        self._locating = osmium.NodeLocationsForWays(self._locations)
        self._locating.ignore_errors()
        self._areas: list[tuple[Tags, list[int], list[int]]] = []
        self._outlines: dict[int, tuple[Point, ...]] = {}
        self._street_of: dict[tuple[str, int], Tags] = {}
        self._numbered: dict[int, Tags] = {}

    def relations(self) -> None:
        """Note which ways form areas with an address, and which houses belong to a street."""
        for relation in self._read("relations", osmium.osm.RELATION, KeyFilter("type")):
            tags = dict(relation.tags)
            if tags["type"] in STREET_RELATIONS:
                said = {key: value for key, value in tags.items() if key.startswith("addr:")}
                if "name" in tags:
                    said.setdefault("addr:street", tags["name"])
                for member in relation.members:
                    if member.role in {"house", "address", "addr:houselink"}:
                        self._street_of[member.type, member.ref] = said
            elif tags["type"] in {"multipolygon", "boundary"} and not tags.keys().isdisjoint(KEYS):
                ways = [m.ref for m in relation.members if m.type == "w" and m.role in {"outer", ""}]
                labels = [m.ref for m in relation.members if m.type == "n" and m.role in {"label", "admin_centre"}]
                self._areas.append((tags, ways, labels))
                self._outlines.update(dict.fromkeys(ways, ()))

    def nodes(self) -> None:
        """Keep where every node is, and take in those with an address."""
        for node in self._read("points", osmium.osm.NODE, self._locating, KeyFilter(*KEYS)):
            tags = self._complete("n", node.id, dict(node.tags))
            if "addr:housenumber" in tags:
                self._numbered[node.id] = tags
            if node.location.valid():
                self.found.add((node.lat, node.lon), tags)

    def ways(self) -> None:
        """Take in buildings, streets and numbered lines, and keep the outlines that relations are made of."""
        for way in self._read("ways", osmium.osm.WAY, self._locating, KeyFilter(*KEYS)):
            tags = self._complete("w", way.id, dict(way.tags))
            here = [node for node in way.nodes if node.location.valid()]
            points = tuple((node.lat, node.lon) for node in here)
            if not points:
                self.found.clipped += 1
            elif "addr:interpolation" in tags:
                numbered = tuple(self._numbered.get(node.ref) for node in here)
                for end in filter(None, numbered):  # the same mapping as in ``found.houses``: those get the street too
                    end.update({key: tags[key] for key in _OF_STREET if key in tags and key not in end})
                self.found.lines.append(Line(points, tags, numbered))
            else:
                self.found.add(middle(points), tags, points)
        if self._outlines:
            for way in self._read("outlines", osmium.osm.WAY, self._locating, IdFilter(self._outlines)):
                here = [node for node in way.nodes if node.location.valid()]
                self._outlines[way.id] = tuple((node.lat, node.lon) for node in here)

    def finish_relations(self) -> None:
        """Take in the areas that several ways form; a label's node tells better where a place is than its outline."""
        for tags, ways, labels in self._areas:
            rings = sorted((self._outlines[way] for way in ways), key=len, reverse=True)
            outline = next(filter(is_closed, rings), tuple(chain.from_iterable(rings)))
            label = next(filter(None, map(self._point, labels)), None)
            if not outline and label is None:
                self.found.clipped += 1
                continue
            self.found.add(label or middle(outline), tags, outline)

    def _complete(self, kind: str, ref: int, tags: Tags) -> Tags:
        """Add what the street's relation says and the thing itself does not."""
        return self._street_of.get((kind, ref), {}) | tags

    def _point(self, ref: int) -> Point | None:
        try:
            location = self._locations.get(ref)
        except KeyError:  # clipped out of the file
            return None
        return (location.lat, location.lon) if location.valid() else None

    def _read(self, what: str, kind: osmium.osm.osm_entity_bits, *filters: object) -> Iterator[Any]:
        """One pass over the elements of a kind that pass the filters."""
        count, newest = 0, self.found.newest or _UNDATED
        with osmium.io.Reader(self._path, kind) as reader:
            for count, element in enumerate(osmium.OsmFileIterator(reader, *filters), start=1):
                newest = max(newest, cast("osmium.osm.Node", element).timestamp)
                if count % _PROGRESS_EVERY == 0:
                    self._on_progress(what, count)
                yield element
        self.found.newest = newest if newest > _UNDATED else None
        self._on_progress(what, count)
