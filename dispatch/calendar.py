"""The business calendar: when the company is open, and counting in open time; right on days with a clock change."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

LONGEST_SEARCH_DAYS = 750
"""How far ahead an opening is looked for before the calendar is taken to be closed for good."""


class OpeningHours(NamedTuple):
    """Minutes of the local day; ``closes`` may be 1440, midnight."""

    opens: int
    closes: int


class NeverOpenError(ValueError):
    """The calendar has no opening within two years of the instant asked for."""


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """When the company is open.

    Parameters
    ----------
    zone : str
        IANA name of the area's time zone.
    weekdays : tuple of seven tuples of OpeningHours
        Monday first; sorted and disjoint; empty means closed.
    holidays : container of date
        Local days on which ``holiday_hours`` apply instead.
    holiday_hours : tuple of OpeningHours
        Empty means closed.
    """

    zone: str
    weekdays: tuple[tuple[OpeningHours, ...], ...]
    holidays: Container[date] = field(default=frozenset(), compare=False)
    holiday_hours: tuple[OpeningHours, ...] = ()

    def local(self, at: datetime) -> datetime:
        """Turn an instant into local time."""
        return at.astimezone(ZoneInfo(self.zone))

    def instant(self, day: date, minute: int, *, fold: int = 0) -> datetime:
        """Turn a minute of a local day into an instant, aware UTC.

        Parameters
        ----------
        minute : int
            0 to 1440.
        fold : int
            Which of the two is meant when clocks go back: 0 the first, 1 the second. A minute skipped when clocks go
            forward becomes the same number of minutes after (0) or before (1) the change.
        """
        day += timedelta(days=minute // 1440)
        clock = time(minute % 1440 // 60, minute % 60, fold=fold)
        return datetime.combine(day, clock, ZoneInfo(self.zone)).astimezone(UTC)

    def hours_on(self, day: date) -> tuple[OpeningHours, ...]:
        """Opening hours of a local day."""
        return self.holiday_hours if day in self.holidays else self.weekdays[day.weekday()]

    def openings(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """When the company opens and closes on a local day, aware UTC."""
        spans = ((self.instant(day, h.opens), self.instant(day, h.closes, fold=1)) for h in self.hours_on(day))
        return tuple((opens, closes) for opens, closes in spans if opens < closes)

    def after_open_time(self, start: datetime, seconds: int) -> datetime:
        """Return when so many seconds of open time have passed, aware UTC.

        Outside opening hours the count begins at the next opening.

        Raises
        ------
        NeverOpenError
            When there is not so much open time within two years.
        """
        left = timedelta(seconds=seconds)
        day = self.local(start).date()
        for ahead in range(LONGEST_SEARCH_DAYS):
            for opens, closes in self.openings(day + timedelta(days=ahead)):
                begin = max(opens, start)
                if begin < closes and begin + left <= closes:
                    return (begin + left).astimezone(UTC)
                left -= max(timedelta(), closes - begin)
        msg = f"there are not {seconds} seconds of open time in the two years after {start}"
        raise NeverOpenError(msg)

    def end_of_open_day(self, start: datetime, days: int, minute: int | None = None) -> datetime:
        """Return when the n-th open day ends, aware UTC.

        Parameters
        ----------
        days : int
            0 is the day of ``start`` itself, or the next open day when that one has ended or is closed; n is the n-th
            open day after it.
        minute : int or None
            When the day ends, a minute of the local day; ``None`` means at closing time.

        Raises
        ------
        NeverOpenError
            When there are not so many open days within two years.
        """
        today = self.local(start).date()
        if days == 0:
            end = next((end for end in self._ends_of_open_days(today, minute) if end > start), None)
        else:
            later = self._ends_of_open_days(today + timedelta(days=1), minute)
            end = next(islice(later, days - 1, None), None)
        if end is None:
            msg = f"there are not {days} open days in the two years after {start}"
            raise NeverOpenError(msg)
        return end

    def _ends_of_open_days(self, first: date, minute: int | None) -> Iterator[datetime]:
        for ahead in range(LONGEST_SEARCH_DAYS):
            day = first + timedelta(days=ahead)
            openings = self.openings(day)
            if openings:
                yield openings[-1][1] if minute is None else self.instant(day, minute)
