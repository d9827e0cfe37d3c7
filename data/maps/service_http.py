"""Asks a JSON service over HTTP: bounded waits, repetitions after passing failures, errors that say what to do."""

import json
from collections.abc import Mapping
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError

from data.maps.travel_service_settings import TravelServiceSettings
from dispatch.errors import TravelError, TravelUnavailableError

MAY_PASS = (429, 500, 502, 503, 504)
TOO_LONG = frozenset({413, 414, 431})
"""Answers of proxies in front of a service to a question that is longer than they let through."""

_AGENT = {"User-Agent": "field-dispatch", "Accept": "application/json"}


class TooBigError(TravelError):
    """The service wants smaller questions."""


class JsonService:
    """A service at an address; safe to use from several threads.

    Parameters
    ----------
    settings : TravelServiceSettings
        Where it is and how patient to be.
    """

    def __init__(self, settings: TravelServiceSettings) -> None:
        self.kind = settings.kind.value
        self.url = settings.url.rstrip("/")
        # no `raise_on_status`: the last answer says more than "too many 503s"; POST changes nothing at these services
        retry = urllib3.Retry(
            total=settings.retries,
            redirect=3,
            backoff_factor=settings.backoff_s,
            status_forcelist=MAY_PASS,
            allowed_methods=None,
            raise_on_status=False,
            respect_retry_after_header=False,
        )
        self._pool = urllib3.PoolManager(
            maxsize=4, retries=retry, timeout=urllib3.Timeout(settings.timeout_s), headers=_AGENT
        )

    def ask(self, path: str, body: Mapping[str, object] | None = None) -> tuple[int, Any]:
        """Ask, and return status and JSON value of the answer.

        Parameters
        ----------
        path : str
            With its query, after the service's address.
        body : mapping, optional
            Posted as JSON; ``None`` asks with GET.

        Raises
        ------
        TooBigError
            When a proxy finds the question too long.
        TravelUnavailableError
            When no answer comes in time, or one that is no JSON.
        """
        method = "GET" if body is None else "POST"
        try:
            answer = self._pool.request(method, f"{self.url}{path}", json=body)
        except HTTPError as error:
            reason = error.reason if isinstance(error, MaxRetryError) and error.reason else error
            raise self.unavailable(str(reason)) from error
        if answer.status in TOO_LONG:
            msg = f"{self.kind} at {self.url} finds a question too long (HTTP {answer.status})"
            raise TooBigError(msg)
        try:
            return answer.status, json.loads(answer.data)
        except ValueError as error:
            raise self.unavailable(f"HTTP {answer.status}, and the answer is not JSON") from error

    def unavailable(self, cause: str) -> TravelUnavailableError:
        """Make the error for a service that does not answer, or not sensibly."""
        msg = (
            f"{self.kind} at {self.url} does not answer: {cause}. "
            "Check that it is running and that DISPATCH_TRAVEL_SERVICE names its address."
        )
        return TravelUnavailableError(msg)

    def refused(self, cause: str) -> TravelError:
        """Make the error for a service that refuses a question."""
        msg = f"{self.kind} at {self.url} refuses: {cause}. Check profile and url in DISPATCH_TRAVEL_SERVICE."
        return TravelError(msg)
