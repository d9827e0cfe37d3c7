"""A geocoder that remembers the answers of another: what was found for long, what was not for a shorter time."""

import json
import unicodedata
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from dispatch.place import Address
from dispatch.ports import Clock, GeocodeAnswer, Geocoder


class CachedAnswer(NamedTuple):
    """An answer and when it was given, aware UTC."""

    answer: GeocodeAnswer
    stored_at: datetime


class GeocodeCache(Protocol):
    """Keeps answers by provider and address key."""

    def get(self, provider: str, key: str) -> CachedAnswer | None:
        """Read an answer of any age; ``None`` when there is none."""
        ...

    def put(self, provider: str, key: str, answer: GeocodeAnswer, at: datetime) -> None:
        """Keep an answer given at ``at`` (aware UTC), in place of an older one."""
        ...


class MemoryGeocodeCache:
    """A cache that lasts as long as the process."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str], CachedAnswer] = {}

    def get(self, provider: str, key: str) -> CachedAnswer | None:
        """Read an answer of any age; ``None`` when there is none."""
        return self._answers.get((provider, key))

    def put(self, provider: str, key: str, answer: GeocodeAnswer, at: datetime) -> None:
        """Keep an answer, in place of an older one."""
        self._answers[provider, key] = CachedAnswer(answer, at)


class CachedGeocoder:
    """Asks the cache first, then the geocoder behind it; failures are never kept.

    Parameters
    ----------
    inner : Geocoder
        Who is asked when the cache holds no fresh answer.
    cache : GeocodeCache
        Where answers are kept, under the inner geocoder's name.
    clock : Clock
        Tells how old an answer is.
    max_age : timedelta
        How long an answer with candidates stays good. Default 180 days.
    max_age_of_empty : timedelta
        How long "nothing found" stays good; the provider's map may have been mended since. Default one day.
    """

    def __init__(
        self,
        inner: Geocoder,
        cache: GeocodeCache,
        clock: Clock,
        max_age: timedelta = timedelta(days=180),
        max_age_of_empty: timedelta = timedelta(days=1),
    ) -> None:
        self.name = inner.name
        self._inner, self._cache, self._clock = inner, cache, clock
        self._max_age, self._max_age_of_empty = max_age, max_age_of_empty

    def geocode(self, address: Address) -> GeocodeAnswer:
        """Look one address up.

        Raises
        ------
        GeocodingError
            When the inner geocoder fails and the cache holds no fresh answer.
        """
        key = cache_key(address)
        cached = self._cache.get(self.name, key)
        now = self._clock.now()
        if cached is not None and now - cached.stored_at <= self._max_age_of(cached.answer):
            return cached.answer
        answer = self._inner.geocode(address)
        self._cache.put(self.name, key, answer, now)
        return answer

    def _max_age_of(self, answer: GeocodeAnswer) -> timedelta:
        return self._max_age if answer.candidates else self._max_age_of_empty


def cache_key(address: Address) -> str:
    """The same for two spellings that differ in case, width or white space only; the unit does not move a building."""
    parts = (address.text, address.city, address.postcode)
    return json.dumps(
        [" ".join(unicodedata.normalize("NFKC", part).casefold().split()) for part in parts], ensure_ascii=False
    )
