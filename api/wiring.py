"""The only place where the parts are put together; the server, its workers and the command line all start here."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from api.geocoders import build_geocoder
from api.settings import Settings
from data.files.policy_toml import default_policy_text, load_policy
from data.maps.straight_line import StraightLine
from data.store.store import Store, open_store
from data.store.unit_of_work import StoreUnitOfWork
from dispatch.policy import Policy
from dispatch.ports import Clock, Geocoder, TravelTimes, UnitOfWork


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Wiring:
    """The parts of a running program."""

    settings: Settings
    store: Store
    clock: Clock
    geocoder: Geocoder
    travel_times: TravelTimes

    def unit_of_work(self, actor: str) -> StoreUnitOfWork:
        """Open a transaction whose changes are recorded under the actor's name."""
        return self.store.unit_of_work(actor, self.clock)

    def policy(self, uow: UnitOfWork) -> Policy:
        """Read the active response policy, in the area's time zone where the settings name one."""
        policy = load_policy(uow.policies.active() or default_policy_text())
        return replace(policy, zone=self.settings.zone) if self.settings.zone else policy

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()


def wire(settings: Settings, clock: Clock | None = None) -> Wiring:
    """Put the parts together; the database's schema is left as it is (see ``Store.upgrade``).

    Parameters
    ----------
    clock : Clock, optional
        Default: the machine's own.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    clock = clock or SystemClock()
    store = open_store(settings.database_url)
    return Wiring(
        settings=settings,
        store=store,
        clock=clock,
        geocoder=build_geocoder(settings, store, clock),
        travel_times=StraightLine.from_toml(settings.travel_settings),
    )
