"""Divides a plan among threads: each gets the shifts of a region, their visits, and the absent visits nearby."""

import numpy as np
from numpy.random import Generator

from solver.search.arrays import FROM, PLACE, Arrays, Int64s

LEAST_SHIFTS = 20
"""Shifts with stops that a part should have at least: where it was 12, threads with plans of their own did better,
where it was 35 they did worse."""


def parts_worthwhile(lengths: Int64s, threads: int) -> bool:
    """Whether a plan is large enough to be divided.

    Parameters
    ----------
    lengths : int64 array
        Stops of each route.
    threads : int
        How many parts there would be.
    """
    return threads > 1 and int((lengths > 0).sum()) >= LEAST_SHIFTS * threads


def divide(
    arrays: Arrays, near: Int64s, routes: Int64s, lengths: Int64s, parts: int, random: Generator
) -> tuple[Int64s, Int64s]:
    """Divide shifts and visits by distance from places chosen at random.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    near : int64 array, visits × neighbours
        Nearest first.
    routes, lengths : int64 arrays
        The plan: shifts × stops, and stops of each route.
    parts : int
        How many.
    random : Generator
        Chooses the places.

    Returns
    -------
    tuple of int64 array
        The part of each shift, and of each visit.
    """
    part_of_shift = np.zeros(len(lengths), dtype=np.int64)
    centres = _centres(arrays, routes, lengths)
    _split(arrays, centres, np.arange(len(lengths)), 0, parts, part_of_shift, random)
    part_of_visit = np.full(len(near), -1, dtype=np.int64)
    for vehicle in np.flatnonzero(lengths):
        part_of_visit[routes[vehicle, : lengths[vehicle]]] = part_of_shift[vehicle]
    absent = np.flatnonzero(part_of_visit < 0)
    served = part_of_visit.copy()
    for visit in absent:
        around = served[near[visit]]
        around = around[around >= 0][:3]
        part_of_visit[visit] = around[random.integers(len(around))] if len(around) else random.integers(parts)
    return part_of_shift, part_of_visit


def _centres(arrays: Arrays, routes: Int64s, lengths: Int64s) -> Int64s:
    """A place in the middle of each route; of an empty one, where it would begin."""
    middle = routes[np.arange(len(lengths)), lengths // 2 * (lengths > 1)]
    places = np.where(lengths > 0, arrays.visits[middle, PLACE], arrays.shifts[:, FROM])
    return np.maximum(places, 0)


def _split(
    arrays: Arrays, centres: Int64s, shifts: Int64s, first: int, parts: int, part_of: Int64s, random: Generator
) -> None:
    if parts == 1:
        part_of[shifts] = first
        return
    pole = centres[random.choice(shifts)]
    afar = arrays.legs[0, pole, centres[shifts]].sum(axis=1)
    order = shifts[np.argsort(afar, kind="stable")]
    half = parts // 2
    cut = len(order) * half // parts
    _split(arrays, centres, order[:cut], first, half, part_of, random)
    _split(arrays, centres, order[cut:], first + half, parts - half, part_of, random)
