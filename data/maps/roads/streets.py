"""Cuts ways into streets, which run from junction to junction. Lengths in metres, bearings in degrees."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.maps.roads.osm_file import NodeSign, RawRoads
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
    cuts = np.flatnonzero(ends | (uses[nodes] > 1) | closed[nodes])
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
    sums_m = np.concatenate([[0.0], np.cumsum(segments_m)])
    return Streets(
        ways=np.array(raw.way_ids, dtype=np.int64)[piece],
        from_nodes=from_nodes,
        to_nodes=to_nodes,
        node_ids=node_ids,
        classes=tuple(names),
        street_class=way_class[piece],
        speeds_km_h=np.array(raw.way_speeds)[piece].T.copy(),
        delays_s=_delays(refs[flat], street_first, sums_m, raw.signs, profile.delays),
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


def _delays(
    refs: NDArray[np.int64], first: NDArray[np.int64], sums_m: Floats, signs: dict[int, NodeSign], delays: Delays
) -> Floats:
    """Seconds lost at lights and signs along and against each street, its end included, its beginning not.

    A sign inside a street that names no direction stands for those who drive towards the nearer end.
    """
    lost = np.zeros((2, len(first) - 1))
    seconds = {"traffic_signals": delays.traffic_signals_s, "stop": delays.stop_s, "give_way": delays.give_way_s}
    signed = np.flatnonzero(np.isin(refs, np.array(sorted(signs), dtype=np.int64)))
    for at in signed.tolist():
        street = int(np.searchsorted(first, at, side="right")) - 1
        begin, end = int(first[street]), int(first[street + 1]) - 1
        sign = signs[int(refs[at])]
        along, against = at > begin, at < end
        if along and against:
            if sign.direction:
                along, against = sign.direction == "forward", sign.direction == "backward"
            elif sign.kind != "traffic_signals":
                along = sums_m[end] - sums_m[at] <= sums_m[at] - sums_m[begin]
                against = not along
        lost[0, street] += along * seconds[sign.kind]
        lost[1, street] += against * seconds[sign.kind]
    return lost
