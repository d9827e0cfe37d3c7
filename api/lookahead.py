"""Asks geocoding services before a transaction begins: nobody waits for a database lock while the network answers."""

from collections.abc import Callable, Iterable

from api.wiring import Wiring
from data.store.geocode_cache import StoreGeocodeCache
from dispatch.errors import GeocodingError
from dispatch.intake import Row, addresses_in
from dispatch.intake_places import FAILURES_IN_A_ROW

_ACTOR = "geocoding"


def look_up_ahead(
    wiring: Wiring,
    rows: Iterable[Row],
    *,
    day_first: bool = True,
    on_progress: Callable[[int, int], None] | None = None,
) -> None:
    """Put the services' answers for all rows of requests into the cache, where the intake finds them.

    Failures are left to the intake, which says so for each row; the embedded table is too fast to need this.
    """
    if not wiring.providers.asks_services:
        return
    with wiring.unit_of_work(_ACTOR, read_only=True) as uow:
        policy = wiring.policy(uow)
    addresses = addresses_in(rows, policy=policy, day_first=day_first)
    geocoder = wiring.providers.remembering_in(StoreGeocodeCache(wiring.store))
    failures = 0
    for done, address in enumerate(addresses, start=1):
        try:
            geocoder.geocode(address)
            failures = 0
        except GeocodingError:
            failures += 1
            if failures == FAILURES_IN_A_ROW:
                return
        if on_progress is not None:
            on_progress(done, len(addresses))
