"""Reads what each online service says about a place: where (WGS-84), how precisely, how sure.

Sources of the levels: https://nominatim.org/release-docs/latest/customize/Ranking/ · https://github.com/komoot/photon ·
https://developers.google.com/maps/documentation/geocoding/requests-geocoding ·
https://lbsyun.baidu.com/faq/api?title=webapi/guide/webservice-geocoding ·
https://lbs.amap.com/api/webservice/guide/api/georegeo
"""

from collections.abc import Callable, Mapping
from typing import Any

from geopy.location import Location
from rapidfuzz import fuzz

from data.maps.address_number import HouseNumber, house_number
from data.maps.address_query import read_line
from data.maps.address_score import Candidate, number_factor
from data.maps.address_text import plain
from data.maps.coordinates import wgs84_from_bd09, wgs84_from_gcj02
from data.maps.service_settings import Provider
from dispatch.place import Address, GeocodeQuality, Place

_Q = GeocodeQuality
_SCORES = {_Q.HOUSE: 1.0, _Q.NEAREST: 0.85, _Q.STREET: 0.65, _Q.AREA: 0.35}
"""Our assumption; lowered where the service itself, or the words, say that the match is partial."""

_PARTIAL = 0.8
_GOOGLE_PRECISION = {"ROOFTOP": _Q.HOUSE, "RANGE_INTERPOLATED": _Q.NEAREST}
_GOOGLE_STREETS = frozenset({"route", "intersection"})
_AMAP_LEVELS = {
    "门牌号": _Q.HOUSE,
    "单元号": _Q.HOUSE,
    "楼栋号": _Q.HOUSE,
    "兴趣点": _Q.HOUSE,
    "道路": _Q.STREET,
    "道路交叉路口": _Q.STREET,
    "公交站台、地铁站": _Q.STREET,
}
_BAIDU_AREAS = frozenset(
    {"UNKNOWN", "国家", "省", "城市", "区县", "乡镇", "村庄", "商圈", "开发区", "行政区划", "地产小区"}
)
_BAIDU_STREETS = frozenset({"道路", "交叉路口", "道路交叉路口"})
_OUTSIDE_MAINLAND_ADCODES = ("71", "81", "82")
"""Taiwan, Hong Kong, Macao."""


def nominatim(location: Location, address: Address) -> Candidate:
    """Rank 30 is a building or a point of interest, 26 to 29 a street, below an area."""
    raw = location.raw
    rank = int(raw["place_rank"])
    quality = _Q.HOUSE if rank >= 30 else _Q.STREET if rank >= 26 else _Q.AREA
    number = raw.get("address", {}).get("house_number", "")
    return _candidate(location, _checked(quality, number, address), _agreement(address, location.address))


def photon(location: Location, address: Address) -> Candidate:
    """The type is ``house``, ``street`` or the name of a larger area."""
    properties: Mapping[str, Any] = location.raw["properties"]
    quality = {"house": _Q.HOUSE, "street": _Q.STREET}.get(properties.get("type", ""), _Q.AREA)
    quality = _checked(quality, properties.get("housenumber", ""), address)
    return _candidate(location, quality, _agreement(address, location.address))


def google(location: Location, _: Address) -> Candidate:
    """The location type says how precise the place is, ``partial_match`` that words were passed over."""
    raw = location.raw
    types = set(raw.get("types", ()))
    quality = _GOOGLE_PRECISION.get(raw["geometry"]["location_type"], _Q.AREA)
    if quality is _Q.AREA and types & _GOOGLE_STREETS:
        quality = _Q.STREET
    return _candidate(location, quality, _PARTIAL if raw.get("partial_match") else 1.0)


def baidu(location: Location, address: Address) -> Candidate:
    """``precise`` 1 is the very place; ``comprehension`` says in percent how much of the address was understood."""
    raw = location.raw
    level = raw.get("level") or "UNKNOWN"
    if level in _BAIDU_AREAS:
        quality = _Q.AREA
    elif level in _BAIDU_STREETS:
        quality = _Q.STREET
    else:
        quality = _Q.HOUSE if raw["precise"] == 1 else _Q.NEAREST
    understood = float(raw.get("comprehension", 100)) / 100
    found = _candidate(location, quality, min(1.0, max(0.0, understood)))
    return found._replace(place=wgs84_from_bd09(found.place), label=f"{address.text} ({level})")


def amap(location: Location, _: Address) -> Candidate:
    """The level says what was matched; the adcode whether the place lies in mainland China."""
    raw = location.raw
    found = _candidate(location, _AMAP_LEVELS.get(raw["level"], _Q.AREA), 1.0)
    adcode = raw.get("adcode")
    in_mainland = not adcode.startswith(_OUTSIDE_MAINLAND_ADCODES) if isinstance(adcode, str) and adcode else None
    return found._replace(place=wgs84_from_gcj02(found.place, in_mainland=in_mainland))


READERS: Mapping[Provider, Callable[[Location, Address], Candidate]] = {
    Provider.NOMINATIM: nominatim,
    Provider.PHOTON: photon,
    Provider.GOOGLE: google,
    Provider.BAIDU: baidu,
    Provider.AMAP: amap,
}


def _candidate(location: Location, quality: GeocodeQuality, sureness: float) -> Candidate:
    place = Place(float(location.latitude), float(location.longitude))
    return Candidate(place, quality, _SCORES[quality] * sureness, str(location.address))


def _checked(quality: GeocodeQuality, found: str, address: Address) -> GeocodeQuality:
    """A house of another number than the one asked for is only near."""
    asked = _asked_number(address)
    if quality is not _Q.HOUSE or asked is None or not found:
        return quality
    number = house_number(plain(found))
    return _Q.HOUSE if number is not None and number_factor(asked, number)[0] is _Q.HOUSE else _Q.NEAREST


def _asked_number(address: Address) -> HouseNumber | None:
    return next((reading.number for reading in read_line(address.text).readings if reading.number), None)


def _agreement(address: Address, label: str) -> float:
    """From 0.7 for no word in common to 1 where every word that was asked for is found."""
    asked = f"{address.text} {address.city} {address.postcode}"
    return float(0.7 + 0.3 * fuzz.token_set_ratio(plain(asked), plain(label)) / 100)
