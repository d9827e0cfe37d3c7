"""Every fault of a problem is named, with its place, and all of them at once."""

from dataclasses import replace

import numpy as np
import pytest

from solver.errors import InvalidProblemError
from solver.problem import (
    Baseline,
    Break,
    Depot,
    Problem,
    Promise,
    Rates,
    SkillLevel,
    TimeWindow,
    TravelTimes,
    Visit,
)
from tests.solver.tiny_day import HOUR, TRAVEL, VEHICLES, VISITS, tiny_day


def faults(**changes):
    given = {"visits": VISITS, "vehicles": VEHICLES, "travel": (TRAVEL,)} | changes
    with pytest.raises(InvalidProblemError) as caught:
        Problem(**given)
    return {(issue.code, issue.path) for issue in caught.value.issues}


def visit_faults(**changes):
    return faults(visits=(replace(VISITS[0], **changes),))


def vehicle_faults(**changes):
    return faults(vehicles=(replace(VEHICLES[0], **changes),))


def test_no_visits_no_vehicles_and_asymmetry_are_no_faults():
    assert Problem((), (), (TRAVEL,)).visits == ()


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"place": 6}, "unknown_place", "visits[0].place"),
        ({"place": -1}, "unknown_place", "visits[0].place"),
        ({"duration": -1}, "amount_out_of_range", "visits[0].duration"),
        ({"penalty": -1}, "amount_out_of_range", "visits[0].penalty"),
        ({"penalty": 2**40}, "amount_out_of_range", "visits[0].penalty"),
        ({"pinned_start": -1}, "amount_out_of_range", "visits[0].pinned_start"),
        ({"parts": (3, -1)}, "amount_out_of_range", "visits[0].parts[1]"),
        ({"windows": (TimeWindow(5, 4),)}, "window_inverted", "visits[0].windows[0]"),
        ({"windows": (TimeWindow(0, 9), TimeWindow(9, 12))}, "windows_overlap", "visits[0].windows[1]"),
        ({"windows": (TimeWindow(20, 30), TimeWindow(5, 9))}, "windows_overlap", "visits[0].windows[1]"),
        ({"promise": Promise(TimeWindow(5, 4), 1, 1)}, "window_inverted", "visits[0].promise.window"),
        (
            {"pinned_technician": 1, "excluded_technicians": frozenset({1})},
            "pin_contradicts",
            "visits[0].pinned_technician",
        ),
        (
            {"pinned_technician": 1, "allowed_technicians": frozenset({0})},
            "pin_contradicts",
            "visits[0].pinned_technician",
        ),
        ({"skills": (SkillLevel(0, 1), SkillLevel(0, 2))}, "skill_repeated", "visits[0].skills"),
        ({"one_of": (SkillLevel(0, 1), SkillLevel(0, 2))}, "skill_repeated", "visits[0].one_of"),
        ({"skills": (SkillLevel(3, 1),), "none_of": frozenset({3})}, "skill_contradicts", "visits[0].none_of"),
        ({"one_of": (SkillLevel(3, 1),), "none_of": frozenset({3})}, "skill_contradicts", "visits[0].none_of"),
    ],
)
def test_a_fault_of_a_visit_is_named(changes, code, path):
    assert visit_faults(**changes) == {(code, path)}


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"start_place": 6}, "unknown_place", "vehicles[0].start_place"),
        ({"end_place": -2}, "unknown_place", "vehicles[0].end_place"),
        ({"profile": 1}, "unknown_profile", "vehicles[0].profile"),
        ({"shift_end": 0}, "shift_inverted", "vehicles[0].shift_end"),
        ({"workload_target": -1}, "amount_out_of_range", "vehicles[0].workload_target"),
        ({"work_limit": -1}, "amount_out_of_range", "vehicles[0].work_limit"),
        ({"parts": (2**31,)}, "amount_out_of_range", "vehicles[0].parts[0]"),
        ({"rates": Rates(travel_per_km=-1)}, "amount_out_of_range", "vehicles[0].rates.travel_per_km"),
        ({"duration_percents": (0,)}, "percent_out_of_range", "vehicles[0].duration_percents"),
        ({"breaks": (Break(60, 0, 5),)}, "break_inverted", "vehicles[0].breaks[0]"),
        ({"breaks": (Break(0, 60, 9 * HOUR),)}, "break_longer_than_shift", "vehicles[0].breaks[0].duration"),
        ({"breaks": (Break(8 * HOUR, 9 * HOUR, 60),)}, "break_outside_shift", "vehicles[0].breaks[0]"),
        ({"breaks": (Break(HOUR, 2 * HOUR, 60), Break(0, HOUR, 60))}, "breaks_unsorted", "vehicles[0].breaks[1]"),
        ({"breaks": (Break(0, 9, 60), Break(30, 40, 60))}, "breaks_overlap", "vehicles[0].breaks[1]"),
        ({"skills": (SkillLevel(0, 1), SkillLevel(0, 2))}, "skill_repeated", "vehicles[0].skills"),
    ],
)
def test_a_fault_of_a_vehicle_is_named(changes, code, path):
    assert (code, path) in vehicle_faults(**changes)


