"""Geocoders' answers, kept by provider and address key; serves as a ``GeocodeCache`` inside a unit of work."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from data.maps.geocode_cache import CachedAnswer
from data.store.codec import from_plain, to_plain
from data.store.tables import geocode_cache
from data.store.transaction import Transaction
from dispatch.ports import GeocodeAnswer

_Insert = sqlite.Insert | postgresql.Insert
_INSERTS: dict[str, Callable[[Table], _Insert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class CachedGeocodes:
    """Storage of geocoders' answers."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    def get(self, provider: str, key: str) -> CachedAnswer | None:
        """Read an answer of any age; ``None`` when there is none."""
        return self.get_many(provider, [key]).get(key)

    def get_many(self, provider: str, keys: Iterable[str]) -> dict[str, CachedAnswer]:
        """Read up to some thousand at once; keys without an answer are missing."""
        columns = geocode_cache.c
        query = select(geocode_cache).where(columns.provider == provider, columns.query_key.in_(list(keys)))
        return {
            row.query_key: CachedAnswer(from_plain(GeocodeAnswer, row.answer), row.stored_at)
            for row in self._connection.execute(query)
        }

    def put(self, provider: str, key: str, answer: GeocodeAnswer, at: datetime) -> None:
        """Keep an answer given at ``at`` (aware UTC), in place of an older one."""
        row = {"provider": provider, "query_key": key, "answer": to_plain(answer), "stored_at": at}
        statement = _INSERTS[self._connection.dialect.name](geocode_cache).values(row)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["provider", "query_key"],
                set_={"answer": statement.excluded.answer, "stored_at": statement.excluded.stored_at},
            )
        )

    def forget(self, provider: str, key: str) -> None:
        """Drop one answer, if there is one."""
        columns = geocode_cache.c
        self._connection.execute(delete(geocode_cache).where(columns.provider == provider, columns.query_key == key))

    def prune(self, before: datetime) -> int:
        """Drop older ones; returns how many."""
        return self._connection.execute(delete(geocode_cache).where(geocode_cache.c.stored_at < before)).rowcount
