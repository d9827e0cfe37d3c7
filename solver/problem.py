"""The problem: visits to make, vehicles (shifts) to make them, and travel between places.

Units, stated once: times and durations are integer **seconds**, instants count from the start of the horizon;
distances are integer **metres**; money is integer **cents**, and each amount is rounded half up where it arises
(per leg, per stop, per shift), so that model, timing and checker agree to the cent. Everything is referred to by index.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from solver.baseline import Baseline, BaselineStop
from solver.errors import InvalidProblemError
from solver.links import Links
from solver.stock import Demand, total_demand
from solver.travel_times import NO_WAY, TravelTimes
from solver.validation import faults_of
from solver.vehicle import Break, Rates, Vehicle
from solver.visit import Promise, Response, SkillLevel, Visit
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
