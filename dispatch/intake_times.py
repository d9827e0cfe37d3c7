"""Reads dates, times and windows as people write them, in the area's time zone.

Dates: ``2026-11-23``, ``2026/11/23``, ``20261123``, ``23.11.2026``, ``23/11/2026``, ``2026年11月23日``. Where day and
month could be either (03/04/2026) the day comes first unless told otherwise; with points it always does.
Times: ``9:00``, ``09:00:30``, ``9 am``, ``上午9:30``, ``9点``, ``9点30分``, ``9:00 Uhr``; 24:00 is the day's end.
An offset (``Z``, ``+08:00``) overrides the zone. A time that is skipped when clocks go forward is a fault; of a time
that occurs twice when they go back, the first is meant, at the end of a window the second.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dispatch.intake_cells import CellError, line, shown
from dispatch.request import ArrivalWindow

FIRST_YEAR, LAST_YEAR = 2000, 2100

_DATE = re.compile(
    r"(?P<y>\d{4})(?P<s>[-/.年])\s?(?P<m>\d{1,2})[-/.月]\s?(?P<d>\d{1,2})日?"
    r"|(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y2>\d{4})"
    r"|(?P<y3>\d{4})(?P<m3>\d{2})(?P<d3>\d{2})(?!\d)"
)
_TIME = re.compile(
    r"(?P<cn>上午|早上|中午|下午|晚上)?\s?(?P<h>\d{1,2})(?:[:时点]\s?(?P<m>\d{2})?分?)?(?::(?P<s>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s?(?P<half>am|pm|a\.m\.|p\.m\.))?(?:\s?uhr)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"\s?(?:(?P<z>z|utc|gmt)|(?P<sign>[+-])(?P<h>\d{2}):?(?P<m>\d{2}))", re.IGNORECASE)
_UNTIL = re.compile(r"\s*(?:[-–—~〜]|to\b|until\b|bis\b|至|到)\s*", re.IGNORECASE)
_ISO_INTERVAL = re.compile(r"(\S+T\S+)/(\S+T\S+)")
_SEPARATORS = re.compile(r"[;|,、\n]")

_WRITE_MOMENT = "Write it like 2026-11-23 09:00."
_WRITE_WINDOW = "Write windows like '2026-11-23 10:00-12:00; 2026-11-24 08:00-10:00'."


class ClockTime(NamedTuple):
    """Seconds since the local day's midnight; 86400 is the next one."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Times:
    """Reads times in one zone.

    Parameters
    ----------
    zone : str
        IANA name.
    day_first : bool
        Whether 03/04/2026 is the third of April (else the fourth of March).
    """

    zone: str
    day_first: bool = True

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone itself."""
        return ZoneInfo(self.zone)

    def day(self, value: object) -> date:
        """Read a date."""
        text = line(value)
        day, rest = self._take_date(text)
        if rest:
            raise CellError("bad_date", f"{shown(value)} is not a date.", "Write it like 2026-11-23.")
        return day

    def clock_time(self, value: object) -> ClockTime:
        """Read a time of the day."""
        clock, rest = _take_time(line(value))
        if rest:
            raise CellError("bad_time", f"{shown(value)} is not a time.", "Write it like 09:00.")
        return clock

    def moment(self, value: object) -> datetime:
        """Read an instant, aware UTC; a date alone is its midnight."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(UTC)
        text = line(value)
        day, rest = self._take_date(text)
        clock, rest = _take_time(rest.removeprefix("T")) if rest else (ClockTime(0), "")
        offset = _OFFSET.fullmatch(rest) if rest else None
        if rest and offset is None:
            raise CellError("bad_date", f"{shown(value)} is not a date and time.", _WRITE_MOMENT)
        if offset is None:
            return self.at(day, clock)
        return datetime.combine(day, time(), UTC) + timedelta(seconds=clock.seconds) - _ahead_of_utc(offset)

    def at(self, day: date, clock: ClockTime, *, later: bool = False) -> datetime:
        """Turn local time into an instant, aware UTC.

        Parameters
        ----------
        later : bool
            Which of the two is meant where a time occurs twice.

        Raises
        ------
        CellError
            When the time is skipped because clocks go forward.
        """
        zone = self.zone_info
        naive = datetime.combine(day, time()) + timedelta(seconds=clock.seconds)
        instant = naive.replace(tzinfo=zone, fold=int(later)).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) != naive:
            raise CellError(
                "skipped_time",
                f"{naive:%Y-%m-%d %H:%M} does not exist in {self.zone}: clocks go forward.",
                "Write a time before or after the change, or add the offset from UTC.",
            )
        return instant

    def windows(self, value: object, day: date | None = None) -> tuple[ArrivalWindow, ...]:
        """Read windows, sorted, overlapping ones joined.

        Parameters
        ----------
        value : object
            A text, or a list of texts or of objects with ``earliest_at`` and ``latest_at``.
        day : date or None
            The day of windows that name none, until one does.
        """
        parts = value if isinstance(value, list) else _SEPARATORS.split(str(value))
        found: list[ArrivalWindow] = []
        for part in parts:
            if isinstance(part, dict):
                found.append(_ordered(part, self.moment(part.get("earliest_at")), self.moment(part.get("latest_at"))))
            elif line(part):
                window, day = self._window(line(part), day)
                found.append(window)
        return joined(found)

    def _window(self, text: str, day: date | None) -> tuple[ArrivalWindow, date | None]:
        if interval := _ISO_INTERVAL.fullmatch(text):
            return _ordered(text, self.moment(interval[1]), self.moment(interval[2])), day
        rest = text
        if _DATE.match(rest):
            day, rest = self._take_date(rest)
        if day is None:
            raise CellError("window_without_day", f"Window {shown(text)} names no day.", _WRITE_WINDOW)
        if not rest:
            return ArrivalWindow(self.at(day, ClockTime(0)), self.at(day, ClockTime(86400))), day
        begin, rest = _take_time(rest)
        until = _UNTIL.match(rest)
        if until is None:
            raise CellError("bad_window", f"{shown(text)} is not a window.", _WRITE_WINDOW)
        rest = rest[until.end() :]
        last_day, rest = self._take_date(rest) if _DATE.match(rest) else (day, rest)
        end, rest = _take_time(rest)
        if rest:
            raise CellError("bad_window", f"{shown(text)} is not a window.", _WRITE_WINDOW)
        return _ordered(text, self.at(day, begin), self.at(last_day, end, later=True)), day

    def _take_date(self, text: str) -> tuple[date, str]:
        match = _DATE.match(text)
        if match is None:
            raise CellError("bad_date", f"{shown(text)} is not a date.", _WRITE_MOMENT)
        year, month, day = self._year_month_day(match)
        try:
            found = date(year, month, day)
        except ValueError:
            cause = f"{shown(match[0])} is not a day of the calendar."
            order = "day first" if self.day_first else "month first"
            raise CellError("bad_date", cause, f"Write it like 2026-11-23 (dates are read {order}).") from None
        if not FIRST_YEAR <= year <= LAST_YEAR:
            cause = f"{shown(match[0])} is not between {FIRST_YEAR} and {LAST_YEAR}."
            raise CellError("bad_date", cause, "Correct the year.")
        return found, text[match.end() :].strip()

    def _year_month_day(self, match: re.Match[str]) -> tuple[int, int, int]:
        if match["y"]:
            return int(match["y"]), int(match["m"]), int(match["d"])
        if match["y3"]:
            return int(match["y3"]), int(match["m3"]), int(match["d3"])
        first, second = int(match["a"]), int(match["b"])
        day_first = self.day_first or match["sep"] == "."
        return (int(match["y2"]), second, first) if day_first else (int(match["y2"]), first, second)


