"""OSRM's HTTP interface: https://project-osrm.org/docs/v26.4.0/api — `table`, `nearest` and `route`."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from data.maps.service_client import block, leg, without
from data.maps.service_http import JsonService, TooBigError
from data.maps.travel_block import TravelBlock
from data.maps.travel_service_settings import TravelServiceSettings
from dispatch.errors import TravelError
from dispatch.place import Place
from dispatch.ports import Leg

_MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_NO_WAY = frozenset({"NoRoute", "NoSegment"})
MOST_OFF = 10_000
"""Places known to be on no way; asked again when there are more."""


class _NoSegmentError(TravelError):
    """Some place lies outside the radius that the server was started with."""


class Osrm:
    """An OSRM server.

    It takes any place to the nearest way however far that is, so each answer carries the distance. A server started
    with ``--default-radius`` refuses a whole table for one far place instead: such places are found with `nearest`.
    """

    name = "osrm"

    def __init__(self, settings: TravelServiceSettings) -> None:
        self._http = JsonService(settings)
        self._profile = settings.name_of_profile
        self._off: frozenset[Place] = frozenset()

    @property
    def fingerprint(self) -> str:
        """Which server and profile answer."""
        return f"osrm {self._http.url} {self._profile}"

    def table(self, sources: Sequence[Place], destinations: Sequence[Place]) -> TravelBlock:
        """Ask `table`; see ``ServiceClient``."""
        try:
            return without(sources, destinations, self._off, self._table)
        except _NoSegmentError:
            asked = dict.fromkeys((*sources, *destinations))
            found = frozenset(place for place in asked if self.nearest_m(place) is None)
            self._off = found | (self._off if len(self._off) < MOST_OFF else frozenset())
            return without(sources, destinations, self._off, self._table)

    def nearest_m(self, place: Place) -> float | None:
        """Metres to the nearest way, ``None`` when the server finds none."""
        answer = self._asked("nearest", [place], "number=1", allowed=_NO_WAY)
        if answer is None:
            return None
        try:
            return float(answer["waypoints"][0]["distance"])
        except _MALFORMED as error:
            raise self._http.unavailable(f"its answer is malformed ({error!r})") from error

    def drive(self, places: Sequence[Place]) -> tuple[Leg, ...] | None:
        """Ask `route`; see ``ServiceClient``."""
        answer = self._asked("route", places, "overview=false&steps=true&geometries=geojson", allowed=_NO_WAY)
        if answer is None:
            return None
        try:
            legs = answer["routes"][0]["legs"]
            if len(legs) != len(places) - 1:
                raise self._http.unavailable(f"{len(legs)} legs came for {len(places)} places")
            return tuple(
                leg(found["duration"], found["distance"], _line(found["steps"]), (places[at], places[at + 1]))
                for at, found in enumerate(legs)
            )
        except _MALFORMED as error:
            raise self._http.unavailable(f"its answer is malformed ({error!r})") from error

    def _table(self, sources: Sequence[Place], destinations: Sequence[Place]) -> TravelBlock:
        places = {place: at for at, place in enumerate(dict.fromkeys((*sources, *destinations)))}
        query = (
            f"annotations=duration,distance&sources={_listed(places[p] for p in sources)}"
            f"&destinations={_listed(places[p] for p in destinations)}"
        )
        answer = self._asked("table", list(places), query)
        try:
            return block(
                np.array(answer["durations"], dtype=np.float64),
                np.array(answer["distances"], dtype=np.float64),
                ([_snap(point) for point in answer["sources"]], [_snap(point) for point in answer["destinations"]]),
            )
        except _MALFORMED as error:
            raise self._http.unavailable(f"its answer is malformed ({error!r})") from error

    def _asked(self, service: str, places: Sequence[Place], query: str, allowed: frozenset[str] = frozenset()) -> Any:  # noqa: ANN401 -- JSON
        """Ask; ``None`` for one of the codes allowed."""
        where = ";".join(f"{place.lon:.6f},{place.lat:.6f}" for place in places)
        status, answer = self._http.ask(f"/{service}/v1/{self._profile}/{where}?{query}")
        code = answer.get("code") if isinstance(answer, dict) else None
        if code == "Ok":
            return answer
        if code in allowed:
            return None
        if code == "TooBig":
            msg = f"osrm at {self._http.url} wants smaller questions"
            raise TooBigError(msg)
        if code == "NoSegment":
            msg = f"osrm at {self._http.url} finds no way near a place: {answer.get('message')}"
            raise _NoSegmentError(msg)
        if status >= 500 or not isinstance(code, str):
            raise self._http.unavailable(f"HTTP {status} without a code of OSRM")
        raise self._http.refused(f"{code}: {answer.get('message', 'no reason given')}")


def _listed(indices: Iterable[int]) -> str:
    return ";".join(map(str, indices))


def _snap(point: Any) -> float:  # noqa: ANN401 -- JSON
    return float("nan") if point is None else float(point["distance"])


def _line(steps: Sequence[Any]) -> list[Place]:
    """Join the steps; each begins where the one before ends."""
    line: list[Place] = []
    for step in steps:
        for lon, lat in step["geometry"]["coordinates"]:
            place = Place(lat, lon)
            if not line or line[-1] != place:
                line.append(place)
    return line
