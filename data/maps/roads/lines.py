"""The way between two places as a line: street by street, cut where the places meet the road."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.maps.roads.ends import OnEdges, Speeds
from data.maps.roads.graph import RoadGraph
from data.maps.roads.hierarchy import Hierarchy, Metric
from data.maps.roads.route import fastest_way
from data.maps.roads.snapping import Snapped
from data.maps.roads.streets import DEGREES
from data.maps.roads.sweep import Ends
from data.maps.roads.weights import NEVER, metres, packed, seconds
from dispatch.place import Place
from dispatch.ports import Leg

Point = tuple[float, float]


class Network(NamedTuple):
    """Roads with the weights of an hour."""

    graph: RoadGraph
    hierarchy: Hierarchy
    metric: Metric
    speeds: Speeds


class Stops(NamedTuple):
    """Places and where they lie on roads."""

    places: Sequence[Place]
    snapped: Snapped
    starts: OnEdges
    targets: OnEdges


def leg_between(network: Network, stops: Stops, at: int) -> Leg:
    """The way from the place numbered ``at`` to the one after it; without one straight, -1 s and -1 m."""
    place, following = stops.places[at], stops.places[at + 1]
    if place == following:
        return Leg(0, 0, (place, following))
    graph, hierarchy, metric, speeds = network
    start, target = _at(stops.starts, at).ends(speeds), _at(stops.targets, at + 1).ends(speeds)
    weight, edges = fastest_way(hierarchy, metric, start, target)
    for node, rest in zip(start.nodes.tolist(), start.rest.tolist(), strict=True):
        same = target.nodes == node
        if same.any() and int(target.rest[same][0]) > rest:  # behind: only a round leads there
            around, over = fastest_way(hierarchy, metric, _after(graph, speeds, node), target)
            if around < NEVER and rest + around < weight:
                weight, edges = rest + around, [node, *over]
    if weight >= NEVER:
        return Leg(-1, -1, (place, following))
    line = [(place.lat, place.lon), *_line(graph, stops.snapped, at, edges), (following.lat, following.lon)]
    points = [point for nth, point in enumerate(line) if nth == 0 or _differ(point, line[nth - 1])]
    duration_s = seconds(weight, graph.access_ms)
    return Leg(duration_s, metres(weight), tuple(Place(lat, lon) for lat, lon in points))


def _differ(one: Point, other: Point) -> bool:
    return abs(one[0] - other[0]) > DEGREES or abs(one[1] - other[1]) > DEGREES


def _at(entries: OnEdges, place: int) -> OnEdges:
    rows = slice(int(entries.first[place]), int(entries.first[place + 1]))
    edges = entries.edges[rows]
    return OnEdges(np.array([0, len(edges)]), edges, entries.passed[rows])


def _after(graph: RoadGraph, speeds: Speeds, edge: int) -> Ends:
    """The edges that follow one, each with its turn and its whole length."""
    turns = slice(int(graph.turn_first[edge]), int(graph.turn_first[edge + 1]))
    nodes = graph.turn_to[turns].astype(np.int64)
    cost = speeds.rest(nodes, np.zeros(len(nodes))) + packed(graph.turn_ms[turns])
    return Ends(np.array([0, len(nodes)]), nodes, cost)


def _line(graph: RoadGraph, snapped: Snapped, at: int, edges: Iterable[int]) -> list[Point]:
    """Points from where the place ``at`` meets the road to where the next one does."""
    on_way = list(edges)
    points: list[NDArray[np.int64]] = []
    for nth, edge in enumerate(on_way):
        street, backward = int(graph.edge_street[edge]), bool(graph.edge_backward[edge])
        low, high = int(graph.street_first[street]), int(graph.street_first[street + 1])
        if nth == 0:
            cut = int(snapped.point[at])
            low, high = (low, cut + 1) if backward else (cut + 1, high)
        if nth == len(on_way) - 1:
            cut = int(snapped.point[at + 1])
            low, high = (max(low, cut + 1), high) if backward else (low, min(high, cut + 1))
        points.append(np.arange(high - 1, low - 1, -1) if backward else np.arange(low, high))
    chosen = np.concatenate(points)
    lat, lon = (graph.point_lat[chosen] * DEGREES).tolist(), (graph.point_lon[chosen] * DEGREES).tolist()
    start, end = ((float(snapped.lat[place]), float(snapped.lon[place])) for place in (at, at + 1))
    return [start, *zip(lat, lon, strict=True), end]
