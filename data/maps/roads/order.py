"""The order in which edges are contracted: nested dissection, so that few shortcuts arise."""

import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

try:
    from pyroutingkit import CCHTopology
except ImportError:  # no wheel for this platform
    CCHTopology = None

SMALLEST_PART = 12
"""Parts of so many nodes are not divided any further."""

Int64s = NDArray[np.int64]
Floats = NDArray[np.float64]


def contraction_order(tails: Int64s, heads: Int64s, lat: Floats, lon: Floats) -> Int64s:
    """Nodes in the order of contraction, the least important first.

    RoutingKit's inertial flow finds it; where its wheel is missing, halving by coordinates, with more shortcuts.

    Parameters
    ----------
    tails, heads : int64 arrays, one entry an arc
        Nodes that it joins, counted from 0.
    lat, lon : float arrays, one entry a node
        Degrees.
    """
    if len(lat) < 2 or len(tails) == 0:
        return np.arange(len(lat))
    return _halving(tails, heads, lat, lon) if CCHTopology is None else _inertial_flow(tails, heads, lat, lon)


def _inertial_flow(tails: Int64s, heads: Int64s, lat: Floats, lon: Floats) -> Int64s:
    topology = CCHTopology()
    topology.build(
        tails.astype(np.uint32), heads.astype(np.uint32), lat.astype(np.float32), lon.astype(np.float32), len(lat)
    )
    with tempfile.TemporaryDirectory() as folder:  # the order can be had from what it saves only
        topology.save(folder)
        return np.fromfile(Path(folder) / "order", dtype=np.uint32).astype(np.int64)


def _halving(tails: Int64s, heads: Int64s, lat: Floats, lon: Floats) -> Int64s:
    """Cut the nodes in halves of equal size across the wider side; those on the cut come last."""
    count = len(lat)
    both = (np.concatenate([tails, heads]), np.concatenate([heads, tails]))
    neighbours = csr_array((np.ones(2 * len(tails), dtype=np.int8), both), shape=(count, count))
    places = np.stack([lat, lon * np.cos(np.radians(np.mean(lat)))])
    order = np.empty(count, dtype=np.int64)
    side = np.zeros(count, dtype=np.int64)
    number = 0
    parts = [(np.arange(count), count)]
    while parts:
        part, end = parts.pop()
        if len(part) <= SMALLEST_PART:
            order[end - len(part) : end] = part
            continue
        wider = np.argmax(np.ptp(places[:, part], axis=1))
        part = part[np.argsort(places[wider, part], kind="stable")]
        low, high = np.array_split(part, 2)
        number += 1
        side[high] = number
        on_cut = (side[neighbours[low].indices] == number) & True
        rows = np.repeat(np.arange(len(low)), np.diff(neighbours[low].indptr))
        cut = np.unique(rows[on_cut])
        order[end - len(cut) : end] = low[cut]
        rest = np.delete(low, cut)
        parts.append((high, end - len(cut)))
        parts.append((rest, end - len(cut) - len(high)))
    return order
