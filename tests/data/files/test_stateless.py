"""Solving and checking documents, ours: the README's example, round trips, and broken plans."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from data.files.json_faults import parse_json
from data.files.search import Search
from data.files.stateless import check_document, solve_document
from dispatch.errors import InvalidInputError
from tests.data.files.documents import NINE, a_problem, a_vroom_problem

README = Path(__file__).parents[3] / "data" / "files" / "README.md"


def example(name: str) -> Any:
    found = re.search(rf"```json {name}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return json.loads(found[1])


def codes(verdict: dict[str, Any]) -> list[str]:
    return [violation["code"] for violation in verdict["violations"]]


def test_the_example_in_the_readme_is_what_the_solver_answers() -> None:
    assert solve_document(example("problem")) == example("solution")


def test_a_solution_goes_through_json_and_is_accepted() -> None:
    solution = json.loads(json.dumps(solve_document(a_problem())))
    verdict = check_document(a_problem(), solution)
    assert verdict["accepted"]
    assert verdict["cost_cents"] == solution["cost_cents"] == sum(solution["terms_cents"].values())


def test_a_call_at_the_depot_is_shown_and_checked() -> None:
    visits = a_problem()["visits"]
    problem = a_problem(visits=[visits[0] | {"tools": ["ladder"]}, *visits[1:]], depot={"place": 3, "duration_s": 300})
    solution = json.loads(json.dumps(solve_document(problem)))
    (call,) = [route["depot_call"] for route in solution["routes"] if route["depot_call"]]
    assert call["end_at"] - call["arrival_at"] >= 300
    assert check_document(problem, solution)["accepted"]
    call["arrival_at"] -= 60
    assert "travel" in codes(check_document(problem, solution))
    for route in solution["routes"]:
        route["depot_call"] = None
    assert "stock" in codes(check_document(problem, solution))


def test_what_a_van_would_have_to_carry_more_is_named() -> None:
    visits = a_problem()["visits"]
    problem = a_problem(visits=[visits[0] | {"tools": ["ladder", "saw"], "parts": {"pump": 0}}, *visits[1:]])
    (left_out,) = [entry for entry in solve_document(problem)["unassigned"] if entry["visit"] == visits[0]["id"]]
    remedy = left_out["remedy"]
    assert (left_out["code"], remedy["kind"], remedy["amount"]) == ("stock", "stock", 2)
    assert (remedy["tools"], remedy["parts"]) == (["ladder", "saw"], {})


def test_nothing_is_lost_on_the_way() -> None:
    solution = solve_document(a_problem())
    planned = {stop["visit"] for route in solution["routes"] for stop in route["stops"]}
    left_out = {entry["visit"] for entry in solution["unassigned"]}
    assert planned | left_out == {"fridge", "stove", 3}
    assert not planned & left_out


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"start_at": 60}, "travel"),
        ({"service_s": 1}, "duration"),
        ({"travel_s": 1}, "travel"),
        ({"promise_late_s": 5}, "promise"),
    ],
)
def test_a_wrong_figure_is_found(change: dict[str, int], code: str) -> None:
    solution = deepcopy(solve_document(a_problem()))
    stop = solution["routes"][0]["stops"][-1]
    stop |= {name: stop[name] + by for name, by in change.items()}
    assert code in codes(check_document(a_problem(), solution))


def test_customers_to_be_called_again_are_named_and_checked() -> None:
    before = [
        {"visit": "fridge", "technician": "ben", "start_at": NINE},
        {"visit": 3, "technician": "ada", "start_at": 0},
    ]
    problem = a_problem(
        baseline={"stops": before, "start_moved_cents": 5, "most_changes": 0, "change_beyond_cents": 100_000}
    )
    solution = solve_document(problem)
    assert solution["changes"] == [3]
    assert solution["terms_cents"]["change"] == 100_005
    assert check_document(problem, solution)["accepted"]
    assert codes(check_document(problem, solution | {"changes": ["fridge"]})) == ["change", "change"]
    del solution["changes"]
    assert check_document(problem, solution)["accepted"]


def test_wrong_terms_are_found() -> None:
    solution = solve_document(a_problem())
    solution["terms_cents"]["travel_time"] += 1
    assert codes(check_document(a_problem(), solution)) == ["terms"]


def test_a_visit_that_is_nowhere_is_found() -> None:
    solution = solve_document(a_problem())
    del solution["routes"][0]["stops"][0]
    assert "route" in codes(check_document(a_problem(), solution))


def test_routes_without_times_are_timed_and_judged() -> None:
    good = {"routes": [{"shift": "ada-mon", "visits": ["fridge", "stove", 3]}]}
    assert check_document(a_problem(), good)["accepted"]
    bad = check_document(a_problem(), {"routes": [{"shift": "ben-mon", "visits": ["stove"]}]})
    assert bad["violations"] == [{"code": "skill", "shift": "ben-mon", "visit": "stove", "amount": 2}]


def test_ids_that_the_problem_does_not_have_are_faults() -> None:
    with pytest.raises(InvalidInputError) as caught:
        check_document(a_problem(), {"routes": [{"shift": "x", "visits": ["y"]}]})
    assert [issue.code for issue in caught.value.issues] == ["unknown_shift", "unknown_visit"]


def test_the_search_can_be_limited_from_outside_and_is_repeatable() -> None:
    document = a_problem(options={"seconds": 60})
    first = solve_document(document, search=Search(iterations=500, seed=3))
    assert first == solve_document(document, search=Search(iterations=500, seed=3))


def test_a_wish_to_stop_gives_the_best_so_far() -> None:
    solution = solve_document(a_problem(options={"seconds": 600}), should_stop=lambda: True)
    assert check_document(a_problem(), solution)["accepted"]


def test_a_route_without_steps_is_a_fault() -> None:
    with pytest.raises(InvalidInputError) as caught:
        check_document(a_vroom_problem(), {"routes": [{"vehicle": 10, "steps": []}]}, format="vroom")
    assert [issue.path for issue in caught.value.issues] == ["routes[0].steps"]


def test_an_unknown_format_is_a_fault() -> None:
    with pytest.raises(InvalidInputError, match="xml"):
        solve_document(a_problem(), format="xml")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_a_fault(content: bytes) -> None:
    with pytest.raises(InvalidInputError):
        parse_json(content)


def test_a_byte_order_mark_is_no_fault() -> None:
    assert parse_json(b"\xef\xbb\xbf{}") == {}
