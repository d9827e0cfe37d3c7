"""Who goes: technicians, stations, shifts and absences."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from data.store import tables
from data.store.repositories.repository import EntityRepository
from data.store.rows import Rows
from dispatch.technician import Absence, Shift, Station, Technician


class Technicians(EntityRepository[Technician]):
    """Storage of technicians."""

    kind = "technician"
    rows = Rows(Technician, tables.technicians)
    has_external_id = True

    def by_external_ids(self, external_ids: Iterable[str]) -> dict[str, Technician]:
        """Those that exist, by external id."""
        return self._by_external_ids(external_ids)

    def all(self) -> tuple[Technician, ...]:
        """By external id, inactive ones included."""
        return self._select(select(self.table).order_by(self.table.c.external_id))


class Stations(EntityRepository[Station]):
    """Storage of stations."""

    kind = "station"
    rows = Rows(Station, tables.stations)

    def all(self) -> tuple[Station, ...]:
        """By name."""
        return self._select(select(self.table).order_by(self.table.c.name, self.table.c.sequence))


class Shifts(EntityRepository[Shift]):
    """Storage of shifts."""

    kind = "shift"
    rows = Rows(Shift, tables.shifts)
    has_external_id = True

    def by_external_ids(self, external_ids: Iterable[str]) -> dict[str, Shift]:
        """Those that exist, by external id."""
        return self._by_external_ids(external_ids)

    def between(self, start_at: datetime, end_at: datetime) -> tuple[Shift, ...]:
        """Those that begin in the interval (end excluded), by start."""
        columns = self.table.c
        begins = (columns.start_at >= start_at) & (columns.start_at < end_at)
        return self._select(select(self.table).where(begins).order_by(columns.start_at, columns.sequence))

    def of_technician(self, technician_id: str) -> tuple[Shift, ...]:
        """By start."""
        columns = self.table.c
        query = select(self.table).where(columns.technician_id == technician_id)
        return self._select(query.order_by(columns.start_at, columns.sequence))

    def remove(self, shift_id: str) -> None:
        """Take a shift away, its history stays."""
        self._remove(shift_id)


class Absences(EntityRepository[Absence]):
    """Storage of absences."""

    kind = "absence"
    rows = Rows(Absence, tables.absences)

    def overlapping(self, start_at: datetime, end_at: datetime) -> tuple[Absence, ...]:
        """Those that touch the interval, by start."""
        columns = self.table.c
        touches = (columns.start_at < end_at) & (columns.end_at > start_at)
        return self._select(select(self.table).where(touches).order_by(columns.start_at, columns.sequence))

    def remove(self, absence_id: str) -> None:
        """Take an absence back, its history stays."""
        self._remove(absence_id)
