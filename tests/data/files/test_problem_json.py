"""Our own contract: what a document means, and every fault of a wrong one."""

from pathlib import Path
from typing import Any

import pytest

from data.files.problem_json import (
    BaselineDocument,
    DepotDocument,
    MatrixDocument,
    OptionsDocument,
    OrderDocument,
    PairDocument,
    ProblemDocument,
    PromiseDocument,
    RatesDocument,
    ResponseDocument,
    ShiftDocument,
    TechnicianDocument,
    VisitDocument,
)
from data.files.problem_reader import ReadProblem, read_problem
from dispatch.errors import InvalidInputError
from solver.problem import Baseline, BaselineStop, Order, Pair, SkillLevel, TimeWindow
from tests.data.files.documents import FIVE, NINE, NOON, a_problem, a_shift
from tests.flat_travel import FlatTravel

README = Path(__file__).parents[3] / "data" / "files" / "README.md"


def read(**changes: Any) -> ReadProblem:
    return read_problem(a_problem(**changes), FlatTravel())


def faults(document: object) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        read_problem(document, FlatTravel())
    assert all(issue.cause and issue.action for issue in caught.value.issues)
    return {issue.path: issue.code for issue in caught.value.issues}


def a_visit(**changes: Any) -> dict[str, Any]:
    return {"id": "v", "place": 1, "service_duration_s": 60} | changes


def test_ids_become_indices_in_the_documents_order() -> None:
    found = read()
    assert found.visit_ids == ("fridge", "stove", 3)
    assert found.shift_ids == ("ada-mon", "ben-mon")
    assert found.technician_ids == ("ada", "ben")
    assert [vehicle.technician for vehicle in found.problem.vehicles] == [0, 1]


def test_a_matrix_is_read_from_row_to_column() -> None:
    travel = read().problem.travel[0]
    assert (travel.durations[0, 0, 1], travel.durations[0, 1, 0]) == (600, 700)
    assert (travel.distances[0, 1], travel.distances[1, 0]) == (6000, 7000)


def test_every_field_of_a_visit_reaches_the_problem() -> None:
    visit = a_visit(
        setup_s=30,
        windows=[[NINE, NOON]],
        ready_at=100,
        promise={"window": [NOON, FIVE], "broken_cost_cents": 7, "late_cost_cents_per_hour": 8},
        response={"due_at": NOON, "late_cost_cents": 5, "late_cost_cents_per_hour": 6},
        kind="stove",
        skills={"gas": 2},
        required_technicians=["ada"],
        excluded_technicians=["ben"],
        preferred_technicians=["ada"],
        preference_cost_cents=9,
        pin={"technician": "ada", "start_at": NOON},
        penalty_cents=11,
    )
    technicians = a_problem()["technicians"]
    technicians[0]["proficiency"] = {"stove": 80}
    found = read(visits=[visit], technicians=technicians)
    solved = found.problem.visits[0]
    assert (solved.place, solved.duration, solved.setup, solved.ready_at, solved.penalty) == (1, 60, 30, 100, 11)
    assert solved.windows == (TimeWindow(NINE, NOON),)
    assert solved.promise == (TimeWindow(NOON, FIVE), 7, 8)
    assert solved.response == (NOON, 5, 6)
    assert found.problem.vehicles[0].duration_percents[solved.kind] == 80
    assert solved.skills == (SkillLevel(found.skills.index("gas"), 2),)
    assert (solved.allowed_technicians, solved.excluded_technicians) == (frozenset({0}), frozenset({1}))
    assert (solved.preferred_technicians, solved.preference_cost) == (frozenset({0}), 9)
    assert (solved.pinned_technician, solved.pinned_start) == (0, NOON)


def test_every_field_of_a_shift_reaches_the_problem() -> None:
    rates = {
        "travel_cents_per_hour": 1,
        "travel_cents_per_km": 2,
        "waiting_cents_per_hour": 3,
        "overtime_cents_per_hour": 4,
        "fixed_cents": 5,
    }
    shift = a_shift("s", start_place=2, end_place=None, overtime_limit_s=60, work_limit_s=3600, max_visits=3)
    vehicle = read(technicians=[{"id": "t", "shifts": [shift], "rates": rates}]).problem.vehicles[0]
    assert (vehicle.start_place, vehicle.end_place) == (2, None)
    assert (vehicle.overtime_limit, vehicle.work_limit, vehicle.max_visits) == (60, 3600, 3)
    assert vehicle.breaks == ((11 * 3600, 13 * 3600, 1800),)
    assert (vehicle.rates.travel_per_hour, vehicle.rates.travel_per_km, vehicle.rates.waiting_per_hour) == (1, 2, 3)
    assert (vehicle.rates.overtime_per_hour, vehicle.rates.fixed) == (4, 5)


