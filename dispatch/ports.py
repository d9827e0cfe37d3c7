"""What the business needs from outside, as protocols: storage, geocoding, travel times, a clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from dispatch.history import HistoryEntry
from dispatch.place import Address, Geocode, Place
from dispatch.plan import Plan, PlanStatus
from dispatch.promise import Promise
from dispatch.rejected_row import RejectedRow
from dispatch.request import Request, RequestStatus
from dispatch.solve_run import SolveRun, SolveRunStatus
from dispatch.technician import Absence, Shift, Station, Technician
from dispatch.visit import Visit

T = TypeVar("T")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Aware UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Part of a listing; pass ``next_cursor`` as ``after`` for the next part, ``None`` at the end."""

    items: tuple[T, ...]
    next_cursor: str | None


class Repository(Protocol[T]):
    """Storage of one kind of thing. Every ``add`` and ``save`` writes history under the unit of work's actor."""

    def get(self, ref: str) -> T:
        """Read by id, or by external id where the kind has one; raises NotFoundError."""
        ...

    def get_many(self, ids: Iterable[str]) -> dict[str, T]:
        """Read by id; unknown ids are missing from the answer."""
        ...

    def add(self, *entities: T) -> None:
        """Store new ones; raises ConflictError where an id or external id is taken."""
        ...

    def save(self, *entities: T, action: str = "changed") -> None:
        """Store changed ones, counting their version up.

        Nothing is written where nothing differs. Raises ConflictError when the stored version is not the entity's,
        NotFoundError when it is not stored at all.
        """
        ...


class RequestRepository(Repository[Request], Protocol):
    """Requests."""

    def by_external_ids(self, external_ids: Iterable[str]) -> dict[str, Request]:
        """Those that exist, by external id."""
        ...

    def page(
        self,
        *,
        limit: int,
        after: str | None = None,
        status: RequestStatus | None = None,
        needs_attention: bool | None = None,
    ) -> Page[Request]:
        """Oldest report first."""
        ...

    def counts(self) -> dict[RequestStatus, int]:
        """How many in each state; states without any are missing."""
        ...


class VisitRepository(Repository[Visit], Protocol):
    """Visits."""

    def open(self) -> tuple[Visit, ...]:
        """All that are open or started, in the order they were added."""
        ...

    def of_request(self, request_id: str) -> tuple[Visit, ...]:
        """In the order they were added."""
        ...

    def of_requests(self, request_ids: Iterable[str]) -> dict[str, tuple[Visit, ...]]:
        """The same for many at once; requests without visits are missing."""
        ...


class TechnicianRepository(Repository[Technician], Protocol):
    """Technicians."""

    def by_external_ids(self, external_ids: Iterable[str]) -> dict[str, Technician]:
        """Those that exist, by external id."""
        ...

    def all(self) -> tuple[Technician, ...]:
        """By external id, inactive ones included."""
        ...


class StationRepository(Repository[Station], Protocol):
    """Stations."""

    def all(self) -> tuple[Station, ...]:
        """By name."""
        ...


class ShiftRepository(Repository[Shift], Protocol):
    """Shifts and absences."""

    def by_external_ids(self, external_ids: Iterable[str]) -> dict[str, Shift]:
        """Those that exist, by external id."""
        ...

    def between(self, start_at: datetime, end_at: datetime) -> tuple[Shift, ...]:
        """Those that begin in the interval (end excluded), by start."""
        ...

    def of_technician(self, technician_id: str) -> tuple[Shift, ...]:
        """By start."""
        ...

    def remove(self, shift_id: str) -> None:
        """Take a shift away, its history stays; raises NotFoundError."""
        ...


class AbsenceRepository(Repository[Absence], Protocol):
    """Absences."""

    def overlapping(self, start_at: datetime, end_at: datetime) -> tuple[Absence, ...]:
        """Those that touch the interval."""
        ...

    def remove(self, absence_id: str) -> None:
        """Take an absence back, its history stays; raises NotFoundError."""
        ...


class PlanRepository(Repository[Plan], Protocol):
    """Plans. ``add`` gives the next revision of the horizon's first day; read it back with ``get``."""

    def latest(self, day: date) -> Plan | None:
        """The highest revision whose horizon begins on the day."""
        ...

    def published(self, day: date) -> Plan | None:
        """The published plan that covers the day."""
        ...

    def by_revision(self, day: date, revision: int) -> Plan:
        """Raises NotFoundError."""
        ...

    def page(
        self, *, limit: int, after: str | None = None, day: date | None = None, status: PlanStatus | None = None
    ) -> Page[Plan]:
        """Newest first."""
        ...


class PromiseRepository(Repository[Promise], Protocol):
    """Promises."""

    def standing(self, now: datetime) -> dict[str, Promise]:
        """By visit id: those given, and those held that have not lapsed."""
        ...

    def of_visit(self, visit_id: str) -> tuple[Promise, ...]:
        """By the time they were sold."""
        ...


