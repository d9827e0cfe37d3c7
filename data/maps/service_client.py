"""What asking a travel-time service comes to, whichever it is: one table, how far places are from ways, one drive."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from data.maps.travel_block import TravelBlock, whole_numbers
from dispatch.place import Place
from dispatch.ports import Leg
from dispatch.ways import straight_legs

MOST_STOPS = 20
"""Places in one question for a drive: Valhalla takes no more, OSRM 500."""


class ServiceClient(Protocol):
    """Asks one service; each call is one question, or few."""

    @property
    def name(self) -> str:
        """Of the service, e.g. ``osrm``."""
        ...

    @property
    def fingerprint(self) -> str:
        """Which server and profile answer."""
        ...

    def table(self, sources: Sequence[Place], destinations: Sequence[Place]) -> TravelBlock:
        """Travel by free flow.

        Raises
        ------
        TooBigError
            When the service wants fewer places at once.
        TravelError
            When it does not answer or refuses.
        """
        ...

    def drive(self, places: Sequence[Place]) -> tuple[Leg, ...] | None:
        """Ways from each place to the next, ``None`` where there is no way through all of them."""
        ...


def drives(client: ServiceClient, places: Sequence[Place]) -> tuple[Leg, ...]:
    """Ways from each place to the next; a leg that no way leads along is straight.

    Raises
    ------
    TravelError
        When the service does not answer or refuses.
    """
    legs: list[Leg] = []
    for start in range(0, len(places) - 1, MOST_STOPS - 1):
        part = places[start : start + MOST_STOPS]
        found = client.drive(part)
        if found is not None:
            legs += found
        elif len(part) == 2:
            legs += straight_legs(part)
        else:
            legs += (leg for pair in _pairs(part) for leg in (client.drive(pair) or straight_legs(pair)))
    return tuple(legs)


def leg(seconds: float, metres: float, line: Sequence[Place], ends: tuple[Place, Place]) -> Leg:
    """Put a way between the very places, however far it begins and ends from them."""
    return Leg(round(seconds), round(metres), (ends[0], *line, ends[1]))


def block(
    durations: NDArray[np.float64],
    distances: NDArray[np.float64],
    snaps: tuple[Sequence[float], Sequence[float]],
) -> TravelBlock:
    """Make a block of one period from what a service said; NaN means no way, in either matrix.

    Raises
    ------
    ValueError
        When the shapes differ or a number is absurd.
    """
    if durations.shape != distances.shape or durations.shape != (len(snaps[0]), len(snaps[1])):
        msg = f"the durations are {durations.shape}, the distances {distances.shape}"
        raise ValueError(msg)
    gap = np.isnan(durations) | np.isnan(distances)
    return TravelBlock(
        whole_numbers(np.where(gap, np.nan, durations))[np.newaxis],
        whole_numbers(np.where(gap, np.nan, distances)),
        np.array(snaps[0], dtype=np.float32),
        np.array(snaps[1], dtype=np.float32),
    )


def without(
    sources: Sequence[Place],
    destinations: Sequence[Place],
    off: frozenset[Place],
    table: Callable[[list[Place], list[Place]], TravelBlock],
) -> TravelBlock:
    """Ask for the places that lie on some way, and fill in that none leads to the others."""
    rows = [i for i, place in enumerate(sources) if place not in off]
    columns = [i for i, place in enumerate(destinations) if place not in off]
    durations = np.full((1, len(sources), len(destinations)), -1, dtype=np.int32)
    distances = np.full((len(sources), len(destinations)), -1, dtype=np.int32)
    snaps = np.full(len(sources), np.nan, np.float32), np.full(len(destinations), np.nan, np.float32)
    if rows and columns:
        found = table([sources[i] for i in rows], [destinations[i] for i in columns])
        durations[np.ix_([0], rows, columns)] = found.durations_s
        distances[np.ix_(rows, columns)] = found.distances_m
        snaps[0][rows], snaps[1][columns] = found.source_snap_m, found.destination_snap_m
    return TravelBlock(durations, distances, *snaps)


def _pairs(places: Sequence[Place]) -> Iterator[Sequence[Place]]:
    return (places[at : at + 2] for at in range(len(places) - 1))
