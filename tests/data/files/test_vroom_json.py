"""VROOM's documents: a VROOM user's input unchanged, its semantics, its output, and what is refused."""

from typing import Any

import pytest

from data.files.search import Search
from data.files.stateless import check_document, solve_document
from data.files.vroom_reader import ReadVroom, read_vroom
from dispatch.errors import InvalidInputError
from tests.data.files.documents import DURATIONS, FIVE, NINE, NOON, a_vroom_problem
from tests.flat_travel import FlatTravel

FEW = Search(iterations=2000)


def solved(**changes: Any) -> dict[str, Any]:
    return solve_document(a_vroom_problem(**changes), format="vroom", search=FEW, travel_times=FlatTravel())


def read(**changes: Any) -> ReadVroom:
    return read_vroom(a_vroom_problem(**changes), FlatTravel())


def refused(**changes: Any) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        read(**changes)
    return {issue.path: issue.code for issue in caught.value.issues}


def test_the_matrix_example_of_vrooms_documentation_costs_the_same() -> None:
    document = {
        "vehicles": [{"id": 0, "start_index": 0, "end_index": 3}],
        "jobs": [{"id": 1414, "location_index": 1}, {"id": 1515, "location_index": 2}],
        "matrices": {
            "car": {
                "durations": [[0, 2104, 197, 1299], [2103, 0, 2255, 3152], [197, 2256, 0, 1102], [1299, 3153, 1102, 0]]
            }
        },
    }
    output = solve_document(document, format="vroom", search=FEW)
    assert output["summary"]["cost"] == 5461
    assert [step.get("id") for step in output["routes"][0]["steps"]] == [None, 1414, 1515, None]
    assert [step["arrival"] for step in output["routes"][0]["steps"]] == [0, 2104, 4359, 5461]


def test_the_output_has_vrooms_shape() -> None:
    output = solved()
    assert set(output) == {"code", "summary", "unassigned", "routes"}
    assert output["code"] == 0
    route = output["routes"][0]
    assert {
        "vehicle",
        "cost",
        "setup",
        "service",
        "duration",
        "waiting_time",
        "priority",
        "steps",
        "violations",
    } <= set(route)
    assert [step["type"] for step in route["steps"] if step["type"] != "break"] == ["start", "job", "job", "job", "end"]
    assert output["summary"]["cost"] == sum(each["cost"] for each in output["routes"])
    assert output["summary"]["duration"] == route["steps"][-1]["duration"]


def test_the_steps_of_a_route_follow_each_other_in_time() -> None:
    breaks = [{"id": 5, "time_windows": [[9 * 3600, 9 * 3600 + 600]], "service": 900}]
    vehicle = {
        "id": 10,
        "start_index": 0,
        "end_index": 0,
        "skills": [7],
        "time_window": [8 * 3600, FIVE],
        "breaks": breaks,
    }
    steps = solved(vehicles=[vehicle])["routes"][0]["steps"]
    assert [step["id"] for step in steps if step["type"] == "break"] == [5]
    now, travelled = steps[0]["arrival"], 0
    for step in steps:
        assert step["arrival"] == now + step["duration"] - travelled
        now = step["arrival"] + step["waiting_time"] + step["setup"] + step["service"]
        travelled = step["duration"]


def test_our_answer_passes_the_checker_as_vrooms_own_would() -> None:
    problem = a_vroom_problem()
    verdict = check_document(problem, solve_document(problem, format="vroom", search=FEW), format="vroom")
    assert verdict["accepted"]


def test_a_vroom_plan_that_is_too_early_or_lacks_a_skill_is_refused() -> None:
    steps = [
        {"type": "start", "arrival": 28800, "duration": 0},
        {"type": "job", "id": 1, "arrival": 29400, "duration": 600, "setup": 120, "service": 1800},
        {"type": "job", "id": 2, "arrival": 31620, "duration": 900, "service": 3600},
        {"type": "end", "arrival": 36120, "duration": 1800},
    ]
    output = {"code": 0, "routes": [{"vehicle": 11, "steps": steps}], "unassigned": [{"id": 3}]}
    verdict = check_document(a_vroom_problem(), output, format="vroom")
    assert {(v["code"], v["visit"], v["amount"]) for v in verdict["violations"]} == {
        ("skill", 2, 1),
        ("time_window", 1, NINE - 29400),
    }


def test_timestamps_come_back_as_timestamps() -> None:
    day = 1_600_000_000
    job = {"id": 1, "location_index": 1, "time_windows": [[day, day + 3600]]}
    vehicle = {"id": 1, "start_index": 0, "time_window": [day - 3600, day + 7200]}
    steps = solved(jobs=[job], vehicles=[vehicle])["routes"][0]["steps"]
    assert day <= steps[-1]["arrival"] + steps[-1]["waiting_time"] <= day + 3600


def test_a_vehicle_without_hours_may_leave_before_the_first_window() -> None:
    job = {"id": 1, "location_index": 1, "time_windows": [[NINE, NINE]]}
    output = solved(jobs=[job], vehicles=[{"id": 1, "start_index": 0}])
    assert output["routes"][0]["steps"][0]["arrival"] == NINE - DURATIONS[0][1]