def test_parts_tools_and_the_depot_reach_the_problem_by_name() -> None:
    visits = [a_visit(parts={"valve": 2, "belt": 1}, tools=["ladder"]), a_visit(id="w", parts={"valve": 1})]
    shifts = [
        a_shift("s", parts={"valve": 3, "hose": 9}, tools=["saw", "ladder"], may_call=False),
        a_shift("t", start_at=FIVE, end_at=FIVE + 9, breaks=[]),
    ]
    technicians = [{"id": "t", "shifts": shifts}]
    problem = read(visits=visits, technicians=technicians, depot={"place": 3, "duration_s": 60}).problem
    assert [v.parts for v in problem.visits] == [(1, 2), (0, 1)]
    assert [v.parts for v in problem.vehicles] == [(0, 3), None]
    assert [v.tools for v in (*problem.visits, *problem.vehicles)] == [{0}, set(), {0}, set()]
    assert [v.may_call for v in problem.vehicles] == [False, True]
    assert problem.depot == (3, 60)


def test_the_depot_may_be_coordinates_too() -> None:
    visit = a_visit(place=[-77.03, 38.90])
    technician = {"id": "t", "shifts": [a_shift("s", start_place=None, end_place=None)]}
    found = read(visits=[visit], technicians=[technician], matrices=None, depot={"place": [-77.03, 38.91]})
    assert found.problem.depot == (1, 0)
    assert faults(a_problem(depot={"place": 9})) == {"depot.place": "unknown_place"}
    assert faults(a_problem(depot={"place": [1.0, 2.0]})) == {"depot.place": "place_kind"}


def test_places_may_be_coordinates_longitude_first() -> None:
    visit = a_visit(place=[-77.03, 38.90])
    technician = {"id": "t", "shifts": [a_shift("s", start_place=[-77.03, 38.91], end_place=[-77.03, 38.91])]}
    found = read(visits=[visit], technicians=[technician], matrices=None)
    assert found.problem.travel[0].durations.tolist() == [[[0, 60], [60, 0]]]


def test_the_hours_of_the_day_return_on_every_day_of_a_long_horizon() -> None:
    technician = {"id": "t", "shifts": [a_shift("s", start_at=0, end_at=2 * 86400, start_place=[0.5, 1], breaks=[])]}
    technician["shifts"][0]["end_place"] = None
    document = a_problem(visits=[a_visit(place=[0.5, 2])], technicians=[technician], matrices=None)
    found = read_problem(document, FlatTravel(rush=(NOON, 200)))
    assert found.problem.travel[0].period_starts == (0, NOON, 86400, 86400 + NOON, 2 * 86400)


def test_one_matrix_a_period_is_read() -> None:
    car = {"durations_s": [[[0, 5], [6, 0]], [[0, 7], [8, 0]]], "period_starts": [0, NOON]}
    technicians = [{"id": "t", "shifts": [a_shift("s")]}]
    found = read(visits=[a_visit()], technicians=technicians, matrices={"car": car})
    assert found.problem.travel[0].durations[1, 0, 1] == 7
    assert found.problem.travel[0].period_starts == (0, NOON)


def test_a_choice_of_skills_and_barred_ones_are_read() -> None:
    found = read(visits=[a_visit(one_of={"gas": 1, "heights": 3}, none_of=["trainee"])])
    visit = found.problem.visits[0]
    assert [(found.skills[need.skill], need.level) for need in visit.one_of] == [("gas", 1), ("heights", 3)]
    assert [found.skills[skill] for skill in visit.none_of] == ["trainee"]


def test_a_workload_target_and_its_price_are_read() -> None:
    shift = a_shift("ada-mon", workload_target_s=18_000)
    ada = {"id": "ada", "shifts": [shift], "rates": {"workload_cents_per_hour": 700}}
    vehicle = read(visits=[a_visit()], technicians=[ada]).problem.vehicles[0]
    assert (vehicle.workload_target, vehicle.rates.workload_per_hour) == (18_000, 700)


def test_a_cap_on_changes_is_read() -> None:
    assert read(baseline={"stops": []}).problem.baseline == Baseline((None,) * 3, 0, 0, 900, None, 100_000_000)
    capped = {"stops": [], "most_changes": 2, "change_beyond_cents": 5}
    assert read(baseline=capped).problem.baseline == Baseline((None,) * 3, 0, 0, 900, 2, 5)


def test_a_baseline_and_routes_to_start_from_are_read() -> None:
    stops = [{"visit": "stove", "technician": "ada", "start_at": NINE}]
    baseline = {"stops": stops, "technician_changed_cents": 1, "start_moved_cents": 2, "tolerance_s": 3}
    found = read(baseline=baseline, initial=[{"shift": "ben-mon", "visits": [3, "fridge"]}])
    assert found.problem.baseline is not None
    assert found.problem.baseline.stops == (None, BaselineStop(0, NINE), None)
    assert found.initial == [(1, [2, 0])]


