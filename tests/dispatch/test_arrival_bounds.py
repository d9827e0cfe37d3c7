from dataclasses import replace

import pytest

from dispatch.arrival_bounds import arrival_bounds
from dispatch.place import GeocodeQuality
from tests.builders import a_geocode, a_stop, at

STOP = replace(a_stop(), arrival_at=at(10, 15), travel_s=1200, distance_m=10_000)
"""Driven at 30 km/h."""


@pytest.mark.parametrize("quality", [GeocodeQuality.MANUAL, GeocodeQuality.HOUSE])
def test_a_house_is_reached_when_the_plan_says(quality: GeocodeQuality) -> None:
    assert arrival_bounds(STOP, quality, a_geocode(quality=quality)) is None


def test_a_street_widens_the_arrival_by_its_reach_at_the_speed_of_the_leg() -> None:
    bounds = arrival_bounds(STOP, GeocodeQuality.STREET, a_geocode(quality=GeocodeQuality.STREET, reach_m=5000))
    assert bounds is not None
    assert (bounds.earliest_at, bounds.latest_at) == (at(10, 5), at(10, 25))
    assert bounds.reason == "address known by street only"


def test_rush_hour_widens_it_more() -> None:
    street = a_geocode(quality=GeocodeQuality.STREET, reach_m=2500)
    slow = arrival_bounds(replace(STOP, travel_s=2400), GeocodeQuality.STREET, street)
    assert slow is not None
    assert (slow.earliest_at, slow.latest_at) == (at(10, 5), at(10, 25))


def test_without_a_known_reach_the_quality_decides() -> None:
    street, area = (arrival_bounds(STOP, quality, None) for quality in (GeocodeQuality.STREET, GeocodeQuality.AREA))
    assert street is None  # 48 seconds
    assert area is not None
    assert (area.latest_at - STOP.arrival_at).total_seconds() == 180


def test_nobody_arrives_before_leaving_or_crawls_or_races() -> None:
    street = a_geocode(quality=GeocodeQuality.STREET, reach_m=6000)
    near = arrival_bounds(replace(STOP, travel_s=60, distance_m=100), GeocodeQuality.STREET, street)
    none = arrival_bounds(replace(STOP, travel_s=0, distance_m=0), GeocodeQuality.STREET, street)
    fast = arrival_bounds(replace(STOP, travel_s=60, distance_m=3000), GeocodeQuality.STREET, street)
    assert near is not None
    assert none is not None
    assert fast is not None
    assert (near.earliest_at, near.latest_at) == (at(10, 14), at(10, 51))
    assert (none.earliest_at, (none.latest_at - at(10, 15)).total_seconds()) == (at(10, 15), 864)
    assert (fast.latest_at - at(10, 15)).total_seconds() == 360


def test_a_geocode_of_another_quality_says_nothing() -> None:
    house = a_geocode(quality=GeocodeQuality.HOUSE, reach_m=9000)
    assert arrival_bounds(STOP, GeocodeQuality.STREET, house) is None
