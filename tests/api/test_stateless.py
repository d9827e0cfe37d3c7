"""Documents solved and checked without anything being stored."""

import os
import signal
from collections.abc import AsyncIterator

import anyio
import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.app import create_app
from api.errors import BusyError
from api.settings import Settings
from api.solving import MOST_WAITING, Solving
from api.stateless.schemas import PROBLEM
from tests.api.conftest import transport_to

pytestmark = pytest.mark.anyio


async def test_a_document_is_solved_and_its_solution_accepted(client: AsyncClient) -> None:
    solution = (await client.post("/v1/solve", params={"seconds": 0.2}, json=PROBLEM)).json()
    assert [stop["visit"] for stop in solution["routes"][0]["stops"]] == ["v1"]
    assert [left_out["visit"] for left_out in solution["unassigned"]] == ["v2"]
    verdict = (await client.post("/v1/check", json={"problem": PROBLEM, "solution": solution})).json()
    assert verdict["accepted"] is True
    assert verdict["cost_cents"] == solution["cost_cents"]


async def test_a_plan_that_breaks_a_rule_is_not_accepted(client: AsyncClient) -> None:
    routes = {"routes": [{"shift": "s1", "visits": ["v1", "v2"]}]}
    verdict = (await client.post("/v1/check", json={"problem": PROBLEM, "solution": routes})).json()
    assert verdict["accepted"] is False
    assert "skill" in {violation["code"] for violation in verdict["violations"]}


async def test_a_vroom_document_is_solved_unchanged(client: AsyncClient) -> None:
    problem = {
        "vehicles": [{"id": 1, "start_index": 0, "time_window": [0, 36000]}],
        "jobs": [{"id": 7, "location_index": 1, "service": 300}],
        "matrices": {"car": {"durations": [[0, 600], [600, 0]]}},
    }
    answer = await client.post("/v1/solve", params={"format": "vroom", "seconds": 0.2}, json=problem)
    assert answer.status_code == 200, answer.text
    assert [step["id"] for step in answer.json()["routes"][0]["steps"] if step["type"] == "job"] == [7]


async def test_every_fault_of_a_document_is_named(client: AsyncClient) -> None:
    problem = {"visits": [{"id": "v1"}], "technicians": [], "surprise": 1}
    answer = await client.post("/v1/solve", json=problem)
    assert answer.status_code == 422
    paths = {issue["path"] for issue in answer.json()["issues"]}
    assert {"visits[0].place", "visits[0].service_duration_s", "surprise"} <= paths


@pytest.mark.parametrize(
    ("params", "options"), [({"seconds": 31}, {}), ({}, {"options": {"seconds": 31}}), ({"seconds": "Infinity"}, {})]
)
async def test_more_time_than_the_server_gives_is_refused(
    client: AsyncClient, params: dict[str, object], options: dict[str, object]
) -> None:
    assert (await client.post("/v1/solve", params=params, json=PROBLEM | options)).status_code == 422


@pytest.fixture
async def tiny(settings: Settings) -> AsyncIterator[AsyncClient]:
    """A server that takes one visit."""
    app: FastAPI = create_app(settings.model_copy(update={"stateless_max_visits": 1}))
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=transport_to(app), base_url="http://localhost") as client,
    ):
        yield client


async def test_more_visits_than_the_server_takes_are_refused(tiny: AsyncClient) -> None:
    for path, body in (("solve", PROBLEM), ("check", {"problem": PROBLEM, "solution": {}})):
        answer = await tiny.post(f"/v1/{path}", json=body)
        assert (answer.status_code, answer.json()["issues"][0]["code"]) == (422, "too_many")


async def test_other_calls_are_answered_while_a_document_is_solved(client: AsyncClient) -> None:
    async with anyio.create_task_group() as group:
        group.start_soon(lambda: client.post("/v1/solve", params={"seconds": 1}, json=PROBLEM))
        await anyio.sleep(0.1)
        assert (await client.get("/v1/health")).status_code == 200


async def test_too_many_documents_at_once_are_refused() -> None:
    solving = Solving()
    refused = 0

    async def call() -> None:
        nonlocal refused
        try:
            await solving.run(abs, -1)
        except BusyError:
            refused += 1

    async with anyio.create_task_group() as group:
        for _ in range(MOST_WAITING + 2):
            group.start_soon(call)
    solving.close()
    assert refused == 2


async def test_a_process_that_dies_is_replaced() -> None:
    solving = Solving()
    with pytest.raises(BusyError, match="died"):
        await solving.run(kill_yourself)
    assert await solving.run(abs, -1) == 1
    solving.close()


def kill_yourself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
