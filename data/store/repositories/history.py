"""The append-only record, read side; ``Transaction.record`` writes it."""

from typing import Any

from sqlalchemy import Row, select

from data.store.cursor import page
from data.store.tables import history
from data.store.transaction import Transaction
from dispatch.history import HistoryEntry
from dispatch.ports import Page


class RecordedHistory:
    """Reads what was recorded."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    def of(self, entity_id: str) -> tuple[HistoryEntry, ...]:
        """Oldest first."""
        query = select(history).where(history.c.entity_id == entity_id).order_by(history.c.sequence)
        return tuple(_made(row) for row in self._connection.execute(query))

    def page(self, *, limit: int, after: str | None = None, kind: str | None = None) -> Page[HistoryEntry]:
        """Newest first."""
        query = select(history)
        if kind is not None:
            query = query.where(history.c.kind == kind)
        key = (history.c.sequence,)
        return page(self._connection, query, _made, key=key, limit=limit, after=after, newest_first=True)


def _made(row: Row[Any]) -> HistoryEntry:
    changes = {name: (before, after) for name, (before, after) in row.changes.items()}
    return HistoryEntry(row.sequence, row.kind, row.entity_id, row.action, row.actor, row.at, changes)
