"""Response policies over the API."""

import pytest
from httpx import AsyncClient

from tests.api.rows import a_request_row

pytestmark = pytest.mark.anyio
OWN = 'extends = "default"\nname = "ours"\n\n[area]\nzone = "America/New_York"\n'


async def test_the_shipped_policy_applies_until_another_is_activated(client: AsyncClient) -> None:
    shipped = (await client.get("/v1/policies/active")).json()
    assert (shipped["name"], shipped["shipped"]) == ("default", True)
    assert (await client.post("/v1/policies", json={"text": OWN})).status_code == 201
    active = (await client.get("/v1/policies/active")).json()
    assert (active["name"], active["zone"], active["shipped"]) == ("ours", "America/New_York", False)
    assert active["text"] == OWN


async def test_a_faulty_policy_is_not_activated_and_every_fault_is_named(client: AsyncClient) -> None:
    faulty = OWN.replace("America/New_York", "Mars/Base") + 'currency = "dollars"\n'
    checked = (await client.post("/v1/policies/validate", json={"text": faulty})).json()
    assert {issue["path"] for issue in checked["issues"]} == {"area.zone", "area.currency"}
    answer = await client.post("/v1/policies", json={"text": faulty})
    assert (answer.status_code, len(answer.json()["issues"])) == (422, 2)
    assert (await client.get("/v1/policies/active")).json()["shipped"] is True


async def test_a_sound_policy_is_valid(client: AsyncClient) -> None:
    assert (await client.post("/v1/policies/validate", json={"text": OWN})).json() == {"valid": True, "issues": []}


async def test_it_is_explained_which_rule_gave_a_request_what(client: AsyncClient) -> None:
    await client.post("/v1/requests", json=a_request_row(complaint=True))
    terms = (await client.get("/v1/policies/active/explain/R-1")).json()
    given = {entry["field"]: entry["rule"] for entry in terms["rules"]}
    assert given["service_minutes"] == "defaults"
    assert given["priority"] == "complaint first"


async def test_an_unknown_product_gets_the_default_and_a_warning(client: AsyncClient) -> None:
    await client.post("/v1/requests", json=a_request_row(product="samovar"))
    terms = (await client.get("/v1/policies/active/explain/R-1")).json()
    assert [warning["code"] for warning in terms["warnings"]] == ["unknown_product"]
