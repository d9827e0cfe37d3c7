"""One shift of one technician, with its van and its costs. Units as in problem.py."""

from dataclasses import dataclass
from typing import NamedTuple

from solver.visit import SkillLevel


class Break(NamedTuple):
    """A break of ``duration`` seconds that starts within the window, both ends inclusive.

    It is taken at a stop or on the way, never during a service. It is not owed when the route ends by
    ``latest_start`` or begins after the break could have been over (``earliest_start + duration``).
    """

    earliest_start: int
    latest_start: int
    duration: int


@dataclass(frozen=True, slots=True)
class Rates:
    """What a technician's time and way cost, in cents.

    Parameters
    ----------
    travel_per_hour, waiting_per_hour, overtime_per_hour : int
        Cents per hour of driving, of idling between the first departure and the last arrival, of work past the
        shift's regular end.
    travel_per_km : int
        Cents per kilometre.
    fixed : int
        Cents once a shift has at least one visit.
    workload_per_hour : int
        Cents per hour of work (driving, service, depot call) beyond ``Vehicle.workload_target``.
    """

    travel_per_hour: int = 3600
    travel_per_km: int = 0
    waiting_per_hour: int = 0
    overtime_per_hour: int = 0
    fixed: int = 0
    workload_per_hour: int = 0


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One shift of one technician.

    Parameters
    ----------
    technician : int
        Several vehicles of one technician are shifts on different days and may not overlap.
    start_place, end_place : int or None
        Where the route begins and ends; ``None`` leaves that end open (no travel).
    shift_start, shift_end : int
        Earliest departure and regular end.
    overtime_limit : int
        Seconds the route may end after ``shift_end``.
    work_limit : int or None
        Most seconds from departure to end of the route, breaks left out; ``None`` means no limit.
    breaks : tuple of Break
        Sorted by ``earliest_start``; taken in that order.
    skills : tuple of SkillLevel
        At most one entry a skill.
    duration_percents : tuple of int
        Percent of ``Visit.duration`` this technician needs, by ``Visit.kind``; missing kinds mean 100.
    profile : int
        Which of ``Problem.travel`` applies.
    max_visits : int or None
        Most visits on the route.
    parts : tuple of int or None
        Units of each kind of part in the van at the start, missing kinds mean 0; ``None`` means enough of everything.
    tools : frozenset of int
        On board at the start.
    may_call : bool
        Whether the route may call at ``Problem.depot``.
    workload_target : int or None
        Seconds of work beyond which ``Rates.workload_per_hour`` is charged; ``None`` means never. With the mean of the
        team as target, an hour beyond it here is an hour missing elsewhere: the price spreads the work.
    """

    technician: int
    shift_start: int
    shift_end: int
    start_place: int | None = None
    end_place: int | None = None
    overtime_limit: int = 0
    work_limit: int | None = None
    breaks: tuple[Break, ...] = ()
    skills: tuple[SkillLevel, ...] = ()
    duration_percents: tuple[int, ...] = ()
    rates: Rates = Rates()
    profile: int = 0
    max_visits: int | None = None
    parts: tuple[int, ...] | None = None
    tools: frozenset[int] = frozenset()
    may_call: bool = True
    workload_target: int | None = None
