"""Solve runs over the API, without workers: queued, read, cancelled, handed back."""

from functools import partial

import pytest
from anyio import to_thread
from httpx import AsyncClient

from api.runs import hand_back
from api.wiring import Wiring
from dispatch.solve_runs import claim_run
from tests.api.planned import take_in_a_day, work_on_next_run
from tests.api.rows import DAY

pytestmark = pytest.mark.anyio


async def test_asking_for_a_plan_is_answered_at_once_with_where_to_watch(client: AsyncClient) -> None:
    answer = await client.post("/v1/solve-runs", json={"first_day": DAY, "last_day": "2026-03-03", "seconds": 5})
    assert answer.status_code == 202
    run = (await client.get(answer.headers["location"])).json()
    assert (run["status"], run["progress"], run["last_day"]) == ("queued", 0.0, "2026-03-03")


async def test_a_finished_run_names_its_plan(client: AsyncClient, wiring: Wiring) -> None:
    await take_in_a_day(client)
    asked = (await client.post("/v1/solve-runs", json={"first_day": DAY, "seconds": 0.2})).json()
    await to_thread.run_sync(work_on_next_run, wiring)
    run = (await client.get(f"/v1/solve-runs/{asked['id']}")).json()
    assert (run["status"], run["progress"], run["unassigned"]) == ("succeeded", 1.0, 1)
    assert (await client.get(f"/v1/plans/{run['plan_id']}")).json()["solve_run_id"] == run["id"]


async def test_a_queued_run_is_cancelled_at_once_and_only_once(client: AsyncClient) -> None:
    run = (await client.post("/v1/solve-runs", json={"first_day": DAY})).json()
    cancelled = (await client.post(f"/v1/solve-runs/{run['id']}/cancel")).json()
    assert cancelled["status"] == "cancelled"
    assert (await client.post(f"/v1/solve-runs/{run['id']}/cancel")).json() == cancelled


@pytest.mark.parametrize(
    "form", [{"last_day": "2026-03-01"}, {"last_day": "2026-06-01"}, {"seconds": 0}, {"seconds": 1e9}, {"seed": -1}]
)
async def test_an_impossible_run_is_refused(client: AsyncClient, form: dict[str, object]) -> None:
    assert (await client.post("/v1/solve-runs", json={"first_day": DAY} | form)).status_code == 422
    assert (await client.get("/v1/solve-runs")).json()["items"] == []


async def test_a_run_from_a_plan_that_does_not_exist_is_refused(client: AsyncClient) -> None:
    answer = await client.post("/v1/solve-runs", json={"first_day": DAY, "from_plan_id": "plan_none"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_runs_are_listed_newest_first_and_by_status(client: AsyncClient) -> None:
    first, second = [(await client.post("/v1/solve-runs", json={"first_day": DAY})).json()["id"] for _ in range(2)]
    await client.post(f"/v1/solve-runs/{first}/cancel")
    assert [run["id"] for run in (await client.get("/v1/solve-runs")).json()["items"]] == [second, first]
    queued = (await client.get("/v1/solve-runs", params={"status": "queued"})).json()["items"]
    assert [run["id"] for run in queued] == [second]


@pytest.mark.parametrize(("on_purpose", "attempts"), [(True, 0), (False, 1)])
async def test_a_worker_that_leaves_hands_back_its_own_run_only(
    client: AsyncClient, wiring: Wiring, on_purpose: bool, attempts: int
) -> None:
    for _ in range(2):
        await client.post("/v1/solve-runs", json={"first_day": DAY})
    mine, other = [claim_run(partial(wiring.unit_of_work, name), name) for name in ("mine", "other")]
    assert mine is not None
    assert other is not None
    with wiring.unit_of_work("mine") as uow:
        hand_back(uow, "mine", on_purpose=on_purpose)
        uow.commit()
    handed_back = (await client.get(f"/v1/solve-runs/{mine.id}")).json()
    assert (handed_back["status"], handed_back["attempts"]) == ("queued", attempts)
    assert (await client.get(f"/v1/solve-runs/{other.id}")).json()["status"] == "running"
