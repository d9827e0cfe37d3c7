"""Finds where addresses are, and tells which of them need a person's attention."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dispatch.errors import GeocodingError
from dispatch.great_circle import distance_m
from dispatch.place import Address, Geocode, GeocodeQuality, Place
from dispatch.policy import Policy
from dispatch.ports import Clock, GeocodeAnswer, Geocoder, UnitOfWork
from dispatch.request import Request
from dispatch.visit import Visit
from solver.issue import Issue

AMBIGUOUS, NOT_FOUND, COARSE = "address_ambiguous", "address_not_found", "address_coarse"
UNAVAILABLE, FAR = "geocoder_unavailable", "far_from_area"
PLACE_CODES = frozenset({AMBIGUOUS, NOT_FOUND, COARSE, UNAVAILABLE, FAR})
"""Reasons for attention that end when a place is chosen; all but ``address_coarse`` keep a visit out of planning."""

GIVEN = "given"
"""Provider of coordinates that came with the row."""

MOST_CANDIDATES = 10
FAILURES_IN_A_ROW = 3
"""After so many failures the provider is not asked again in this intake."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where an address is, or what it may have meant and why a person must look at it."""

    geocode: Geocode | None = None
    candidates: tuple[Geocode, ...] = ()
    attention: tuple[Issue, ...] = ()

    def applied_to(self, request: Request) -> Request:
        """Return the request at this place; other reasons for attention stay."""
        others = tuple(issue for issue in request.attention if issue.code not in PLACE_CODES)
        return replace(request, geocode=self.geocode, candidates=self.candidates, attention=(*others, *self.attention))


class Finder:
    """Finds addresses for one intake: each once, none far outside the area unseen, and no outage loses a request.

    Parameters
    ----------
    area : sequence of Place
        Stations and homes; empty means that nothing is known to be far.
    radius_m : int
        How far from all of them is far.
    """

    def __init__(self, geocoder: Geocoder, clock: Clock, area: Sequence[Place], radius_m: int) -> None:
        self.geocoder, self.clock, self.area, self.radius_m = geocoder, clock, tuple(area), radius_m
        self._answers: dict[Address, GeocodeAnswer] = {}
        self._failures = 0
        self._last_failure = ""

    def find(self, address: Address) -> Found:
        """Look an address up."""
        try:
            answer = self._ask(address)
        except GeocodingError as error:
            cause = f"{address} could not be looked up: {error}."
            return Found(
                attention=(Issue(UNAVAILABLE, "address", cause, "Look it up again later, or place it by hand."),)
            )
        return self._judged(address, answer)

    def given(self, place: Place, address: Address) -> Found:
        """Take coordinates that came with the row, unless they are far from the area."""
        geocode = Geocode(place, GeocodeQuality.HOUSE, 1.0, GIVEN, str(address), self.clock.now())
        if not self._is_far(place):
            return Found(geocode)
        candidates: tuple[Geocode, ...] = (geocode,)
        action = "Choose the candidate if it is right, or place it by hand."
        swapped = _swapped(place)
        if swapped is not None and not self._is_far(swapped):
            candidates = (replace(geocode, place=swapped, label="latitude and longitude swapped"), geocode)
            action = "Latitude and longitude look swapped: choose the first candidate if so."
        return Found(candidates=candidates, attention=(self._far(place, action),))

    def _ask(self, address: Address) -> GeocodeAnswer:
        if address in self._answers:
            return self._answers[address]
        if self._failures >= FAILURES_IN_A_ROW:
            msg = f"{self.geocoder.name} failed {FAILURES_IN_A_ROW} times in a row ({self._last_failure})"
            raise GeocodingError(msg)
        try:
            answer = self.geocoder.geocode(address)
        except GeocodingError as error:
            self._failures, self._last_failure = self._failures + 1, str(error)
            raise
        self._failures = 0
        self._answers[address] = answer
        return answer

    def _judged(self, address: Address, answer: GeocodeAnswer) -> Found:
        candidates = answer.candidates[:MOST_CANDIDATES]
        if not candidates:
            action = "Correct the address, or place it by hand."
            return Found(attention=(Issue(NOT_FOUND, "address", f"{address} was not found.", action),))
        best = candidates[0]
        if answer.ambiguous:
            apart_m = max(distance_m(best.place, other.place) for other in candidates)
            same = len({candidate.label for candidate in candidates}) == 1
            which = f" up to {apart_m:.0f} m apart" if same else f", e.g. {best.label}"
            cause = f"{address} may be any of {len(candidates)} places{which}."
            attention = Issue(AMBIGUOUS, "address", cause, "Choose the right candidate.")
            return Found(candidates=candidates, attention=(attention,))
        if self._is_far(best.place):
            attention = self._far(best.place, "Choose the candidate if it is right, or correct the address.")
            return Found(candidates=candidates, attention=(attention,))
        if best.quality is GeocodeQuality.AREA:
            cause = f"Of {address} only the area was found: {best.label}."
            attention = Issue(COARSE, "address", cause, "Place it by hand so that the arrival time can be trusted.")
            return Found(best, candidates, (attention,))
        return Found(best)

    def _is_far(self, place: Place) -> bool:
        return bool(self.area) and all(distance_m(place, other) > self.radius_m for other in self.area)

    def _far(self, place: Place, action: str) -> Issue:
        nearest_km = min(distance_m(place, other) for other in self.area) / 1000
        cause = f"lat {place.lat}, lon {place.lon} is {nearest_km:.0f} km from the nearest station or home."
        return Issue(FAR, "address", cause, action)


def finder_for(uow: UnitOfWork, geocoder: Geocoder, clock: Clock, policy: Policy) -> Finder:
    """Make a finder that knows the company's area: its stations and its technicians' homes."""
    homes = (technician.home for technician in uow.technicians.all() if technician.active)
    area = [station.place for station in uow.stations.all()] + [home for home in homes if home is not None]
    return Finder(geocoder, clock, area, policy.area_radius_m)


def placed(visits: Iterable[Visit], request: Request) -> tuple[Visit, ...]:
    """Return visits at the request's place."""
    place = request.geocode.place if request.geocode else None
    quality = request.geocode.quality if request.geocode else GeocodeQuality.NONE
    return tuple(replace(visit, place=place, place_quality=quality) for visit in visits)


def _swapped(place: Place) -> Place | None:
    return Place(place.lon, place.lat) if abs(place.lon) <= 90 else None
