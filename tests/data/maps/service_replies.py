"""What each service says about a house, a street and nothing, in its own format."""

from typing import Any

from data.maps.service_settings import Provider


def nominatim(lat: float, lon: float, rank: int, number: str = "", label: str = "") -> dict[str, Any]:
    return {
        "place_id": 1,
        "lat": str(lat),
        "lon": str(lon),
        "place_rank": rank,
        "display_name": label,
        "address": {"house_number": number} if number else {},
    }


def photon(lat: float, lon: float, kind: str, **properties: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"type": kind, **properties},
    }


def google(
    lat: float, lon: float, precision: str, *types: str, partial: bool = False, label: str = ""
) -> dict[str, Any]:
    found = {
        "formatted_address": "1600 16th St NW, Washington",
        "geometry": {"location": {"lat": lat, "lng": lon}, "location_type": precision},
        "types": list(types),
    }
    return found | ({"partial_match": True} if partial else {})


def baidu(lat: float, lon: float, level: str, precise: int = 1, comprehension: int = 100) -> dict[str, Any]:
    place = {"lng": lon, "lat": lat}
    details = {"precise": precise, "confidence": 80, "comprehension": comprehension, "level": level}
    return {"status": 0, "result": {"location": place, **details}}


def amap(lat: float, lon: float, level: str, adcode: str = "110105", label: str = "") -> dict[str, Any]:
    return {
        "formatted_address": label,
        "country": "中国",
        "city": [],
        "adcode": adcode,
        "location": f"{lon},{lat}",
        "level": level,
    }


def amap_page(*geocodes: dict[str, Any]) -> dict[str, Any]:
    return {"status": "1", "info": "OK", "infocode": "10000", "count": str(len(geocodes)), "geocodes": list(geocodes)}


def photon_page(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def google_page(*results: dict[str, Any]) -> dict[str, Any]:
    return {"status": "OK" if results else "ZERO_RESULTS", "results": list(results)}


NOTHING: dict[Provider, list[Any]] = {
    Provider.NOMINATIM: [[]],
    Provider.PHOTON: [photon_page()],
    Provider.GOOGLE: [google_page()],
    Provider.BAIDU: [
        {"status": 1, "msg": "Internal Service Error:无相关结果", "results": []},
        {"status": 0, "result": {}},
    ],
    Provider.AMAP: [amap_page(), {"status": "0", "info": "ENGINE_RESPONSE_DATA_ERROR", "infocode": "30001"}],
}

REFUSALS: dict[Provider, list[Any]] = {
    Provider.GOOGLE: [{"status": "REQUEST_DENIED", "error_message": "The provided API key is invalid.", "results": []}],
    Provider.BAIDU: [{"status": 200, "message": "APP不存在，AK有误"}, {"status": 5, "message": "AK非法"}],
    Provider.AMAP: [
        {"status": "0", "info": "INVALID_USER_KEY", "infocode": "10001"},
        {"status": "0", "info": "USERKEY_PLAT_NOMATCH", "infocode": "10009"},
        {"status": "0", "info": "INVALID_PARAMS", "infocode": "20000"},
    ],
}

EXHAUSTED: dict[Provider, list[Any]] = {
    Provider.GOOGLE: [{"status": "OVER_QUERY_LIMIT", "results": []}],
    Provider.BAIDU: [{"status": 302, "message": "天配额超限，限制访问"}, {"status": 4, "message": "配额校验失败"}],
    Provider.AMAP: [{"status": "0", "info": "DAILY_QUERY_OVER_LIMIT", "infocode": "10003"}],
}

PASSING: dict[Provider, list[Any]] = {
    Provider.GOOGLE: [{"status": "UNKNOWN_ERROR", "results": []}],
    Provider.BAIDU: [{"status": 1, "message": "服务器内部错误"}],
    Provider.AMAP: [
        {"status": "0", "info": "ACCESS_TOO_FREQUENT", "infocode": "10004"},
        {"status": "0", "info": "SERVER_IS_BUSY", "infocode": "10016"},
        {"status": "0", "info": "UNKNOWN_ERROR", "infocode": "20003"},
    ],
}
