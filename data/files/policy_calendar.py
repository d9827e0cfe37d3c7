"""Reads the ``[calendar]`` of a policy file: opening hours, and public holidays from the ``holidays`` library."""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays

from data.files.toml_section import Section
from dispatch.calendar import BusinessCalendar, OpeningHours

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_HOURS = re.compile(r"(\d{1,2}):([0-5]\d)\s*-\s*(\d{1,2}):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class HolidayDates:
    """Public holidays of one country or subdivision, with exceptions; asks the library for each date."""

    country: Container[date]
    closed_on: frozenset[date]
    open_on: frozenset[date]

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day in self.closed_on or (day in self.country and day not in self.open_on))


def read_zone(section: Section, key: str) -> str:
    """Read an IANA time zone; UTC when it is wrong."""
    zone = section.parsed(key, _existing_zone, "Write an IANA name such as 'America/New_York' or 'Asia/Shanghai'.")
    return zone or "UTC"


def read_calendar(section: Section, zone: str) -> BusinessCalendar:
    """Read the calendar, adding every fault to the section's."""
    weekdays = tuple(_hours(section, day) for day in WEEKDAYS)
    if not any(weekdays) and not section.issues:
        section.fault("", "never_open", "The calendar has no opening hours.", "Write hours for at least one weekday.")
    calendar = BusinessCalendar(
        zone=zone,
        weekdays=weekdays,
        holidays=HolidayDates(_public_holidays(section), section.dates("closed_on"), section.dates("open_on")),
        holiday_hours=_hours(section, "holidays"),
    )
    section.finish()
    return calendar


def _hours(section: Section, key: str) -> tuple[OpeningHours, ...]:
    spans = [_span(section, key, text) for text in section.texts(key)]
    hours = sorted(span for span in spans if span is not None)
    if any(later.opens < earlier.closes for earlier, later in pairwise(hours)):
        section.fault(key, "overlap", f"The opening hours of {section.where(key)} overlap.", "Write disjoint spans.")
        return ()
    return tuple(hours)


def _span(section: Section, key: str, text: str) -> OpeningHours | None:
    match = _HOURS.fullmatch(text.strip())
    if match:
        opens, closes = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
        if opens < closes <= 1440:
            return OpeningHours(opens, closes)
    section.fault(
        key,
        "bad_value",
        f"{section.where(key)} holds {text!r}.",
        "Write spans like '09:00-18:00', the end after the start and at most 24:00; split hours past midnight in two.",
    )
    return None


def _public_holidays(section: Section) -> Container[date]:
    country, subdivision = section.text("country") or "", section.text("subdivision") or ""
    if not country:
        if subdivision:
            cause = f"{section.where('subdivision')} is {subdivision!r} without a country."
            section.fault("subdivision", "bad_value", cause, "Add the country it belongs to.")
        return frozenset()
    if country.upper() not in holidays.list_supported_countries():
        cause = f"No public holidays are known for country {country!r}."
        section.fault("country", "bad_value", cause, "Write an ISO 3166 code of two letters, or leave ''.")
        return frozenset()
    try:
        return holidays.country_holidays(country.upper(), subdiv=subdivision or None)
    except NotImplementedError:
        cause = f"No public holidays are known for {subdivision!r} in {country.upper()}."
        section.fault("subdivision", "bad_value", cause, "Write its ISO 3166-2 code without the country, or leave ''.")
        return frozenset()


def _existing_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, LookupError) as error:
        msg = f"no time zone {name!r}"
        raise ValueError(msg) from error
    return name
