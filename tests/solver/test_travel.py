"""The arrival rule over periods and breaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.problem import TravelTimes
from solver.travel import arrival, distance

NOWHERE = [[0, 1], [1, 0]]


def leg(*durations, starts=(0,)):
    return TravelTimes([[[0, d], [d + 7, 0]] for d in durations], NOWHERE, starts)


def test_with_one_period_a_leg_takes_its_duration():
    assert arrival(leg(100), 0, 1, 50) == 150
    assert arrival(leg(100), 1, 0, 50) == 157


def test_open_ends_take_no_time_and_no_way():
    assert arrival(leg(100), None, 1, 50) == 50
    assert arrival(leg(100), 0, None, 50, [(50, 30)]) == 80
    assert (distance(leg(100), None, 1), distance(leg(100), 0, 1)) == (0, 1)


@pytest.mark.parametrize(("departure", "expected"), [(0, 100), (20, 120), (70, 145), (100, 160), (300, 350)])
def test_a_leg_goes_on_at_the_speed_of_the_next_period(departure, expected):
    # 100 s before the instant 120, 50 s from then on
    assert arrival(leg(100, 50, starts=(0, 120)), 0, 1, departure) == expected


def test_a_leg_may_span_three_periods():
    # half of it by 50, a tenth by 60, the rest at 10 s a leg
    assert arrival(leg(100, 100, 10, starts=(0, 50, 60)), 0, 1, 0) == 64


@pytest.mark.parametrize(("pause", "expected"), [((50, 30), 130), ((0, 30), 130)])
def test_a_break_interrupts_the_drive(pause, expected):
    assert arrival(leg(100), 0, 1, 0, [pause]) == expected


def test_after_a_break_the_drive_goes_on_in_the_period_it_is_then():
    # half of it by 50, rest until 110, then the other half at the new speed
    assert arrival(leg(100, 20, starts=(0, 110)), 0, 1, 0, [(50, 60)]) == 120


def test_a_leg_without_duration_ends_at_once():
    assert arrival(leg(0, 0, starts=(0, 10)), 0, 1, 10) == 10


durations = st.lists(st.integers(0, 400), min_size=3, max_size=3)


@given(durations, st.integers(0, 600), st.integers(0, 60))
def test_a_later_departure_never_arrives_earlier(by_period, departure, later):
    travel = leg(*by_period, starts=(0, 100, 250))
    assert arrival(travel, 0, 1, departure) <= arrival(travel, 0, 1, departure + later)