def test_pairs_and_orders_are_read_by_the_ids_of_their_visits() -> None:
    found = read(
        pairs=[{"first": 3, "second": "fridge"}],
        orders=[{"first": "fridge", "second": "stove", "least_lag_s": 60, "most_lag_s": 90, "same_technician": True}],
    )
    assert found.problem.pairs == (Pair(2, 0),)
    assert found.problem.orders == (Order(0, 1, 60, 90, same_technician=True),)
    assert read(orders=[{"first": "fridge", "second": 3}]).problem.orders == (Order(0, 2),)


def test_pairs_and_orders_that_cannot_be_are_faults() -> None:
    circle = [{"first": "fridge", "second": "stove"}, {"first": "stove", "second": "fridge"}]
    assert "links_in_a_circle" in faults(a_problem(orders=circle)).values()
    assert faults(a_problem(pairs=[{"first": 3, "second": "none"}])) == {"pairs[0].second": "unknown_visit"}


def test_no_visits_and_no_technicians_are_a_problem_too() -> None:
    assert read(visits=[], technicians=[]).problem.visits == ()
    assert read(visits=[], technicians=[], matrices=None).problem.vehicles == ()
    assert read(visits=[], technicians=[], matrices={}).problem.visits == ()


def test_every_fault_of_the_shape_comes_at_once() -> None:
    visits = [a_visit(place="home"), {"id": True, "place": 1}, a_visit(id="w", service_duration_s=-1, typo=1)]
    assert faults(a_problem(visits=visits)) == {
        "visits[0].place": "invalid_value",
        "visits[1].id": "invalid_value",
        "visits[1].service_duration_s": "missing_field",
        "visits[2].service_duration_s": "invalid_value",
        "visits[2].typo": "unknown_field",
    }


def test_every_dangling_reference_comes_at_once() -> None:
    visits = [a_visit(pin={"technician": "nobody"}), a_visit(excluded_technicians=["nobody"])]
    found = faults(a_problem(visits=visits, initial=[{"shift": "none", "visits": ["none"]}]))
    assert found == {
        "visits": "repeated_id",
        "visits[0].pin.technician": "unknown_technician",
        "visits[1].excluded_technicians[0]": "unknown_technician",
        "initial[0].shift": "unknown_shift",
        "initial[0].visits[0]": "unknown_visit",
    }


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"visits": [a_visit(place=9)]}, "visits[0].place", "unknown_place"),
        ({"visits": [a_visit(place=[2.0, 48.0])]}, "visits[0].place", "place_kind"),
        ({"visits": [a_visit(place=[48.0, 200.0])]}, "visits[0].place", "invalid_value"),
        ({"matrices": None}, "visits[0].place", "place_kind"),
        ({"matrices": {"bike": {"durations_s": [[0]]}}}, "technicians[0].profile", "unknown_profile"),
        ({"matrices": {"car": {"durations_s": [[0, 1], [2]]}}}, "matrices.car.durations_s", "invalid_value"),
        ({"matrices": {"car": {"durations_s": [[0, "x"], [2, 0]]}}}, "matrices.car.durations_s", "invalid_value"),
        ({"matrices": {"car": {"durations_s": []}}}, "matrices.car.durations_s", "invalid_value"),
        ({"visits": [a_visit(windows=[[NOON, NINE]])]}, "visits[0].windows[0]", "window_inverted"),
        (
            {"technicians": [{"id": "t", "shifts": [a_shift("s", end_at=28801)]}]},
            "shift 's'.breaks[0].duration",
            "break_longer_than_shift",
        ),
    ],
)
def test_a_fault_names_where_it_is(changes: dict[str, Any], path: str, code: str) -> None:
    assert faults(a_problem(**changes)).get(path) == code


@pytest.mark.parametrize("document", [None, [], "text", 7, {}])
def test_what_is_no_document_is_refused(document: object) -> None:
    assert faults(document)


def test_a_shift_that_lasts_for_decades_is_no_reason_to_run_out_of_memory() -> None:
    technician = {"id": "t", "shifts": [a_shift("s", end_at=2**31 - 1, start_place=[0.5, 1], end_place=None)]}
    document = a_problem(visits=[a_visit(place=[0.5, 2])], technicians=[technician], matrices=None)
    found = read_problem(document, FlatTravel(rush=(NOON, 200)))
    assert len(found.problem.travel[0].period_starts) < 100


def test_half_a_character_is_a_fault_that_can_be_written_down() -> None:
    assert faults(a_problem(visits=[a_visit(id="\ud800")])) == {"visits[0].id": "invalid_value"}
    for path in faults(a_problem(**{"\udfff": 1})):
        assert path.encode()


def test_every_field_is_documented() -> None:
    text = README.read_text(encoding="utf-8")
    documents = (
        ProblemDocument,
        VisitDocument,
        TechnicianDocument,
        ShiftDocument,
        MatrixDocument,
        BaselineDocument,
        DepotDocument,
        OptionsDocument,
        OrderDocument,
        PairDocument,
        PromiseDocument,
        ResponseDocument,
        RatesDocument,
    )
    missing = [name for document in documents for name in document.model_fields if f"`{name}`" not in text]
    assert missing == []
