"""Rows that could not be taken in."""

from collections.abc import Iterable

from sqlalchemy import select

from data.store import tables
from data.store.cursor import page
from data.store.repositories.repository import EntityRepository
from data.store.rows import Rows
from dispatch.ports import Page
from dispatch.rejected_row import RejectedRow


class RejectedRows(EntityRepository[RejectedRow]):
    """Storage of rejected rows."""

    kind = "rejected_row"
    rows = Rows(RejectedRow, tables.rejected_rows)

    def page(
        self, *, limit: int, after: str | None = None, kind: str | None = None, mended: bool | None = False
    ) -> Page[RejectedRow]:
        """Oldest first."""
        columns = self.table.c
        query = select(self.table)
        if kind is not None:
            query = query.where(columns.kind == kind)
        if mended is not None:
            query = query.where(columns.mended.is_(mended))
        return page(self._connection, query, self._made, key=(columns.sequence,), limit=limit, after=after)

    def by_external_ids(self, kind: str, external_ids: Iterable[str]) -> dict[str, tuple[RejectedRow, ...]]:
        """Those not yet mended, by external id."""
        found: dict[str, tuple[RejectedRow, ...]] = {}
        for row in self._where_in(self.table.c.external_id, external_ids):
            if row.kind == kind and not row.mended and row.external_id is not None:
                found[row.external_id] = (*found.get(row.external_id, ()), row)
        return found
