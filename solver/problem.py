"""The problem: visits to make, vehicles (shifts) to make them, and travel between places.

Units, stated once: times and durations are integer **seconds**, instants count from the start of the horizon;
distances are integer **metres**; money is integer **cents**, and each amount is rounded half up where it arises
(per leg, per stop, per shift), so that model, timing and checker agree to the cent. Everything is referred to by index.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.errors import InvalidProblemError
from solver.links import Links
from solver.stock import Demand, total_demand
from solver.validation import faults_of, int32_matrix
from solver.windows import TimeWindow, start_windows

__all__ = [
    "NO_WAY",
    "Baseline",
    "BaselineStop",
    "Break",
    "Depot",
    "Order",
    "Pair",
    "Problem",
    "Promise",
    "Rates",
    "Response",
    "SkillLevel",
    "TimeWindow",
    "TravelTimes",
    "Vehicle",
    "Visit",
    "priced",
    "priced_way",
]


NO_WAY = 30 * 24 * 3600
"""Seconds for a leg that does not exist, see ``TravelTimes.no_way``: longer than any shift of people."""


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


class Break(NamedTuple):
    """A break of ``duration`` seconds that starts within the window, both ends inclusive.

    It is taken at a stop or on the way, never during a service. It is not owed when the route ends by
    ``latest_start`` or begins after the break could have been over (``earliest_start + duration``).
    """

    earliest_start: int
    latest_start: int
    duration: int


class Depot(NamedTuple):
    """Where a route may call once, for ``duration`` seconds: from then on the van has every tool and enough parts."""

    place: int
    duration: int = 0


class Pair(NamedTuple):
    """Two visits by two different technicians, both or neither.

    The second one starts ``least_lag`` to ``most_lag`` seconds after the start of the first; by default at once.
    """

    first: int
    second: int
    least_lag: int = 0
    most_lag: int = 0


class Order(NamedTuple):
    """The second visit is made only if the first one is, and after it.

    It starts ``least_lag`` to ``most_lag`` (``None``: any number of) seconds after the start of the first,
    if asked by the same technician.
    """

    first: int
    second: int
    least_lag: int = 0
    most_lag: int | None = None
    same_technician: bool = False


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


@dataclass(frozen=True, slots=True, eq=False)
class TravelTimes:
    """Travel between places by period of the day.

    Parameters
    ----------
    durations : int32 array, periods × n × n
        Seconds from row to column when the whole leg is driven in that period.
    distances : int32 array, n × n
        Metres.
    period_starts : tuple of int
        First instant of each period, ascending; the first is 0. A leg that crosses into the next period goes on at
        that period's speed, so a later departure never arrives earlier (Ichoua et al. 2003,
        doi 10.1016/S0377-2217(02)00147-9).
    no_way : bool array, n × n, or None
        True where no way leads; the durations there, e.g. ``NO_WAY``, are longer than any shift, so that no route takes
        such a leg whoever makes it. ``None`` means that every leg exists.

    Raises
    ------
    InvalidProblemError
        A value is not a whole number that fits 32 bits.
    """

    durations: NDArray[np.int32]
    distances: NDArray[np.int32]
    period_starts: tuple[int, ...] = (0,)
    no_way: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        for name in ("durations", "distances"):
            object.__setattr__(self, name, int32_matrix(name, getattr(self, name)))
        if self.no_way is not None:
            no_way = np.array(self.no_way, dtype=np.bool_)
            no_way.setflags(write=False)
            object.__setattr__(self, "no_way", no_way)


class BaselineStop(NamedTuple):
    """Where the plan to stay close to has a visit."""

    technician: int
    start: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """The plan to stay close to, and what departing from it costs (cents, for each visit).

    Parameters
    ----------
    stops : tuple of BaselineStop or None
        One entry a visit; ``None`` where the visit was not planned.
    technician_changed, start_moved : int
        Cents when another technician goes, and when the start moves by more than ``tolerance`` seconds.
    most_changes : int or None
        Most visits of the baseline that another technician makes, whose start moves by more than ``tolerance`` or that
        are left out: customers to be called again. ``None`` means any number.
    change_beyond : int
        Cents for each one beyond ``most_changes``: dearer than all else, so that a cap that can be kept is kept. Under
        a cap, a route's times avoid each change that costs less than this to avoid.
    price_beyond : int
        Derived: ``change_beyond`` where more visits than ``most_changes`` can change, else 0.
    """

    stops: tuple[BaselineStop | None, ...]
    technician_changed: int
    start_moved: int
    tolerance: int
    most_changes: int | None = None
    change_beyond: int = 100_000_000
    price_beyond: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        planned = sum(stop is not None for stop in self.stops)
        capped = self.most_changes is not None and planned > self.most_changes
        object.__setattr__(self, "price_beyond", self.change_beyond if capped else 0)


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything the solver needs; immutable and validated on construction.

    Parameters
    ----------
    visits, vehicles : tuple
        May be empty.
    travel : tuple of TravelTimes
        One entry a profile (car, bicycle, …), all over the same places.
    baseline : Baseline or None
        ``None`` means there is no plan to stay close to.
    depot : Depot or None
        The parts depot; ``None`` means there is none to call at.
    pairs, orders : tuple
        Which visits depend on each other.
    start_windows : tuple of tuple of TimeWindow
        Derived, one entry a visit: every hard bound on its start put together (see ``windows.py``).
    links : Links
        Derived from ``pairs`` and ``orders`` (see ``links.py``).
    demand : Demand
        Derived: what all visits together take from vans (see ``stock.py``).

    Raises
    ------
    InvalidProblemError
        With every fault found.
    """

    visits: tuple[Visit, ...]
    vehicles: tuple[Vehicle, ...]
    travel: tuple[TravelTimes, ...]
    baseline: Baseline | None = None
    depot: Depot | None = None
    pairs: tuple[Pair, ...] = ()
    orders: tuple[Order, ...] = ()
    start_windows: tuple[tuple[TimeWindow, ...], ...] = field(init=False, repr=False, compare=False)
    links: Links = field(init=False, repr=False, compare=False)
    demand: Demand = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        issues = faults_of(self)
        if issues:
            raise InvalidProblemError(issues)
        object.__setattr__(self, "start_windows", tuple(start_windows(visit) for visit in self.visits))
        object.__setattr__(self, "links", Links(self.pairs, self.orders))
        object.__setattr__(self, "demand", total_demand(self.visits))


def priced(seconds: int, cents_per_hour: int) -> int:
    """Cents for a time at an hourly rate, rounded half up.

    Parameters
    ----------
    seconds : int
        Not negative.
    cents_per_hour : int
        Not negative.
    """
    return (seconds * cents_per_hour + 1800) // 3600


def priced_way(metres: int, cents_per_km: int) -> int:
    """Cents for a distance at a rate a kilometre, rounded half up.

    Parameters
    ----------
    metres : int
        Not negative.
    cents_per_km : int
        Not negative.
    """
    return (metres * cents_per_km + 500) // 1000
