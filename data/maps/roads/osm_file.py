"""Streams an OpenStreetMap file once and keeps what roads are made of. Coordinates are ten-millionths of a degree."""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray

from data.maps.roads.profile import RoadProfile
from data.maps.roads.tags import Tags, node_is_closed, way_speeds
from dispatch.errors import InvalidInputError
from solver.issue import Issue

WAYS_BETWEEN_REPORTS = 20_000

_NOWHERE = 2**31 - 1
"""What osmium says for the coordinate of a node that the file lacks."""


@dataclass(frozen=True, slots=True)
class NodeSign:
    """A traffic light or sign on a node.

    Parameters
    ----------
    kind : str
        ``traffic_signals``, ``stop`` or ``give_way``.
    direction : str
        ``forward`` or ``backward`` along the way for which it stands, else empty.
    """

    kind: str
    direction: str


@dataclass(frozen=True, slots=True)
class Restriction:
    """A turn that is forbidden, or the only one allowed.

    Parameters
    ----------
    kind : str
        E.g. ``no_left_turn`` or ``only_straight_on``.
    from_ways, via_ways, to_ways : tuple of int
        Way ids; ``via_ways`` in the order of travel.
    via_node : int or None
        Node id; ``None`` when the restriction runs over ways.
    """

    kind: str
    from_ways: tuple[int, ...]
    via_ways: tuple[int, ...]
    to_ways: tuple[int, ...]
    via_node: int | None


@dataclass(slots=True)
class RawRoads:
    """What a file holds for a profile. A way that lacks nodes is in several pieces.

    Parameters
    ----------
    way_ids, way_classes, way_speeds : lists, one entry a piece
        Id, value of ``highway`` and speeds in km/h along and against it.
    first : array of int64, pieces + 1
        Where the nodes of each piece begin in ``refs``, ``x`` and ``y``.
    refs, x, y : arrays
        Node ids, longitudes and latitudes.
    closed, signs : set and dict by node id
        Barriers that the profile doesn't pass; traffic lights and signs.
    restrictions : list of Restriction
        Those that bind the profile.
    unusable_restrictions : int
        How many lack members or carry an unknown kind.
    """

    way_ids: list[int] = field(default_factory=list)
    way_classes: list[str] = field(default_factory=list)
    way_speeds: list[tuple[float, float]] = field(default_factory=list)
    first: "array[int]" = field(default_factory=lambda: array("q", [0]))
    refs: "array[int]" = field(default_factory=lambda: array("q"))
    x: "array[int]" = field(default_factory=lambda: array("i"))
    y: "array[int]" = field(default_factory=lambda: array("i"))
    closed: set[int] = field(default_factory=set)
    signs: dict[int, NodeSign] = field(default_factory=dict)
    restrictions: list[Restriction] = field(default_factory=list)
    unusable_restrictions: int = 0

    def points(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
        """``refs``, ``x`` and ``y`` as numpy arrays."""
        return (
            np.frombuffer(self.refs, dtype=np.int64),
            np.frombuffer(self.x, dtype=np.int32),
            np.frombuffer(self.y, dtype=np.int32),
        )


def read_raw(path: Path, profile: RoadProfile, on_progress: Callable[[str], None]) -> RawRoads:
    """Read an ``.osm.pbf``, ``.osm`` or ``.osm.bz2`` file.

    Raises
    ------
    InvalidInputError
        When the file can't be read, or holds no way for the profile.
    """
    raw = RawRoads()
    ways = nodeless = 0
    try:
        for thing in _stream(path, profile):
            if isinstance(thing, osmium.osm.Way):
                speeds = way_speeds(tags := dict(thing.tags), profile)
                if speeds == (0.0, 0.0):
                    continue
                nodeless += not _add_way(raw, thing.id, tags["highway"], speeds, thing.nodes)
                ways += 1
                if ways % WAYS_BETWEEN_REPORTS == 0:
                    on_progress(f"{ways} ways read")
            elif isinstance(thing, osmium.osm.Node):
                _add_node(raw, thing.id, dict(thing.tags), profile)
            elif isinstance(thing, osmium.osm.Relation):
                _add_restriction(raw, dict(thing.tags), thing.members, profile)
    except (RuntimeError, OSError, UnicodeDecodeError) as error:
        cause = f"The map can't be read: {error}."
        raise _fault("unreadable_map", path, cause, "Give an .osm.pbf, .osm or .osm.bz2 file that is whole.") from error
    if not raw.way_ids:
        cause = f"The map holds no way for the profile {profile.name!r}."
        if nodeless:
            cause = f"The map holds {nodeless} ways, but their nodes are missing or come after them."
        raise _fault("no_roads", path, cause, "Give an extract with nodes before ways that covers your city.")
    return raw


def _fault(code: str, path: Path, cause: str, action: str) -> InvalidInputError:
    return InvalidInputError((Issue(code, str(path), cause, action),))


def _stream(path: Path, profile: RoadProfile) -> osmium.FileProcessor:
    classes = {*profile.speeds_km_h, *profile.speeds_if_tagged_km_h}
    ways = osmium.filter.TagFilter(*(("highway", name) for name in sorted(classes)))
    ways.enable_for(osmium.osm.WAY)
    nodes = osmium.filter.KeyFilter("barrier", "highway", "access", *profile.keys)
    nodes.enable_for(osmium.osm.NODE)
    relations = osmium.filter.TagFilter(("type", "restriction"))
    relations.enable_for(osmium.osm.RELATION)
    stream = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY | osmium.osm.RELATION).with_locations()
    return stream.with_filter(ways).with_filter(nodes).with_filter(relations)


