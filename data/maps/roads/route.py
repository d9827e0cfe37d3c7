"""The fastest way between two places, as the edges that it takes."""

import numpy as np
from numpy.typing import NDArray

from data.maps.roads.compiled import compiled
from data.maps.roads.hierarchy import Hierarchy, Metric
from data.maps.roads.sweep import Ends
from data.maps.roads.weights import NEVER

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]


def fastest_way(hierarchy: Hierarchy, metric: Metric, start: Ends, target: Ends) -> tuple[int, list[int]]:
    """Weight and edges of the way from one place to another, ``(NEVER, [])`` without one.

    As in :func:`~data.maps.roads.sweep.many_to_many`, a place behind on the same edge has to be asked for with the
    edges that follow as the start.
    """
    weight, hops = _search(
        hierarchy.first, hierarchy.above, metric.up, metric.down, start.nodes, start.rest, target.nodes, target.rest
    )
    if len(hops) == 0:
        return NEVER, []
    edges = _unpacked(hierarchy.first, hierarchy.above, metric.up_via, metric.down_via, hops)
    return int(weight), edges.tolist()


@compiled
def _search(
    first: Int32s,
    above: Int32s,
    up: Int64s,
    down: Int64s,
    starts: Int64s,
    starts_rest: Int64s,
    targets: Int64s,
    targets_rest: Int64s,
) -> tuple[int, Int64s]:
    """Climb from both ends; the best node where they meet gives the way as nodes joined by arcs."""
    count = len(first) - 1
    ahead, behind = np.full(count, NEVER, dtype=np.int64), np.full(count, NEVER, dtype=np.int64)
    came_from, goes_to = np.full(count, -1, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    for at in range(len(starts)):
        ahead[starts[at]] = min(ahead[starts[at]], starts_rest[at])
    for at in range(len(targets)):
        passed = False
        for start in range(len(starts)):
            passed |= starts[start] == targets[at] and targets_rest[at] > starts_rest[start]
        if not passed:
            behind[targets[at]] = min(behind[targets[at]], -targets_rest[at])
    for at in range(len(starts)):
        _climb_noting(first, above, up, ahead, came_from, starts[at])
    for at in range(len(targets)):
        _climb_noting(first, above, down, behind, goes_to, targets[at])
    best, top = NEVER, -1
    for node in range(count):
        if ahead[node] < NEVER and behind[node] < NEVER and ahead[node] + behind[node] < best:
            best, top = ahead[node] + behind[node], node
    if top < 0:
        return NEVER, np.empty(0, dtype=np.int64)
    before = _chain(came_from, top)[::-1]
    return best, np.concatenate((before, _chain(goes_to, top)[1:]))


@compiled
def _chain(following: Int64s, start: int) -> Int64s:
    """Nodes from one to the next, until there is none."""
    length = 0
    node = start
    while node >= 0:
        length += 1
        node = following[node]
    nodes = np.empty(length, dtype=np.int64)
    node = start
    for at in range(length):
        nodes[at] = node
        node = following[node]
    return nodes


@compiled
def _climb_noting(first: Int32s, above: Int32s, weights: Int64s, climbed: Int64s, lower: Int64s, start: int) -> None:
    """Carry weights from a node up to the top, and note over which node each came."""
    node = start
    while True:
        weight = climbed[node]
        if weight < NEVER:
            for arc in range(first[node], first[node + 1]):
                if weights[arc] < NEVER and weight + weights[arc] < climbed[above[arc]]:
                    climbed[above[arc]] = weight + weights[arc]
                    lower[above[arc]] = node
        if first[node] == first[node + 1]:
            break
        node = int(above[first[node]])


@compiled
def _unpacked(first: Int32s, above: Int32s, up_via: Int32s, down_via: Int32s, hops: Int64s) -> Int64s:
    """Put the lower nodes of shortcuts between the hops, until none is left."""
    edges = np.empty(max(16, 4 * len(hops)), dtype=np.int64)
    stack = np.empty(len(first) + len(hops), dtype=np.int64)
    depth = len(hops)
    stack[:depth] = hops[::-1]
    found = 0
    while depth > 0:
        node = stack[depth - 1]
        via = -1
        if depth > 1:
            following = stack[depth - 2]
            low, high = min(node, following), max(node, following)
            arc = first[low] + np.searchsorted(above[first[low] : first[low + 1]], high)
            via = up_via[arc] if node == low else down_via[arc]
        if via >= 0:
            stack[depth] = node
            stack[depth - 1] = via
            depth += 1
            continue
        if found == len(edges):
            larger = np.empty(2 * found, dtype=np.int64)
            larger[:found] = edges
            edges = larger
        edges[found] = node
        found += 1
        depth -= 1
    return edges[:found].copy()
