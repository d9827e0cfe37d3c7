"""A geocoder that answers, or fails, as it was told."""

from dispatch.errors import GeocodingError
from dispatch.place import Address
from dispatch.ports import GeocodeAnswer


class ScriptedGeocoder:
    """Always says the same and remembers what it was asked."""

    def __init__(self, name: str, answer: GeocodeAnswer | GeocodingError) -> None:
        self.name = name
        self.asked: list[Address] = []
        self._answer = answer

    def geocode(self, address: Address) -> GeocodeAnswer:
        self.asked.append(address)
        if isinstance(self._answer, GeocodingError):
            raise self._answer
        return self._answer
