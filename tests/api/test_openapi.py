"""The OpenAPI document: a summary, a description and sound examples for every call."""

from typing import Any

import jsonschema_rs
import pytest
from httpx import AsyncClient

from api.app import TAGS, create_app
from api.settings import Settings

DOCUMENT = create_app(Settings()).openapi()
OPERATIONS = {f"{m.upper()} {p}": op for p, item in DOCUMENT["paths"].items() for m, op in item.items()}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_call_is_described_for_people(name: str) -> None:
    operation = OPERATIONS[name]
    assert operation["summary"]
    assert operation["description"].endswith((".", "!"))
    assert set(operation["tags"]) <= {tag["name"] for tag in TAGS}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_body_has_an_example_that_keeps_to_its_schema(name: str) -> None:
    operation = OPERATIONS[name]
    bodies = [operation["requestBody"]] if "requestBody" in operation else []
    bodies += [answer for status, answer in operation["responses"].items() if status != "204"]
    assert bodies
    for body in bodies:
        assert body["content"], name
        for media_type, media in body["content"].items():
            example = media.get("example")
            assert example not in (None, {}, [], ""), (name, media_type)
            if media.get("schema"):
                require_valid(example, media["schema"])


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_error_is_described_by_the_same_problem(name: str) -> None:
    default = OPERATIONS[name]["responses"]["default"]
    assert default["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_no_component_is_left_over_or_missing() -> None:
    text = repr(DOCUMENT)
    used = {name for name in DOCUMENT["components"]["schemas"] if f"'#/components/schemas/{name}'" in text}
    assert used == set(DOCUMENT["components"]["schemas"])


@pytest.mark.anyio
async def test_the_document_is_served(client: AsyncClient) -> None:
    assert (await client.get("/openapi.json")).json() == DOCUMENT


@pytest.mark.anyio
async def test_the_reference_shows_every_call_and_asks_nobody_else_for_anything(client: AsyncClient) -> None:
    page = await client.get("/docs")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in page.text
    assert "//" not in page.text.replace("<!doctype html>", "").split("<body>")[0]
    for path in DOCUMENT["paths"]:
        assert f"<code>{path}</code>" in page.text


def require_valid(example: Any, schema: dict[str, Any]) -> None:
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "components": DOCUMENT["components"]}
    errors = [error.message for error in jsonschema_rs.validator_for(whole).iter_errors(example)]
    assert errors == []
