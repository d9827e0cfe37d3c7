"""Loads the road computations when roads are used, so that whatever uses none starts without compiler and scipy."""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from data.maps.roads.graph import RoadGraph, RoadReport
from data.maps.roads.hours import FLAT, HourBand
from data.maps.roads.profile import RoadProfile
from dispatch.place import Place
from dispatch.ports import Leg, TravelMatrix
from solver.compiled_code import loaded

NAME = "roads"
"""Of the method of travel."""


class Times(Protocol):
    """:class:`data.maps.roads.road_times.RoadTimes`."""

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        """Travel from each place to each."""
        ...

    def legs(self, places: Sequence[Place]) -> tuple[Leg, ...]:
        """Way from each place to the next."""
        ...


NewTimes = Callable[[RoadGraph, Sequence[HourBand] | None], Times]
"""Makes travel times on a graph; ``None`` hours are the shipped ones."""


class _Snapped(Protocol):
    snap_m: NDArray[np.float64]


class _Index(Protocol):
    def snap(self, places: Sequence[Place]) -> _Snapped: ...


def ready_roads() -> NewTimes:
    """The road computations, compiled: at once, or within about ten seconds when it is the first time on this machine.

    A server's workers call this when they start and a city is in use, so that no caller has to wait.
    """
    folder: Path = import_module("data.maps.roads.compiled").FOLDER
    return loaded(folder, _load, "The road computation", "ten seconds", _compile)


def read_roads(path: Path, profile: RoadProfile, on_progress: Callable[[str], None] | None = None) -> RoadGraph:
    """Make a road graph of an OpenStreetMap extract, as :func:`data.maps.roads.reading.read_roads` does.

    Raises
    ------
    InvalidInputError
        When the file can't be read or holds no road for the profile.
    """
    read = import_module("data.maps.roads.reading").read_roads
    return cast("RoadGraph", read(path, profile, on_progress))


def snaps_m(graph: RoadGraph, places: Sequence[Place]) -> NDArray[np.float64]:
    """Metres from each place to the nearest street where one may stop."""
    index = cast("Callable[[RoadGraph], _Index]", import_module("data.maps.roads.snapping").StreetIndex)
    return index(graph).snap(places).snap_m


def _load() -> NewTimes:
    return cast("NewTimes", import_module("data.maps.roads.road_times").RoadTimes)


def _compile(new_times: NewTimes) -> None:
    """Call everything that is compiled, on a single street of two directions."""
    pair = np.array([0, 1], dtype=np.int32)
    street = RoadGraph(
        profile="one street",
        classes=("residential",),
        report=RoadReport(2, 1, 2, 0.1, 0, 0, 0, 0, 0.0),
        slows_in_traffic=False,
        access_ms=0,
        edge_street=np.zeros(2, dtype=np.int32),
        edge_backward=pair.astype(np.bool_),
        edge_base=pair.copy(),
        edge_ms=np.full(2, 10_000, dtype=np.int32),
        edge_delay_ms=np.zeros(2, dtype=np.int32),
        turn_first=np.arange(3, dtype=np.int32),
        turn_to=pair[::-1].copy(),
        turn_ms=np.zeros(2, dtype=np.int32),
        street_class=np.zeros(1, dtype=np.uint8),
        street_stop=np.ones(1, dtype=np.bool_),
        street_dm=np.full(1, 1_000, dtype=np.int32),
        street_first=np.array([0, 2], dtype=np.int32),
        point_lat=np.zeros(2, dtype=np.int32),
        point_lon=pair * np.int32(9_000),
    )
    places = (Place(0.0, 0.0001), Place(0.0, 0.0008))
    times = new_times(street, FLAT)
    times.matrix(places)
    times.legs(places)
