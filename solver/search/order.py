"""Random numbers, and the random kinds of order in which visits are inserted; compiled."""

import numpy as np

from solver.search.arrays import HIGH, LOW, PENALTY, PLACE, Arrays
from solver.search.drives import BACK
from solver.search.jit import Vector, Words, compiled, inlined
from solver.search.roster import Roster

HANDLING_S = 900
"""Seconds added to each visit's service when penalties are weighed against time."""


@inlined
def uniform(random: Words) -> float:
    """A number from 0 up to 1: xorshift64* (Vigna 2016, doi 10.1145/2845077)."""
    state = random[0]
    state ^= state >> np.uint64(12)
    state ^= state << np.uint64(25)
    state ^= state >> np.uint64(27)
    random[0] = state
    return float((state * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(11)) / 9007199254740992.0


@inlined
def _shuffle(queue: Vector, random: Words, waiting: int) -> None:
    for k in range(waiting - 1, 0, -1):
        other = int(uniform(random) * (k + 1))
        queue[k], queue[other] = queue[other], queue[k]


@compiled
def sort_queue(arrays: Arrays, roster: Roster, centre: int, waiting: int) -> None:
    """Bring the queue into an order of a kind chosen at random (a Shell sort)."""
    queue, keys, visits = roster.queue, roster.keys, arrays.visits
    kind = uniform(roster.random)
    if kind < 0.35:
        _shuffle(queue, roster.random, waiting)
        return
    here = visits[centre, PLACE]
    for k in range(waiting):
        visit = queue[k]
        if kind < 0.55:
            keys[k] = -visits[visit, PENALTY] / (arrays.services[0, visit] + HANDLING_S)
        elif kind < 0.75:
            keys[k] = visits[visit, HIGH] - visits[visit, LOW] + uniform(roster.random)
        elif kind < 0.9:
            keys[k] = -arrays.legs[0, here, visits[visit, PLACE], BACK]
        else:
            keys[k] = arrays.legs[0, here, visits[visit, PLACE], BACK]
    gap = 1
    while gap < waiting // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for k in range(gap, waiting):
            key, visit, place = keys[k], queue[k], k
            while place >= gap and keys[place - gap] > key:
                keys[place], queue[place] = keys[place - gap], queue[place - gap]
                place -= gap
            keys[place], queue[place] = key, visit
        gap //= 3
