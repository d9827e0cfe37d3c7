"""Field days drawn from a seed: clustered visits with windows and skills, and too few technicians for all of them.

Seconds from the start of the shift, metres, cents. One second of travel costs one cent.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Int64s = NDArray[np.int64]

AREA_M, CLUSTER_M = 30_000, 2_200
"""Side of the square, and how far visits lie from the middle of their cluster (standard deviation)."""

SCATTERED = 0.3
"""Share of the places that belong to no cluster."""

DETOUR, METRES_PER_SECOND, PARKING_S = 1.3, 28 / 3.6, 120
SKILLS = 6
SHIFT_END = 32_400
DURATIONS, DURATION_SHARES = np.array([30, 45, 60, 75, 90]) * 60, [0.2, 0.25, 0.3, 0.15, 0.1]
PRIORITIES, PRIORITY_SHARES = [1, 2, 4], [0.7, 0.2, 0.1]
CENTS_PER_PRIORITY = 14_400


@dataclass(frozen=True, eq=False)
class FieldDay:
    """One day of n visits and m technicians, each from and to their own home.

    Parameters
    ----------
    name : str
        ``visits/technicians`` and the seed.
    places : float array, (n + m) × 2
        Visits first, then homes; metres.
    travel : int array, (n + m) × (n + m)
        Seconds from row to column.
    durations, skills, priorities : int array, n
        Seconds of service; the one skill a visit needs; 1, 2 or 4.
    windows : int array, n × 2
        Earliest and latest start of service.
    held : tuple of frozenset of int
        For each technician the skills.
    """

    name: str
    places: Floats
    travel: Int64s
    durations: Int64s
    skills: Int64s
    priorities: Int64s
    windows: Int64s
    held: tuple[frozenset[int], ...]

    @cached_property
    def penalties(self) -> Int64s:
        """Cents for each visit when it is left out."""
        return self.priorities * CENTS_PER_PRIORITY

    @property
    def visits(self) -> int:
        """How many."""
        return len(self.durations)

    @property
    def technicians(self) -> int:
        """How many; the home of technician k is place ``visits + k``."""
        return len(self.held)


def field_day(visits: int, technicians: int, seed: int) -> FieldDay:
    """Draw a day; equal arguments give equal days.

    Parameters
    ----------
    visits, technicians : int
        At least one of each.
    seed : int
        Of the random numbers.
    """
    rng = np.random.default_rng(seed)
    centres = rng.uniform(0, AREA_M, (max(4, visits // 40), 2))
    places = np.vstack([_places(rng, centres, visits), _places(rng, centres, technicians)])
    durations = rng.choice(DURATIONS, visits, p=DURATION_SHARES)
    skills = rng.integers(0, SKILLS, visits)
    held = tuple(frozenset(rng.choice(SKILLS, rng.integers(2, 5), replace=False).tolist()) for _ in range(technicians))
    windows = np.array([_window(rng) for _ in range(visits)], dtype=np.int64)
    priorities = rng.choice(PRIORITIES, visits, p=PRIORITY_SHARES)
    apart = places[:, None] - places[None]
    metres = np.hypot(apart[..., 0], apart[..., 1]) * DETOUR
    travel = np.rint(metres / METRES_PER_SECOND + (metres > 0) * PARKING_S).astype(np.int64)
    name = f"{visits}/{technicians} s{seed}"
    return FieldDay(name, places, travel, durations, skills, priorities, windows, held)


def _places(rng: np.random.Generator, centres: Floats, number: int) -> Floats:
    places = centres[rng.integers(0, len(centres), number)] + rng.normal(0, CLUSTER_M, (number, 2))
    scattered = rng.random(number) < SCATTERED
    places[scattered] = rng.uniform(0, AREA_M, (int(scattered.sum()), 2))
    return places


def _window(rng: np.random.Generator) -> tuple[int, int]:
    """Two hours, four hours, or the whole day."""
    kind = rng.random()
    if kind < 0.4:
        start = int(rng.integers(0, 4)) * 7200 + 1800
        return start, start + 7200
    if kind < 0.7:
        start = int(rng.integers(0, 2)) * 14_400 + 1800
        return start, min(start + 14_400, SHIFT_END)
    return 0, SHIFT_END