def _add_way(
    raw: RawRoads, way: int, highway: str, speeds: tuple[float, float], nodes: Iterable[osmium.osm.NodeRef]
) -> bool:
    """Keep each stretch of at least two known nodes; false when there is none."""
    before = len(raw.way_ids)
    last = None
    for node in nodes:
        ref, place = node.ref, node.location
        if place.x == _NOWHERE:
            _end_piece(raw, way, highway, speeds)
        elif ref != last:
            raw.refs.append(ref)
            raw.x.append(place.x)
            raw.y.append(place.y)
        last = ref
    _end_piece(raw, way, highway, speeds)
    return len(raw.way_ids) > before


def _end_piece(raw: RawRoads, way: int, highway: str, speeds: tuple[float, float]) -> None:
    start = raw.first[-1]
    if len(raw.refs) - start >= 2:
        raw.way_ids.append(way)
        raw.way_classes.append(highway)
        raw.way_speeds.append(speeds)
        raw.first.append(len(raw.refs))
    else:
        del raw.refs[start:], raw.x[start:], raw.y[start:]


def _add_node(raw: RawRoads, node: int, tags: Tags, profile: RoadProfile) -> None:
    if node_is_closed(tags, profile):
        raw.closed.add(node)
    kind = tags.get("highway", "")
    if kind in {"traffic_signals", "stop", "give_way"}:
        key = "traffic_signals:direction" if kind == "traffic_signals" else "direction"
        direction = tags.get(key, tags.get("direction", ""))
        raw.signs[node] = NodeSign(kind, direction if direction in {"forward", "backward"} else "")


def _add_restriction(
    raw: RawRoads, tags: Tags, members: Iterable[osmium.osm.RelationMember], profile: RoadProfile
) -> None:
    if not profile.obeys_turn_restrictions or set(tags.get("except", "").replace(" ", "").split(";")) & set(
        profile.keys
    ):
        return
    special = (tags[f"restriction:{key}"] for key in profile.keys if f"restriction:{key}" in tags)
    kind = next(special, tags.get("restriction"))
    if kind is None:
        return  # for other vehicles or other times
    by_role: dict[tuple[str, str], list[int]] = {}
    for member in members:
        by_role.setdefault((member.role, member.type), []).append(member.ref)
    from_ways, to_ways = by_role.get(("from", "w"), []), by_role.get(("to", "w"), [])
    via_ways, via_nodes = by_role.get(("via", "w"), []), by_role.get(("via", "n"), [])
    usable = from_ways and to_ways and (len(via_nodes) == 1) != bool(via_ways)
    if not usable or not kind.startswith(("no_", "only_")):
        raw.unusable_restrictions += 1
        return
    via_node = via_nodes[0] if via_nodes else None
    raw.restrictions.append(Restriction(kind, tuple(from_ways), tuple(via_ways), tuple(to_ways), via_node))
