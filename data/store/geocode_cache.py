"""The geocoders' cache in the database, for lookups outside a unit of work."""

from datetime import datetime

from data.maps.geocode_cache import CachedAnswer
from data.store.store import Store
from dispatch.ports import GeocodeAnswer

_ACTOR = "geocode_cache"


class StoreGeocodeCache:
    """A ``GeocodeCache`` that opens a short transaction for each call.

    Inside a unit of work that writes, pass its ``geocodes`` instead: SQLite lets only one transaction write, so this
    one would wait for that one in vain.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, provider: str, key: str) -> CachedAnswer | None:
        """Read an answer of any age; ``None`` when there is none."""
        with self._store.unit_of_work(_ACTOR, read_only=True) as uow:
            return uow.geocodes.get(provider, key)

    def put(self, provider: str, key: str, answer: GeocodeAnswer, at: datetime) -> None:
        """Keep an answer given at ``at`` (aware UTC), in place of an older one."""
        with self._store.unit_of_work(_ACTOR) as uow:
            uow.geocodes.put(provider, key, answer, at)
            uow.commit()
