"""A customizable contraction hierarchy over edges: built once for a map, given weights in a moment for each hour.

Dibbelt, Strasser, Wagner (2016), https://doi.org/10.1145/2886843. A weight holds milliseconds and decimetres in one
number (``weights.py``), so that the least weight is the fastest way and the shortest of these, and its distance comes
along.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.maps.roads.compiled import compiled
from data.maps.roads.weights import NEVER

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Hierarchy:
    """Arcs between each node and those above it, ``n`` nodes in the order of contraction and ``a`` arcs.

    Parameters
    ----------
    first : int32 array, n + 1
        Where the arcs of each node begin in ``above``.
    above : int32 array, a
        The upper end, ascending within a node.
    arc : int32 array, one entry a turn
        The arc of each turn.
    upward : bool array, one entry a turn
        The turn leads to the upper end.
    """

    first: Int32s
    above: Int32s
    arc: Int32s
    upward: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Metric:
    """A hierarchy with weights; ``a`` arcs.

    Parameters
    ----------
    up, down : int64 arrays, a
        Weight to and from the upper end.
    up_via, down_via : int32 arrays, a
        The lower node that a shortcut runs over, -1 where there is none.
    """

    up: Int64s
    down: Int64s
    up_via: Int32s
    down_via: Int32s


def build(turn_first: Int32s, turn_to: Int32s) -> Hierarchy:
    """Find all arcs for a graph whose nodes are numbered in the order of contraction."""
    count = len(turn_first) - 1
    turn_from = np.repeat(np.arange(count, dtype=np.int32), np.diff(turn_first))
    low, high = np.minimum(turn_from, turn_to), np.maximum(turn_from, turn_to)
    proper = low != high
    order = np.lexsort((high[proper], low[proper]))
    lows, highs = low[proper][order], high[proper][order]
    first, above = _fill(np.searchsorted(lows, np.arange(count + 1)), highs)
    arc = _find(first, above, low, high)
    return Hierarchy(first, above, arc, turn_from < turn_to)


def weigh(hierarchy: Hierarchy, weights: Int64s) -> Metric:
    """Give each turn a weight, and shortcuts theirs.

    Parameters
    ----------
    weights : int64 array, one entry a turn
    """
    arcs = len(hierarchy.above)
    metric = Metric(
        np.full(arcs, NEVER, dtype=np.int64),
        np.full(arcs, NEVER, dtype=np.int64),
        np.full(arcs, -1, dtype=np.int32),
        np.full(arcs, -1, dtype=np.int32),
    )
    _lay(hierarchy.arc, hierarchy.upward, weights, metric.up, metric.down)
    _customise(hierarchy.first, hierarchy.above, metric.up, metric.down, metric.up_via, metric.down_via)
    return metric


@compiled
def _fill(first: Int64s, highs: Int32s) -> tuple[Int32s, Int32s]:
    """Upper neighbours of each node after contraction: its own, and those of the nodes just below it."""
    count = len(first) - 1
    result_first = np.zeros(count + 1, dtype=np.int32)
    above = np.empty(max(16, 4 * len(highs)), dtype=np.int32)
    seen = np.full(count, -1, dtype=np.int32)
    child = np.full(count, -1, dtype=np.int32)
    sibling = np.full(count, -1, dtype=np.int32)
    end = 0
    for node in range(count):
        start = end
        if len(above) - end < count - node:
            larger = np.empty(2 * len(above) + count, dtype=np.int32)
            larger[:end] = above[:end]
            above = larger
        for at in range(first[node], first[node + 1]):
            if seen[highs[at]] != node:
                seen[highs[at]] = node
                above[end] = highs[at]
                end += 1
        below = child[node]
        while below >= 0:
            for at in range(result_first[below] + 1, result_first[below + 1]):
                if seen[above[at]] != node:
                    seen[above[at]] = node
                    above[end] = above[at]
                    end += 1
            below = sibling[below]
        above[start:end].sort()
        result_first[node + 1] = end
        if end > start:
            sibling[node] = child[above[start]]
            child[above[start]] = node
    return result_first, above[:end].copy()


@compiled
def _find(first: Int32s, above: Int32s, low: Int32s, high: Int32s) -> Int32s:
    """The arc between each pair, -1 where both are the same."""
    arcs = np.full(len(low), -1, dtype=np.int32)
    for pair in range(len(low)):
        if low[pair] != high[pair]:
            start = first[low[pair]]
            arcs[pair] = start + np.searchsorted(above[start : first[low[pair] + 1]], high[pair])
    return arcs


@compiled
def _lay(arc: Int32s, upward: NDArray[np.bool_], weights: Int64s, up: Int64s, down: Int64s) -> None:
    """Put each turn's weight on its arc; a turn from an edge into itself has none, and shortens no way."""
    for turn in range(len(arc)):
        if upward[turn]:
            up[arc[turn]] = weights[turn]
        elif arc[turn] >= 0:
            down[arc[turn]] = weights[turn]


@compiled
def _customise(first: Int32s, above: Int32s, up: Int64s, down: Int64s, up_via: Int32s, down_via: Int32s) -> None:
    """From the lowest node on, take the way over it between each two nodes above where that is shorter."""
    for node in range(len(first) - 1):
        for a in range(first[node], first[node + 1]):
            at = first[above[a]]
            to_low, from_low = down[a], up[a]
            for b in range(a + 1, first[node + 1]):
                while above[at] != above[b]:
                    at += 1
                weight = to_low + up[b]
                if weight < up[at]:
                    up[at] = weight
                    up_via[at] = node
                weight = down[b] + from_low
                if weight < down[at]:
                    down[at] = weight
                    down_via[at] = node
