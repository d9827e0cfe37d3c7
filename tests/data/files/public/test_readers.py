"""Public benchmark files: what they become, and how each fault of a file is said."""

import gzip
import json
from typing import Any

import pytest

from data.files.public.hhcrsp import read_hhcrsp
from data.files.public.solomon import read_solomon
from data.files.public.solving import READERS, solve_file
from data.files.public.trsp import read_trsp
from data.files.public.vrplib import read_vrplib
from data.files.search import Search
from dispatch.errors import InvalidInputError
from solver.problem import Depot, Pair, Response, SkillLevel, TimeWindow
from solver.solve import evaluate
from tests.benchmarks.public_judges import judge_hhcrsp, judge_sdvrptw, judge_solomon, judge_trsp
from tests.data.files.public import samples

FEW = Search(iterations=200, threads=1)


def fault_of(format_name: str, text: str) -> tuple[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        READERS[format_name](text.encode())
    (issue,) = caught.value.issues
    assert issue.cause.endswith(".")
    assert issue.action.endswith((".", "…"))
    return issue.code, issue.path


def test_solomon_cuts_distances_off_after_one_decimal() -> None:
    instance = read_solomon(samples.SOLOMON.replace("6          8", "1          1").encode())
    assert instance.problem.travel[0].durations[0].tolist() == [[0, 50, 14], [50, 0, 36], [14, 36, 0]]
    first, second = instance.problem.visits
    assert (first.duration, first.parts, first.windows) == (100, (6,), (TimeWindow(0, 900),))
    assert second.windows == (TimeWindow(300, 900),)
    assert [vehicle.parts for vehicle in instance.problem.vehicles] == [(10,), (10,)]


def test_sdvrptw_knows_which_vehicle_may_serve_whom_and_how_long() -> None:
    instance = read_vrplib(samples.SDVRPTW.encode())
    assert [visit.allowed_technicians for visit in instance.problem.visits] == [frozenset({0, 1}), frozenset({1})]
    assert {vehicle.work_limit for vehicle in instance.problem.vehicles} == {40_000}
    assert instance.problem.travel[0].durations[0].tolist() == [[0, 5000, 1414], [5000, 0, 3606], [1414, 3606, 0]]


def test_plain_vrplib_rounds_to_whole_numbers_and_has_vehicles_enough() -> None:
    instance = read_vrplib(samples.CVRP.encode())
    assert instance.problem.travel[0].durations[0].tolist() == [[0, 5, 1], [5, 0, 4], [1, 4, 0]]
    assert len(instance.vehicles) == 2
    answer = solve_file(samples.CVRP.encode(), "vrplib", search=FEW)
    assert (answer["objective"], answer["unserved"]) == (10, [])


@pytest.mark.parametrize(
    ("form", "rows"), [("FULL_MATRIX", "0 5 1\n5 0 3.5\n1 3.5 0"), ("LOWER_ROW", "5 1 3.5")], ids=["full", "lower"]
)
def test_vrplib_takes_matrices(form: str, rows: str) -> None:
    weights = f"EDGE_WEIGHT_TYPE: EXPLICIT\nEDGE_WEIGHT_FORMAT: {form}\nEDGE_WEIGHT_SECTION\n{rows}\nCAPACITY : 9"
    text = samples.CVRP.replace("EDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 9", weights)
    instance = read_vrplib(text.encode())
    assert instance.units == 1000
    assert instance.problem.travel[0].durations[0].tolist() == [[0, 5000, 1000], [5000, 0, 3500], [1000, 3500, 0]]


def test_trsp_has_skills_tools_parts_and_a_depot() -> None:
    problem = read_trsp(samples.TRSP.encode()).problem
    assert problem.depot == Depot(0, 0)
    first = problem.vehicles[0]
    assert (first.skills, first.parts, first.tools) == ((SkillLevel(0, 1), SkillLevel(1, 1)), (1, 0), frozenset({0}))
    assert problem.visits[1].parts == (0, 2)
    assert problem.visits[0].tools == frozenset({0})
    assert problem.visits[0].windows == (TimeWindow(200_000, 300_000),)


def test_straight_lines_are_rounded_up_so_that_no_plan_is_late_by_rounding() -> None:
    text = samples.TRSP.replace("3    0     1 ", "3    1     1 ")
    assert read_trsp(text.encode()).problem.travel[0].durations[0][1, 3] == 14_143


def test_a_trsp_route_begins_as_late_as_that_helps() -> None:
    instance = read_trsp(samples.TRSP.encode())
    found = evaluate(instance.problem, [(0, (0,))])
    assert instance.value(instance.problem, found.solution) == 70_000
    assert found.solution.routes[0].start == 190_000


def test_praxedo_goes_home_by_way_of_the_end_row() -> None:
    content = samples.PRAXEDO.encode()
    instance = read_trsp(content)
    assert instance.problem.depot is None
    assert instance.depot is None
    assert solve_file(content, "praxedo", search=FEW)["objective"] == pytest.approx(12.1234 + 45 + 17.5)


def test_hhcrsp_pairs_two_visits_to_one_patient() -> None:
    instance = read_hhcrsp(samples.HHCRSP.encode())
    problem = instance.problem
    assert problem.pairs == (Pair(1, 2, 5000, 8000),)
    assert [visit.duration for visit in problem.visits] == [30_000, 20_000, 15_000]
    assert problem.visits[0].response == Response(20_000, 0, 3600)
    assert problem.visits[1].response == Response(25_500, 0, 3600)
    assert problem.visits[0].windows[0].earliest_start == 10_000
    assert instance.visits[2] == {"patient": "p2", "service": "s2"}


def test_simultaneous_visits_begin_at_once() -> None:
    text = samples.HHCRSP.replace('"type": "sequential", "distance": [5, 8]', '"type": "simultaneous"')
    assert read_hhcrsp(text.encode()).problem.pairs == (Pair(1, 2, 0, 0),)


def test_tardiness_counts_once_each_and_the_worst_once_more() -> None:
    instance = read_hhcrsp(samples.HHCRSP.encode())
    found = evaluate(instance.problem, [(0, (1, 0)), (1, (2,))])
    late = 12.5 + 20 + 3 - 20
    assert instance.value(instance.problem, found.solution) / instance.units == pytest.approx(
        (12.5 + 3 + 10 + 2 * 12.5 + 2 * late) / 3
    )


@pytest.mark.parametrize("name", ["SOLOMON", "SDVRPTW", "TRSP", "HHCRSP"])
def test_a_packed_file_is_as_good(name: str) -> None:
    text = getattr(samples, name)
    read = READERS["vrplib" if name == "SDVRPTW" else name.lower()]
    assert read(gzip.compress(text.encode())).visits == read(text.encode()).visits


def test_an_answer_names_routes_by_the_files_own_ids() -> None:
    answer = solve_file(samples.SDVRPTW.encode(), "vrplib", search=FEW)
    assert answer["objective"] == pytest.approx(5 + 3.606 + 1.414)
    assert answer["routes"][0]["vehicle"] == 2
    assert [stop["visit"] for stop in answer["routes"][0]["stops"]] == [2, 3]
    assert json.loads(json.dumps(answer)) == answer


@pytest.mark.parametrize(
    ("format_name", "name", "judge", "objective"),
    [
        ("solomon", "SOLOMON", judge_solomon, 30),
        ("vrplib", "SDVRPTW", judge_sdvrptw, 5 + 3.606 + 1.414),
        ("trsp", "TRSP", judge_trsp, 1 + 5 + 2 + 2 + 5 + 5),
        ("praxedo", "PRAXEDO", judge_trsp, 12.1234 + 45 + 17.5),
        ("hhcrsp", "HHCRSP", judge_hhcrsp, (12.5 + 3 + 10 + 2 * 12.5 + 2 * 15.5) / 3),
    ],
)
def test_an_answer_is_judged_as_it_says(format_name: str, name: str, judge: Any, objective: float) -> None:
    content = getattr(samples, name).encode()
    answer = solve_file(content, format_name, search=FEW)
    verdict = judge(content, answer)
    assert (verdict.faults, verdict.unserved) == ((), 0)
    assert verdict.value == pytest.approx(answer["objective"], abs=1e-3) == pytest.approx(objective, abs=1e-3)


@pytest.mark.parametrize(("code", "path", "format_name", "old", "new"), [
    ("wrong_line", "line 11", "solomon", "7      3          4 ", "7      3 "),
    ("not_a_number", "line 11, XCOORD", "solomon", "7      3 ", "7      x "),
    ("not_whole", "line 11, DEMAND", "solomon", "4          6 ", "4          6.5 "),
    ("repeated_id", "CUSTOMER", "solomon", "8      6 ", "7      6 "),
    ("window_inverted", "line 12", "solomon", "30        90", "91        90"),
    ("no_heading", "line 2", "solomon", "\nVEHICLE", "CUSTOMER"),
    ("cut_off", "file", "solomon", samples.SOLOMON, "TINY\nVEHICLE\n"),
    ("empty_file", "file", "solomon", samples.SOLOMON, " \n"),
    ("too_large", "file", "solomon", "7      3 ", "7      3e12 "),
    ("missing_field", "DIMENSION", "vrplib", "DIMENSION: 3\n", ""),
    ("unsupported", "line 6", "vrplib", "VEHICLES_MAX_DURATION", "VEHICLES_MAX_SPEED"),
    ("unsupported", "line 3", "vrplib", "EUC_2D", "GEO"),
    ("missing_row", "DEMAND_SECTION", "vrplib", "2 4\n3 5\nSERVICE", "2 4\nSERVICE"),
    ("repeated_id", "line 14", "vrplib", "2 4\n3 5\nSERVICE", "2 4\n2 5\nSERVICE"),
    ("unknown_node", "line 15", "vrplib", "2 4\n3 5\nSERVICE", "2 4\n3 5\n4 5\nSERVICE"),
    ("unknown_node", "line 28", "vrplib", "2 2 3\nEOF", "2 2 33\nEOF"),
    ("wrong_line", "line 9", "vrplib", "2 3 4", "2 3"),
    ("missing_row", "CAPACITY_SECTION", "vrplib", "VEHICLES: 2", "VEHICLES: 3"),
    ("no_heading", "line 1", "vrplib", "NAME: TINY\n", "1 2 3\n"),
    ("no_heading", "file", "trsp", "CREW COUNT", "TEAM"),
    ("wrong_id", "line 10", "trsp", "1    0     0", "9    0     0"),
    ("wrong_line", "line 12, SPARE PARTS", "trsp", "[1,0]\n4", "[1]\n4"),
    ("wrong_line", "line 12", "trsp", "[0]      [1,0]\n4", "[1,0]\n4"),
    ("missing_row", "DEPOT TECHNICIANS AND REQUESTS", "trsp", "\n2      2 ", "\n9      2 "),
    ("wrong_line", "line 21", "praxedo", "2;13.0000;", "2;"),
    ("missing_row", "TRAVEL TIMES", "praxedo", samples.LAST_ROWS, ""),
    ("missing_field", "patients[1].synchronization", "hhcrsp", '"synchronization"', '"location"'),
    ("missing_field", "patients[1].synchronization.distance", "hhcrsp", ', "distance": [5, 8]', ""),
    ("unknown_service", "caregivers[0]", "hhcrsp", '["s1"]', '["s9"]'),
    ("unknown_field", "patients[0].wish", "hhcrsp", '"id": "p1",', '"id": "p1", "wish": 1,'),
    ("wrong_matrix", "distances[1]", "hhcrsp", "[10, 0, 3]", "[10, 0]"),
    ("window_inverted", "patients[0].time_window", "hhcrsp", "[10, 20]", "[10, 2]"),
    ("invalid_value", "patients[0].time_window[0]", "hhcrsp", "[10, 20]", "[-10, 20]"),
    ("not_json", "document", "hhcrsp", "{", ""),
])  # fmt: skip
def test_a_fault_is_said_with_its_place(code: str, path: str, format_name: str, old: str, new: str) -> None:
    name = {"vrplib": "SDVRPTW"}.get(format_name, format_name.upper())
    text = getattr(samples, name)
    assert old in text
    assert fault_of(format_name, text.replace(old, new, 1)) == (code, path)


@pytest.mark.parametrize("format_name", READERS)
@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n", gzip.compress(samples.TRSP.encode(), mtime=0)[:60], b"\x1f\x8bnot packed", b"\xff\xfe\x00"],
)
def test_what_is_no_text_is_refused(format_name: str, content: bytes) -> None:
    with pytest.raises(InvalidInputError):
        READERS[format_name](content)
