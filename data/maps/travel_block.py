"""Travel from some places to others, as methods give it that need not compute what is known already."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dispatch.place import Place


@dataclass(frozen=True, slots=True, eq=False)
class TravelBlock:
    """Travel from each of s sources to each of d destinations.

    Parameters
    ----------
    durations_s : int32 array, periods × s × d
        Seconds; -1 where no way leads.
    distances_m : int32 array, s × d
        Metres; -1 where no way leads.
    source_snap_m, destination_snap_m : float32 arrays, s and d
        Metres to the way that is used; NaN where the place is on none.
    """

    durations_s: NDArray[np.int32]
    distances_m: NDArray[np.int32]
    source_snap_m: NDArray[np.float32]
    destination_snap_m: NDArray[np.float32]


class TravelBlocks(Protocol):
    """Computes any rectangle of the matrix."""

    @property
    def name(self) -> str:
        """Of the method, e.g. ``osrm``."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes with whatever changes an answer: server, profile, roads, speeds."""
        ...

    @property
    def period_starts_s(self) -> tuple[int, ...]:
        """Second of the local day at which each period begins."""
        ...

    def between(self, sources: Sequence[Place], destinations: Sequence[Place]) -> TravelBlock:
        """Travel from each source to each destination.

        Raises
        ------
        TravelError
            When that can't be computed.
        """
        ...


def whole_numbers(values: NDArray[np.float64]) -> NDArray[np.int32]:
    """Round seconds or metres; NaN becomes -1.

    Raises
    ------
    ValueError
        When one is negative or too large for 32 bits.
    """
    if np.nanmin(values, initial=0) < 0 or np.nanmax(values, initial=0) > np.iinfo(np.int32).max:
        msg = "a cell is negative or beyond 2,147,483,647"
        raise ValueError(msg)
    return np.where(np.isnan(values), -1, np.rint(values)).astype(np.int32)
