"""One call, one transaction, committed before the response goes out."""

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.transaction import Reading, Work
from data.store.errors import StorageFullError
from tests.builders import a_request

pytestmark = pytest.mark.anyio


async def test_a_commit_that_fails_is_never_answered_as_a_success(app: FastAPI, client: AsyncClient) -> None:
    def endpoint(uow: Work) -> dict[str, str]:
        def fail() -> None:
            raise StorageFullError("the disk is full")

        uow.commit = fail  # type: ignore[method-assign]  # a disk that fills up at the last moment
        uow.requests.add(a_request())
        return {"said": "done"}

    app.add_api_route("/v1/fills-the-disk", endpoint, methods=["POST"])
    answer = await client.post("/v1/fills-the-disk")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    assert (await client.get("/v1/requests")).json()["items"] == []


async def test_an_error_in_the_endpoint_undoes_everything(app: FastAPI, client: AsyncClient) -> None:
    def endpoint(uow: Work) -> None:
        uow.requests.add(a_request())
        raise ZeroDivisionError

    app.add_api_route("/v1/fails", endpoint, methods=["POST"])
    assert (await client.post("/v1/fails")).status_code == 500
    assert (await client.get("/v1/requests")).json()["items"] == []


async def test_a_reading_call_can_write_nothing(app: FastAPI, client: AsyncClient) -> None:
    def endpoint(uow: Reading) -> None:
        uow.requests.add(a_request())
        uow.commit()

    app.add_api_route("/v1/writes", endpoint, methods=["GET"])
    assert (await client.get("/v1/writes")).status_code >= 500
    assert (await client.get("/v1/requests")).json()["items"] == []
