"""Who goes: technicians, the stations they belong to, their shifts with breaks, and their absences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dispatch.place import Place


class RouteEnd(StrEnum):
    """Where a shift's route begins or ends; ``OPEN`` leaves it at the first or last customer."""

    HOME = "home"
    STATION = "station"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Station:
    """A service station; ``service_radius_m`` is how far its technicians go, ``None`` for no limit."""

    id: str
    name: str
    place: Place
    service_radius_m: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Technician:
    """Someone who makes visits.

    Parameters
    ----------
    external_id : str
        The company's own number; unique.
    skills : mapping of str to int
        Skill to level, 1 or more.
    proficiency : mapping of str to int
        Product to the percent of the usual service duration needed; products not named take 100.
    home, station_id
        Where routes may begin and end.
    active : bool
        Someone who has left stays in the history, inactive.
    """

    id: str
    external_id: str
    name: str
    skills: Mapping[str, int] = field(default_factory=dict)
    proficiency: Mapping[str, int] = field(default_factory=dict)
    home: Place | None = None
    home_address: str = ""
    station_id: str | None = None
    phone: str = ""
    active: bool = True
    version: int = 0


@dataclass(frozen=True, slots=True)
class ShiftBreak:
    """A break of ``duration_s`` seconds that starts within the window, both ends inclusive, aware UTC."""

    earliest_at: datetime
    latest_at: datetime
    duration_s: int


@dataclass(frozen=True, slots=True)
class Shift:
    """One working period of one technician, aware UTC.

    Parameters
    ----------
    overtime_limit_s : int
        Seconds of work allowed past ``end_at``.
    work_limit_s : int or None
        Most seconds from leaving to coming back, breaks left out.
    starts_from, returns_to : RouteEnd
        Where the route begins and ends.
    """

    id: str
    technician_id: str
    start_at: datetime
    end_at: datetime
    external_id: str | None = None
    breaks: tuple[ShiftBreak, ...] = ()
    overtime_limit_s: int = 0
    work_limit_s: int | None = None
    starts_from: RouteEnd = RouteEnd.HOME
    returns_to: RouteEnd = RouteEnd.HOME
    version: int = 0


@dataclass(frozen=True, slots=True)
class Absence:
    """A technician is away, aware UTC; shifts shrink around it."""

    id: str
    technician_id: str
    start_at: datetime
    end_at: datetime
    reason: str = ""
    version: int = 0
