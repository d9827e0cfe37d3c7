"""Reads past legs from CSV: when technicians left one place and came to another. Every faulty row is reported."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from data.files.csv_in import read_csv
from dispatch.errors import InvalidInputError
from dispatch.place import Place
from solver.issue import Issue

COLUMNS = ("departed_at", "arrived_at", "from_lat", "from_lon", "to_lat", "to_lon")

LONGEST = timedelta(hours=12)
"""A leg that takes longer holds something else than travel."""


@dataclass(frozen=True, slots=True)
class PastLeg:
    """One way as it was; ``departed_at`` is aware, in the area's zone."""

    departed_at: datetime
    duration_s: float
    from_place: Place
    to_place: Place


@dataclass(frozen=True, slots=True)
class PastLegs:
    """The legs of a file, and what is wrong with the other rows."""

    legs: tuple[PastLeg, ...]
    issues: tuple[Issue, ...]


def read_legs(content: bytes, zone: tzinfo) -> PastLegs:
    """Read past legs.

    Parameters
    ----------
    content : bytes
        CSV with ``COLUMNS``; others are left alone. Times are ISO 8601, with an offset or else in the area's zone.
    zone : tzinfo
        The area's.

    Raises
    ------
    InvalidInputError
        When the file as a whole can't be read, or a column is missing.
    """
    table = read_csv(content)
    names = {heading.casefold(): heading for heading in table.headings}
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        there = ", ".join(table.headings)
        raise InvalidInputError(
            tuple(
                Issue("missing_column", name, f"There is no column {name}; there are: {there}.", f"Add {name}.")
                for name in missing
            )
        )
    legs: list[PastLeg] = []
    issues: list[Issue] = []
    for row in table.rows:
        line = f"line {row.number + 1}"
        faults = [Issue(fault.code, f"{line}: {fault.path}", fault.cause, fault.action) for fault in row.issues]
        leg = _leg({name: str(row.fields[names[name]]).strip() for name in COLUMNS}, line, zone, faults)
        issues += faults
        if leg is not None and not faults:
            legs.append(leg)
    return PastLegs(tuple(legs), tuple(issues))


def _leg(fields: Mapping[str, str], line: str, zone: tzinfo, issues: list[Issue]) -> PastLeg | None:
    departed = _instant(fields, "departed_at", line, zone, issues)
    arrived = _instant(fields, "arrived_at", line, zone, issues)
    start = _place(fields, "from", line, issues)
    end = _place(fields, "to", line, issues)
    if departed is None or arrived is None or start is None or end is None:
        return None
    took = timedelta(seconds=arrived.timestamp() - departed.timestamp())
    if not timedelta(0) < took <= LONGEST:
        cause = f"The leg takes {took.total_seconds() / 3600:.2f} hours."
        action = "Give an arrival after the departure and within 12 hours of it."
        issues.append(Issue("bad_duration", f"{line}: arrived_at", cause, action))
        return None
    return PastLeg(departed, took.total_seconds(), start, end)


def _instant(fields: Mapping[str, str], name: str, line: str, zone: tzinfo, issues: list[Issue]) -> datetime | None:
    try:
        at = datetime.fromisoformat(fields[name])
        at = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(zone)
    except (ValueError, OverflowError):
        cause = f"{fields[name]!r} is no time." if fields[name] else "The time is missing."
        issues.append(
            Issue("bad_time", f"{line}: {name}", cause, "Write it like 2026-03-02T08:15 or 2026-03-02T08:15-05:00.")
        )
        return None
    return at


def _place(fields: Mapping[str, str], which: str, line: str, issues: list[Issue]) -> Place | None:
    lat, lon = fields[f"{which}_lat"], fields[f"{which}_lon"]
    try:
        degrees = float(lat), float(lon)
        if not all(map(math.isfinite, degrees)):
            raise ValueError  # noqa: TRY301 -- told like any other text that is no place
        return Place(*degrees)
    except ValueError:
        cause = f"lat {lat!r}, lon {lon!r} is no place."
        action = "Give decimal degrees, lat from -90 to 90 and lon from -180 to 180."
        issues.append(Issue("bad_coordinates", f"{line}: {which}_lat, {which}_lon", cause, action))
        return None
