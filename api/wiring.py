"""The only place where the parts are put together; the server, its workers and the command line all start here."""

from dataclasses import dataclass, replace
from pathlib import Path

from api.geocoders import Providers, build_providers
from api.settings import Settings, SettingsError
from api.travel_service import with_service
from data.files.policy_toml import default_policy_text, load_policy
from data.maps.city.cities import Cities
from data.maps.city.city import City
from data.maps.city.city_roads import CityRoads
from data.maps.straight_line import StraightLine
from data.maps.straight_line_settings import read_settings
from data.maps.system_clock import SystemClock
from data.store.store import Store, open_store
from data.store.unit_of_work import SqlUnitOfWork
from dispatch.errors import DispatchError, InvalidInputError
from dispatch.policy import Policy
from dispatch.ports import Clock, Geocoder, TravelTimes, UnitOfWork


@dataclass(frozen=True, slots=True)
class Wiring:
    """The parts of a running program."""

    settings: Settings
    store: Store
    clock: Clock
    providers: Providers
    travel_times: TravelTimes
    city: City | None = None

    def unit_of_work(self, actor: str, *, read_only: bool = False) -> SqlUnitOfWork:
        """Make a transaction whose changes are recorded under the actor's name."""
        return self.store.unit_of_work(actor, self.clock, read_only=read_only)

    def policy(self, uow: UnitOfWork) -> Policy:
        """Read the active response policy, in the area's time zone where the settings name one."""
        policy = load_policy(uow.policies.active() or default_policy_text())
        zone = self.settings.zone
        return replace(policy, zone=zone, calendar=replace(policy.calendar, zone=zone)) if zone else policy

    def geocoder(self, uow: SqlUnitOfWork) -> Geocoder:
        """Return the geocoder; what services answer is remembered in the same transaction."""
        return self.providers.remembering_in(uow.geocodes)

    def close(self) -> None:
        """Let go of the database and the address table."""
        self.providers.close()
        self.store.close()


def wire(settings: Settings, clock: Clock | None = None) -> Wiring:
    """Put the parts together; the database's schema is left as it is (see ``Store.upgrade``).

    Parameters
    ----------
    clock : Clock, optional
        Default: the machine's own.

    Raises
    ------
    SettingsError
        When the home, the city or the travel settings can't be used.
    StorageUrlError
        When the database's address makes no sense.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"DISPATCH_HOME ({settings.home}): the folder can't be made ({error.strerror})."
        raise SettingsError(msg) from error
    clock = clock or SystemClock()
    city = city_of(settings)
    return Wiring(
        settings=settings,
        store=open_store(settings.database_url),
        clock=clock,
        providers=build_providers(settings, clock, city),
        travel_times=with_service(
            settings.travel_service,
            settings.home,
            clock,
            travel_times_of(settings.travel_settings) if city is None else CityRoads(city),
        ),
        city=city,
    )


def city_of(settings: Settings) -> City | None:
    """Return the city that the settings and the home folder name; ``None`` when there is none.

    Raises
    ------
    SettingsError
        When there are several and none is chosen, or the one chosen is not there or can't be used.
    """
    try:
        return Cities(settings.home).chosen(settings.city)
    except DispatchError as error:
        msg = f"DISPATCH_CITY ({settings.city}): {error}" if settings.city else str(error)
        raise SettingsError(msg) from error


def travel_times_of(path: Path | None) -> StraightLine:
    """Read the travel settings; ``None`` means those that ship with the package.

    Raises
    ------
    SettingsError
        When there is no such file, or with every fault of it.
    """
    if path is None:
        return StraightLine()
    try:
        return StraightLine(read_settings(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeError, InvalidInputError) as error:
        msg = f"DISPATCH_TRAVEL_SETTINGS ({path}): {error}"
        raise SettingsError(msg) from error
