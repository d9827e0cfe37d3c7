"""A POST with a key takes effect once."""

from datetime import timedelta

import anyio
import pytest
from anyio import to_thread
from httpx import AsyncClient, Response

from api.idempotency import KEPT_FOR, prune
from api.settings import Settings
from api.wiring import Wiring, wire
from data.maps.system_clock import SystemClock
from tests.api.planned import take_in_a_day
from tests.api.rows import DAY, a_request_row
from tests.fixed_clock import FixedClock

pytestmark = pytest.mark.anyio
KEY = {"Idempotency-Key": "one"}
FORM = {"first_day": DAY, "seconds": 1}


async def runs_in(client: AsyncClient) -> int:
    return len((await client.get("/v1/solve-runs")).json()["items"])


async def test_the_same_call_gets_the_same_answer_and_happens_once(client: AsyncClient) -> None:
    first = await client.post("/v1/solve-runs", json=FORM, headers=KEY)
    again = await client.post("/v1/solve-runs", json=FORM, headers=KEY)
    assert (again.status_code, again.content) == (202, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert await runs_in(client) == 1


async def test_the_answer_is_the_one_given_then_whatever_happened_since(client: AsyncClient) -> None:
    first = await client.post("/v1/requests", json=a_request_row(), headers=KEY)
    await client.post("/v1/requests/R-1/cancel")
    again = await client.post("/v1/requests", json=a_request_row(), headers=KEY)
    assert (again.status_code, again.json()) == (201, first.json())


async def test_without_a_key_every_call_happens(client: AsyncClient) -> None:
    for _ in range(2):
        await client.post("/v1/solve-runs", json=FORM)
    assert await runs_in(client) == 2


async def test_a_key_with_another_body_is_refused(client: AsyncClient) -> None:
    await client.post("/v1/solve-runs", json=FORM, headers=KEY)
    answer = await client.post("/v1/solve-runs", json=FORM | {"seconds": 2}, headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert await runs_in(client) == 1


async def test_a_key_with_another_path_is_refused(client: AsyncClient) -> None:
    await take_in_a_day(client)
    await client.post("/v1/requests/R-1/cancel", headers=KEY)
    answer = await client.post("/v1/requests/R-2/cancel", headers=KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert (await client.get("/v1/requests/R-2")).json()["status"] == "classified"


async def test_a_call_that_failed_may_be_mended_under_the_same_key(client: AsyncClient) -> None:
    assert (await client.post("/v1/requests", json=a_request_row(work="x"), headers=KEY)).status_code == 422
    assert (await client.post("/v1/requests", json=a_request_row(), headers=KEY)).status_code == 201


async def test_of_calls_at_the_same_time_one_takes_effect(client: AsyncClient) -> None:
    answers: list[Response] = []

    async def call() -> None:
        answers.append(await client.post("/v1/solve-runs", json=FORM, headers=KEY))

    async with anyio.create_task_group() as group:
        for _ in range(12):
            group.start_soon(call)
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len({answer.content for answer in answers if answer.status_code == 202}) == 1
    assert await runs_in(client) == 1


async def test_many_writers_and_readers_at_once_all_get_through(client: AsyncClient) -> None:
    answers: list[Response] = []

    async def write(number: int) -> None:
        answers.append(await client.post("/v1/requests", json=a_request_row(external_id=f"R-{number}")))

    async def read() -> None:
        answers.append(await client.get("/v1/requests"))

    async with anyio.create_task_group() as group:
        for number in range(80):
            group.start_soon(write, number)
            for _ in range(3):
                group.start_soon(read)
    assert {answer.status_code for answer in answers} == {200, 201}
    assert len((await client.get("/v1/requests")).json()["items"]) == 80


async def test_old_answers_are_forgotten_and_fresh_ones_kept(client: AsyncClient, settings: Settings) -> None:
    await client.post("/v1/solve-runs", json=FORM, headers=KEY)
    now = SystemClock().now()

    def prune_at(age: timedelta) -> None:
        wiring: Wiring = wire(settings, FixedClock(now + age))
        prune(wiring)
        wiring.close()

    await to_thread.run_sync(prune_at, KEPT_FOR - timedelta(minutes=1))
    await client.post("/v1/solve-runs", json=FORM, headers=KEY)
    assert await runs_in(client) == 1
    await to_thread.run_sync(prune_at, KEPT_FOR + timedelta(minutes=1))
    await client.post("/v1/solve-runs", json=FORM, headers=KEY)
    assert await runs_in(client) == 2
