"""How times, amounts and cost terms are written for people; instants are shown in the area's zone."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dispatch.plan_view import StopView
from dispatch.request import ArrivalWindow

TERM_WORDS: Mapping[str, str] = {
    "unserved": "visits left out",
    "promise": "promises broken",
    "response": "late response",
    "travel_time": "driving time",
    "travel_distance": "driving distance",
    "overtime": "overtime",
    "waiting": "waiting",
    "fixed": "shifts used",
    "preference": "wishes not met",
    "change": "changes to the plan before",
    "workload": "work beyond the target",
}
"""The solver's cost terms in words."""

CURRENCY_SIGNS: Mapping[str, str] = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥"}


def clock_time(at: datetime, zone: str) -> str:
    """Write an instant as local ``08:05``."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def arrival_text(view: StopView, zone: str) -> str:
    """Write an arrival as ``10:15``, or as ``10:05–10:25`` where the address is not known to the house."""
    bounds = view.bounds
    if bounds is None:
        return clock_time(view.stop.arrival_at, zone)
    return f"{clock_time(bounds.earliest_at, zone)}–{clock_time(bounds.latest_at, zone)}"


def local_iso(at: datetime, zone: str) -> str:
    """Write an instant as local ISO 8601 with its offset, e.g. ``2026-11-23T08:05:00-05:00``."""
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def local_day(at: datetime, zone: str) -> date:
    """Tell the local day of an instant."""
    return at.astimezone(ZoneInfo(zone)).date()


def long_day(day: date) -> str:
    """Write a day as ``Monday 23 November 2026``."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def window_text(window: ArrivalWindow, zone: str) -> str:
    """Write a window as ``08:00–12:00``, with the day where it ends on another one."""
    first, last = local_day(window.earliest_at, zone), local_day(window.latest_at, zone)
    end = clock_time(window.latest_at, zone)
    return f"{clock_time(window.earliest_at, zone)}–{end}" if first == last else f"{first} – {last} {end}"


def duration_text(seconds: float) -> str:
    """Write a duration as ``1 h 05 min`` or ``40 min``, rounded to minutes."""
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02d} min" if minutes >= 60 else f"{minutes} min"


def hours_text(seconds: float) -> str:
    """Write a duration as hours and minutes, ``1:05``, for narrow columns."""
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def distance_text(metres: float) -> str:
    """Write a distance as ``12.3 km``."""
    return f"{metres / 1000:,.1f} km"


def money_text(cents: int, currency: str) -> str:
    """Write an amount as ``$1,234.50``, or with its code where there is no sign for it."""
    amount = f"{abs(cents) / 100:,.2f}"
    sign = "−" if cents < 0 else ""
    return f"{sign}{CURRENCY_SIGNS[currency]}{amount}" if currency in CURRENCY_SIGNS else f"{sign}{amount} {currency}"


def term_words(term: str) -> str:
    """Write a cost term in words."""
    return TERM_WORDS.get(term, term.replace("_", " "))
