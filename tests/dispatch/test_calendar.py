from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.calendar import BusinessCalendar, NeverOpenError, OpeningHours

NINE_TO_SIX = (OpeningHours(540, 1080),)
SEVEN_DAYS = BusinessCalendar("America/New_York", (NINE_TO_SIX,) * 7)
WEEKDAYS_ONLY = BusinessCalendar("America/New_York", (*(NINE_TO_SIX,) * 5, (), ()))


def new_york(text: str) -> datetime:
    """An instant written with the offset of New York."""
    return datetime.fromisoformat(text).astimezone(UTC)


def test_open_time_within_the_day_is_plain_addition():
    assert SEVEN_DAYS.after_open_time(new_york("2026-11-23T10:00-05:00"), 3600) == new_york("2026-11-23T11:00-05:00")


def test_open_time_reported_at_night_counts_from_the_next_opening():
    assert SEVEN_DAYS.after_open_time(new_york("2026-11-23T22:00-05:00"), 3600) == new_york("2026-11-24T10:00-05:00")


def test_open_time_left_at_closing_goes_on_the_next_open_day():
    friday_evening = new_york("2026-11-20T17:30-05:00")
    assert WEEKDAYS_ONLY.after_open_time(friday_evening, 3600) == new_york("2026-11-23T09:30-05:00")


def test_open_time_ends_exactly_at_closing():
    assert SEVEN_DAYS.after_open_time(new_york("2026-11-23T17:00-05:00"), 3600) == new_york("2026-11-23T18:00-05:00")


def test_a_holiday_is_passed_over():
    thanksgiving = BusinessCalendar("America/New_York", WEEKDAYS_ONLY.weekdays, holidays={date(2026, 11, 26)})
    due = thanksgiving.after_open_time(new_york("2026-11-25T17:30-05:00"), 3600)
    assert due == new_york("2026-11-27T09:30-05:00")


def test_holiday_hours_apply_on_a_holiday():
    calendar = BusinessCalendar(
        "America/New_York", SEVEN_DAYS.weekdays, holidays={date(2026, 11, 26)}, holiday_hours=(OpeningHours(600, 720),)
    )
    due = calendar.after_open_time(new_york("2026-11-26T08:00-05:00"), 3 * 3600)
    assert due == new_york("2026-11-27T10:00-05:00")


def test_the_night_clocks_go_forward_is_an_hour_shorter():
    saturday_closing, sunday_opening = (
        SEVEN_DAYS.openings(date(2026, 3, 7))[0][1],
        SEVEN_DAYS.openings(date(2026, 3, 8))[0][0],
    )
    assert sunday_opening - saturday_closing == timedelta(hours=14)


def test_a_day_open_round_the_clock_has_25_hours_when_clocks_go_back():
    calendar = BusinessCalendar("America/New_York", ((OpeningHours(0, 1440),),) * 7)
    ((opens, closes),) = calendar.openings(date(2026, 11, 1))
    assert closes - opens == timedelta(hours=25)


def test_the_same_day_ends_at_closing_or_at_the_minute_asked_for():
    morning = new_york("2026-11-23T10:00-05:00")
    assert SEVEN_DAYS.end_of_open_day(morning, 0) == new_york("2026-11-23T18:00-05:00")
    assert SEVEN_DAYS.end_of_open_day(morning, 0, 21 * 60) == new_york("2026-11-23T21:00-05:00")


def test_the_same_day_is_the_next_open_day_once_it_has_ended():
    friday_night = new_york("2026-11-20T19:00-05:00")
    assert WEEKDAYS_ONLY.end_of_open_day(friday_night, 0) == new_york("2026-11-23T18:00-05:00")


def test_open_days_are_counted_after_the_day_of_the_start():
    friday = new_york("2026-11-20T10:00-05:00")
    assert WEEKDAYS_ONLY.end_of_open_day(friday, 3) == new_york("2026-11-25T18:00-05:00")


def test_a_calendar_that_never_opens_says_so():
    closed = BusinessCalendar("UTC", ((),) * 7)
    with pytest.raises(NeverOpenError, match="two years"):
        closed.after_open_time(new_york("2026-11-23T10:00-05:00"), 60)
    with pytest.raises(NeverOpenError, match="two years"):
        closed.end_of_open_day(new_york("2026-11-23T10:00-05:00"), 0)


@given(
    minute=st.integers(0, 525_600),
    first=st.integers(0, 40_000),
    more=st.integers(0, 40_000),
)
def test_counting_open_time_in_two_steps_is_counting_it_at_once(minute, first, more):
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    at_once = WEEKDAYS_ONLY.after_open_time(start, first + more)
    in_steps = WEEKDAYS_ONLY.after_open_time(WEEKDAYS_ONLY.after_open_time(start, first), more)
    one_second_on = (WEEKDAYS_ONLY.after_open_time(due, 1) for due in (at_once, in_steps))
    assert len(set(one_second_on)) == 1  # closing and the next opening are the same open time
