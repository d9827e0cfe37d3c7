"""A real server with real workers: runs succeed, are cancelled, and survive whatever dies."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.rows import a_request_row, a_shift_row, a_technician_row
from tests.api.running_server import RunningServer, is_running, plan_request, wait_until

LONG_S = 3600
"""A search that certainly goes on until something ends it."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def take_in_a_day(server: RunningServer) -> None:
    server.post("/v1/technicians", a_technician_row())
    server.post("/v1/shifts", a_shift_row())
    rows = [a_request_row(external_id=f"R-{n}", lat=38.90 + n / 200) for n in range(4)]
    assert server.post("/v1/requests/bulk", {"rows": rows})["added"] == 4


def reaches(server: RunningServer, run: dict[str, Any], status: str) -> Callable[[], bool]:
    return lambda: server.get(f"/v1/solve-runs/{run['id']}")["status"] == status


def plan_of(server: RunningServer, run: dict[str, Any]) -> dict[str, Any]:
    finished = server.get(f"/v1/solve-runs/{run['id']}")
    plan: dict[str, Any] = server.get(f"/v1/plans/{finished['plan_id']}")
    return plan


def only_worker(server: RunningServer) -> int:
    (worker,) = server.children()
    return worker


def test_a_run_succeeds_and_its_plan_serves_the_visits(home: Path) -> None:
    with RunningServer(home) as server:
        assert server.get("/v1/health")["database"] == "current"
        take_in_a_day(server)
        run = server.post("/v1/solve-runs", plan_request(0.5))
        wait_until(reaches(server, run, "succeeded"))
        plan = plan_of(server, run)
        assert plan["kpis"]["visits_planned"] == 4
        assert plan["created_by"] == "local"
        assert f"{server.url}/docs" in server.output()


def test_a_worker_loads_the_search_before_anybody_asks_for_a_plan(home: Path) -> None:
    with RunningServer(home) as server:
        wait_until(lambda: "ready to search" in server.output(), 120)
        assert server.get("/v1/solve-runs")["items"] == []


def test_a_running_run_shows_progress_and_a_cancelled_one_keeps_its_best_plan(home: Path) -> None:
    with RunningServer(home) as server:
        take_in_a_day(server)
        run = server.post("/v1/solve-runs", plan_request(LONG_S))
        path = f"/v1/solve-runs/{run['id']}"
        wait_until(lambda: server.get(path)["cost_cents"] is not None and server.get(path)["progress"] > 0)
        server.post(f"{path}/cancel")
        wait_until(reaches(server, run, "cancelled"))
        assert plan_of(server, run)["kpis"]["visits_planned"] == 4


def test_a_killed_worker_is_replaced_and_its_run_taken_up_again(home: Path) -> None:
    with RunningServer(home) as server:
        take_in_a_day(server)
        run = server.post("/v1/solve-runs", plan_request(LONG_S))
        wait_until(reaches(server, run, "running"))
        os.kill(only_worker(server), signal.SIGKILL)
        path = f"/v1/solve-runs/{run['id']}"
        wait_until(lambda: server.get(path)["status"] == "running" and server.get(path)["attempts"] == 2)
        assert server.get("/v1/health")["workers_alive"] == 1


def test_a_run_that_kills_its_workers_is_given_up_with_a_reason(home: Path) -> None:
    with RunningServer(home) as server:
        take_in_a_day(server)
        run = server.post("/v1/solve-runs", plan_request(LONG_S))
        path = f"/v1/solve-runs/{run['id']}"
        for attempt in (1, 2, 3):
            wait_until(
                lambda attempt=attempt: (
                    server.get(path)["status"] == "running" and server.get(path)["attempts"] == attempt
                )
            )
            os.kill(only_worker(server), signal.SIGKILL)
        wait_until(reaches(server, run, "failed"), 60)
        assert "died" in server.get(path)["error"]


def test_a_run_outlives_the_server_that_is_killed_in_mid_search(home: Path) -> None:
    with RunningServer(home) as server:
        take_in_a_day(server)
        run = server.post("/v1/solve-runs", plan_request(3))
        wait_until(reaches(server, run, "running"))
        worker = only_worker(server)
        server.kill()
        wait_until(lambda: not is_running(worker))
    with RunningServer(home) as again:
        wait_until(reaches(again, run, "succeeded"))
        assert plan_of(again, run)["kpis"]["visits_planned"] == 4


def test_a_server_that_stops_in_order_hands_its_run_back(home: Path) -> None:
    with RunningServer(home) as server:
        take_in_a_day(server)
        run = server.post("/v1/solve-runs", plan_request(LONG_S))
        wait_until(reaches(server, run, "running"))
        worker = only_worker(server)
    assert not is_running(worker)
    with RunningServer(home, solver_workers=0) as again:
        handed_back = again.get(f"/v1/solve-runs/{run['id']}")
        assert (handed_back["status"], handed_back["attempts"]) == ("queued", 0)


def test_a_server_that_others_can_reach_wants_tokens(home: Path) -> None:
    with RunningServer(home, host="0.0.0.0", solver_workers=0) as server:
        assert server.client.get("/v1/requests").status_code == 401
        assert "needs a token" in server.output()
