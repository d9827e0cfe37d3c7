"""A route departs when that is cheapest or possible at all, not only at the earliest or the latest useful instant."""

from dataclasses import replace

import numpy as np
import pytest

from solver.departures import departure_matters
from solver.problem import (
    Baseline,
    BaselineStop,
    Break,
    Problem,
    Promise,
    Rates,
    TimeWindow,
    TravelTimes,
    Vehicle,
    Visit,
)
from solver.timing import time_route
from tests.solver.tiny_day import HOUR, TRAVEL

ROUTE = (0, 2)
OUT, BETWEEN, BACK = (TRAVEL.durations.item(0, *leg) for leg in ((4, 0), (0, 2), (2, 4)))
WORK = 2 * HOUR + OUT + BETWEEN + BACK
"""Seconds of driving and service on the route of the day below."""


def day(first, second, *, waiting=0, overtime=0, baseline=None, **shift):
    """Two visits of an hour on a shift from 0 to 10 hours."""
    visits = tuple(Visit(place=0, duration=HOUR, penalty=50_000) for _ in range(3))
    visits = (replace(visits[0], **first), visits[1], replace(visits[2], place=2, **second))
    rates = Rates(travel_per_hour=3600, waiting_per_hour=waiting, overtime_per_hour=overtime)
    vehicle = Vehicle(technician=0, shift_start=0, shift_end=10 * HOUR, start_place=4, end_place=4, rates=rates)
    return Problem(visits, (replace(vehicle, **shift),), (TRAVEL,), baseline)


def starts_of(problem):
    return [state.start for state in time_route(problem, 0, ROUTE).chain[:-1]]


def promised(until):
    return {"promise": Promise(TimeWindow(0, until), 1_000, 0)}


LATE = {"windows": (TimeWindow(6 * HOUR, 7 * HOUR),)}


def test_a_promise_is_broken_where_waiting_would_be_dearer():
    problem = day(promised(2 * HOUR), LATE, waiting=3600)
    assert starts_of(problem) == [6 * HOUR - BETWEEN - HOUR, 6 * HOUR]


def test_and_kept_where_waiting_is_cheaper():
    problem = day(promised(2 * HOUR), LATE, waiting=300)
    assert starts_of(problem) == [2 * HOUR, 6 * HOUR]


def test_a_route_ends_later_behind_a_second_window_where_that_saves_waiting():
    first = {"windows": (TimeWindow(0, HOUR),)}
    second = {"windows": (TimeWindow(5 * HOUR, 5 * HOUR), TimeWindow(8 * HOUR, 8 * HOUR))}
    assert starts_of(day(first, second, waiting=600)) == [HOUR, 5 * HOUR]
    longer = {"windows": (*first["windows"], TimeWindow(6 * HOUR, 8 * HOUR))}
    assert starts_of(day(longer, second, waiting=600)) == [8 * HOUR - BETWEEN - HOUR, 8 * HOUR]


@pytest.mark.parametrize("limit", [7 * HOUR, 5 * HOUR, 4 * HOUR])
def test_a_work_limit_is_met_by_a_start_that_is_late_by_no_more_than_it_takes(limit):
    promise = {"promise": Promise(TimeWindow(0, 2 * HOUR), 0, 3600)}
    timed = time_route(day(promise, LATE, work_limit=limit), 0, ROUTE)
    just_met = 6 * HOUR + HOUR + BACK - limit
    assert timed.departure == max(2 * HOUR - OUT, just_met)


def test_a_work_limit_shorter_than_the_work_is_met_by_no_start():
    assert starts_of(day({}, LATE, work_limit=WORK)) == [6 * HOUR - BETWEEN - HOUR, 6 * HOUR]
    assert time_route(day({}, LATE, work_limit=WORK - 1), 0, ROUTE) is None


def test_waiting_counts_against_a_start_near_the_baseline():
    stops = (BaselineStop(0, HOUR), None, BaselineStop(0, 6 * HOUR))
    kept = day({}, LATE, waiting=600, baseline=Baseline(stops, 0, 5_000, 600))
    assert starts_of(kept) == [HOUR + 600, 6 * HOUR]
    moved = day({}, LATE, waiting=3600, baseline=Baseline(stops, 0, 5_000, 600))
    assert starts_of(moved) == [6 * HOUR - BETWEEN - HOUR, 6 * HOUR]


def test_a_departure_after_a_break_could_have_been_over_saves_it_where_the_shift_begins_within_it():
    lunch = Break(0, 3 * HOUR, 1800)
    problem = day({}, {}, shift_start=1500, shift_end=1800 + WORK, overtime_limit=HOUR, breaks=(lunch,), overtime=3600)
    timed = time_route(problem, 0, ROUTE)
    assert (timed.departure, timed.end) == (1800, 1800 + WORK)


def test_who_would_wait_departs_while_a_break_is_still_owed():
    first = {"windows": (TimeWindow(0, 4 * HOUR),)}
    lunch = Break(3 * HOUR, 5 * HOUR, 1800)
    timed = time_route(day(first, LATE, waiting=3600, breaks=(lunch,)), 0, ROUTE)
    assert (timed.departure, timed.end) == (3 * HOUR + 1800 - 1, 7 * HOUR + BACK)


def test_with_travel_by_period_a_work_limit_is_met_too_by_the_travel_times_of_the_earliest_departure():
    problem = day({"promise": Promise(TimeWindow(0, 2 * HOUR), 0, 3600)}, LATE, work_limit=4 * HOUR)
    slower = TravelTimes(np.concatenate([TRAVEL.durations, 2 * TRAVEL.durations]), TRAVEL.distances, (0, 6 * HOUR))
    problem = replace(problem, travel=(slower,))
    timed = time_route(problem, 0, ROUTE)
    assert timed.end == 7 * HOUR + 2 * BACK
    assert timed.departure == timed.end - 4 * HOUR


def test_a_start_that_costs_nothing_need_not_be_looked_for():
    assert not departure_matters(day({}, LATE), 0)
    assert departure_matters(day({}, LATE, waiting=1), 0)
    assert departure_matters(day({}, LATE, work_limit=HOUR), 0)
