"""Travel and service as the matrices that OR-Tools wants, one for each group of shifts that share them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from solver.forward import service_duration
from solver.problem import Problem, Vehicle

Matrix = NDArray[np.int64]

SECONDS_PER_HOUR = 3600
"""The model counts in 1/3600 cent, so that hourly rates are whole numbers a second."""


def node_places(problem: Problem, visits: Sequence[int]) -> tuple[list[int | None], list[int], list[int]]:
    """Number the model's nodes: the visits, then each distinct start or end, ``None`` being an open end.

    Parameters
    ----------
    problem : Problem
        The problem.
    visits : sequence of int
        Those in the model.

    Returns
    -------
    tuple
        The place of each node, and the start node and the end node of each shift.
    """
    places: list[int | None] = [problem.visits[v].place for v in visits]
    ends: dict[int | None, int] = {}
    for shift in problem.vehicles:
        for place in (shift.start_place, shift.end_place):
            if place not in ends:
                ends[place] = len(places)
                places.append(place)
    starts = [ends[shift.start_place] for shift in problem.vehicles]
    return places, starts, [ends[shift.end_place] for shift in problem.vehicles]


def between(matrix: NDArray[np.int32], places: Sequence[int | None]) -> Matrix:
    """Cut a matrix over places down to the nodes, 0 from and to open ends.

    Parameters
    ----------
    matrix : int32 array
        Places × places.
    places : sequence of int or None
        The place of each node.
    """
    index = np.array([0 if place is None else place for place in places], dtype=np.int64)
    cut = matrix[np.ix_(index, index)].astype(np.int64)
    is_open = np.array([place is None for place in places])
    cut[is_open, :] = 0
    cut[:, is_open] = 0
    return cut


def services(problem: Problem, shift: Vehicle, visits: Sequence[int], nodes: int) -> Matrix:
    """Seconds of service by node, set-up left out; 0 at the ends.

    Parameters
    ----------
    problem : Problem
        The problem.
    shift : Vehicle
        The shift.
    visits : sequence of int
        The first nodes.
    nodes : int
        How many nodes there are.
    """
    seconds = np.zeros(nodes, dtype=np.int64)
    seconds[: len(visits)] = [service_duration(problem, v, shift, repeated=True) for v in visits]
    return seconds


def setups(problem: Problem, visits: Sequence[int], places: Sequence[int | None]) -> Matrix:
    """Seconds of set-up on the way from node to node: not repeated between visits at one place.

    Parameters
    ----------
    problem : Problem
        The problem.
    visits : sequence of int
        The first nodes.
    places : sequence of int or None
        The place of each node.
    """
    seconds = np.zeros((len(places), len(places)), dtype=np.int64)
    seconds[:, : len(visits)] = [problem.visits[v].setup for v in visits]
    at = np.array([problem.visits[v].place for v in visits], dtype=np.int64)
    seconds[: len(visits), : len(visits)][at[:, None] == at[None, :]] = 0
    return seconds


def money(shift: Vehicle, seconds: Matrix, metres: Matrix) -> Matrix:
    """Travel cost between nodes, in 1/3600 cent.

    Parameters
    ----------
    shift : Vehicle
        Whose rates.
    seconds, metres : int64 array
        Nodes × nodes.
    """
    return seconds * shift.rates.travel_per_hour + metres * (shift.rates.travel_per_km * SECONDS_PER_HOUR) // 1000
