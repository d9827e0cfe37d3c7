"""Where places lie on edges: the edges by which each is left and reached, and what remains of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.maps.roads.graph import RoadGraph
from data.maps.roads.snapping import Snapped
from data.maps.roads.sweep import Ends
from data.maps.roads.weights import packed

Int64s = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Speeds:
    """What each edge takes in some hour; arrays as long as the graph has edges.

    Parameters
    ----------
    drive_ms, delay_ms : int64 arrays
        Along the edge, and at its end.
    dm : int64 array
        Its length.
    """

    drive_ms: Int64s
    delay_ms: Int64s
    dm: Int64s

    def rest(self, edges: Int64s, passed: NDArray[np.float64]) -> Int64s:
        """Weight from a share of each edge, from 0 to 1, to its end."""
        left = 1.0 - passed
        driving = np.rint(left * self.drive_ms[edges]).astype(np.int64) + self.delay_ms[edges]
        return packed(driving, np.rint(left * self.dm[edges]).astype(np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class OnEdges:
    """Edges of places, those of one place together; ``k`` entries.

    Parameters
    ----------
    first : int64 array, places + 1
        Where the entries of each place begin.
    edges : int64 array, k
    passed : float array, k
        The place's share of the edge, 0 at its beginning.
    """

    first: Int64s
    edges: Int64s
    passed: NDArray[np.float64]

    def ends(self, speeds: Speeds) -> Ends:
        """With the weights of an hour."""
        return Ends(self.first, self.edges, speeds.rest(self.edges, self.passed))


class EdgeTable:
    """Which edges run along a street."""

    def __init__(self, graph: RoadGraph) -> None:
        base = graph.edge_base.astype(np.int64)
        key = graph.edge_street.astype(np.int64)
        self._backward = graph.edge_backward
        self._own = base == np.arange(len(base))
        self._all = np.argsort(key, kind="stable")
        self._first = np.searchsorted(key[self._all], np.arange(len(graph.street_class) + 1))

    def starts(self, snapped: Snapped) -> OnEdges:
        """Edges by which places are left: both directions where both are open."""
        return self._on_edges(snapped, copies=False)

    def targets(self, snapped: Snapped) -> OnEdges:
        """Edges by which places are reached: also the copies that turn restrictions made."""
        return self._on_edges(snapped, copies=True)

    def _on_edges(self, snapped: Snapped, *, copies: bool) -> OnEdges:
        counts = np.diff(self._first)[snapped.street]
        place = np.repeat(np.arange(len(counts)), counts)
        nth = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
        edges = self._all[self._first[snapped.street[place]] + nth]
        if not copies:
            place, edges = place[self._own[edges]], edges[self._own[edges]]
        fraction = snapped.fraction[place]
        passed = np.where(self._backward[edges], 1.0 - fraction, fraction)
        return OnEdges(np.searchsorted(place, np.arange(len(counts) + 1)), edges, passed)