def test_a_higher_priority_is_served_first_however_dear() -> None:
    jobs = [
        {"id": 1, "location_index": 1, "service": 1800, "time_windows": [[NOON, NOON]]},
        {"id": 2, "location_index": 3, "service": 1800, "time_windows": [[NOON, NOON]], "priority": 1},
    ]
    output = solved(jobs=jobs, vehicles=[{"id": 1, "start_index": 0, "end_index": 0}])
    assert [task["id"] for task in output["unassigned"]] == [1]
    assert output["summary"]["priority"] == 1


def test_many_jobs_keep_the_order_of_priorities_within_31_bits() -> None:
    jobs = [{"id": n, "location_index": 1, "priority": n % 101} for n in range(5000)]
    penalties = {visit.penalty for visit in read(jobs=jobs).read.problem.visits}
    assert len(penalties) == 101
    assert max(penalties) < 2**31


def test_a_speed_factor_shortens_every_way() -> None:
    vehicles = [{"id": 1, "start_index": 0, "speed_factor": 2.0}, {"id": 2, "start_index": 0}]
    problem = read(vehicles=vehicles).read.problem
    assert [int(t.durations[0, 0, 1]) for t in problem.travel] == [300, 600]
    assert [vehicle.profile for vehicle in problem.vehicles] == [0, 1]


def test_a_cost_matrix_is_what_routes_cost() -> None:
    costs = [[10 * n for n in row] for row in DURATIONS]
    output = solved(matrices={"car": {"durations": DURATIONS, "costs": costs}})
    assert output["summary"]["cost"] == 10 * output["summary"]["duration"]


def test_rates_and_fixed_costs_are_vrooms() -> None:
    costs = {"fixed": 1000, "per_hour": 7200, "per_km": 100}
    vehicle = {"id": 1, "start_index": 0, "end_index": 0, "skills": [7], "costs": costs}
    distances = [[1000 * bool(n) for n in row] for row in DURATIONS]
    output = solved(vehicles=[vehicle], matrices={"car": {"durations": DURATIONS, "distances": distances}})
    assert output["summary"]["cost"] == 1000 + 2 * output["summary"]["duration"] + 4 * 100
    assert output["summary"]["distance"] == 4000


def test_coordinates_need_no_matrix() -> None:
    jobs = [{"id": 1, "location": [2.0, 48.01]}]
    output = solved(jobs=jobs, vehicles=[{"id": 1, "start": [2.0, 48.0]}], matrices=None)
    assert output["summary"]["duration"] == 60
    assert output["routes"][0]["steps"][1]["location"] == (2.0, 48.01)


def test_the_hour_of_the_day_does_not_matter_to_vroom() -> None:
    travel = read_vroom(
        {"jobs": [{"id": 1, "location": [2.0, 48.01]}], "vehicles": [{"id": 1, "start": [2.0, 48.0]}]},
        FlatTravel(rush=(9 * 3600, 200)),
    ).read.problem.travel[0]
    assert travel.period_starts == (0,)
    assert travel.durations[0, 0, 1] == 120


def test_steps_are_where_the_search_starts() -> None:
    vehicles = a_vroom_problem()["vehicles"]
    vehicles[1]["steps"] = [{"type": "start"}, {"type": "job", "id": 3}, {"type": "job", "id": 1}, {"type": "end"}]
    assert read(vehicles=vehicles).read.initial == [(1, [2, 0])]


def test_everything_unsupported_is_named_at_once_and_nothing_is_ignored() -> None:
    jobs = [
        {"id": 1, "location_index": 1, "delivery": [4], "pickup": [0]},
        {"id": 2, "location_index": 1, "service_per_type": {"van": 5}},
    ]
    vehicle = {
        "id": 1,
        "start_index": 0,
        "capacity": [4],
        "max_travel_time": 5,
        "costs": {"per_task_hour": 9},
        "breaks": [{"id": 1, "time_windows": [[0, 1], [2, 3]]}],
    }
    assert refused(jobs=jobs, vehicles=[vehicle], shipments=[{}]) == dict.fromkeys(
        (
            "shipments",
            "jobs[0].delivery",
            "jobs[1].service_per_type",
            "vehicles[0].max_travel_time",
            "vehicles[0].costs.per_task_hour",
            "vehicles[0].breaks[0].time_windows",
        ),
        "unsupported_field",
    )


def test_what_is_missing_or_repeated_is_named() -> None:
    assert refused(jobs=[{"id": 1}, {"id": 1, "location_index": 1}], vehicles=[{"id": 1}]) == {
        "jobs": "repeated_id",
        "jobs[0].location_index": "missing_field",
        "vehicles[0].start": "missing_field",
    }
    assert refused(matrices={"car": {"durations": DURATIONS, "distances": [[0]]}}) == {
        "matrices.car": "matrix_sizes_differ"
    }
    assert refused(matrices={"bike": {"durations": DURATIONS}}) == {"matrices.car.durations": "unknown_profile"}
