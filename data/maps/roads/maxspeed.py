"""Reads speed limits as people tag them: 50, 25 mph, walk, DE:urban. Kilometres per hour."""

import re
import tomllib
from functools import cache
from importlib.resources import files

KM_PER_MILE = 1.609344

_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|mp/h|km/h|kmh|kph|knots)?")
_FACTORS = {"mph": KM_PER_MILE, "mp/h": KM_PER_MILE, "knots": 1.852}


@cache
def maxspeed_km_h(value: str) -> float | None:
    """Read a limit; of several the lowest. ``None`` when it says nothing that can be used.

    Parameters
    ----------
    value : str
        Of ``maxspeed``, ``maxspeed:forward`` or ``maxspeed:backward``.
    """
    limits = [limit for part in re.split(r"[;|]", value) if (limit := _one(part.strip().lower())) is not None]
    return min(limits, default=None)


def _one(text: str) -> float | None:
    number = _NUMBER.fullmatch(text)
    if number is not None:
        limit = float(number[1]) * _FACTORS.get(number[2], 1.0)
        return limit if limit >= 1 else None
    words = _words()
    zone = text.partition(":")[2]
    for name in (text, zone, zone.replace("zone", "").lstrip(":")):
        if name in words:
            return words[name]
        if name.isdigit() and zone and int(name) >= 1:
            return float(name)
    return None


@cache
def _words() -> dict[str, float]:
    text = files("data.maps.roads").joinpath("maxspeed.toml").read_text(encoding="utf-8")
    return {name: float(limit) for name, limit in tomllib.loads(text).items()}
