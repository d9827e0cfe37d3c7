"""Travel times for documents with coordinates: the roads of the city in use where it holds every place."""

from collections.abc import Sequence

from api.cli.output import plain, stderr
from api.settings import Settings
from api.wiring import city_of, travel_times_of
from data.maps.city.city import City
from data.maps.city.city_roads import CityRoads
from dispatch.place import Place
from dispatch.ports import TravelMatrix


class DocumentTravel:
    """Roads where the city's box holds every place, else straight lines; the settings are read when it is asked.

    Parameters
    ----------
    settings : Settings
        Name the city and the travel settings.
    """

    name = "document"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._used = ""

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        """Travel from each place to each.

        Raises
        ------
        SettingsError
            When the city or the travel settings can't be used.
        InvalidInputError
            When the city's roads or hours can't be read.
        """
        city = city_of(self._settings)
        if city is not None and all(_holds(city, place) for place in places):
            self._used = f"on the roads of {city.name}"
            return CityRoads(city).matrix(places)
        self._used = "in straight lines" if city is None else f"in straight lines: not all places lie in {city.name}"
        return travel_times_of(self._settings.travel_settings).matrix(places)

    def tell(self) -> None:
        """Say on standard error which method was used; nothing where the document brought its own matrix."""
        if self._used:
            stderr().print(f"Travel {plain(self._used)}.", soft_wrap=True)


def _holds(city: City, place: Place) -> bool:
    south, west, north, east = city.source.box
    return south <= place.lat <= north and west <= place.lon <= east
