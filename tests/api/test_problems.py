"""Every error has the same form, a documented code, and tells nothing it should not."""

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api import problems
from api.problems import Problem, all_kinds
from data.store.errors import StorageUnavailableError
from dispatch.errors import ProviderUnavailableError
from tests.api.rows import a_request_row

pytestmark = pytest.mark.anyio
README = Path(__file__).parents[2] / "api" / "README.md"


@pytest.mark.parametrize("code", sorted({kind.code for kind in all_kinds()}))
def test_every_code_is_documented(code: str) -> None:
    assert f"| `{code}` |" in README.read_text(encoding="utf-8")


def test_a_code_means_one_status_and_one_title() -> None:
    kinds = set(all_kinds())
    assert len({kind.code for kind in kinds}) == len(kinds)


def operations(app: FastAPI) -> list[tuple[str, str]]:
    return [(method.upper(), path) for path, item in app.openapi()["paths"].items() for method in item]


def require_problem(answer: Any, status: int, path: str) -> Problem:
    assert answer.status_code == status, (path, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate_json(answer.text)
    assert set(answer.json()) == set(Problem.model_fields)
    assert (problem.status, problem.instance) == (status, path)
    assert problem.type == f"urn:field-dispatch:problem:{problem.code}"
    assert problem.code in {kind.code for kind in all_kinds()}
    return problem


async def test_every_path_answers_a_wrong_method_alike(app: FastAPI, client: AsyncClient) -> None:
    for path in {path for _, path in operations(app)}:
        require_problem(await client.request("PATCH", path), 405, path)


async def test_every_thing_that_does_not_exist_is_answered_alike(app: FastAPI, client: AsyncClient) -> None:
    single = [path for method, path in operations(app) if method == "GET" and "{" in path and "my-route" not in path]
    assert len(single) > 10
    for path in single:
        require_problem(await client.get(path, params={"before": "none"}), 404, path)


async def test_every_path_answers_a_malformed_body_alike(app: FastAPI, client: AsyncClient) -> None:
    paths = app.openapi()["paths"]
    with_body = [(m, p) for m, p in operations(app) if "requestBody" in paths[p][m.lower()]]
    assert len(with_body) > 10
    for method, path in with_body:
        for content in (b"{", b"[1]", b'"text"', b"\xff", b""):
            answer = await client.request(method, path, content=content, headers={"Content-Type": "application/json"})
            require_problem(answer, 400 if content == b"\xff" else 422, path)


async def test_an_unknown_path_is_answered_alike(client: AsyncClient) -> None:
    assert require_problem(await client.get("/v1/nothing"), 404, "/v1/nothing").code == "unknown_path"


async def test_every_fault_of_a_call_is_named_with_its_place(client: AsyncClient) -> None:
    answer = await client.post("/v1/solve-runs", json={"first_day": "yesterday", "seconds": -1, "sed": 1})
    problem = require_problem(answer, 422, "/v1/solve-runs")
    assert {issue.path for issue in problem.issues} == {"body.first_day", "body.seconds", "body.sed"}
    assert all(issue.code and issue.cause and issue.action for issue in problem.issues)


async def test_every_fault_of_a_row_is_named_by_its_column(client: AsyncClient) -> None:
    answer = await client.post("/v1/requests", json=a_request_row(work="dancing", people="none"))
    problem = require_problem(answer, 422, "/v1/requests")
    assert problem.code == "invalid_input"
    assert {issue.path for issue in problem.issues} == {"work", "people"}


async def test_a_defect_of_ours_is_answered_without_its_particulars(
    app: FastAPI, client: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        msg = "the password is swordfish"
        raise ZeroDivisionError(msg)

    app.add_api_route("/v1/broken", fail)
    problem = require_problem(await client.get("/v1/broken"), 500, "/v1/broken")
    assert problem.code == "internal_error"
    assert "swordfish" not in problem.model_dump_json()
    assert "swordfish" in caplog.text
    assert problem.detail.split("under ")[1][:8] in caplog.text


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (StorageUnavailableError("postgresql://admin:swordfish@db is down"), 503, "database_unavailable"),
        (ProviderUnavailableError("nominatim does not answer"), 503, "geocoder_unavailable"),
    ],
)
def test_an_outage_is_told_apart_from_a_defect(error: Exception, status: int, code: str) -> None:
    response = problems.problem_response(error, "/v1/requests")
    assert response.status_code == status
    assert f'"code":"{code}"' in bytes(response.body).decode()
    assert "swordfish" not in bytes(response.body).decode()
