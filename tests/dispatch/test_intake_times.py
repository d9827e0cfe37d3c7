from datetime import UTC, date, datetime

import pytest

from dispatch.intake_cells import CellError
from dispatch.intake_times import Times
from dispatch.request import ArrivalWindow

SHANGHAI = Times("Asia/Shanghai")
NEW_YORK = Times("America/New_York")
NINE_IN_SHANGHAI = datetime(2026, 11, 23, 1, tzinfo=UTC)


def fault(read, value) -> str:
    with pytest.raises(CellError) as caught:
        read(value)
    return caught.value.code


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23 09:00",
        "2026-11-23T09:00:00",
        "2026-11-23T09:00:00.250",
        "2026-11-23T01:00:00Z",
        "2026-11-23 01:00 UTC",
        "2026-11-23T09:00+08:00",
        "2026-11-22T20:00:00-0500",
        "2026/11/23 9:00",
        "20261123 9:00",
        "23.11.2026 09:00",
        "23.11.2026 9:00 Uhr",
        "23/11/2026 9 am",
        "23-11-2026 9:00 AM",
        "2026年11月23日 9:00",
        "2026年11月23日上午9点",
        "2026年11月23日 上午9时00分",
        "２０２６－１１－２３　０９：００",
    ],
)
def test_dates_and_times_are_read_as_people_write_them(text):
    assert SHANGHAI.moment(text).replace(microsecond=0) == NINE_IN_SHANGHAI


def test_an_afternoon_is_twelve_hours_later():
    assert SHANGHAI.moment("2026年11月23日下午3点30分") == SHANGHAI.moment("2026-11-23 15:30")
    assert SHANGHAI.moment("2026-11-23 12 am") == SHANGHAI.moment("2026-11-23 00:00")


def test_a_date_alone_is_its_local_midnight():
    assert NEW_YORK.moment("2026-11-23") == datetime(2026, 11, 23, 5, tzinfo=UTC)


def test_the_day_comes_first_unless_told_otherwise():
    assert NEW_YORK.day("03/04/2026") == date(2026, 4, 3)
    month_first = Times("America/New_York", day_first=False)
    assert month_first.day("03/04/2026") == date(2026, 3, 4)
    assert month_first.day("03.04.2026") == date(2026, 4, 3)


def test_a_month_first_date_among_day_first_ones_is_a_fault_not_a_guess():
    assert fault(NEW_YORK.day, "11/23/2026") == "bad_date"


@pytest.mark.parametrize(
    "text", ["2026-02-30", "yesterday", "23.11.26", "2026-11-23 25:00", "2026-11-23 09:00 tomorrow", "46349.375"]
)
def test_what_is_no_moment_is_a_fault(text):
    assert fault(NEW_YORK.moment, text) in {"bad_date", "bad_time"}


@pytest.mark.parametrize("text", ["1926-11-23", "0001-01-01", "9999-12-31"])
def test_a_year_far_away_is_a_fault(text):
    assert fault(NEW_YORK.moment, text) == "bad_date"


def test_a_time_skipped_by_the_clock_change_is_a_fault():
    assert fault(NEW_YORK.moment, "2026-03-08 02:30") == "skipped_time"
    assert NEW_YORK.moment("2026-03-08T02:30-05:00") == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_of_a_time_that_occurs_twice_the_first_is_meant():
    assert NEW_YORK.moment("2026-11-01 01:30") == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_at_the_end_of_a_window_the_second_is_meant():
    (window,) = NEW_YORK.windows("2026-11-01 01:00-01:30")
    assert window == ArrivalWindow(datetime(2026, 11, 1, 5, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC))


MORNING = ArrivalWindow(datetime(2026, 11, 23, 2, tzinfo=UTC), datetime(2026, 11, 23, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23 10:00-12:00",
        "2026-11-23 10:00 – 12:00",
        "2026-11-23 10-12",
        "2026-11-23 10:00~12:00",
        "2026年11月23日 10点至12点",
        "23.11.2026 10:00 bis 12:00",
        "2026-11-23 10 am to 12 pm",
        "2026-11-23 10:00 - 2026-11-23 12:00",
        "2026-11-23T10:00/2026-11-23T12:00",
        "2026-11-23T10:00+08:00/2026-11-23T04:00Z",
    ],
)
def test_windows_are_read_as_people_write_them(text):
    assert SHANGHAI.windows(text) == (MORNING,)


def test_a_window_without_a_day_takes_the_date_column_or_the_day_before_it():
    day = date(2026, 11, 23)
    assert SHANGHAI.windows("10:00-12:00", day) == (MORNING,)
    assert len(SHANGHAI.windows("2026-11-23 10:00-12:00; 14:00-16:00; 2026-11-24 08:00-10:00")) == 3
    assert fault(SHANGHAI.windows, "10:00-12:00") == "window_without_day"


def test_a_day_alone_is_the_whole_day():
    (window,) = NEW_YORK.windows("2026-11-01")
    assert (window.latest_at - window.earliest_at).total_seconds() == 25 * 3600


def test_windows_come_sorted_and_overlapping_ones_joined():
    assert SHANGHAI.windows("2026-11-23 11:00-12:00; 2026-11-23 10:00-11:30") == (MORNING,)


def test_windows_of_the_api_may_be_objects():
    given = [{"earliest_at": "2026-11-23T02:00Z", "latest_at": "2026-11-23T12:00+08:00"}]
    assert SHANGHAI.windows(given) == (MORNING,)


def test_windows_may_end_at_midnight_but_not_before_they_begin():
    (evening,) = SHANGHAI.windows("2026-11-23 22:00-24:00")
    assert (evening.latest_at - evening.earliest_at).total_seconds() == 7200
    assert fault(SHANGHAI.windows, "2026-11-23 22:00-02:00") == "window_ends_first"


@pytest.mark.parametrize(
    "value",
    ["2026-11-23 10:00", "2026-11-23 morning", "whenever", [3], [{}], {"a": 1}, True, "2026-11-23 10:00-12:00 x"],
)
def test_what_is_no_window_is_a_fault(value):
    assert fault(SHANGHAI.windows, value)
