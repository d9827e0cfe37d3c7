"""Builds the geocoder that the settings describe: a chain of providers, whose services' answers are remembered."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from api.settings import Settings
from data.maps.address_table import AddressTable
from data.maps.geocode_cache import CachedGeocoder, GeocodeCache
from data.maps.geocoder_chain import GeocoderChain
from data.maps.geopy_geocoders import ServiceGeocoder
from dispatch.errors import GeocodingError
from dispatch.place import Address
from dispatch.ports import Clock, GeocodeAnswer, Geocoder


@dataclass(frozen=True, slots=True)
class Providers:
    """Who is asked for addresses, in this order.

    Parameters
    ----------
    embedded : frozenset of str
        Names of those that are as fast as the cache would be, and are therefore asked every time.
    """

    geocoders: tuple[Geocoder, ...]
    embedded: frozenset[str]
    clock: Clock
    max_age: timedelta

    @property
    def asks_services(self) -> bool:
        """Whether an answer may take as long as the network does."""
        return any(one.name not in self.embedded for one in self.geocoders)

    def remembering_in(self, cache: GeocodeCache) -> Geocoder:
        """Return the chain, its services' answers kept in the cache."""
        return GeocoderChain([self._remembering(one, cache) for one in self.geocoders])

    def close(self) -> None:
        """Let go of the address table."""
        for one in self.geocoders:
            if isinstance(one, LoadedTable):
                one.close()

    def _remembering(self, one: Geocoder, cache: GeocodeCache) -> Geocoder:
        return one if one.name in self.embedded else CachedGeocoder(one, cache, self.clock, self.max_age)


class LoadedTable:
    """The address table; while there is none, planning works all the same and geocoding says what to do."""

    name = AddressTable.name

    def __init__(self, table: AddressTable, path: Path) -> None:
        self._table = table
        self._path = path

    def geocode(self, address: Address) -> GeocodeAnswer:
        """Look one address up.

        Raises
        ------
        GeocodingError
            When nobody has loaded an address table, naming the command that does.
        """
        if not self._path.exists():
            msg = f"there is no address table at {self._path}: load one with `dispatch addresses load`"
            raise GeocodingError(msg)
        return self._table.geocode(address)

    def close(self) -> None:
        """Let go of the file."""
        self._table.close()


def build_providers(settings: Settings, clock: Clock) -> Providers:
    """Build the providers that the settings name."""
    table = LoadedTable(AddressTable.open(settings.address_table, clock), settings.address_table)
    return Providers(
        geocoders=tuple(
            table if one.provider == "address_table" else ServiceGeocoder(one.service(), clock)
            for one in settings.geocoders
        ),
        embedded=frozenset({table.name}),
        clock=clock,
        max_age=timedelta(days=settings.geocode_max_age_days),
    )
