"""A city's hours: how much slower its roads are by the time of the day. Its own stay when the city is rebuilt."""

from collections.abc import Sequence
from pathlib import Path

from data.maps.city.city import City
from data.maps.roads.hours import FLAT, HourBand, hours_toml, load_hours, shipped_hours
from dispatch.errors import InvalidInputError
from solver.issue import Issue

HOURS = "hours.toml"
"""Beside the manifest; without it the shipped hours count."""


def hours_file(city: City) -> Path:
    """Where a city's own hours are, if it has any."""
    return city.folder.parent / HOURS


def has_own_hours(city: City) -> bool:
    """Whether the city has hours of its own."""
    return hours_file(city).exists()


def hours_of(city: City) -> tuple[HourBand, ...]:
    """The hours in use: the city's own, else the shipped ones; none that differ for those whom traffic doesn't slow.

    Raises
    ------
    InvalidInputError
        When its own can't be read, or with every fault of them.
    """
    if not city.slows_in_traffic:
        return FLAT
    return load_hours(hours_file(city)) if has_own_hours(city) else shipped_hours()


def take_hours(city: City, path: Path) -> None:
    """Give a city the hours of a file, of which a copy is kept.

    Raises
    ------
    InvalidInputError
        With every fault of the file, or when hours don't matter to those who drive there.
    """
    load_hours(path)
    _put(city, path.read_text(encoding="utf-8-sig"))


def write_hours(city: City, bands: Sequence[HourBand], comment: str) -> None:
    """Give a city hours.

    Raises
    ------
    InvalidInputError
        When hours don't matter to those who drive there, or the file can't be written.
    """
    _put(city, hours_toml(bands, comment))


def reset_hours(city: City) -> None:
    """Return to the shipped hours."""
    hours_file(city).unlink(missing_ok=True)


def require_traffic(city: City) -> None:
    """Make sure that hours matter to those who drive there.

    Raises
    ------
    InvalidInputError
        Otherwise.
    """
    if city.slows_in_traffic:
        return
    cause = f"Traffic does not slow down the profile {city.profile!r}, so hours change nothing."
    action = "Build the city with a profile that has slows_in_traffic = true."
    raise InvalidInputError((Issue("no_traffic", "hours", cause, action),))


def _put(city: City, text: str) -> None:
    require_traffic(city)
    place = hours_file(city)
    unfinished = place.with_name(f"{HOURS}.unfinished")
    try:
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(place)
    except OSError as error:
        cause = f"The hours can't be written: {error.strerror or error}."
        issue = Issue("unwritable_city", str(place), cause, "Check free space and permissions there.")
        raise InvalidInputError((issue,)) from error
