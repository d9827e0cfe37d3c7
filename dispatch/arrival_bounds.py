"""Between when a technician arrives whose customer's address is known by its street or area only.

The house may lie ``reach_m`` from the place that was planned for, in either direction; driving that far at the speed of
the leg, which is that of its hour, is how much earlier or later the technician may be at the door.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.place import Geocode, GeocodeQuality
from dispatch.plan import PlannedStop

USUAL_REACH_M: Mapping[GeocodeQuality, float] = {
    GeocodeQuality.NEAREST: 100.0,
    GeocodeQuality.STREET: 400.0,
    GeocodeQuality.AREA: 1500.0,
}
"""Where the geocoder knows no reach; our assumption. A house, and a place set by hand, has none."""

SLOWEST_KM_H, USUAL_KM_H, FASTEST_KM_H = 10.0, 25.0, 60.0
"""Speeds while looking for the house; the middle one where there was no drive to tell."""

LEAST_S = 60
"""Less than a minute is not worth a range."""


@dataclass(frozen=True, slots=True)
class ArrivalBounds:
    """Earliest and latest arrival, aware UTC; how far the house may be, metres; and why, a few words."""

    earliest_at: datetime
    latest_at: datetime
    reach_m: float
    reason: str


def arrival_bounds(stop: PlannedStop, quality: GeocodeQuality, geocode: Geocode | None) -> ArrivalBounds | None:
    """Tell between when the technician arrives; ``None`` where the address is known well enough to say when.

    Parameters
    ----------
    quality : GeocodeQuality
        How well the visit's place is known.
    geocode : Geocode or None
        The address found, which may know its reach.
    """
    if quality not in USUAL_REACH_M:
        return None
    known_m = geocode.reach_m if geocode is not None and geocode.quality is quality else None
    reach_m = USUAL_REACH_M[quality] if known_m is None else known_m
    driven_km_h = 3.6 * stop.distance_m / stop.travel_s if stop.travel_s and stop.distance_m else USUAL_KM_H
    extra_s = round(3.6 * reach_m / min(FASTEST_KM_H, max(SLOWEST_KM_H, driven_km_h)))
    if extra_s < LEAST_S:
        return None
    extra = timedelta(seconds=extra_s)
    earliest_at = stop.arrival_at - min(extra, timedelta(seconds=stop.travel_s))
    known_by = "its neighbours" if quality is GeocodeQuality.NEAREST else str(quality)
    return ArrivalBounds(earliest_at, stop.arrival_at + extra, reach_m, f"address known by {known_by} only")