class SolveRunRepository(Repository[SolveRun], Protocol):
    """Solve runs."""

    def claim(self, worker: str, now: datetime, stale_before: datetime) -> SolveRun | None:
        """Take up the oldest run that is queued, or running without a sign of life since ``stale_before``.

        At most one worker gets a run. ``None`` when there is nothing to do.
        """
        ...

    def beat(
        self, run: SolveRun, at: datetime, *, elapsed_s: float, cost_cents: int | None, unassigned: int | None
    ) -> SolveRun:
        """Store a worker's sign of life and progress; neither history nor version change.

        Returns the run as stored. Raises ConflictError when worker or attempts are no longer those of ``run``.
        """
        ...

    def page(self, *, limit: int, after: str | None = None, status: SolveRunStatus | None = None) -> Page[SolveRun]:
        """Newest first."""
        ...


class RejectedRowRepository(Repository[RejectedRow], Protocol):
    """Rows that could not be taken in."""

    def page(
        self, *, limit: int, after: str | None = None, kind: str | None = None, mended: bool | None = False
    ) -> Page[RejectedRow]:
        """Oldest first."""
        ...

    def by_external_ids(self, kind: str, external_ids: Iterable[str]) -> dict[str, tuple[RejectedRow, ...]]:
        """Those not yet mended, by external id."""
        ...


class PolicyRepository(Protocol):
    """Response policies as TOML text; exactly one is active, the newest."""

    def active(self) -> str | None:
        """The text, ``None`` until one was stored (then the shipped default applies)."""
        ...

    def activate(self, text: str) -> None:
        """Store a text and make it the active one."""
        ...


class History(Protocol):
    """The append-only record."""

    def of(self, entity_id: str) -> tuple[HistoryEntry, ...]:
        """Oldest first."""
        ...

    def page(self, *, limit: int, after: str | None = None, kind: str | None = None) -> Page[HistoryEntry]:
        """Newest first."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving the block without ``commit`` undoes everything."""

    requests: RequestRepository
    visits: VisitRepository
    technicians: TechnicianRepository
    stations: StationRepository
    shifts: ShiftRepository
    absences: AbsenceRepository
    plans: PlanRepository
    promises: PromiseRepository
    solve_runs: SolveRunRepository
    rejected_rows: RejectedRowRepository
    policies: PolicyRepository
    history: History
    actor: str
    clock: Clock

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None:
        """Make everything since the block began last."""
        ...


@dataclass(frozen=True, slots=True)
class GeocodeAnswer:
    """What a geocoder found.

    Parameters
    ----------
    candidates : tuple of Geocode
        Best first; empty when nothing was found.
    ambiguous : bool
        The first is not clearly better than the second: a person must choose.
    """

    candidates: tuple[Geocode, ...]
    ambiguous: bool = False


class Geocoder(Protocol):
    """Finds where an address is."""

    @property
    def name(self) -> str:
        """Of the provider, e.g. ``address_table``."""
        ...

    def geocode(self, address: Address) -> GeocodeAnswer:
        """Look one address up.

        Raises
        ------
        GeocodingError
            When the provider fails; an unknown address is an empty answer, never an error.
        """
        ...


@dataclass(frozen=True, slots=True, eq=False)
class TravelMatrix:
    """Travel between places.

    Parameters
    ----------
    durations_s : int32 array, periods × n × n
        Seconds when the whole leg is driven in that period.
    distances_m : int32 array, n × n
        Metres.
    period_starts_s : tuple of int
        Second of the local day at which each period begins, ascending; the first is 0.
    unreachable : tuple of (int, int)
        Pairs without a way, by row and column; both arrays hold -1 there.
    snap_m : float32 array, n, or None
        Metres from each place to the way that is used; ``None`` where the method knows no ways.
    notes : tuple of str
        What people should know, e.g. a place far from any way or a fallback that was taken; one sentence each.
    """

    durations_s: NDArray[np.int32]
    distances_m: NDArray[np.int32]
    period_starts_s: tuple[int, ...] = (0,)
    unreachable: tuple[tuple[int, int], ...] = ()
    snap_m: NDArray[np.float32] | None = None
    notes: tuple[str, ...] = ()


class TravelTimes(Protocol):
    """Computes travel between all pairs of places."""

    @property
    def name(self) -> str:
        """Of the method, e.g. ``straight_line``."""
        ...

    def matrix(self, places: Sequence[Place]) -> TravelMatrix:
        """Travel from each place to each; the diagonal is zero.

        Raises
        ------
        TravelError
            When a service does not answer or refuses.
        """
        ...


@dataclass(frozen=True, slots=True)
class Leg:
    """The way from one place to the next; ``line`` runs from the first to the last, both included.

    Without a way, or where nobody knows it, the line is straight and both numbers are -1.
    """

    duration_s: int
    distance_m: int
    line: tuple[Place, ...]


@runtime_checkable
class RouteLines(Protocol):
    """Draws the ways that routes take; travel times that know them have this method too."""

    def legs(self, places: Sequence[Place]) -> tuple[Leg, ...]:
        """Way from each place to the next, one fewer than places; without a way the line is straight.

        Raises
        ------
        TravelError
            When a service does not answer or refuses.
        """
        ...
