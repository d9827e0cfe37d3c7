"""From an OpenStreetMap file to a road graph."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from data.maps.roads.graph import RoadGraph, RoadReport
from data.maps.roads.order import SLOWER, contraction_order, is_slow
from data.maps.roads.osm_file import RawRoads, read_raw
from data.maps.roads.profile import RoadProfile
from data.maps.roads.restrictions import Restricted, restrict
from data.maps.roads.streets import DEGREES, Streets, cut
from data.maps.roads.turns import Edges, all_turns, directed

Int64s = NDArray[np.int64]


def read_roads(path: Path, profile: RoadProfile, on_progress: Callable[[str], None] | None = None) -> RoadGraph:
    """Make a road graph of an OpenStreetMap extract.

    Kept is the largest part within which every street reaches every other one.

    Parameters
    ----------
    path : Path
        ``.osm.pbf``, ``.osm`` or ``.osm.bz2``, nodes before ways, as every usual extract has them.
    profile : RoadProfile
        Who drives.
    on_progress : callable, optional
        Told in a few words what has been done.

    Raises
    ------
    InvalidInputError
        When the file can't be read or holds no road for the profile.
    """
    say = on_progress or (lambda _: None)
    raw = read_raw(path, profile, say)
    streets = cut(raw, profile)
    edges = directed(streets)
    say(f"{len(streets.ways)} streets cut")
    restricted = restrict(raw.restrictions, streets, edges, all_turns(streets, edges, profile.delays))
    part = _largest_part(streets, edges, restricted)
    say(f"{len(restricted.from_edges)} turns found")
    graph = _graph(raw, profile, streets=streets, edges=edges, restricted=restricted, part=part)
    say(f"{graph.report.edges} edges put in order")
    if is_slow():
        say(SLOWER)
    return graph


def _largest_part(streets: Streets, edges: Edges, restricted: Restricted) -> NDArray[np.bool_]:
    """Which edges and copies belong to the longest part; copies count as their edge.

    Both directions of a street belong together, since a place on it is left in either.
    """
    base, count = restricted.base, len(edges.street)
    by_street = np.argsort(edges.street, kind="stable")
    pairs = np.flatnonzero(np.diff(edges.street[by_street]) == 0)
    one, other = by_street[pairs], by_street[pairs + 1]
    tails = np.concatenate([base[restricted.from_edges], one, other])
    heads = np.concatenate([base[restricted.to_edges], other, one])
    joined = coo_array((np.ones(len(tails), dtype=np.int8), (tails, heads)), shape=(count, count))
    _, part = connected_components(joined, directed=True, connection="strong")
    lengths_m = np.bincount(part, weights=streets.lengths_m[edges.street])
    return np.asarray(part == np.argmax(lengths_m))[base]


def _graph(
    raw: RawRoads,
    profile: RoadProfile,
    *,
    streets: Streets,
    edges: Edges,
    restricted: Restricted,
    part: NDArray[np.bool_],
) -> RoadGraph:
    old_edges = np.flatnonzero(part)
    new_edge = np.full(len(part), -1)
    new_edge[old_edges] = np.arange(len(old_edges))
    street, backward = edges.street[restricted.base[old_edges]], edges.backward[restricted.base[old_edges]]
    stays = part[restricted.from_edges] & part[restricted.to_edges]
    from_edges, to_edges = new_edge[restricted.from_edges[stays]], new_edge[restricted.to_edges[stays]]
    base, turn_ms = new_edge[restricted.base[old_edges]], restricted.cost_ms[stays]

    middle = (streets.first[:-1] + streets.first[1:]) // 2
    lat, lon = streets.y[middle[street]] * DEGREES, streets.x[middle[street]] * DEGREES
    order = contraction_order(from_edges, to_edges, lat, lon)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    street, backward, base = street[order], backward[order], rank[base[order]]
    from_edges, to_edges = rank[from_edges], rank[to_edges]
    by_edge = np.lexsort((to_edges, from_edges))

    old_streets, edge_street = np.unique(street, return_inverse=True)
    counts = np.diff(streets.first)[old_streets]
    first = np.concatenate([[0], np.cumsum(counts)])
    points = np.arange(first[-1]) + np.repeat(streets.first[old_streets] - first[:-1], counts)
    direction = backward.astype(np.int64)
    driving_s = streets.lengths_m[street] * 3.6 / streets.speeds_km_h[direction, street]
    stop = np.array([name not in profile.no_stopping for name in streets.classes])
    return RoadGraph(
        profile=profile.name,
        classes=streets.classes,
        report=_report(raw, streets, old_streets, restricted, len(base)),
        slows_in_traffic=profile.slows_in_traffic,
        access_ms=round(profile.access_s * 1000),
        edge_street=edge_street.astype(np.int32),
        edge_backward=backward,
        edge_base=base.astype(np.int32),
        edge_ms=np.maximum(1, np.rint(driving_s * 1000)).astype(np.int32),
        edge_delay_ms=np.rint(streets.delays_s[direction, street] * 1000).astype(np.int32),
        turn_first=np.searchsorted(from_edges[by_edge], np.arange(len(base) + 1)).astype(np.int32),
        turn_to=to_edges[by_edge].astype(np.int32),
        turn_ms=turn_ms[by_edge].astype(np.int32),
        street_class=streets.street_class[old_streets],
        street_stop=stop[streets.street_class[old_streets]],
        street_dm=np.rint(streets.lengths_m[old_streets] * 10).astype(np.int32),
        street_first=first.astype(np.int32),
        point_lat=streets.y[points],
        point_lon=streets.x[points],
    )


def _report(raw: RawRoads, streets: Streets, kept: Int64s, restricted: Restricted, edges: int) -> RoadReport:
    left_out = np.ones(len(streets.ways), dtype=bool)
    left_out[kept] = False
    count = len(streets.node_ids)
    ends = (streets.from_nodes[left_out], streets.to_nodes[left_out])
    joined = coo_array((np.ones(int(left_out.sum()), dtype=np.int8), ends), shape=(count, count))
    _, part = connected_components(joined, directed=False)
    return RoadReport(
        junctions=len(np.union1d(streets.from_nodes[kept], streets.to_nodes[kept])),
        streets=len(kept),
        edges=edges,
        km=round(float(streets.lengths_m[kept].sum()) / 1000, 1),
        restrictions=restricted.applied,
        restrictions_skipped=restricted.skipped + raw.unusable_restrictions,
        signals=sum(sign.kind == "traffic_signals" for sign in raw.signs.values()),
        islands=len(np.unique(part[ends[0]])),
        islands_km=round(float(streets.lengths_m[left_out].sum()) / 1000, 1),
    )
