"""Requests, oldest report first."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from data.store import tables
from data.store.cursor import page
from data.store.repositories.repository import EntityRepository
from data.store.rows import Rows
from dispatch.ports import Page
from dispatch.request import Request, RequestStatus


class Requests(EntityRepository[Request]):
    """Storage of requests."""

    kind = "request"
    rows = Rows(Request, tables.requests)
    has_external_id = True

    def by_external_ids(self, external_ids: Iterable[str]) -> dict[str, Request]:
        """Those that exist, by external id."""
        return self._by_external_ids(external_ids)

    def page(
        self,
        *,
        limit: int,
        after: str | None = None,
        status: RequestStatus | None = None,
        needs_attention: bool | None = None,
    ) -> Page[Request]:
        """Oldest report first."""
        columns = self.table.c
        query = select(self.table)
        if status is not None:
            query = query.where(columns.status == status.value)
        if needs_attention is not None:
            query = query.where(columns.needs_attention.is_(needs_attention))
        key = (columns.reported_at, columns.sequence)
        return page(self._connection, query, self._made, key=key, limit=limit, after=after)

    def counts(self) -> dict[RequestStatus, int]:
        """How many in each state; states without any are missing."""
        status = self.table.c.status
        rows = self._connection.execute(select(status, func.count()).group_by(status))
        return {RequestStatus(name): count for name, count in rows}

    def _packed(self, entity: Request) -> dict[str, Any]:
        return super()._packed(entity) | {"needs_attention": bool(entity.attention)}
