"""Who drives: speeds, access and delays of a kind of vehicle, read from TOML; every fault is reported at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Literal

from data.maps.settings_toml import text_of, unknown_settings, values_of
from dispatch.errors import InvalidInputError
from solver.issue import Issue

SHIPPED = ("car", "bicycle", "foot")
HIGHEST_SPEED_KM_H = 200.0
HIGHEST_DELAY_S = 600.0

_TABLES = ("speeds_km_h", "speeds_if_tagged_km_h", "access", "service", "surfaces_km_h", "tracktypes_km_h")
_KNOWN = (
    *("name", "keys", "share_of_maxspeed", "obeys_oneway", "obeys_turn_restrictions", "no_stopping"),
    *("slows_in_traffic", "barriers_passed", *_TABLES, "delays", "stops"),
)
_DELAYS = ("turn_s", "u_turn_s", "traffic_signals_s", "stop_s", "give_way_s")


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds lost on the way.

    Parameters
    ----------
    turn_s : float
        The sharpest turn at a junction; gentler ones cost less, going straight on next to nothing.
    turn_bias : float
        Above 1, turns across oncoming traffic cost more than turns to the kerb; 1 to 2.
    u_turn_s : float
        Turning round.
    traffic_signals_s, stop_s, give_way_s : float
        Passing a traffic light, stop sign, give-way sign.
    driving_side : {"right", "left"}
        Which side of the road people drive on.
    """

    turn_s: float = 0.0
    turn_bias: float = 1.0
    u_turn_s: float = 0.0
    traffic_signals_s: float = 0.0
    stop_s: float = 0.0
    give_way_s: float = 0.0
    driving_side: Literal["right", "left"] = "right"


@dataclass(frozen=True, slots=True)
class RoadProfile:
    """What a kind of vehicle makes of OpenStreetMap's tags; the shipped TOML files explain each number.

    Parameters
    ----------
    name : str
        Of the profile.
    keys : tuple of str
        Tag keys that speak of the vehicle, the most special first, without ``access``.
    speeds_km_h : mapping
        Usual speed by value of ``highway``; missing values are no way.
    speeds_if_tagged_km_h : mapping
        The same for ways that count only where one of ``keys`` opens them.
    access : mapping
        Share of the speed by access value, 0 for closed; 1 where missing.
    service : mapping
        Share of the speed on service ways by value of ``service``; 1 where missing.
    surfaces_km_h, tracktypes_km_h : mapping
        Highest speeds by value of ``surface`` and ``tracktype``.
    barriers_passed : frozenset of str
        Values of ``barrier`` that let through when no access is tagged on them.
    no_stopping : frozenset of str
        Values of ``highway`` from which no place is reached.
    share_of_maxspeed : float or None
        Speed where a limit is posted, as a share of it; ``None``: limits only cap the usual speed.
    obeys_oneway, obeys_turn_restrictions : bool
        Whether signs for vehicles bind.
    slows_in_traffic : bool
        Whether hours of the day matter.
    delays : Delays
        Seconds lost on the way.
    access_s : float
        Seconds that each way between different places takes besides: ``access_s`` below ``[stops]``.
    """

    name: str
    keys: tuple[str, ...]
    speeds_km_h: Mapping[str, float]
    speeds_if_tagged_km_h: Mapping[str, float] = field(default_factory=dict)
    access: Mapping[str, float] = field(default_factory=dict)
    service: Mapping[str, float] = field(default_factory=dict)
    surfaces_km_h: Mapping[str, float] = field(default_factory=dict)
    tracktypes_km_h: Mapping[str, float] = field(default_factory=dict)
    barriers_passed: frozenset[str] = frozenset()
    no_stopping: frozenset[str] = frozenset()
    share_of_maxspeed: float | None = None
    obeys_oneway: bool = True
    obeys_turn_restrictions: bool = True
    slows_in_traffic: bool = True
    delays: Delays = field(default_factory=Delays)
    access_s: float = 0.0