def test_shifts_of_one_technician_may_not_overlap():
    second = replace(VEHICLES[1], technician=0)
    assert faults(vehicles=(VEHICLES[0], second)) == {("shifts_overlap", "vehicles[1].shift_start")}
    after = replace(second, shift_start=8 * HOUR, shift_end=9 * HOUR)
    assert replace(tiny_day(), vehicles=(VEHICLES[0], after)).vehicles[1] == after


def matrix_faults(durations, distances, starts=(0,)):
    return faults(visits=(), vehicles=(), travel=(TravelTimes(durations, distances, starts),))


@pytest.mark.parametrize(
    ("durations", "distances", "starts", "fault"),
    [
        ([[[0, -1], [1, 0]]], [[0, 1], [1, 0]], (0,), ("matrix_gap", "travel[0].durations")),
        ([[[0, 1], [1, 0]]], [[0, 1], [-1, 0]], (0,), ("matrix_gap", "travel[0].distances")),
        ([[[0, 1, 2], [1, 0, 2]]], [[0] * 3] * 3, (0,), ("matrix_not_square", "travel[0].durations")),
        ([[[0]]], [[0, 1]], (0,), ("matrix_not_square", "travel[0].distances")),
        ([[0]], [[0]], (0,), ("matrix_not_square", "travel[0].durations")),
        ([[[0]]], [[0, 1], [1, 0]], (0,), ("matrix_sizes_differ", "travel")),
        ([[[0]]], [[0]], (0, 60), ("period_count_differs", "travel[0].period_starts")),
        ([[[0]]], [[0]], (60,), ("periods_not_ascending", "travel[0].period_starts")),
        ([[[0]], [[0]]], [[0]], (0, 0), ("periods_not_ascending", "travel[0].period_starts")),
    ],
)
def test_a_fault_of_a_matrix_is_named(durations, distances, starts, fault):
    assert fault in matrix_faults(durations, distances, starts)


@pytest.mark.parametrize("value", [2**31, -(2**40), 1.5, float("nan"), float("inf"), "far", None])
def test_a_matrix_never_wraps_or_rounds(value):
    with pytest.raises(InvalidProblemError) as caught:
        TravelTimes(np.array([[[value]]]), [[0]])
    assert caught.value.issues[0].code == "matrix_overflow"


def test_a_problem_needs_a_travel_profile():
    assert ("no_travel", "travel") in faults(visits=(), vehicles=(), travel=())


def test_a_baseline_has_an_entry_for_each_visit():
    assert faults(baseline=Baseline((None,), 1, 1, 1)) == {("baseline_length_differs", "baseline.stops")}


def test_a_baseline_names_amounts_in_range():
    stops = (None,) * len(VISITS)
    assert faults(baseline=Baseline(stops, 1, 1, 1, most_changes=-1)) == {
        ("amount_out_of_range", "baseline.most_changes")
    }
    assert faults(baseline=Baseline(stops, 1, 1, 1, change_beyond=2**31)) == {
        ("amount_out_of_range", "baseline.change_beyond")
    }


def test_a_fault_of_the_depot_is_named():
    assert faults(depot=Depot(place=6)) == {("unknown_place", "depot.place")}
    assert faults(depot=Depot(place=0, duration=-1)) == {("amount_out_of_range", "depot.duration")}


def test_all_faults_come_together_each_with_cause_and_action():
    bad = Visit(place=99, duration=-5, penalty=-1, windows=(TimeWindow(9, 3),))
    with pytest.raises(InvalidProblemError) as caught:
        Problem((bad, VISITS[1]), (replace(VEHICLES[0], shift_end=0),), (TRAVEL,))
    assert len(caught.value.issues) == 5
    assert all(i.cause.endswith(".") and i.action.endswith(".") for i in caught.value.issues)
    assert "-5" in str(caught.value)


def test_matrices_are_copied_and_can_not_be_written():
    given = np.zeros((1, 2, 2), dtype=np.int32)
    travel = TravelTimes(given, np.zeros((2, 2), dtype=np.int32))
    given[0, 0, 1] = 5
    assert travel.durations[0, 0, 1] == 0
    with pytest.raises(ValueError, match="read-only"):
        travel.durations[0, 0, 1] = 5
