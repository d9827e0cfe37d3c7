"""A visit to be made: where, when, by whom, with what, and what it costs to leave it out. Units as in problem.py."""

from dataclasses import dataclass
from typing import NamedTuple

from solver.windows import TimeWindow


class SkillLevel(NamedTuple):
    """A skill (index) at a level; a higher level includes the lower ones."""

    skill: int
    level: int


class Promise(NamedTuple):
    """A window sold to the customer: service never starts before it, and starting after it costs dearly.

    ``broken_cost`` (cents) is due once as soon as service starts late, ``late_cost_per_hour`` (cents) on top.
    """

    window: TimeWindow
    broken_cost: int
    late_cost_per_hour: int


class Response(NamedTuple):
    """A response due time: service should have started by ``due``; lateness costs once and per hour (cents).

    ``due`` may be negative: overdue before the horizon begins.
    """

    due: int
    late_cost: int
    late_cost_per_hour: int


@dataclass(frozen=True, slots=True)
class Visit:
    """One home visit to be scheduled, or left out at its penalty.

    Parameters
    ----------
    place : int
        Row and column in the travel matrices.
    duration : int
        Seconds of service before the technician's proficiency is applied.
    setup : int
        Seconds added before service unless the stop before is at the same place; proficiency leaves it alone.
    windows : tuple of TimeWindow
        When service may start (hard), sorted and disjoint; empty means at any time of the horizon.
    ready_at : int
        Service may not start before (the ordered part arrives).
    promise, response : optional
        Soft dues; ``None`` means none.
    penalty : int
        Cents charged when the visit is left out.
    kind : int
        Indexes ``Vehicle.duration_percents``; -1 means that proficiency does not matter.
    skills : tuple of SkillLevel
        All of them are required.
    one_of : tuple of SkillLevel
        At least one of them is required; empty means none is.
    none_of : frozenset of int
        Skills that the technician must not have, at whatever level.
    parts : tuple of int
        Units of each kind of part that the visit takes from the van; missing kinds mean 0.
    tools : frozenset of int
        Tools that have to be on board.
    allowed_technicians : frozenset of int or None
        Only these may go; ``None`` means anyone.
    excluded_technicians, preferred_technicians : frozenset of int
        Never these; rather these, else ``preference_cost`` cents.
    pinned_technician, pinned_start : int or None
        Decided already: who, and the exact start of service, which overrides windows, ``ready_at`` and the promise's
        earliest start.
    """

    place: int
    duration: int
    penalty: int
    setup: int = 0
    windows: tuple[TimeWindow, ...] = ()
    ready_at: int = 0
    promise: Promise | None = None
    response: Response | None = None
    kind: int = -1
    skills: tuple[SkillLevel, ...] = ()
    one_of: tuple[SkillLevel, ...] = ()
    none_of: frozenset[int] = frozenset()
    parts: tuple[int, ...] = ()
    tools: frozenset[int] = frozenset()
    allowed_technicians: frozenset[int] | None = None
    excluded_technicians: frozenset[int] = frozenset()
    preferred_technicians: frozenset[int] = frozenset()
    preference_cost: int = 0
    pinned_technician: int | None = None
    pinned_start: int | None = None
