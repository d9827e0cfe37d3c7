"""What is refused before a call reaches its endpoint."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.app import create_app
from api.guards import allowed_hosts
from api.settings import Settings
from tests.api.conftest import transport_to
from tests.api.rows import a_request_row

pytestmark = pytest.mark.anyio
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST"])
async def test_the_loopbacks_own_names_are_answered(client: AsyncClient, host: str) -> None:
    assert (await client.get("/v1/health", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "", "[", "192.168.0.1"])
async def test_other_names_are_refused_on_the_loopback(client: AsyncClient, host: str) -> None:
    answer = await client.get("/v1/health", headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (400, "host_not_allowed")


def test_elsewhere_any_name_is_answered_unless_some_are_named() -> None:
    assert allowed_hosts(Settings(host="0.0.0.0")) is None
    assert allowed_hosts(Settings(host="0.0.0.0", allowed_hosts=("Dispatch.Example",))) == {"dispatch.example"}


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://localhost.evil.example", "http://localhost:1"]
)
async def test_a_foreign_page_may_not_change_anything(client: AsyncClient, origin: str) -> None:
    answer = await client.post("/v1/requests", json=a_request_row(), headers={"Origin": origin})
    assert (answer.status_code, answer.json()["code"]) == (403, "origin_not_allowed")
    assert (await client.get("/v1/requests")).json()["items"] == []


async def test_a_page_of_our_own_may(client: AsyncClient) -> None:
    answer = await client.post("/v1/requests", json=a_request_row(), headers={"Origin": "http://localhost"})
    assert answer.status_code == 201


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "text/csv", ""])
async def test_a_body_that_is_not_json_is_refused(client: AsyncClient, media_type: str) -> None:
    answer = await client.post("/v1/requests", content=b"{}", headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.fixture
async def small(settings: Settings) -> AsyncIterator[AsyncClient]:
    """A server that takes a kilobyte."""
    app: FastAPI = create_app(settings.model_copy(update={"max_body_mb": 0.001}))
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=transport_to(app), base_url="http://localhost") as client,
    ):
        yield client


async def test_a_body_that_says_it_is_too_large_is_refused(small: AsyncClient) -> None:
    answer = await small.post("/v1/requests", content=b" " * 1001, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_a_body_that_turns_out_too_large_is_refused(small: AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b" " * 100

    answer = await small.post("/v1/requests", content=pieces(), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_a_body_within_the_limit_is_taken(small: AsyncClient) -> None:
    assert (await small.post("/v1/requests", json=a_request_row())).status_code == 201
