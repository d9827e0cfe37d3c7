"""Directed edges and the turns between them: what each turn costs, and which ones are forbidden."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.maps.roads.profile import Delays
from data.maps.roads.streets import Streets

Int64s = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Edges:
    """Streets in the directions that are open.

    Parameters
    ----------
    street : int64 array, e
        Which street.
    backward : bool array, e
        Driven against it.
    tails, heads : int64 arrays, e
        Junctions at which the edge begins and ends.
    """

    street: Int64s
    backward: NDArray[np.bool_]
    tails: Int64s
    heads: Int64s


@dataclass(frozen=True, slots=True)
class Turns:
    """Ways from one edge into the next, sorted by the first; ``t`` turns.

    Parameters
    ----------
    from_edges, to_edges : int64 arrays, t
    cost_ms : int64 array, t
    angles : float array, t
        Degrees to the right, -180 to 180; 180 is turning round.
    """

    from_edges: Int64s
    to_edges: Int64s
    cost_ms: Int64s
    angles: NDArray[np.float64]


def directed(streets: Streets) -> Edges:
    """One edge for each open direction of a street."""
    backward, street = np.nonzero(streets.speeds_km_h > 0)
    against = backward == 1
    tails = np.where(against, streets.to_nodes[street], streets.from_nodes[street])
    heads = np.where(against, streets.from_nodes[street], streets.to_nodes[street])
    return Edges(street, against, tails, heads)


def all_turns(streets: Streets, edges: Edges, delays: Delays) -> Turns:
    """Every turn that the streets allow. People turn round at dead ends and junctions, not in between."""
    junctions = len(streets.node_ids)
    leaving = np.argsort(edges.tails, kind="stable")
    first = np.searchsorted(edges.tails[leaving], np.arange(junctions + 1))
    choices = np.diff(first)[edges.heads]
    from_edges = np.repeat(np.arange(len(edges.heads)), choices)
    nth = np.arange(len(from_edges)) - np.repeat(np.cumsum(choices) - choices, choices)
    to_edges = leaving[first[edges.heads[from_edges]] + nth]

    arms = np.bincount(streets.from_nodes, minlength=junctions) + np.bincount(streets.to_nodes, minlength=junctions)
    arms_here = arms[edges.heads[from_edges]]
    back = (edges.street[from_edges] == edges.street[to_edges]) & (
        edges.backward[from_edges] != edges.backward[to_edges]
    )
    kept = ~back | (arms_here != 2) | (choices[from_edges] == 1)
    from_edges, to_edges, back, arms_here = from_edges[kept], to_edges[kept], back[kept], arms_here[kept]

    leaves, arrives = streets.bearings[:, edges.street]
    departure, arrival = np.where(edges.backward, (arrives + 180, leaves + 180), (leaves, arrives))
    angles = (departure[to_edges] - arrival[from_edges] + 180) % 360 - 180
    angles[back] = 180
    seconds = np.where(arms_here > 2, _turn_s(angles, delays), 0.0)
    seconds[back] = delays.u_turn_s
    return Turns(from_edges, to_edges, np.rint(seconds * 1000).astype(np.int64), angles)


def _turn_s(angles: NDArray[np.float64], delays: Delays) -> NDArray[np.float64]:
    """Seconds by angle: an S curve from straight on to right about, as OSRM's car profile has it."""
    bias = delays.turn_bias if delays.driving_side == "right" else 1 / delays.turn_bias
    sharpness = np.where(angles >= 0, 13 / bias, 13 * bias) * np.abs(angles) / 180
    middle = np.where(angles >= 0, 6.5 * bias, 6.5 / bias)
    return delays.turn_s / (1 + np.exp(middle - sharpness))
