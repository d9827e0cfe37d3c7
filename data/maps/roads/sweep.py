"""Least weights between many places at once: climb from each, come down over all that lie above the targets.

The sweep follows Delling, Goldberg, Werneck (2011), https://doi.org/10.4230/OASIcs.ATMOS.2011.52, with sources side by
side as in https://doi.org/10.1016/j.jpdc.2012.02.007.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.maps.roads.compiled import compiled
from data.maps.roads.hierarchy import Hierarchy, Metric
from data.maps.roads.weights import NEVER

LANES = 16
"""Sources that are swept together: two lines of the processor's cache."""

FEWEST_A_THREAD = 8 * LANES

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]


class Ends(NamedTuple):
    """Where ways begin or end; each of ``n`` places has one or more of ``k`` nodes.

    Parameters
    ----------
    first : int64 array, n + 1
        Where the nodes of each place begin.
    nodes : int64 array, k
    rest : int64 array, k
        Weight from the place to the end of the node's edge.
    """

    first: Int64s
    nodes: Int64s
    rest: Int64s


def many_to_many(hierarchy: Hierarchy, metric: Metric, starts: Ends, targets: Ends) -> Int64s:
    """Least weight from each of ``n`` places to each of ``m``, as an n × m array; ``NEVER`` without a way.

    Ways from a place to one behind it on the same edge are left out: only the caller knows what the round costs.
    """
    reached = _closure(hierarchy.first, hierarchy.above, targets.nodes)
    local = np.full(len(hierarchy.first) - 1, -1, dtype=np.int32)
    local[reached] = np.arange(len(reached), dtype=np.int32)
    arcs_first, arcs = _arcs_of(hierarchy.first, reached)
    arcs_above, arcs_down = local[hierarchy.above[arcs]], metric.down[arcs]
    result = np.empty((len(starts.first) - 1, len(targets.first) - 1), dtype=np.int64)

    def sweep(begin: int, end: int) -> None:
        up = (hierarchy.first, hierarchy.above, metric.up)
        some = (starts.first[begin : end + 1], starts.nodes, starts.rest)
        _sweep(*up, local, arcs_first, arcs_above, arcs_down, *some, *targets, result[begin:end])

    bounds = _shares(len(result))
    if len(bounds) == 2:
        sweep(*bounds)
    else:
        with ThreadPoolExecutor(len(bounds) - 1) as pool:
            list(pool.map(sweep, bounds[:-1], bounds[1:]))
    return result


def _shares(sources: int) -> Sequence[int]:
    """Bounds of the sources that each thread takes, in whole lanes."""
    threads = min(os.cpu_count() or 1, sources // FEWEST_A_THREAD)
    if threads < 2:
        return [0, sources]
    return [*range(0, sources, -(-sources // (threads * LANES)) * LANES), sources]


def _arcs_of(first: Int32s, nodes: Int32s) -> tuple[Int64s, Int64s]:
    counts = np.diff(first)[nodes]
    arcs_first = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
    return arcs_first, np.arange(arcs_first[-1]) + np.repeat(first[nodes] - arcs_first[:-1], counts)


@compiled
def _closure(first: Int32s, above: Int32s, targets: Int64s) -> Int32s:
    """All nodes above the targets, and these, from the highest to the lowest."""
    count = len(first) - 1
    wanted = np.zeros(count, dtype=np.bool_)
    for target in targets:
        node = target
        while not wanted[node]:
            wanted[node] = True
            if first[node] == first[node + 1]:
                break
            node = int(above[first[node]])
    return np.flatnonzero(wanted)[::-1].astype(np.int32)


@compiled
def _climb(first: Int32s, above: Int32s, up: Int64s, climbed: Int64s, start: int) -> None:
    """Carry weights from a node up to the top."""
    node = start
    while True:
        weight = climbed[node]
        if weight < NEVER:
            for arc in range(first[node], first[node + 1]):
                climbed[above[arc]] = min(climbed[above[arc]], weight + up[arc])
        if first[node] == first[node + 1]:
            break
        node = int(above[first[node]])


@compiled
def _take(first: Int32s, above: Int32s, climbed: Int64s, start: int, local: Int32s, column: Int64s) -> None:
    """Move weights on the way from a node to the top into the table of reached nodes, and forget them."""
    node = start
    while True:
        if local[node] >= 0 and climbed[node] < NEVER:
            column[local[node]] = climbed[node]
        climbed[node] = NEVER
        if first[node] == first[node + 1]:
            break
        node = int(above[first[node]])


@compiled
def _sweep(
    first: Int32s,
    above: Int32s,
    up: Int64s,
    local: Int32s,
    arcs_first: Int64s,
    arcs_above: Int32s,
    arcs_down: Int64s,
    starts_first: Int64s,
    starts: Int64s,
    starts_rest: Int64s,
    targets_first: Int64s,
    targets: Int64s,
    targets_rest: Int64s,
    result: Int64s,
) -> None:
    """Climb from each source, then come down over the reached nodes for ``LANES`` sources at once."""
    sources = len(starts_first) - 1
    count = len(first) - 1
    climbed = np.full(count, NEVER, dtype=np.int64)
    reached = len(arcs_first) - 1
    table = np.empty((reached, LANES), dtype=np.int64)
    for begin in range(0, sources, LANES):
        table[:] = NEVER
        for lane in range(min(LANES, sources - begin)):
            low, high = starts_first[begin + lane], starts_first[begin + lane + 1]
            for at in range(low, high):
                climbed[starts[at]] = min(climbed[starts[at]], starts_rest[at])
            for at in range(low, high):
                _climb(first, above, up, climbed, starts[at])
            for at in range(low, high):
                _take(first, above, climbed, starts[at], local, table[:, lane])
        for node in range(reached):
            best = table[node]
            for arc in range(arcs_first[node], arcs_first[node + 1]):
                upper, weight = table[arcs_above[arc]], arcs_down[arc]
                for lane in range(LANES):
                    best[lane] = min(best[lane], upper[lane] + weight)
        for lane in range(min(LANES, sources - begin)):
            low, high = starts_first[begin + lane], starts_first[begin + lane + 1]
            for place in range(len(targets_first) - 1):
                some = slice(targets_first[place], targets_first[place + 1])
                result[begin + lane, place] = _least(
                    table[:, lane], local, targets[some], targets_rest[some], starts[low:high], starts_rest[low:high]
                )


@compiled
def _least(
    column: Int64s, local: Int32s, targets: Int64s, targets_rest: Int64s, starts: Int64s, starts_rest: Int64s
) -> int:
    """Weight to the best of a place's nodes that does not lie behind a start on its edge."""
    least = NEVER
    for target in range(len(targets)):
        weight = column[local[targets[target]]]
        if weight < NEVER and weight - targets_rest[target] < least:
            behind = False
            for at in range(len(starts)):
                behind |= starts[at] == targets[target] and targets_rest[target] > starts_rest[at]
            if not behind:
                least = weight - targets_rest[target]
    return least
