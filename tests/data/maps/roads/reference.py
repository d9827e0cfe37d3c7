"""Travel times by plain Dijkstra on a graph in which the edges are cut where the places lie. Nothing is shortened."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from data.maps.roads.graph import RoadGraph
from data.maps.roads.snapping import StreetIndex
from dispatch.place import Place

SCALE = 2**24
"""Milliseconds × SCALE + decimetres is exact in a float up to many hours."""


def reference(
    graph: RoadGraph, places: Sequence[Place], share: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Milliseconds and decimetres of the fastest way, inf without one; ``share`` of the usual speed by class."""
    snapped = StreetIndex(graph).snap(places)
    share = np.ones(len(graph.classes)) if share is None else share
    drive = np.maximum(1, np.rint(graph.edge_ms / share[graph.street_class[graph.edge_street]]))
    edges = len(drive)
    on_edge: dict[int, dict[float, int]] = {}
    starts: list[list[int]] = [[] for _ in places]
    ends: list[list[int]] = [[] for _ in places]
    nodes = 2 * edges  # each edge begins at node 2e and ends at 2e + 1
    for street in set(snapped.street.tolist()):
        for edge in np.flatnonzero(graph.edge_street == street).tolist():
            for at in np.flatnonzero(snapped.street == street).tolist():
                passed = 1 - snapped.fraction[at] if graph.edge_backward[edge] else snapped.fraction[at]
                cuts = on_edge.setdefault(edge, {})
                node = cuts.setdefault(passed, nodes)
                nodes += node == nodes
                ends[at].append(node)
                if graph.edge_base[edge] == edge:
                    starts[at].append(node)
    arcs: list[tuple[int, int, float]] = []
    for edge in range(edges):
        delay, length = int(graph.edge_delay_ms[edge]), int(graph.street_dm[graph.edge_street[edge]])
        chain = [(0.0, 2 * edge), *sorted(on_edge.get(edge, {}).items()), (1.0, 2 * edge + 1)]
        left = [
            (round((1 - passed) * drive[edge]) + delay) * SCALE + round((1 - passed) * length) for passed, _ in chain
        ]
        left[-1] = 0
        arcs += [(chain[nth][1], chain[nth + 1][1], left[nth] - left[nth + 1]) for nth in range(len(chain) - 1)]
        turns = range(graph.turn_first[edge], graph.turn_first[edge + 1])
        arcs += [(2 * edge + 1, 2 * int(graph.turn_to[turn]), int(graph.turn_ms[turn]) * SCALE) for turn in turns]
    tails, heads, weights = (np.array(column) for column in zip(*arcs, strict=True))
    network = csr_array((weights.astype(np.float64), (tails, heads)), shape=(nodes, nodes))
    result = np.full((len(places), len(places)), np.inf)
    for at in range(len(places)):
        found = dijkstra(network, indices=starts[at], min_only=True)
        result[at] = [min(found[node] for node in ends[other]) for other in range(len(places))]
    with np.errstate(invalid="ignore"):
        return np.floor(result / SCALE), np.mod(result, SCALE)
