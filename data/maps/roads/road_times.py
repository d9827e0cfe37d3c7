"""Travel times and ways on a road graph, for each hour of the day. Seconds and metres."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from data.maps.roads.ends import EdgeTable, OnEdges, Speeds
from data.maps.roads.graph import RoadGraph
from data.maps.roads.hierarchy import Metric, build, weigh
from data.maps.roads.hours import FLAT, HourBand, shipped_hours
from data.maps.roads.lines import Network, Stops, leg_between
from data.maps.roads.snapping import Snapped, StreetIndex
from data.maps.roads.sweep import Ends, many_to_many
from data.maps.roads.weights import NEVER, packed, spread
from dispatch.place import Place
from dispatch.ports import Leg, TravelMatrix

OUTSIDE_M = 5000.0
"""A place farther from any road is outside the map."""

NOON_S = 12 * 3600
"""Distances and lines are those of the ways taken at this time."""

Int64s = NDArray[np.int64]


class RoadTimes:
    """Travel times on roads; safe to use from several threads.

    Parameters
    ----------
    graph : RoadGraph
    bands : sequence of HourBand, optional
        Ascending, the first from 0. ``None``: the shipped working day for those whom traffic slows, else no difference.
    outside_m : float
        Distance from the nearest road above which a place is unreachable.
    """

    name = "roads"

    def __init__(
        self,
        graph: RoadGraph,
        bands: Sequence[HourBand] | None = None,
        *,
        outside_m: float = OUTSIDE_M,
    ) -> None:
        self.graph = graph
        self._outside_m = outside_m
        if bands is None:
            bands = shipped_hours() if graph.slows_in_traffic else FLAT
        shares = [tuple(band.share_on(name) for name in graph.classes) for band in bands]
        changes = [at for at in range(len(bands)) if at == 0 or shares[at] != shares[at - 1]]
        self._starts_s = tuple(bands[at].start_s for at in changes)
        self._shares = tuple(shares[at] for at in changes)
        self._noon = self._shares.index(self._shares[int(np.searchsorted(self._starts_s, NOON_S, side="right")) - 1])
        self._hierarchy = build(graph.turn_first, graph.turn_to)
        self._edges = EdgeTable(graph)
        self._index = StreetIndex(graph)
        self._metrics: dict[tuple[float, ...], tuple[Speeds, Metric]] = {}

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        """Travel from each place to each by the fastest way of the hour; distances are those of ways at noon.

        Durations between different places hold the profile's access time, from and to the door.
        """
        count = len(places)
        durations_s = np.zeros((len(self._shares), count, count), dtype=np.int32)
        distances_m = np.zeros((count, count), dtype=np.int32)
        snapped, outside = self._snap(places)
        spots, spot = _distinct(snapped, outside)
        starts, targets = self._edges.starts(spots), self._edges.targets(spots)
        numbers = {place: number for number, place in enumerate(places)}
        same = np.array([numbers[place] for place in places], dtype=np.int64)
        with ThreadPoolExecutor() as pool:
            list(pool.map(self._metric, dict.fromkeys(self._shares)))
        for period, shares in enumerate(self._shares):
            first = self._shares.index(shares)
            if first < period:
                durations_s[period] = durations_s[first]
                continue
            weights = self._weights(shares, starts, targets)
            distances = distances_m if period == self._noon else distances_m[:0]
            spread(weights, spot, same, self.graph.access_ms, durations_s[period], distances)
        snap_m = snapped.snap_m.astype(np.float32)
        for array in (durations_s, distances_m, snap_m):
            array.setflags(write=False)
        pairs = tuple((int(row), int(column)) for row, column in np.argwhere(distances_m < 0))
        return TravelMatrix(durations_s, distances_m, self._starts_s, pairs, snap_m)

    def legs(self, places: Sequence[Place]) -> tuple[Leg, ...]:
        """The fastest way at noon from each place to the next; without one the leg is straight, -1 s and -1 m."""
        snapped, outside = self._snap(places)
        speeds, metric = self._metric(self._shares[self._noon])
        network = Network(self.graph, self._hierarchy, metric, speeds)
        stops = Stops(places, snapped, self._edges.starts(snapped), self._edges.targets(snapped))
        return tuple(
            Leg(-1, -1, (places[at], places[at + 1]))
            if outside[at] or outside[at + 1]
            else leg_between(network, stops, at)
            for at in range(len(places) - 1)
        )

    def _snap(self, places: Sequence[Place]) -> tuple[Snapped, NDArray[np.bool_]]:
        snapped = self._index.snap(places)
        return snapped, snapped.snap_m > self._outside_m

    def _metric(self, shares: tuple[float, ...]) -> tuple[Speeds, Metric]:
        if shares not in self._metrics:
            graph = self.graph
            share = np.array(shares)[graph.street_class[graph.edge_street]]
            speeds = Speeds(
                np.maximum(1, np.rint(graph.edge_ms / share)).astype(np.int64),
                graph.edge_delay_ms.astype(np.int64),
                graph.street_dm[graph.edge_street].astype(np.int64),
            )
            edge = packed(speeds.drive_ms + speeds.delay_ms, speeds.dm)
            turns = edge[graph.turn_to] + packed(graph.turn_ms)
            self._metrics[shares] = speeds, weigh(self._hierarchy, turns)
        return self._metrics[shares]

    def _weights(self, shares: tuple[float, ...], starts: OnEdges, targets: OnEdges) -> Int64s:
        """Weight of the fastest way between each two spots."""
        speeds, metric = self._metric(shares)
        start_ends = starts.ends(speeds)
        weights = many_to_many(self._hierarchy, metric, start_ends, targets.ends(speeds))
        sources, spots, edges = _behind(starts)
        if len(edges) == 0:
            return weights
        rounds, of_pair = np.unique(edges, return_inverse=True)
        first, last = self.graph.turn_first[rounds], self.graph.turn_first[rounds + 1]
        counts = (last - first).astype(np.int64)
        begins = np.concatenate([[0], np.cumsum(counts)])
        turns = np.arange(begins[-1]) + np.repeat(first - begins[:-1], counts)
        nodes = self.graph.turn_to[turns].astype(np.int64)
        cost = speeds.rest(nodes, np.zeros(len(nodes))) + packed(self.graph.turn_ms[turns])
        ends = Ends(np.arange(len(rounds) + 1), rounds, np.zeros(len(rounds), dtype=np.int64))
        round_weights = many_to_many(self._hierarchy, metric, Ends(begins, nodes, cost), ends).diagonal()[of_pair]
        weight = start_ends.rest[sources] + round_weights - start_ends.rest[spots]
        weight[round_weights >= NEVER] = NEVER
        place = np.repeat(np.arange(len(starts.first) - 1), np.diff(starts.first))
        np.minimum.at(weights, (place[sources], place[spots]), weight)
        return weights


def _distinct(snapped: Snapped, outside: NDArray[np.bool_]) -> tuple[Snapped, Int64s]:
    """Each spot inside the map once, and which spot each place has, -1 outside."""
    inside = np.flatnonzero(~outside)
    keys = np.stack([snapped.street[inside].astype(np.float64), snapped.fraction[inside]], axis=1)
    _, at, which = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    spot = np.full(len(outside), -1)
    spot[inside] = which.reshape(-1)
    return snapped.taken(inside[at]), spot


def _behind(starts: OnEdges) -> tuple[Int64s, Int64s, Int64s]:
    """Pairs of entries on one edge of which the second lies behind the first, and that edge.

    They can be joined by a round only, or by the other direction of the street.
    """
    order = np.lexsort((-starts.passed, starts.edges))
    edges = starts.edges[order]
    end = np.searchsorted(edges, edges, side="right")
    counts = end - np.arange(len(edges)) - 1
    ahead = np.repeat(np.arange(len(edges)), counts)
    behind = ahead + 1 + np.arange(len(ahead)) - np.repeat(np.cumsum(counts) - counts, counts)
    apart = starts.passed[order[ahead]] > starts.passed[order[behind]]
    return order[ahead[apart]], order[behind[apart]], edges[ahead[apart]]
