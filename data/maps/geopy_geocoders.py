"""Online geocoding services behind one class: paced, patient with passing failures, explicit about all others."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from geopy.adapters import URLLibAdapter
from geopy.exc import (
    ConfigurationError,
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderRateLimited,
    GeopyError,
)
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import GoogleV3, Nominatim, Photon

from data.maps.address_houses import ranked
from data.maps.address_score import Candidate
from data.maps.address_text import LONGEST_TEXT, has_letter
from data.maps.amap import AMap
from data.maps.baidu import Baidu
from data.maps.service_answers import READERS
from data.maps.service_settings import Provider, ServiceSettings
from data.maps.system_clock import SystemClock
from dispatch.errors import GeocodingError, ProviderUnavailableError
from dispatch.place import Address, Geocode
from dispatch.ports import Clock, GeocodeAnswer

MOST_ANSWERS = 5
LONGEST_PAUSE_S = 30.0
"""A service that asks for a longer pause counts as unavailable now."""

_HOPELESS = (GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges, GeocoderQueryError, ConfigurationError)
_MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

Ask = Callable[[Address], Any]


class ServiceGeocoder:
    """A geocoder that asks an online service; safe to use from several threads.

    Parameters
    ----------
    settings : ServiceSettings
        Whom to ask and how.
    clock : Clock, optional
        Dates the answers; ``None`` means the machine's.
    """

    def __init__(self, settings: ServiceSettings, clock: Clock | None = None) -> None:
        self.name = settings.provider.value
        self._settings = settings
        self._clock = clock or SystemClock()
        self._ask = RateLimiter(
            _ask(settings),
            min_delay_seconds=settings.delay_s,
            max_retries=0,
            error_wait_seconds=settings.delay_s,
            swallow_exceptions=False,
        )

    def geocode(self, address: Address) -> GeocodeAnswer:
        """Look one address up; an unknown one gives an empty answer.

        Raises
        ------
        ProviderUnavailableError
            After a time-out, a refused connection, an exhausted quota or a malformed answer.
        GeocodingError
            When the service refuses the key or the question.
        """
        if len(address.text) > LONGEST_TEXT or not has_letter(address.text):
            return GeocodeAnswer(())
        candidates, ambiguous = ranked(self._candidates(address), lowest_score=0.0)
        return GeocodeAnswer(tuple(self._geocode(candidate) for candidate in candidates), ambiguous)

    def _candidates(self, address: Address) -> list[Candidate]:
        """Ask, and ask again after failures that may pass."""
        for attempt in range(self._settings.retries + 1):
            try:
                return self._asked_once(address)
            except _HOPELESS as error:
                msg = f"{self.name} refuses to answer: {error}; check its key and settings"
                raise GeocodingError(msg) from error
            except (GeopyError, *_MALFORMED) as error:
                pause_s = self._pause_s(error, attempt)
                if pause_s is None or attempt == self._settings.retries:
                    msg = f"{self.name} does not answer: {_said(error)}; try again later"
                    raise ProviderUnavailableError(msg) from error
                time.sleep(pause_s)
        raise AssertionError("the last attempt returns or raises")

    def _asked_once(self, address: Address) -> list[Candidate]:
        found = self._ask(address) or ()
        locations = found if isinstance(found, Sequence) and not hasattr(found, "raw") else (found,)
        read = READERS[self._settings.provider]
        return [read(location, address) for location in locations[:MOST_ANSWERS]]

    def _pause_s(self, error: Exception, attempt: int) -> float | None:
        """How long to wait before asking again; ``None`` when that is no use now."""
        pause_s = self._settings.backoff_s * 2**attempt
        if isinstance(error, GeocoderRateLimited):
            pause_s = max(pause_s, error.retry_after or 0.0)
            return pause_s if pause_s <= LONGEST_PAUSE_S else None
        return None if isinstance(error, GeocoderQuotaExceeded) else pause_s

    def _geocode(self, found: Candidate) -> Geocode:
        return Geocode(
            place=found.place,
            quality=found.quality,
            score=round(found.score, 3),
            provider=self.name,
            label=found.label,
            found_at=self._clock.now(),
        )


def _ask(settings: ServiceSettings) -> Ask:
    """The call that puts an address to the service."""
    usual = {
        "domain": settings.host,
        "scheme": settings.scheme,
        "timeout": settings.timeout_s,
        "user_agent": settings.user_agent,
        "adapter_factory": URLLibAdapter,
    }
    many = {"exactly_one": False}
    language = {"language": settings.language} if settings.language else {}
    match settings.provider:
        case Provider.NOMINATIM:
            nominatim = Nominatim(**usual)
            wanted = {"limit": MOST_ANSWERS, "addressdetails": True, "country_codes": settings.country or None}
            return lambda address: nominatim.geocode(_line(address), **many, **wanted, **language)
        case Provider.PHOTON:
            photon = Photon(**usual)
            return lambda address: photon.geocode(_line(address), **many, limit=MOST_ANSWERS, **language)
        case Provider.GOOGLE:
            google = GoogleV3(settings.api_key, **usual)
            region = {"region": settings.country} if settings.country else {}
            return lambda address: google.geocode(_line(address), **many, **region, **language)
        case Provider.BAIDU:
            baidu = Baidu(settings.api_key, **usual)
            return lambda address: baidu.geocode(f"{address.city}{address.text}")
        case Provider.AMAP:
            amap = AMap(settings.api_key, **usual)
            return lambda address: amap.geocode(address.text, **many, city=address.city)


def _line(address: Address) -> str:
    """The address without its unit, which no service knows."""
    return str(Address(address.text, address.city, address.postcode))


def _said(error: Exception) -> str:
    if isinstance(error, GeopyError):
        return str(error) or type(error).__name__
    return f"its answer is malformed ({type(error).__name__}: {error})"
