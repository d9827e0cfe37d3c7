"""Valhalla's HTTP interface: https://valhalla.github.io/valhalla/api/ — `sources_to_targets`, `locate` and `route`."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import polyline
from numpy.typing import NDArray

from data.maps.service_client import block, leg, without
from data.maps.service_http import JsonService, TooBigError
from data.maps.travel_block import TravelBlock
from data.maps.travel_service_settings import TravelServiceSettings
from dispatch.great_circle import distance_m
from dispatch.place import Place
from dispatch.ports import Leg

_MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_TOO_MANY, _UNCONNECTED = 150, 170
_NO_WAY = frozenset({_UNCONNECTED, 171, 442})
"""Unconnected regions; no suitable edges near a location; no path."""

LINE_DIGITS = 6
MOST_KNOWN = 50_000
"""Distances to ways that are remembered."""


class Valhalla:
    """A Valhalla server.

    One place without a way nearby, or in another region, makes it refuse a whole matrix: `locate` finds the former
    beforehand, and says how far each place is from its way; a matrix that reaches over regions is asked for in halves.
    """

    name = "valhalla"

    def __init__(self, settings: TravelServiceSettings) -> None:
        self._http = JsonService(settings)
        self._profile = settings.name_of_profile
        self._snaps: dict[Place, float] = {}

    @property
    def fingerprint(self) -> str:
        """Which server and costing answer."""
        return f"valhalla {self._http.url} {self._profile}"

    def table(self, sources: Sequence[Place], destinations: Sequence[Place]) -> TravelBlock:
        """Ask `locate` for places not known yet, then `sources_to_targets`; see ``ServiceClient``."""
        places = list(dict.fromkeys((*sources, *destinations)))
        snaps = self._snaps_of(places)
        off = frozenset(place for place in places if np.isnan(snaps[place]))
        return without(sources, destinations, off, partial(self._table, snaps=snaps))

    def drive(self, places: Sequence[Place]) -> tuple[Leg, ...] | None:
        """Ask `route`; see ``ServiceClient``."""
        body = {"locations": _locations(places), "costing": self._profile, "units": "km", "directions_type": "none"}
        answer = self._asked("route", body, allowed=_NO_WAY)
        if answer is None:
            return None
        try:
            legs = answer["trip"]["legs"]
            if len(legs) != len(places) - 1:
                raise self._http.unavailable(f"{len(legs)} legs came for {len(places)} places")
            return tuple(
                leg(
                    found["summary"]["time"],
                    1000 * found["summary"]["length"],
                    [Place(lat, lon) for lat, lon in polyline.decode(found["shape"], LINE_DIGITS)],
                    (places[at], places[at + 1]),
                )
                for at, found in enumerate(legs)
            )
        except _MALFORMED as error:
            raise self._http.unavailable(f"its answer is malformed ({error!r})") from error

    def _snaps_of(self, places: Sequence[Place]) -> dict[Place, float]:
        """Metres from each place to its way, NaN where there is none."""
        known = self._snaps if len(self._snaps) < MOST_KNOWN else {}
        unknown = [place for place in places if place not in known]
        if unknown:
            body = {"locations": _locations(unknown), "costing": self._profile, "verbose": False}
            answer = self._asked("locate", body)
            try:
                known = known | {place: _snap(place, entry) for place, entry in zip(unknown, answer, strict=True)}
            except _MALFORMED as error:
                raise self._http.unavailable(f"its answer is malformed ({error!r})") from error
            self._snaps = known
        return known

    def _table(self, sources: Sequence[Place], destinations: Sequence[Place], snaps: dict[Place, float]) -> TravelBlock:
        durations, distances_km = self._cells(sources, destinations)
        try:
            known = [snaps[place] for place in sources], [snaps[place] for place in destinations]
            return block(durations, 1000 * distances_km, known)
        except _MALFORMED as error:
            raise self._http.unavailable(f"its answer is malformed ({error!r})") from error

    def _cells(
        self, sources: Sequence[Place], destinations: Sequence[Place]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Seconds and kilometres; NaN where no way leads."""
        body = {
            "sources": _locations(sources),
            "targets": _locations(destinations),
            "costing": self._profile,
            "units": "km",
            "verbose": False,
        }
        answer = self._asked("sources_to_targets", body, allowed=frozenset({_UNCONNECTED}))
        if answer is not None:
            try:
                return _matrices(answer["sources_to_targets"])
            except _MALFORMED as error:
                raise self._http.unavailable(f"its answer is malformed ({error!r})") from error
        if len(sources) == len(destinations) == 1:
            gap = np.full((1, 1), np.nan)
            return gap, gap
        by_row = len(sources) >= len(destinations)
        longer = sources if by_row else destinations
        half = len(longer) // 2
        parts = [
            self._cells(part, destinations) if by_row else self._cells(sources, part)
            for part in (longer[:half], longer[half:])
        ]
        durations, distances = (np.concatenate(both, axis=0 if by_row else 1) for both in zip(*parts, strict=True))
        return durations, distances

    def _asked(self, service: str, body: Mapping[str, object], allowed: frozenset[int] = frozenset()) -> Any:  # noqa: ANN401 -- JSON
        """Ask; ``None`` for one of the error codes allowed."""
        status, answer = self._http.ask(f"/{service}", body)
        if status == 200:
            return answer
        code = answer.get("error_code") if isinstance(answer, dict) else None
        if code in allowed:
            return None
        if code == _TOO_MANY:
            msg = f"valhalla at {self._http.url} wants smaller questions"
            raise TooBigError(msg)
        if status >= 500 or code is None:
            raise self._http.unavailable(f"HTTP {status} without a code of Valhalla")
        raise self._http.refused(f"{code}: {answer.get('error', 'no reason given')}")


def _locations(places: Sequence[Place]) -> list[dict[str, float]]:
    return [{"lat": round(place.lat, 6), "lon": round(place.lon, 6)} for place in places]


def _snap(place: Place, entry: Any) -> float:  # noqa: ANN401 -- JSON
    """Metres to the nearest of the ways found, NaN when there is none."""
    found = (Place(edge["correlated_lat"], edge["correlated_lon"]) for edge in entry["edges"] or ())
    return min((distance_m(place, on_way) for on_way in found), default=float("nan"))


def _matrices(cells: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # noqa: ANN401 -- JSON
    """Read the short form, and the long one that older servers give whatever is asked."""
    if isinstance(cells, dict):
        return np.array(cells["durations"], dtype=np.float64), np.array(cells["distances"], dtype=np.float64)
    seconds, kilometres = ([[cell[name] for cell in row] for row in cells] for name in ("time", "distance"))
    return np.array(seconds, dtype=np.float64), np.array(kilometres, dtype=np.float64)
