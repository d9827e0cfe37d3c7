"""Promises: the database itself lets at most one per visit stand."""

from datetime import datetime

from sqlalchemy import select

from data.store import tables
from data.store.repositories.repository import EntityRepository
from data.store.rows import Rows
from dispatch.promise import Promise, PromiseStatus


class Promises(EntityRepository[Promise]):
    """Storage of promises; selling, or asking what stands in order to sell, is done by one at a time."""

    kind = "promise"
    rows = Rows(Promise, tables.promises)

    def standing(self, now: datetime) -> dict[str, Promise]:
        """By visit id: those given, and those held that have not lapsed."""
        self._transaction.queue_for_sales()
        columns = self.table.c
        lasting = (columns.status == PromiseStatus.HELD.value) & (
            columns.expires_at.is_(None) | (columns.expires_at > now)
        )
        query = select(self.table).where((columns.status == PromiseStatus.GIVEN.value) | lasting)
        return {promise.visit_id: promise for promise in self._select(query.order_by(columns.sequence))}

    def of_visit(self, visit_id: str) -> tuple[Promise, ...]:
        """By the time they were sold."""
        columns = self.table.c
        query = select(self.table).where(columns.visit_id == visit_id)
        return self._select(query.order_by(columns.sold_at, columns.sequence))

    def add(self, *entities: Promise) -> None:
        """Store new ones.

        Raises
        ------
        ConflictError
            Also when the visit has a promise that is held or given, even one that has lapsed: release it first.
        """
        self._transaction.queue_for_sales()
        super().add(*entities)

    def _taken(self, entities: tuple[Promise, ...]) -> str | None:
        columns = self.table.c
        stands = columns.status.in_([PromiseStatus.HELD.value, PromiseStatus.GIVEN.value])
        visits = [promise.visit_id for promise in entities]
        standing = self._select(select(self.table).where(stands, columns.visit_id.in_(visits)))
        if standing:
            return f"visit {standing[0].visit_id} has a promise already ({standing[0].id}, {standing[0].status})"
        return super()._taken(entities)
