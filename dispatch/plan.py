"""A plan: who goes where when, what is left out and why, and what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from dispatch.life import require_legal
from dispatch.place import Place


class PlanStatus(StrEnum):
    """A draft may be edited into a new revision; publishing supersedes what was published for those days."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


LEGAL_MOVES: dict[PlanStatus, frozenset[PlanStatus]] = {
    PlanStatus.DRAFT: frozenset({PlanStatus.PUBLISHED}),
    PlanStatus.PUBLISHED: frozenset({PlanStatus.SUPERSEDED}),
    PlanStatus.SUPERSEDED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days a plan covers, both inclusive, in the area's own time zone (IANA name)."""

    first_day: date
    last_day: date
    zone: str


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """One visit on a route; instants are aware UTC. A visit that takes several people has a stop for each.

    Parameters
    ----------
    travel_s, distance_m : int
        From the stop before.
    waiting_s : int
        Idle between arrival and start.
    slack_s : int
        How much later it could start at no cost.
    promise_late_s, response_late_s : int
        Past the promised window's end and past the response due time.
    pinned : bool
        Whether the dispatcher has decided technician or time.
    person : int
        1 is who leads the visit, 2 and more help; no two stops of a visit have the same one.
    """

    visit_id: str
    place: Place
    arrival_at: datetime
    start_at: datetime
    end_at: datetime
    travel_s: int
    distance_m: int
    waiting_s: int
    slack_s: int = 0
    promise_late_s: int = 0
    response_late_s: int = 0
    pinned: bool = False
    person: int = 1


@dataclass(frozen=True, slots=True)
class PlannedBreak:
    """A break as scheduled; ``after`` is the position of the stop it follows, -1 before the first."""

    start_at: datetime
    end_at: datetime
    after: int


@dataclass(frozen=True, slots=True)
class PlannedRoute:
    """One shift's route; ``start_place`` and ``end_place`` are ``None`` where that end is open.

    ``travel_s`` and ``distance_m`` include the way back.
    """

    shift_id: str
    technician_id: str
    start_at: datetime
    end_at: datetime
    start_place: Place | None
    end_place: Place | None
    stops: tuple[PlannedStop, ...]
    breaks: tuple[PlannedBreak, ...] = ()
    travel_s: int = 0
    distance_m: int = 0
    waiting_s: int = 0
    service_s: int = 0
    overtime_s: int = 0


@dataclass(frozen=True, slots=True)
class UnassignedVisit:
    """A visit left out.

    Parameters
    ----------
    code : str
        The solver's reason code, e.g. ``skill`` or ``no_room``.
    reason : str
        One sentence for the dispatcher.
    remedy : str
        The smallest change found that would fit it, one sentence; empty when there is none.
    """

    visit_id: str
    code: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One revision of the plan for a horizon; routes never change once stored, only the status does.

    Parameters
    ----------
    revision : int
        Counts from 1 within the horizon's first day; 0 until stored.
    parent_id : str or None
        The plan this one was made from (warm start or edit).
    terms : mapping of str to int
        Cost terms by name, cents; their sum is ``cost_cents``.
    notes : tuple of str
        What the planner wants people to know, e.g. a fallback it took.
    """

    id: str
    horizon: Horizon
    status: PlanStatus
    created_at: datetime
    created_by: str
    routes: tuple[PlannedRoute, ...]
    unassigned: tuple[UnassignedVisit, ...]
    terms: Mapping[str, int] = field(default_factory=dict)
    revision: int = 0
    parent_id: str | None = None
    solve_run_id: str | None = None
    notes: tuple[str, ...] = ()
    version: int = 0

    @property
    def cost_cents(self) -> int:
        """The objective."""
        return sum(self.terms.values())

    @property
    def stops(self) -> tuple[PlannedStop, ...]:
        """Every stop of every route; see ``visit_ids`` for each visit once."""
        return tuple(stop for route in self.routes for stop in route.stops)

    @property
    def visit_ids(self) -> frozenset[str]:
        """Every visit on a route."""
        return frozenset(stop.visit_id for stop in self.stops)

    def technicians_of_visits(self) -> Mapping[str, tuple[str, ...]]:
        """Who makes each visit on a route, technicians' ids by visit's id; who leads it comes first."""
        stops = [(stop, route.technician_id) for route in self.routes for stop in route.stops]
        found: dict[str, tuple[str, ...]] = {}
        for stop, who in sorted(stops, key=lambda entry: entry[0].person):
            found[stop.visit_id] = (*found.get(stop.visit_id, ()), who)
        return found

    def moved_to(self, status: PlanStatus) -> "Plan":
        """Return the plan in another state.

        Raises
        ------
        IllegalTransitionError
            When that state can't follow the present one.
        """
        require_legal(f"plan {self.id}", self.status, status, LEGAL_MOVES)
        return replace(self, status=status)
