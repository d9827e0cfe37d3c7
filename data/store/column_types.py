"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator

Code = String().with_variant(String(collation="C"), "postgresql")
"""Identifiers and names to sort by, in code point order on both."""

Json = JSON(none_as_null=True)
"""PostgreSQL's ``json``, not ``jsonb``: it keeps every character of a text, and nothing is searched inside."""

Sequence = BigInteger().with_variant(Integer(), "sqlite")
"""Counts up by itself when it is the primary key."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: only aware ones go in, UTC comes out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive ones; SQLite keeps UTC without saying so."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"{value} has no time zone: store aware instants only"
            raise ValueError(msg)
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give UTC back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)
