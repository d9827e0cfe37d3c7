"""How much slower roads are by the hour, read from TOML and written there; every fault is reported at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from data.maps.settings_toml import text_of, unknown_settings, values_of
from dispatch.errors import InvalidInputError
from solver.issue import Issue

LOWEST_SHARE, HIGHEST_SHARE = 0.05, 2.0

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class HourBand:
    """From ``start_s`` seconds of the local day on, people drive at a share of the usual speed.

    Parameters
    ----------
    start_s : int
        Until the next band's.
    share : float
        Of the usual speed, 0.05 to 2.
    roads : mapping
        Shares for some values of ``highway``, which take the place of ``share``; a link counts as its road.
    """

    start_s: int
    share: float
    roads: Mapping[str, float] = field(default_factory=dict)

    def share_on(self, highway: str) -> float:
        """Share of the usual speed on a kind of road."""
        return self.roads.get(highway, self.roads.get(highway.removesuffix("_link"), self.share))


FLAT = (HourBand(0, 1.0),)
"""No hour is slower than another."""


def shipped_hours() -> tuple[HourBand, ...]:
    """The working day that comes with the program, ``hours.toml``."""
    return read_hours(files("data.maps.roads").joinpath("hours.toml").read_text(encoding="utf-8"))


def load_hours(path: Path) -> tuple[HourBand, ...]:
    """Read hours from a file of the user's.

    Raises
    ------
    InvalidInputError
        With every fault of the file.
    """
    return read_hours(text_of(path))


def read_hours(text: str) -> tuple[HourBand, ...]:
    """Read hours.

    Raises
    ------
    InvalidInputError
        With every fault of the text.
    """
    values = values_of(text, "hours")
    issues = unknown_settings(values, ("hours",))
    hours = values.get("hours")
    bands: tuple[HourBand, ...] = FLAT
    if isinstance(hours, list) and hours and all(isinstance(band, dict) for band in hours):
        bands = tuple(_band(band, f"hours[{at}].", issues) for at, band in enumerate(hours))
        starts = [band.start_s for band in bands]
        if starts[0] != 0:
            cause = "The first hours don't begin at 00:00."
            issues.append(Issue("late_start", "hours[0].from", cause, "Begin at 00:00."))
        if starts != sorted(set(starts)):
            cause = "The hours are not in ascending order."
            issues.append(Issue("not_ascending", "hours", cause, "Sort them by from."))
    else:
        issues.append(Issue("no_hours", "hours", "No hours are given.", "Add [[hours]] with from and share."))
    if issues:
        raise InvalidInputError(tuple(issues))
    return bands


def hours_toml(bands: Sequence[HourBand], comment: str = "") -> str:
    """Write hours as the text that :func:`read_hours` reads.

    Parameters
    ----------
    bands : sequence of HourBand
    comment : str
        Put at the top.
    """
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    for band in bands:
        clock = f"{band.start_s // 3600:02}:{band.start_s // 60 % 60:02}"
        lines += ["", "[[hours]]", f'from = "{clock}"', f"share = {band.share:.4g}"]
        if band.roads:
            lines += ["[hours.roads]", *(f"{name} = {share:.4g}" for name, share in band.roads.items())]
    return "\n".join(lines).lstrip("\n") + "\n"


def _band(value: Mapping[str, object], at: str, issues: list[Issue]) -> HourBand:
    issues.extend(
        Issue("unknown_setting", f"{at}{name}", f"There is no setting {name!r}.", "Use from, share and roads.")
        for name in value
        if name not in {"from", "share", "roads"}
    )
    clock = _CLOCK.fullmatch(str(value.get("from")))
    if clock is None:
        cause = f"{value.get('from')!r} is no time of the day."
        issues.append(Issue("bad_time", f"{at}from", cause, 'Write a time from "00:00" to "23:59".'))
    roads = value.get("roads", {})
    if not isinstance(roads, dict):
        issues.append(
            Issue("no_table", f"{at}roads", f"{roads!r} is no table.", "Write [hours.roads] and names below.")
        )
        roads = {}
    return HourBand(
        int(clock[1]) * 3600 + int(clock[2]) * 60 if clock else 0,
        _share(value.get("share"), f"{at}share", issues),
        {name: _share(share, f"{at}roads.{name}", issues) for name, share in roads.items()},
    )


def _share(value: object, path: str, issues: list[Issue]) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and LOWEST_SHARE <= value <= HIGHEST_SHARE:
        return float(value)
    cause = "The number is missing." if value is None else f"{value!r} is no number in the range."
    issues.append(Issue("bad_number", path, cause, f"Give a number from {LOWEST_SHARE:g} to {HIGHEST_SHARE:g}."))
    return 1.0
