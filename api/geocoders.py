"""Builds the geocoder that the settings describe: a chain of providers, whose services' answers are remembered."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from api.settings import Settings
from data.maps.address_reverse import NearAddress
from data.maps.address_table import AddressTable
from data.maps.city.city import City
from data.maps.geocode_cache import CachedGeocoder, GeocodeCache
from data.maps.geocoder_chain import GeocoderChain
from data.maps.geopy_geocoders import ServiceGeocoder
from dispatch.errors import GeocodingError
from dispatch.place import Address, GeocodeQuality, Place
from dispatch.ports import Clock, GeocodeAnswer, Geocoder

_BEST_FIRST = tuple(GeocodeQuality)
_CERTAIN = (-_BEST_FIRST.index(GeocodeQuality.HOUSE), 0.95)
"""From here on the city need not be asked."""


class LoadedTables:
    """The embedded geocoder: the table that was loaded from CSV, then the city's.

    While there is neither, planning works all the same and geocoding says what to do.

    Parameters
    ----------
    loaded : Path
        File of the table that ``dispatch addresses load`` makes; it may not be there yet.
    city : City, optional
        Whose table is asked where the other does not have the very house.
    """

    name = AddressTable.name

    def __init__(self, loaded: Path, city: City | None, clock: Clock) -> None:
        self._path = loaded
        self._loaded = AddressTable.open(loaded, clock)
        self._city = AddressTable.open(city.address_table, clock) if city else None

    def geocode(self, address: Address) -> GeocodeAnswer:
        """Look one address up; of equally good answers that of the loaded table counts.

        Raises
        ------
        GeocodingError
            When there is no table at all, naming the commands that make one, or one can't be used.
        """
        answer = self._loaded.geocode(address) if self._path.exists() else None
        if self._city is None:
            if answer is None:
                msg = (
                    f"there is no address table at {self._path}: load one with `dispatch addresses load`, "
                    "or a city with `dispatch city add`"
                )
                raise GeocodingError(msg)
            return answer
        if answer is not None and _goodness(answer) >= _CERTAIN:
            return answer
        return max((answer or GeocodeAnswer(()), self._city.geocode(address)), key=_goodness)

    def reverse(self, place: Place) -> NearAddress | None:
        """The nearest address of a point in either table; ``None`` when there is none near, or no table.

        Raises
        ------
        GeocodingError
            When a table can't be used.
        """
        tables = [self._loaded] if self._path.exists() else []
        tables += [self._city] if self._city else []
        found = (table.reverse(place) for table in tables)
        return min((near for near in found if near), key=lambda near: near.distance_m, default=None)

    def close(self) -> None:
        """Let go of the files."""
        self._loaded.close()
        if self._city:
            self._city.close()


@dataclass(frozen=True, slots=True)
class Providers:
    """Who is asked for addresses, in this order.

    Parameters
    ----------
    embedded : frozenset of str
        Names of those that are as fast as the cache would be, and are therefore asked every time.
    tables : LoadedTables
        The embedded one, whether or not it is among them.
    """

    geocoders: tuple[Geocoder, ...]
    embedded: frozenset[str]
    clock: Clock
    max_age: timedelta
    tables: LoadedTables

    @property
    def asks_services(self) -> bool:
        """Whether an answer may take as long as the network does."""
        return any(one.name not in self.embedded for one in self.geocoders)

    def remembering_in(self, cache: GeocodeCache) -> Geocoder:
        """Return the chain, its services' answers kept in the cache."""
        return GeocoderChain([self._remembering(one, cache) for one in self.geocoders])

    def close(self) -> None:
        """Let go of the address tables."""
        self.tables.close()

    def _remembering(self, one: Geocoder, cache: GeocodeCache) -> Geocoder:
        return one if one.name in self.embedded else CachedGeocoder(one, cache, self.clock, self.max_age)


def build_providers(settings: Settings, clock: Clock, city: City | None = None) -> Providers:
    """Build the providers that the settings name; a city's addresses are part of the embedded one."""
    tables = LoadedTables(settings.address_table, city, clock)
    return Providers(
        geocoders=tuple(
            tables if one.provider == "address_table" else ServiceGeocoder(one.service(), clock)
            for one in settings.geocoders
        ),
        embedded=frozenset({tables.name}),
        clock=clock,
        max_age=timedelta(days=settings.geocode_max_age_days),
        tables=tables,
    )


def _goodness(answer: GeocodeAnswer) -> tuple[int, float]:
    """Finer is better, and of equally fine answers the one that agrees better with what was asked."""
    if not answer.candidates:
        return -len(_BEST_FIRST), 0.0
    best = answer.candidates[0]
    return -_BEST_FIRST.index(best.quality), best.score
