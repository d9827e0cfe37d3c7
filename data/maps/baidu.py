"""geopy's Baidu geocoder with a choice of host, and with "nothing found" told apart from a failure.

Baidu answers an unknown address with status 1, which stands for an internal error as well; the message differs.
"""

from collections.abc import Callable, Mapping
from typing import Any

from geopy.geocoders import BaiduV3
from geopy.location import Location

_NOTHING_FOUND = "无相关结果"


class Baidu(BaiduV3):  # type: ignore[misc] # geopy comes without types
    """Geocoder using Baidu's web service, version 3. Places come back in BD-09."""

    def __init__(
        self,
        api_key: str,
        *,
        domain: str = "api.map.baidu.com",
        scheme: str | None = None,
        timeout: float,
        user_agent: str | None = None,
        adapter_factory: Callable[..., Any] | None = None,
    ) -> None:
        super().__init__(
            api_key, scheme=scheme, timeout=timeout, user_agent=user_agent, adapter_factory=adapter_factory
        )
        self.api = f"{self.scheme}://{domain.strip('/')}{self.api_path}"

    def _parse_json(self, page: Mapping[str, Any], exactly_one: bool = True) -> Location | None:
        if _NOTHING_FOUND in f"{page.get('msg', '')}{page.get('message', '')}":
            return None
        return super()._parse_json(page, exactly_one)
