"""Learns a city's hours from past legs driven there."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.files.legs_csv import PastLeg
from data.maps.city.city import City
from data.maps.city.city_hours import hours_of, require_traffic
from data.maps.roads.engine import Times, ready_roads
from data.maps.roads.graph import RoadGraph
from data.maps.roads.hours import HourBand
from data.maps.roads.learning import LearnedHours, learn_bands
from dispatch.errors import InvalidInputError
from solver.issue import Issue

FEWEST = 20
"""Fewer legs say more about their drivers than about the hours."""

AT_ONCE = 100
"""Legs whose travel times are asked for together."""


def learned_hours(city: City, legs: Sequence[PastLeg]) -> tuple[tuple[HourBand, ...], LearnedHours]:
    """The hours in use, and what past legs make of them; nothing is written.

    What the profile allows for the way to the door is taken off each leg, expected and as it was.

    Raises
    ------
    InvalidInputError
        When too few legs can be used: both ends near roads, a way between them, and a minute of driving. Also when
        hours don't matter to those who drive there, or its roads or hours can't be read.
    """
    require_traffic(city)
    bands, graph = hours_of(city), RoadGraph.load(city.road_graph)
    access_s = graph.access_ms / 1000
    departures_s = np.array([_second_of_day(leg) for leg in legs])
    expected_s = _expected_s(ready_roads()(graph, bands), legs, departures_s)
    expected_s = np.where(expected_s > 0, expected_s - access_s, 0)
    observed_s = np.array([leg.duration_s for leg in legs]) - access_s
    learned = learn_bands(bands, departures_s, expected_s, observed_s)
    if sum(learned.legs) < FEWEST:
        cause = f"Of {len(legs)} legs {sum(learned.legs)} can be used."
        action = f"Give at least {FEWEST} legs between places in the city that take more than a minute."
        raise InvalidInputError((Issue("too_few_legs", "legs", cause, action),))
    return bands, learned


def _second_of_day(leg: PastLeg) -> int:
    at = leg.departed_at
    return at.hour * 3600 + at.minute * 60 + at.second


def _expected_s(times: Times, legs: Sequence[PastLeg], departures_s: NDArray[np.int64]) -> NDArray[np.float64]:
    """Travel time of each leg at its hour, -1 without a way."""
    expected_s = np.empty(len(legs))
    for first in range(0, len(legs), AT_ONCE):
        some = legs[first : first + AT_ONCE]
        matrix = times.matrix([leg.from_place for leg in some] + [leg.to_place for leg in some])
        starts_s = matrix.period_starts_s
        period = np.searchsorted(starts_s, departures_s[first : first + AT_ONCE], side="right") - 1
        at = np.arange(len(some))
        expected_s[first : first + AT_ONCE] = matrix.durations_s[period, at, at + len(some)]
    return expected_s
