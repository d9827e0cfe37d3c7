"""The solution: timed routes, what is left out and why, and the amount of every cost term. Units as in problem.py."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple


class TakenBreak(NamedTuple):
    """A break as scheduled; ``after`` is the position of the stop it follows, -1 before the first."""

    start: int
    duration: int
    after: int


class DepotCall(NamedTuple):
    """The call at the parts depot; ``after`` is the position of the stop it follows, -1 before the first."""

    arrival: int
    end: int
    after: int


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit on a route.

    Parameters
    ----------
    visit : int
        Index into ``Problem.visits``.
    arrival, start, end : int
        Instants: at the door, service begins (set-up included), service ends.
    travel, distance : int
        Seconds of driving and metres from the stop before, by way of the depot where it is called at.
    waiting : int
        Idle seconds between arrival and start, breaks left out.
    duration : int
        Seconds of service by this technician, set-up included where it applies.
    promise_lateness, response_lateness : int
        Seconds past the promised window's end and past the response due time; 0 when kept or when there is none.
    slack : int
        Seconds this start could move later, stops after it following, with no window broken and no cost added.
    """

    visit: int
    arrival: int
    start: int
    end: int
    travel: int
    distance: int
    waiting: int
    duration: int
    promise_lateness: int = 0
    response_lateness: int = 0
    slack: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """One vehicle's day; ``start`` is the departure, ``end`` the arrival at the end place, seconds.

    An unused vehicle has no route in a solution.
    """

    vehicle: int
    start: int
    end: int
    stops: tuple[Stop, ...]
    breaks: tuple[TakenBreak, ...] = ()
    travel: int = 0
    distance: int = 0
    waiting: int = 0
    service: int = 0
    overtime: int = 0
    depot_call: DepotCall | None = None


class Term(StrEnum):
    """The named amounts of the objective, all in cents."""

    UNSERVED = "unserved"
    PROMISE = "promise"
    RESPONSE = "response"
    TRAVEL_TIME = "travel_time"
    TRAVEL_DISTANCE = "travel_distance"
    OVERTIME = "overtime"
    WAITING = "waiting"
    FIXED = "fixed"
    PREFERENCE = "preference"
    CHANGE = "change"
    WORKLOAD = "workload"


class ReasonCode(StrEnum):
    """Why a visit is unassigned, named like the constraint that stands in the way.

    All but the last two are proofs over every vehicle: no route whatsoever could serve the visit.
    """

    NO_VEHICLES = "no_vehicles"
    SKILL = "skill"
    TECHNICIAN = "technician"
    PIN = "pin"
    PARTS_READY = "parts_ready"
    DURATION = "duration"
    SHIFT = "shift"
    TIME_WINDOW = "time_window"
    BREAK = "break"
    UNREACHABLE = "unreachable"
    STOCK = "stock"
    PAIR = "pair"
    ORDER = "order"
    NO_ROOM = "no_room"
    DEARER = "dearer"


RemedyKind = Literal[
    "window_minutes", "overtime_minutes", "skill", "technician", "stock", "depot_call", "drop_visit", "pay", "alone"
]


@dataclass(frozen=True, slots=True)
class Remedy:
    """The smallest change found that would fit the visit, confirmed by an insertion test.

    Parameters
    ----------
    kind : str
        ``window_minutes``, ``overtime_minutes``, ``skill``, ``technician``, ``stock``: with more in the van at the
        start, ``depot_call``: if the route may call at the depot, ``drop_visit``, ``pay`` or ``alone``: without the
        visits paired with it.
    vehicle : int or None
        On whose route it would fit.
    amount : int
        Seconds for minutes (whole minutes), cents for ``pay``, a level for ``skill``, a visit's index for
        ``drop_visit``, the technician's index for ``technician``, units of parts and tools together for ``stock``,
        1 for ``alone`` and ``depot_call``.
    skill : int or None
        Which skill would have to be there.
    parts : tuple of int
        For ``stock``: units of each kind of part that the van would have to carry more, missing kinds mean 0.
    tools : frozenset of int
        For ``stock``: tools that would have to be on board, too.
    others : tuple of int
        For linked visits: further shifts that would have to last as much longer (``overtime_minutes``), a further
        visit that would have to leave another route (``drop_visit``).
    """

    kind: RemedyKind
    vehicle: int | None
    amount: int
    skill: int | None = None
    parts: tuple[int, ...] = ()
    tools: frozenset[int] = frozenset()
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A visit left out.

    Parameters
    ----------
    visit : int
        Index into ``Problem.visits``.
    code : ReasonCode
        The strongest reason that holds.
    blocked : tuple of (ReasonCode, int)
        For how many vehicles each obstacle is the first one met, most frequent first.
    extra_cost : int or None
        For ``dearer``: cents by which serving it in this plan exceeds its penalty; ``None`` otherwise. It may be 0 or
        less in the evaluation of a hand-made plan: there it would pay to insert the visit.
    remedy : Remedy or None
        ``None`` where no single change was found, or none was looked for.
    """

    visit: int
    code: ReasonCode
    blocked: tuple[tuple[ReasonCode, int], ...] = ()
    extra_cost: int | None = None
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan that the checker has accepted.

    Parameters
    ----------
    routes : tuple of Route
        By ascending vehicle; vehicles without a visit are left out.
    unassigned : tuple of Unassigned
        By ascending visit.
    terms : dict of Term to int
        Cents; every term is present. Their sum is ``cost``.
    changes : tuple of int
        Visits of the baseline that another technician makes, whose start moves by more than the tolerance or that are
        left out: whose customers to call again. Ascending; empty without a baseline.
    """

    routes: tuple[Route, ...]
    unassigned: tuple[Unassigned, ...]
    terms: dict[Term, int] = field(default_factory=dict)
    changes: tuple[int, ...] = ()

    @property
    def cost(self) -> int:
        """The objective, cents."""
        return sum(self.terms.values())


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a plan breaks.

    Parameters
    ----------
    code : str
        A :class:`ReasonCode`, or ``work_limit`` or ``max_visits``; from the checker also ``route``, ``travel``,
        ``duration``, ``change`` and ``terms``, where the figures of a solution contradict the problem.
    vehicle : int or None
        On whose route; ``None`` where the plan as a whole is meant.
    visit : int or None
        At which visit; ``None`` for the route.
    amount : int
        By how much: seconds, levels, visits, cents, or tools and units of parts that are missing.
    """

    code: str
    vehicle: int | None
    visit: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A hand-made plan with its times and price; not valid while there are violations."""

    solution: Solution
    violations: tuple[Violation, ...]
