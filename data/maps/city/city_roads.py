"""Travel times on a city's roads; its graph is loaded when it is first asked for. Safe to use from several threads."""

import threading
from collections.abc import Sequence

from data.maps.city.city import City
from data.maps.roads.engine import NAME, Times, ready_roads
from data.maps.roads.graph import RoadGraph
from dispatch.place import Place
from dispatch.ports import Leg, TravelMatrix


class CityRoads:
    """Travel times and the lines of routes in one city.

    Parameters
    ----------
    city : City
        Whose roads are driven.
    """

    name = NAME

    def __init__(self, city: City) -> None:
        self._path = city.road_graph
        self._lock = threading.Lock()
        self._times: Times | None = None

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        """Travel from each place to each; the diagonal is zero.

        Raises
        ------
        InvalidInputError
            When the graph's file is missing or damaged.
        """
        return self._loaded().matrix(places)

    def legs(self, places: Sequence[Place]) -> tuple[Leg, ...]:
        """Way from each place to the next, one fewer than places; without a way the line is straight.

        Raises
        ------
        InvalidInputError
            When the graph's file is missing or damaged.
        """
        return self._loaded().legs(places)

    def _loaded(self) -> Times:
        with self._lock:
            if self._times is None:
                self._times = ready_roads().times(RoadGraph.load(self._path), None)
            return self._times
