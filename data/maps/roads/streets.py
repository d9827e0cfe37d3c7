"""Cuts ways into streets, which run from junction to junction. Lengths in metres, bearings in degrees."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.maps.roads.osm_file import RawRoads
from data.maps.roads.profile import Delays, RoadProfile
from dispatch.great_circle import EARTH_RADIUS_M

DEGREES = 1e-7
"""Degrees per unit of a kept coordinate."""

Int32s = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Streets:
    """Streets and what is known of them; ``s`` streets with ``p`` points.

    Parameters
    ----------
    ways : int64 array, s
        OpenStreetMap's way id.
    from_nodes, to_nodes : int64 arrays, s
        Junctions at both ends, counted from 0.
    node_ids : int64 array
        OpenStreetMap's id of each junction; a closed barrier makes several junctions of one node.
    classes : tuple of str
        Values of ``highway``.
    street_class : uint8 array, s
        Index into ``classes``.
    speeds_km_h, delays_s : float arrays, 2 × s
        Along and against the street; a speed of 0 is closed.
    lengths_m : float array, s
    first : int64 array, s + 1
        Where the points of each street begin in ``x`` and ``y``.
    x, y : int32 arrays, p
        Longitude and latitude in ``DEGREES``.
    bearings : float array, 2 × s
        Degrees clockwise from north in which the street leaves its start and arrives at its end.
    """

    ways: NDArray[np.int64]
    from_nodes: NDArray[np.int64]
    to_nodes: NDArray[np.int64]
    node_ids: NDArray[np.int64]
    classes: tuple[str, ...]
    street_class: NDArray[np.uint8]
    speeds_km_h: Floats
    delays_s: Floats
    lengths_m: Floats
    first: NDArray[np.int64]
    x: Int32s
    y: Int32s
    bearings: Floats


def cut(raw: RawRoads, profile: RoadProfile) -> Streets:
    """Make streets of ways."""
    refs, x, y = raw.points()
    first = np.frombuffer(raw.first, dtype=np.int64)
    ids, nodes, uses = np.unique(refs, return_inverse=True, return_counts=True)
    closed = np.isin(ids, np.array(sorted(raw.closed), dtype=np.int64))
    ends = np.zeros(len(refs), dtype=bool)
    ends[first[:-1]] = ends[first[1:] - 1] = True
    signed = np.isin(ids, np.array(sorted(raw.signs), dtype=np.int64))
    junctions = np.flatnonzero(ends | (uses[nodes] > 1) | closed[nodes])
    cuts = np.union1d(junctions, np.flatnonzero(signed[nodes]))  # so that each sign stands at the end of an edge
    piece = np.searchsorted(first, cuts, side="right") - 1
    together = np.flatnonzero(piece[:-1] == piece[1:])
    starts, stops, piece = cuts[together], cuts[together + 1], piece[together]

    counts = stops - starts + 1
    street_first = np.concatenate([[0], np.cumsum(counts)])
    flat = np.arange(street_first[-1]) + np.repeat(starts - street_first[:-1], counts)
    sx, sy = x[flat], y[flat]
    segments_m, bearings = _segments(sx, sy)
    segments_m[street_first[1:-1] - 1] = 0  # from one street's last point to the next one's first
    from_nodes, to_nodes, node_ids = _junctions(nodes[starts], nodes[stops], ids, closed)
    names = sorted(set(raw.way_classes))
    way_class = np.array([names.index(name) for name in raw.way_classes], dtype=np.uint8)
    return Streets(
        ways=np.array(raw.way_ids, dtype=np.int64)[piece],
        from_nodes=from_nodes,
        to_nodes=to_nodes,
        node_ids=node_ids,
        classes=tuple(names),
        street_class=way_class[piece],
        speeds_km_h=np.array(raw.way_speeds)[piece].T.copy(),
        delays_s=_delays((refs[starts], refs[stops]), _nearer(junctions, starts, stops, x, y), raw, profile.delays),
        lengths_m=np.add.reduceat(np.append(segments_m, 0.0), street_first[:-1]),
        first=street_first,
        x=sx,
        y=sy,
        bearings=np.stack([bearings[street_first[:-1]], bearings[street_first[1:] - 2]]),
    )


def _junctions(
    from_nodes: NDArray[np.int64], to_nodes: NDArray[np.int64], ids: NDArray[np.int64], closed: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Number the ends of streets; at a closed node each end is a junction of its own."""
    ends = np.concatenate([from_nodes, to_nodes])
    cut_off = np.flatnonzero(closed[ends])
    known, numbers = np.unique(ends, return_inverse=True)
    numbers[cut_off] = len(known) + np.arange(len(cut_off))
    node_ids = np.concatenate([ids[known], ids[ends[cut_off]]])
    return numbers[: len(from_nodes)], numbers[len(from_nodes) :], node_ids


def _segments(x: Int32s, y: Int32s) -> tuple[Floats, Floats]:
    """Great-circle metres and bearing from each point to the next, one fewer than points."""
    lon, lat = np.radians(x * DEGREES), np.radians(y * DEGREES)
    half = np.sin(np.diff(lat) / 2) ** 2 + np.cos(lat[:-1]) * np.cos(lat[1:]) * np.sin(np.diff(lon) / 2) ** 2
    metres = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    east = np.diff(lon) * np.cos((lat[:-1] + lat[1:]) / 2)
    return metres, np.degrees(np.arctan2(east, np.diff(lat)))


def _nearer(
    junctions: NDArray[np.int64], starts: NDArray[np.int64], stops: NDArray[np.int64], x: Int32s, y: Int32s
) -> NDArray[np.bool_]:
    """Whether the next junction is nearer than the last: ahead of each street's end, and behind its start; 2 × s.

    True at junctions. Points are counted over all ways, and lengths taken along them.
    """
    along_m = np.concatenate([[0.0], np.cumsum(_segments(x, y)[0])])
    result = np.empty((2, len(starts)), dtype=bool)
    for row, points in enumerate((stops, starts)):
        at = np.searchsorted(junctions, points)
        after_m = along_m[junctions[at]] - along_m[points]
        before_m = along_m[points] - along_m[junctions[np.maximum(at - 1, 0)]]
        result[row] = (after_m == 0) | ((after_m <= before_m) if row == 0 else (before_m < after_m))
    return result


def _delays(
    ends: tuple[NDArray[np.int64], NDArray[np.int64]], nearer: NDArray[np.bool_], raw: RawRoads, delays: Delays
) -> Floats:
    """Seconds lost at lights and signs where each street ends, driven along and against it.

    A sign between junctions that names no direction stands for those who drive towards the nearer one, a light for all.
    """
    start_refs, stop_refs = ends
    lost = np.zeros((2, len(start_refs)))
    seconds = {"traffic_signals": delays.traffic_signals_s, "stop": delays.stop_s, "give_way": delays.give_way_s}
    known = np.array(sorted(raw.signs), dtype=np.int64)
    for row, (refs, direction) in enumerate(((stop_refs, "forward"), (start_refs, "backward"))):
        for street in np.flatnonzero(np.isin(refs, known)).tolist():
            sign = raw.signs[int(refs[street])]
            faces = (
                sign.direction == direction if sign.direction else sign.kind == "traffic_signals" or nearer[row, street]
            )
            lost[row, street] = seconds[sign.kind] * faces
    return lost
