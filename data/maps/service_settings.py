"""What an online geocoding service needs to be asked."""

from dataclasses import dataclass
from enum import StrEnum


class Provider(StrEnum):
    """Services we know how to ask."""

    NOMINATIM = "nominatim"
    PHOTON = "photon"
    GOOGLE = "google"
    BAIDU = "baidu"
    AMAP = "amap"


_DOMAINS = {
    Provider.NOMINATIM: "nominatim.openstreetmap.org",
    Provider.PHOTON: "photon.komoot.io",
    Provider.GOOGLE: "maps.googleapis.com",
    Provider.BAIDU: "api.map.baidu.com",
    Provider.AMAP: "restapi.amap.com",
}
_NEEDS_KEY = frozenset({Provider.GOOGLE, Provider.BAIDU, Provider.AMAP})
_PUBLIC_NOMINATIM_DELAY_S = 1.0
"""https://operations.osmfoundation.org/policies/nominatim/ allows one request per second."""


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """How to ask a service.

    Parameters
    ----------
    domain : str
        Host, with a port if need be; empty means the provider's own.
    scheme : str
        ``https`` or ``http``.
    api_key : str
        Needed by Google, Baidu and AMap.
    user_agent : str
        How we call ourselves; public OpenStreetMap services want a name they can trace.
    timeout_s : float
        Longest wait for one answer.
    min_delay_s : float or None
        Shortest time between two questions. ``None`` means one second for the public Nominatim, otherwise none.
    retries : int
        How often to ask again after a failure that may pass.
    backoff_s : float
        Wait before the first repetition; doubled each time.
    language : str
        In which to answer, e.g. ``en``; empty leaves it to the service.
    country : str
        ISO 3166 code that answers are limited or drawn to, e.g. ``us``; empty for none. Nominatim and Google only.

    Raises
    ------
    ValueError
        With every fault.
    """

    provider: Provider
    domain: str = ""
    scheme: str = "https"
    api_key: str = ""
    user_agent: str = "field-dispatch"
    timeout_s: float = 5.0
    min_delay_s: float | None = None
    retries: int = 2
    backoff_s: float = 1.0
    language: str = ""
    country: str = ""

    def __post_init__(self) -> None:
        faults = [
            text
            for wrong, text in (
                (self.provider in _NEEDS_KEY and not self.api_key, f"{self.provider} needs an api_key"),
                (self.scheme not in {"https", "http"}, f"scheme is {self.scheme!r}, not https or http"),
                (not self.user_agent, "user_agent is empty"),
                (self.timeout_s <= 0, f"timeout_s is {self.timeout_s}, not above 0"),
                ((self.min_delay_s or 0) < 0, f"min_delay_s is {self.min_delay_s}, below 0"),
                (self.retries < 0, f"retries is {self.retries}, below 0"),
                (self.backoff_s < 0, f"backoff_s is {self.backoff_s}, below 0"),
            )
            if wrong
        ]
        if faults:
            raise ValueError("; ".join(faults))

    @property
    def host(self) -> str:
        """Domain to ask."""
        return self.domain or _DOMAINS[self.provider]

    @property
    def delay_s(self) -> float:
        """Shortest time between two questions."""
        if self.min_delay_s is not None:
            return self.min_delay_s
        return _PUBLIC_NOMINATIM_DELAY_S if self.host == _DOMAINS[Provider.NOMINATIM] else 0.0
