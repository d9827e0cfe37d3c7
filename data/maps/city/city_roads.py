"""Travel times on a city's roads; its graph is loaded when it is first asked for. Safe to use from several threads."""

import logging
import threading
from collections.abc import Sequence

from data.maps.city.city import City
from data.maps.city.city_hours import hours_of
from data.maps.roads.engine import NAME, Times, ready_roads
from data.maps.roads.graph import RoadGraph
from data.maps.roads.hours import HourBand
from dispatch.errors import InvalidInputError
from dispatch.place import Place
from dispatch.ports import Leg, TravelMatrix

log = logging.getLogger(__name__)


class CityRoads:
    """Travel times and the lines of routes in one city, as it was built last and at its hours.

    Where a city is removed or damaged after its roads were loaded, they go on as they were.

    Parameters
    ----------
    city : City
        Whose roads are driven.
    """

    name = NAME

    def __init__(self, city: City) -> None:
        self._city = city
        self._lock = threading.Lock()
        self._graph: RoadGraph | None = None
        self._times: Times | None = None
        self._hours: tuple[HourBand, ...] = ()

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        """Travel from each place to each; the diagonal is zero.

        Raises
        ------
        InvalidInputError
            When the graph's file is missing or damaged, or the city's hours have faults.
        """
        return self._loaded().matrix(places)

    def legs(self, places: Sequence[Place]) -> tuple[Leg, ...]:
        """Way from each place to the next, one fewer than places; without a way the line is straight.

        Raises
        ------
        InvalidInputError
            When the graph's file is missing or damaged, or the city's hours have faults.
        """
        return self._loaded().legs(places)

    def _loaded(self) -> Times:
        with self._lock:
            try:
                return self._newest()
            except InvalidInputError as error:
                if self._times is None:
                    return self._newest()  # the city may have been rebuilt just now: its manifest names other files
                log.warning("The city's roads go on as they were loaded: %s", error)
                return self._times

    def _newest(self) -> Times:
        """What belongs to the manifest and the hours as they are now."""
        city = City.read(self._city.folder.parent)
        hours = hours_of(city)
        graph = self._graph
        if graph is None or city.folder != self._city.folder:
            graph = RoadGraph.load(city.road_graph)
        if self._times is None or graph is not self._graph or hours != self._hours:
            self._times = ready_roads()(graph, hours)
            self._graph, self._hours, self._city = graph, hours, city
        return self._times