def joined(windows: list[ArrivalWindow]) -> tuple[ArrivalWindow, ...]:
    """Sort windows and join those that overlap."""
    result: list[ArrivalWindow] = []
    for window in sorted(windows, key=lambda w: w.earliest_at):
        if result and window.earliest_at <= result[-1].latest_at:
            before = result.pop()
            window = ArrivalWindow(before.earliest_at, max(before.latest_at, window.latest_at))  # noqa: PLW2901
        result.append(window)
    return tuple(result)


def _ordered(written: object, earliest: datetime, latest: datetime) -> ArrivalWindow:
    if latest < earliest:
        cause = f"Window {shown(written)} ends before it begins."
        raise CellError("window_ends_first", cause, "Write the earlier time first; past midnight, name both days.")
    return ArrivalWindow(earliest, latest)


def _ahead_of_utc(offset: re.Match[str]) -> timedelta:
    if offset["z"]:
        return timedelta()
    hours, minutes = int(offset["h"]), int(offset["m"])
    if hours > 14 or minutes > 59:
        raise CellError("bad_offset", f"{shown(offset[0])} is not an offset from UTC.", "Write it like +08:00 or Z.")
    ahead = timedelta(hours=hours, minutes=minutes)
    return -ahead if offset["sign"] == "-" else ahead


def _take_time(text: str) -> tuple[ClockTime, str]:
    match = _TIME.match(text)
    if match is None:
        raise CellError("bad_time", f"{shown(text)} is not a time.", "Write it like 09:00.")
    hour, minute, second = int(match["h"]), int(match["m"] or 0), int(match["s"] or 0)
    half = (match["half"] or "").lower().replace(".", "")
    if half and not 1 <= hour <= 12:
        raise CellError("bad_time", f"{shown(match[0])} is not a time.", "Write it like 14:00 or 2 pm.")
    if half == "pm" or match["cn"] in {"下午", "晚上"}:
        hour = hour + 12 if hour < 12 else hour
    elif half == "am" or match["cn"] in {"上午", "早上"}:
        hour = 0 if hour == 12 else hour
    seconds = hour * 3600 + minute * 60 + second
    if minute > 59 or second > 59 or seconds > 86400:
        raise CellError("bad_time", f"{shown(match[0])} is not a time.", "Write it like 09:00.")
    return ClockTime(seconds), text[match.end() :].strip()