def shipped_profile(name: str) -> RoadProfile:
    """One of the profiles that come with the program: ``car``, ``bicycle`` or ``foot``.

    Raises
    ------
    InvalidInputError
        When there is none of that name.
    """
    if name not in SHIPPED:
        cause = f"No profile {name!r} comes with the program."
        raise InvalidInputError((Issue("unknown_profile", "profile", cause, f"Use one of {', '.join(SHIPPED)}."),))
    return read_profile(files("data.maps.roads").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def load_profile(path: Path) -> RoadProfile:
    """Read a profile from a file of the user's.

    Raises
    ------
    InvalidInputError
        With every fault of the file.
    """
    return read_profile(text_of(path))


def read_profile(text: str) -> RoadProfile:
    """Read a profile.

    Raises
    ------
    InvalidInputError
        With every fault of the text.
    """
    values = values_of(text, "profile")
    issues = unknown_settings(values, _KNOWN)
    speed = (1.0, HIGHEST_SPEED_KM_H)
    ranges = dict.fromkeys(_TABLES, speed) | {"access": (0.0, 1.0), "service": (0.0, 1.0)}
    tables = {name: _numbers(values.get(name, {}), name, *ranges[name], issues) for name in _TABLES}
    if not tables["speeds_km_h"]:
        issues.append(Issue("no_speeds", "speeds_km_h", "No speeds are given.", "Add e.g. residential = 25."))
    share = values.get("share_of_maxspeed")
    profile = RoadProfile(
        name=_text(values.get("name"), "name", issues),
        keys=_texts(values.get("keys"), "keys", issues),
        share_of_maxspeed=None if share is None else _number(share, "share_of_maxspeed", 0.1, 1.5, issues),
        obeys_oneway=_flag(values.get("obeys_oneway", True), "obeys_oneway", issues),
        obeys_turn_restrictions=_flag(values.get("obeys_turn_restrictions", True), "obeys_turn_restrictions", issues),
        slows_in_traffic=_flag(values.get("slows_in_traffic", True), "slows_in_traffic", issues),
        barriers_passed=frozenset(_texts(values.get("barriers_passed", []), "barriers_passed", issues)),
        no_stopping=frozenset(_texts(values.get("no_stopping", []), "no_stopping", issues)),
        delays=_delays(values.get("delays", {}), issues),
        access_s=_access_s(values.get("stops", {}), issues),
        **tables,
    )
    if issues:
        raise InvalidInputError(tuple(issues))
    return profile


def _delays(value: object, issues: list[Issue]) -> Delays:
    if not isinstance(value, dict):
        issues.append(Issue("no_table", "delays", f"{value!r} is no table.", "Write [delays] and names below it."))
        return Delays()
    known = (*_DELAYS, "turn_bias", "driving_side")
    issues.extend(
        Issue("unknown_setting", f"delays.{name}", f"There is no delay {name!r}.", f"Use one of {', '.join(known)}.")
        for name in value
        if name not in known
    )
    seconds = {name: _number(value.get(name, 0), f"delays.{name}", 0, HIGHEST_DELAY_S, issues) for name in _DELAYS}
    side = value.get("driving_side", "right")
    if side not in {"right", "left"}:
        issues.append(Issue("bad_side", "delays.driving_side", f"{side!r} is no side.", 'Write "right" or "left".'))
    return Delays(
        turn_bias=_number(value.get("turn_bias", 1), "delays.turn_bias", 1, 2, issues),
        driving_side="left" if side == "left" else "right",
        **seconds,
    )


def _access_s(value: object, issues: list[Issue]) -> float:
    stops = _numbers(value, "stops", 0, HIGHEST_DELAY_S, issues)
    issues.extend(
        Issue("unknown_setting", f"stops.{name}", f"There is no setting {name!r}.", "Use access_s.")
        for name in stops
        if name != "access_s"
    )
    return stops.get("access_s", 0.0)


def _numbers(value: object, path: str, low: float, high: float, issues: list[Issue]) -> dict[str, float]:
    if not isinstance(value, dict):
        issues.append(Issue("no_table", path, f"{value!r} is no table.", f"Write [{path}] and names below it."))
        return {}
    return {name: _number(number, f"{path}.{name}", low, high, issues) for name, number in value.items()}


def _number(value: object, path: str, low: float, high: float, issues: list[Issue]) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
        return float(value)
    cause = f"{value!r} is no number in the range."
    issues.append(Issue("bad_number", path, cause, f"Give a number from {low:g} to {high:g}."))
    return low


def _text(value: object, path: str, issues: list[Issue]) -> str:
    if isinstance(value, str) and value.strip():
        return value
    issues.append(Issue("no_text", path, f"{value!r} is no name.", "Write a word in quotes."))
    return ""


def _texts(value: object, path: str, issues: list[Issue]) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(value)
    issues.append(Issue("no_list", path, f"{value!r} is no list of words.", 'Write e.g. ["motorcar", "vehicle"].'))
    return ()


def _flag(value: object, path: str, issues: list[Issue]) -> bool:
    if isinstance(value, bool):
        return value
    issues.append(Issue("no_flag", path, f"{value!r} is neither true nor false.", "Write true or false."))
    return False
