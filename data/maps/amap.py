"""AMap (高德) for geopy: the geocoding call of its web service, version 3. Places come back in GCJ-02.

Source: https://lbs.amap.com/api/webservice/guide/api/georegeo and https://lbs.amap.com/api/webservice/guide/tools/info
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderUnavailable,
)
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

_NOTHING_FOUND = "30001"
_FAILURES: Mapping[str, type[GeocoderServiceError]] = {
    "10001": GeocoderAuthenticationFailure,
    "10002": GeocoderInsufficientPrivileges,
    "10003": GeocoderQuotaExceeded,
    "10004": GeocoderRateLimited,
    "10005": GeocoderInsufficientPrivileges,
    "10006": GeocoderInsufficientPrivileges,
    "10007": GeocoderAuthenticationFailure,
    "10008": GeocoderAuthenticationFailure,
    "10009": GeocoderAuthenticationFailure,
    "10010": GeocoderQuotaExceeded,
    "10012": GeocoderInsufficientPrivileges,
    "10013": GeocoderAuthenticationFailure,
    "10014": GeocoderRateLimited,
    "10015": GeocoderRateLimited,
    "10016": GeocoderUnavailable,
    "10017": GeocoderUnavailable,
    "10019": GeocoderRateLimited,
    "10020": GeocoderRateLimited,
    "10021": GeocoderRateLimited,
    "10029": GeocoderRateLimited,
    "10044": GeocoderQuotaExceeded,
    "10045": GeocoderQuotaExceeded,
    "20000": GeocoderQueryError,
    "20001": GeocoderQueryError,
    "20002": GeocoderQueryError,
    "40000": GeocoderQuotaExceeded,
}
"""AMap's infocode to geopy's error; others are a failure of the service."""


class AMap(Geocoder):  # type: ignore[misc] # geopy comes without types
    """Geocoder using AMap's web service.

    Parameters
    ----------
    api_key : str
        A key for "Web 服务".
    domain, scheme, timeout, user_agent, adapter_factory
        As for geopy's own geocoders.
    """

    geocode_path = "/v3/geocode/geo"

    def __init__(
        self,
        api_key: str,
        *,
        domain: str = "restapi.amap.com",
        scheme: str | None = None,
        timeout: float = DEFAULT_SENTINEL,
        user_agent: str | None = None,
        adapter_factory: Callable[..., Any] | None = None,
    ) -> None:
        super().__init__(scheme=scheme, timeout=timeout, user_agent=user_agent, adapter_factory=adapter_factory)
        self.api_key = api_key
        self.api = f"{self.scheme}://{domain.strip('/')}{self.geocode_path}"

    def geocode(
        self, query: str, *, exactly_one: bool = True, timeout: float = DEFAULT_SENTINEL, city: str = ""
    ) -> Location | list[Location] | None:
        """Return a location, or a list of them, or ``None``; ``city`` (name or adcode) limits where to look."""
        params = {"key": self.api_key, "address": query, "output": "JSON"} | ({"city": city} if city else {})
        callback = partial(self._parse_json, exactly_one=exactly_one)
        return self._call_geocoder(f"{self.api}?{urlencode(params)}", callback, timeout=timeout)

    def _parse_json(self, page: Mapping[str, Any], exactly_one: bool) -> Location | list[Location] | None:
        if page["infocode"] == _NOTHING_FOUND:
            return None
        if page["status"] != "1":
            raise _FAILURES.get(page["infocode"], GeocoderServiceError)(f"{page['info']} ({page['infocode']})")
        found = [self._location(geocode) for geocode in page["geocodes"]]
        if not found:
            return None
        return found[0] if exactly_one else found

    @staticmethod
    def _location(geocode: Mapping[str, Any]) -> Location:
        lon, lat = geocode["location"].split(",")
        return Location(geocode["formatted_address"], (float(lat), float(lon)), dict(geocode))
