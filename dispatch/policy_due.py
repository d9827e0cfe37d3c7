"""Due times as a policy writes them, e.g. ``24 h``, ``1 open h``, ``same day 21:00`` or ``3 open days``."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.calendar import BusinessCalendar

_UNITS_S = {"min": 60, "h": 3600, "d": 86400}
_SPAN = re.compile(r"(?P<number>\d{1,5}(?:\.\d{1,2})?) (?P<open>open )?(?P<unit>min|h|d)")
_DAY = re.compile(r"(?:same day|(?P<days>\d{1,3}) open days?)(?: (?P<hour>\d{1,2}):(?P<minute>[0-5]\d))?")

GRAMMAR = (
    "'24 h' (also min, d: on the clock), '1 open h' (counted in opening hours), 'same day' or 'same day 21:00' "
    "(by closing, or by that time), '3 open days' or '3 open days 17:00'"
)


@dataclass(frozen=True, slots=True)
class Due:
    """How long after a start something is due.

    Exactly one of ``seconds`` and ``open_days`` is set.

    Parameters
    ----------
    text : str
        As the policy writes it.
    seconds : int or None
        So long after the start.
    in_open_time : bool
        Whether ``seconds`` count in opening hours only.
    open_days : int or None
        At the end of the n-th open day after the start; 0 is the same day.
    minute : int or None
        Minute of the local day at which that day ends; ``None`` means at closing.
    """

    text: str
    seconds: int | None = None
    in_open_time: bool = False
    open_days: int | None = None
    minute: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Due":
        """Read the written form.

        Raises
        ------
        ValueError
            When it is none of the forms in ``GRAMMAR``.
        """
        plain = " ".join(text.lower().split())
        if span := _SPAN.fullmatch(plain):
            seconds = round(float(span["number"]) * _UNITS_S[span["unit"]])
            return cls(plain, seconds=seconds, in_open_time=span["open"] is not None)
        if (day := _DAY.fullmatch(plain)) and int(day["hour"] or 0) < 24:
            minute = int(day["hour"]) * 60 + int(day["minute"]) if day["hour"] else None
            return cls(plain, open_days=int(day["days"] or 0), minute=minute)
        msg = f"{text!r} is not a due time"
        raise ValueError(msg)

    def after(self, start: datetime, calendar: BusinessCalendar) -> datetime:
        """Return the due instant, aware UTC.

        Raises
        ------
        NeverOpenError
            When the calendar does not open often enough within two years.
        """
        if self.seconds is None:
            return calendar.end_of_open_day(start, self.open_days or 0, self.minute)
        if self.in_open_time:
            return calendar.after_open_time(start, self.seconds)
        return start + timedelta(seconds=self.seconds)
