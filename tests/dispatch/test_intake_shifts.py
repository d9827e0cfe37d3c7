from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.files.policy_toml import default_policy, load_policy
from dispatch.intake import IntakeReport, Row, receive_shifts
from dispatch.intake_shifts import parse_shift
from dispatch.intake_times import Times
from dispatch.technician import RouteEnd, ShiftBreak
from tests.builders import a_station, a_technician, at

POLICY = default_policy()
ROW = {"technician": "T-1", "date": "2025-03-03", "start": "08:00", "end": "17:00"}


@pytest.fixture
def uow(store, clock):
    """Technicians T-1 with a home, T-2 with a station only, T-3 with neither."""
    with store.unit_of_work("importer", clock) as uow:
        station = a_station()
        uow.stations.add(station)
        uow.technicians.add(
            a_technician(external_id="T-1"),
            a_technician(external_id="T-2", home=None, station_id=station.id),
            a_technician(external_id="T-3", home=None),
        )
        yield uow


@pytest.fixture
def take(uow, clock):
    def receive(*rows: Mapping[str, object]) -> IntakeReport:
        numbered = [Row(number, fields) for number, fields in enumerate(rows, start=1)]
        return receive_shifts(uow, numbered, source="s.csv", policy=POLICY, clock=clock)

    return receive


def fault(report: IntakeReport) -> tuple[str, str]:
    (rejected,) = report.rejected
    (issue,) = rejected.issues
    return issue.code, issue.path


def the_shift(uow, report):
    return uow.shifts.get(report.outcomes[0].entity_id)


def test_a_row_becomes_a_shift_with_the_policys_overtime(uow, take):
    shift = the_shift(uow, take(ROW))
    assert (shift.start_at, shift.end_at) == (at(8), at(17))
    assert shift.overtime_limit_s == POLICY.objective.overtime_limit_minutes * 60
    assert shift.starts_from is RouteEnd.HOME


def test_the_same_row_again_changes_nothing_and_another_end_is_an_update(take):
    take(ROW)
    assert take(ROW).unchanged == 1
    assert take(ROW | {"end": "16:00"}).updated == 1


@pytest.mark.parametrize(("technician", "end"), [("T-2", RouteEnd.STATION), ("T-3", RouteEnd.OPEN)])
def test_routes_begin_at_what_is_known_of_the_technician(uow, take, technician, end):
    shift = the_shift(uow, take(ROW | {"technician": technician}))
    assert (shift.starts_from, shift.returns_to) == (end, end)


def test_written_limits_and_ends_are_taken(uow, take):
    cells = {"overtime_minutes": "0", "work_limit_minutes": "480", "starts_from": "网点", "returns_to": "Zuhause"}
    shift = the_shift(uow, take(ROW | cells))
    assert (shift.overtime_limit_s, shift.work_limit_s) == (0, 28_800)
    assert (shift.starts_from, shift.returns_to) == (RouteEnd.STATION, RouteEnd.HOME)


def test_a_break_is_fixed_or_lies_somewhere_within_its_span(uow, take):
    shift = the_shift(uow, take(ROW | {"breaks": "14:00-14:15; 11:30-13:30 30 min"}))
    assert shift.breaks == (ShiftBreak(at(11, 30), at(13), 1800), ShiftBreak(at(14), at(14), 900))


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"technician": "T-9"}, "unknown_technician", "technician"),
        ({"end": "07:00"}, "ends_before_start", "end"),
        ({"end": "08:00"}, "ends_before_start", "end"),
        ({"end": "08:30", "breaks": "08:00-09:00"}, "shift_shorter_than_break", "breaks"),
        ({"breaks": "16:45-17:15"}, "break_outside_shift", "breaks"),
        ({"breaks": "12:00-12:30 45 min"}, "bad_break", "breaks"),
        ({"breaks": "noon"}, "bad_break", "breaks"),
        ({"date": "tomorrow"}, "bad_date", "date"),
        ({"start": ""}, "missing", "start"),
        ({"overtime_minutes": "-5"}, "bad_number", "overtime_minutes"),
        ({"starts_from": "moon"}, "unknown_word", "starts_from"),
        ({"end": "17:00", "overnight": "yes"}, "shift_too_long", "end"),
    ],
)
def test_faults_name_their_column(take, cells, code, column):
    assert fault(take(ROW | cells)) == (code, column)


def test_a_night_shift_ends_the_next_day_where_the_row_says_so(uow, take):
    cells = {"start": "22:00", "end": "06:00", "overnight": "yes", "breaks": "02:00-02:30"}
    shift = the_shift(uow, take(ROW | cells))
    assert shift.end_at - shift.start_at == timedelta(hours=8)
    assert shift.breaks[0].earliest_at == at(2) + timedelta(days=1)


def test_overlapping_shifts_of_one_technician_are_a_fault(take):
    report = take(ROW, ROW | {"start": "16:00", "end": "20:00"})
    assert fault(report) == ("overlapping_shift", "start")
    assert fault(take(ROW | {"start": "07:00", "end": "09:00"})) == ("overlapping_shift", "start")
    assert take(ROW | {"technician": "T-2"}).added == 1


def test_a_shift_on_the_night_clocks_go_forward_is_an_hour_shorter(uow, clock):
    policy = load_policy('extends = "default"\n[area]\nzone = "America/New_York"')
    row = ROW | {"date": "2026-03-07", "start": "22:00", "end": "06:00", "overnight": "yes"}
    report = receive_shifts(uow, [Row(1, row)], source="s", policy=policy, clock=clock)
    shift = the_shift(uow, report)
    assert shift.start_at == datetime(2026, 3, 8, 3, tzinfo=UTC)
    assert shift.end_at - shift.start_at == timedelta(hours=7)


def test_a_start_skipped_by_the_clock_change_is_a_fault(uow, clock):
    policy = load_policy('extends = "default"\n[area]\nzone = "America/New_York"')
    row = ROW | {"date": "2026-03-08", "start": "02:30"}
    assert fault(receive_shifts(uow, [Row(1, row)], source="s", policy=policy, clock=clock)) == (
        "skipped_time",
        "start",
    )


@given(
    st.fixed_dictionaries(
        {"technician": st.just("T-1"), "date": st.just("2026-03-08")},
        optional={
            "start": st.text("0123456789: apm", max_size=8),
            "end": st.text("0123456789: apm", max_size=8),
            "breaks": st.text("0123456789:- min;", max_size=30) | st.lists(st.integers(), max_size=2),
            "overnight": st.sampled_from(["yes", "no", ""]),
        },
    )
)
def test_any_row_parses_or_yields_faults(cells):
    draft, _, issues, _ = parse_shift(cells, Times("America/New_York"))
    assert issues or draft.start_at < draft.end_at
