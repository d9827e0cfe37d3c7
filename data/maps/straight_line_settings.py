"""Reads the numbers behind straight-line travel times from TOML; every fault is reported at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from data.maps.settings_toml import unknown_settings, values_of
from dispatch.errors import InvalidInputError
from solver.issue import Issue

LOWEST_DETOUR, HIGHEST_DETOUR = 1.0, 5.0
LOWEST_SPEED_KM_H, HIGHEST_SPEED_KM_H = 1.0, 200.0
HIGHEST_ACCESS_S = 3600

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_KNOWN = ("detour", "access_seconds", "hours")


@dataclass(frozen=True, slots=True)
class SpeedBand:
    """From ``start_s`` seconds of the local day on, people drive at ``speed_km_h``."""

    start_s: int
    speed_km_h: float


@dataclass(frozen=True, slots=True)
class StraightLineSettings:
    """What turns straight-line distance into time.

    Parameters
    ----------
    detour : float
        Road metres per straight-line metre, 1 to 5.
    access_s : int
        Seconds added to each way between different places, 0 to 3600.
    bands : tuple of SpeedBand
        Ascending; the first begins at 0.
    """

    detour: float
    access_s: int
    bands: tuple[SpeedBand, ...]


def shipped_settings() -> StraightLineSettings:
    """The settings that come with the program, ``straight_line.toml``."""
    return read_settings(files("data.maps").joinpath("straight_line.toml").read_text(encoding="utf-8"))


def read_settings(text: str) -> StraightLineSettings:
    """Read settings.

    Raises
    ------
    InvalidInputError
        With every fault of the text.
    """
    values = values_of(text, "straight_line")
    issues = unknown_settings(values, _KNOWN)
    detour = _number(values.get("detour"), "detour", LOWEST_DETOUR, HIGHEST_DETOUR, issues)
    access_s = _number(values.get("access_seconds"), "access_seconds", 0, HIGHEST_ACCESS_S, issues)
    bands = _bands(values.get("hours"), issues)
    if issues:
        raise InvalidInputError(tuple(issues))
    return StraightLineSettings(detour, round(access_s), bands)


def _number(value: object, path: str, low: float, high: float, issues: list[Issue]) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
        return float(value)
    cause = "The number is missing." if value is None else f"{value!r} is no number in the range."
    issues.append(Issue("bad_number", path, cause, f"Give a number from {low:g} to {high:g}."))
    return low


def _bands(value: object, issues: list[Issue]) -> tuple[SpeedBand, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(band, dict) for band in value):
        issues.append(Issue("no_hours", "hours", "No hours are given.", "Add [[hours]] with from and speed_km_h."))
        return ()
    bands = tuple(_band(band, f"hours[{at}].", issues) for at, band in enumerate(value))
    starts = [band.start_s for band in bands]
    if starts[0] != 0:
        issues.append(Issue("late_start", "hours[0].from", "The first hours don't begin at 00:00.", "Begin at 00:00."))
    if starts != sorted(set(starts)):
        issues.append(Issue("not_ascending", "hours", "The hours are not in ascending order.", "Sort them by from."))
    return bands


def _band(value: Mapping[str, object], at: str, issues: list[Issue]) -> SpeedBand:
    clock = _CLOCK.fullmatch(str(value.get("from")))
    if clock is None:
        cause = f"{value.get('from')!r} is no time of the day."
        issues.append(Issue("bad_time", f"{at}from", cause, 'Write a time from "00:00" to "23:59".'))
    speed = _number(value.get("speed_km_h"), f"{at}speed_km_h", LOWEST_SPEED_KM_H, HIGHEST_SPEED_KM_H, issues)
    return SpeedBand(int(clock[1]) * 3600 + int(clock[2]) * 60 if clock else 0, speed)
