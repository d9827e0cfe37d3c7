"""One home visit to be scheduled: what the planner needs to know of a request, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from dispatch.life import require_legal
from dispatch.place import GeocodeQuality, Place
from dispatch.request import ArrivalWindow


class VisitStatus(StrEnum):
    """A visit is open until it has begun; only open visits are planned anew."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    CANCELLED = "cancelled"


LEGAL_MOVES: dict[VisitStatus, frozenset[VisitStatus]] = {
    VisitStatus.OPEN: frozenset({VisitStatus.STARTED, VisitStatus.CANCELLED}),
    VisitStatus.STARTED: frozenset({VisitStatus.DONE, VisitStatus.OPEN, VisitStatus.CANCELLED}),
    VisitStatus.DONE: frozenset(),
    VisitStatus.CANCELLED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Pin:
    """What is decided: the technician (id), the start (aware UTC), or both; ``None`` leaves it free.

    ``helper_ids`` are the technicians who come along, the second person first; those that are missing are free.
    """

    technician_id: str | None = None
    start_at: datetime | None = None
    helper_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """One home visit.

    Parameters
    ----------
    place, place_quality
        Where, and how well that is known; ``None`` and ``NONE`` keep it out of planning.
    service_duration_s : int
        Seconds, before a technician's proficiency is applied.
    setup_s : int
        Seconds to park and unpack, not repeated at the same place.
    due_at : datetime or None
        Response due time of the start on site.
    response_late_cost_cents, response_late_cost_cents_per_hour : int
        Price of missing ``due_at``.
    windows : tuple of ArrivalWindow
        Hard; empty means any time.
    skills : mapping of str to int
        Skill to the level needed.
    parts : tuple of str
        Parts the visit consumes.
    ready_at : datetime or None
        Not before (an ordered part arrives).
    priority : int
        1 (ordinary) to 5 (danger); for people, the penalty is what counts in planning.
    penalty_cents : int
        Price of leaving the visit out.
    people : int
        How many technicians it takes, all at the same time.
    helper_skills : mapping of str to int, or None
        Skill to the level that each further person needs; ``None``, as in visits stored before there was such a thing,
        means that they need none. ``skills`` are those of the one who leads.
    preferred_technicians, required_technicians, excluded_technicians : tuple of str
        Technicians' external ids; the first two are about the one who leads where several people go.
    """

    id: str
    request_id: str
    title: str
    place: Place | None
    place_quality: GeocodeQuality
    work: str
    product: str
    service_duration_s: int
    penalty_cents: int
    priority: int = 1
    setup_s: int = 0
    due_at: datetime | None = None
    response_late_cost_cents: int = 0
    response_late_cost_cents_per_hour: int = 0
    windows: tuple[ArrivalWindow, ...] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    ready_at: datetime | None = None
    people: int = 1
    preferred_technicians: tuple[str, ...] = ()
    required_technicians: tuple[str, ...] = ()
    excluded_technicians: tuple[str, ...] = ()
    helper_skills: Mapping[str, int] | None = None
    pin: Pin | None = None
    status: VisitStatus = VisitStatus.OPEN
    version: int = 0

    def moved_to(self, status: VisitStatus) -> "Visit":
        """Return the visit in another state.

        Raises
        ------
        IllegalTransitionError
            When that state can't follow the present one.
        """
        require_legal(f"visit {self.id}", self.status, status, LEGAL_MOVES)
        return replace(self, status=status)
