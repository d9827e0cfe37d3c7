"""Visits, in the order they were added."""

from collections.abc import Iterable

from sqlalchemy import select

from data.store import tables
from data.store.repositories.repository import EntityRepository
from data.store.rows import Rows
from dispatch.visit import Visit, VisitStatus


class Visits(EntityRepository[Visit]):
    """Storage of visits."""

    kind = "visit"
    rows = Rows(Visit, tables.visits)

    def open(self) -> tuple[Visit, ...]:
        """All that are open or started."""
        columns = self.table.c
        unfinished = columns.status.in_([VisitStatus.OPEN.value, VisitStatus.STARTED.value])
        return self._select(select(self.table).where(unfinished).order_by(columns.sequence))

    def of_request(self, request_id: str) -> tuple[Visit, ...]:
        """Those of one request."""
        return self.of_requests([request_id]).get(request_id, ())

    def of_requests(self, request_ids: Iterable[str]) -> dict[str, tuple[Visit, ...]]:
        """The same for many at once; requests without visits are missing."""
        found: dict[str, tuple[Visit, ...]] = {}
        for visit in self._where_in(self.table.c.request_id, request_ids):
            found[visit.request_id] = (*found.get(visit.request_id, ()), visit)
        return found
