"""``pin`` and ``unpin``."""

import json

from tests.api.cli.run import Run

DAY = "2026-11-23"


def first_planned(plan: dict[str, object]) -> str:
    return next(stop["request_id"] for route in plan["routes"] for stop in route["stops"])


def test_a_pinned_visit_is_planned_as_pinned_until_it_is_unpinned(demo_run: Run) -> None:
    request = first_planned(json.loads(demo_run("show", "--json").out))
    said = demo_run("pin", request, "--at", f"{DAY} 14:10")
    assert said.code == 0, said.err
    assert "14:10" in said.out
    plan = json.loads(demo_run("plan", "--date", DAY, "--seconds", "0.3", "--json").out)
    starts = {stop["request_id"]: stop["start_at"] for route in plan["routes"] for stop in route["stops"]}
    assert "19:10" in starts[request]  # UTC
    assert demo_run("unpin", request).code == 0


def test_a_pin_without_technician_and_time_says_what_is_missing(demo_run: Run) -> None:
    request = first_planned(json.loads(demo_run("show", "--json").out))
    said = demo_run("pin", request)
    assert said.code == 1
    assert "Neither technician nor start" in said.err


def test_an_unknown_request_is_named(demo_run: Run) -> None:
    said = demo_run("pin", "R-none", "--technician", "T-001")
    assert said.code == 1
    assert "R-none" in said.err
