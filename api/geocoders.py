"""Builds the chain of geocoders that the settings name."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from api.settings import GeocoderSettings, Settings
from data.maps.address_table import AddressTable
from data.maps.geocode_cache import CachedGeocoder, GeocodeCache
from dispatch.errors import GeocodingError
from dispatch.place import Address
from dispatch.ports import Clock, GeocodeAnswer, Geocoder


@dataclass(frozen=True, slots=True)
class MissingAddressTable:
    """Stands in for an address table that nobody has loaded yet: planning works without, geocoding says what to do."""

    path: Path
    name: str = "address_table"

    def geocode(self, address: Address) -> GeocodeAnswer:
        """Look nothing up.

        Raises
        ------
        GeocodingError
            Always, naming the command that loads a table.
        """
        msg = (
            f"{address} can't be looked up: there is no address table at {self.path}. "
            "Load one with `dispatch addresses load FILE`."
        )
        raise GeocodingError(msg)
