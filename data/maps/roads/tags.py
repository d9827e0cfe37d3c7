"""What the tags of a way or a node mean for a profile: how fast in each direction, or closed."""

from collections.abc import Mapping

from data.maps.roads.maxspeed import maxspeed_km_h
from data.maps.roads.profile import RoadProfile

Tags = Mapping[str, str]

_YES = frozenset({"yes", "true", "1"})
_NO = frozenset({"no", "false", "0", "alternating"})
_BACK = frozenset({"-1", "reverse"})
_ROUND = frozenset({"roundabout", "circular"})
_CYCLEWAYS = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
_BOTH, _FORWARD, _BACKWARD, _CLOSED = (True, True), (True, False), (False, True), (False, False)


def way_speeds(tags: Tags, profile: RoadProfile) -> tuple[float, float]:
    """Kilometres per hour along and against the way, 0 where it is closed."""
    highway = tags.get("highway", "")
    if tags.get("area") == "yes" or (tags.get("motorroad") == "yes" and "motor_vehicle" not in profile.keys):
        return 0.0, 0.0
    usual = profile.speeds_km_h.get(highway)
    if usual is None:
        usual = profile.speeds_if_tagged_km_h.get(highway)
        if usual is None or not any(key in tags for key in profile.keys):
            return 0.0, 0.0
    share = profile.service.get(tags.get("service", ""), 1.0) if highway == "service" else 1.0
    cap = min(
        profile.surfaces_km_h.get(tags.get("surface", "").lower(), usual + 1000),
        profile.tracktypes_km_h.get(tags.get("tracktype", ""), usual + 1000),
    )
    along, against = _directions(tags, profile)
    forward = _speed(tags, profile, "forward", usual, cap) * share if along else 0.0
    backward = _speed(tags, profile, "backward", usual, cap) * share if against else 0.0
    return forward, backward


def node_is_closed(tags: Tags, profile: RoadProfile) -> bool:
    """Whether nobody with the profile passes: by its access, else by its barrier."""
    if tags.get("highway") == "crossing":
        return False  # access there is about those who cross
    for key in (*profile.keys, "access"):
        if key in tags:
            return _share(tags[key], profile) == 0
    barrier = tags.get("barrier")
    return barrier is not None and barrier not in profile.barriers_passed


def _speed(tags: Tags, profile: RoadProfile, direction: str, usual: float, cap: float) -> float:
    value = tags.get(f"maxspeed:{direction}", tags.get("maxspeed"))
    limit = maxspeed_km_h(value) if value else None
    speed = usual
    if limit is not None:
        speed = limit * profile.share_of_maxspeed if profile.share_of_maxspeed else min(usual, limit)
    return min(speed, cap) * _access(tags, profile, direction)


def _access(tags: Tags, profile: RoadProfile, direction: str) -> float:
    for key in (*profile.keys, "access"):
        value = tags.get(f"{key}:{direction}", tags.get(key))
        if value is not None:
            return _share(value, profile)
    return 1.0


def _share(value: str, profile: RoadProfile) -> float:
    """Of several values the most open counts."""
    return max(profile.access.get(part.strip().lower(), 1.0) for part in value.split(";"))


def _directions(tags: Tags, profile: RoadProfile) -> tuple[bool, bool]:
    for key in profile.keys:
        value = tags.get(f"oneway:{key}")
        if value is not None and (found := _oneway(value)) is not None:
            return found
    if not profile.obeys_oneway:
        return _BOTH
    if "bicycle" in profile.keys and any(tags.get(key, "").startswith("opposite") for key in _CYCLEWAYS):
        return _BOTH
    found = _oneway(tags.get("oneway", ""))
    if found is not None:
        return found
    implied = tags.get("junction") in _ROUND or tags.get("highway") == "motorway"
    return _FORWARD if implied else _BOTH


def _oneway(value: str) -> tuple[bool, bool] | None:
    if value in _YES:
        return _FORWARD
    if value in _NO:
        return _BOTH
    if value in _BACK:
        return _BACKWARD
    return _CLOSED if value == "reversible" else None
