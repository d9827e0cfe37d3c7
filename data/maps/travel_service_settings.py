"""What a travel-time service (OSRM, Valhalla) needs to be asked, and how its free-flow times follow the hours."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from urllib.parse import urlsplit

LOWEST_FACTOR, HIGHEST_FACTOR = 0.2, 10.0
DAY_S = 24 * 3600


class TravelServiceKind(StrEnum):
    """Services we know how to ask."""

    OSRM = "osrm"
    VALHALLA = "valhalla"


_PROFILES = {TravelServiceKind.OSRM: "driving", TravelServiceKind.VALHALLA: "auto"}
_SIDES = {TravelServiceKind.OSRM: 100, TravelServiceKind.VALHALLA: 50}
"""OSRM's ``--max-table-size`` and the root of Valhalla's ``max_matrix_location_pairs``, as both are shipped."""


@dataclass(frozen=True, slots=True)
class HourFactor:
    """From ``start_s`` seconds of the local day on, a way takes ``factor`` times its free-flow seconds."""

    start_s: int
    factor: float


FREE_FLOW = (HourFactor(0, 1.0),)


@dataclass(frozen=True, slots=True)
class TravelServiceSettings:
    """How to ask a service.

    Parameters
    ----------
    url : str
        Of the server, http or https, e.g. ``http://127.0.0.1:5000``; a path is kept, user and password are not taken.
    profile : str
        OSRM's profile or Valhalla's costing; empty means ``driving`` and ``auto``.
    timeout_s : float
        Longest wait for a connection and for each part of an answer.
    retries : int
        How often to ask again after a failure that may pass, 0 to 10.
    backoff_s : float
        Wait before the second repetition; doubled each time.
    table_limit : int or None
        Most rows and most columns of one question. ``None`` means the server's usual limit (100 for OSRM, 50 for
        Valhalla); a server that finds this too many is asked for half as many.
    hours : tuple of HourFactor
        Ascending; the first begins at 0. Services know one speed for the whole day; the factors are yours to measure.

    Raises
    ------
    ValueError
        With every fault.
    """

    kind: TravelServiceKind
    url: str
    profile: str = ""
    timeout_s: float = 10.0
    retries: int = 2
    backoff_s: float = 0.5
    table_limit: int | None = None
    hours: tuple[HourFactor, ...] = FREE_FLOW

    def __post_init__(self) -> None:
        starts = [hour.start_s for hour in self.hours]
        out_of_range = [h.factor for h in self.hours if not LOWEST_FACTOR <= h.factor <= HIGHEST_FACTOR]
        faults = [
            text
            for wrong, text in (
                (not _usable(self.url), f"url is {self.url!r}, not like http://127.0.0.1:5000, without user or query"),
                (not self.name_of_profile.replace("_", "").replace("-", "").isalnum(), "profile is no plain word"),
                (self.timeout_s <= 0, f"timeout_s is {self.timeout_s}, not above 0"),
                (not 0 <= self.retries <= 10, f"retries is {self.retries}, not 0 to 10"),
                (self.backoff_s < 0, f"backoff_s is {self.backoff_s}, below 0"),
                (self.table_limit is not None and self.table_limit < 2, f"table_limit is {self.table_limit}, below 2"),
                (starts[:1] != [0], "hours don't begin at 00:00"),
                (any(b <= a for a, b in pairwise(starts)), "hours are not in ascending order"),
                (any(not 0 <= start < DAY_S for start in starts), "hours lie outside the day"),
                (bool(out_of_range), f"a factor of hours is not {LOWEST_FACTOR:g} to {HIGHEST_FACTOR:g}"),
            )
            if wrong
        ]
        if faults:
            raise ValueError("; ".join(faults))

    @property
    def name_of_profile(self) -> str:
        """Profile to ask for."""
        return self.profile or _PROFILES[self.kind]

    @property
    def side(self) -> int:
        """Rows and columns of one question to begin with."""
        return _SIDES[self.kind] if self.table_limit is None else self.table_limit


def _usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        usual = parts.port != 0
    except ValueError:
        return False
    return (
        usual
        and parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and not (parts.username or parts.password or parts.query or parts.fragment)
    )
