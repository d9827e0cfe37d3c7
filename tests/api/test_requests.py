"""Requests over the API: taken in one by one and in bulk, read page by page, moved on, cancelled."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.api.rows import a_request_row

pytestmark = pytest.mark.anyio


async def test_a_request_is_taken_in_and_read_by_either_number(client: AsyncClient) -> None:
    answer = await client.post("/v1/requests", json=a_request_row())
    assert answer.status_code == 201
    request = answer.json()["request"]
    assert answer.headers["location"] == f"/v1/requests/{request['id']}"
    assert (await client.get(answer.headers["location"])).json() == request
    assert (await client.get("/v1/requests/R-1")).json() == request
    assert request["customer"]["name"] == "Ada Lovelace"
    assert request["geocode"]["place"] == {"lat": 38.912, "lon": -77.0365}


async def test_the_same_number_again_is_an_update_never_a_duplicate(client: AsyncClient) -> None:
    await client.post("/v1/requests", json=a_request_row())
    again = await client.post("/v1/requests", json=a_request_row(phone="+1 202 555 0199"))
    assert again.status_code == 200
    assert again.json()["request"]["customer"]["phone"] == "+1 202 555 0199"
    assert len((await client.get("/v1/requests")).json()["items"]) == 1


async def test_a_misspelt_field_is_reported(client: AsyncClient) -> None:
    answer = await client.post("/v1/requests", json=a_request_row(descripton="does not cool"))
    assert [issue["path"] for issue in answer.json()["warnings"]] == ["descripton"]


async def test_a_refused_request_leaves_nothing_behind(client: AsyncClient) -> None:
    assert (await client.post("/v1/requests", json=a_request_row(work=""))).status_code == 422
    assert (await client.get("/v1/requests")).json()["items"] == []
    assert (await client.get("/v1/requests/rejected")).json()["items"] == []


async def test_a_bulk_takes_in_what_it_can_and_keeps_the_rest_with_its_faults(client: AsyncClient) -> None:
    rows = [a_request_row(), a_request_row(external_id="R-2", work="dancing"), a_request_row(external_id="R-3")]
    report = (await client.post("/v1/requests/bulk", json={"rows": rows, "source": "phone"})).json()
    assert (report["added"], report["rejected"]) == (2, 1)
    assert [row["result"] for row in report["rows"]] == ["added", "rejected", "added"]
    assert report["rows"][1]["issues"][0]["path"] == "work"
    (kept,) = (await client.get("/v1/requests/rejected")).json()["items"]
    assert (kept["id"], kept["source"], kept["fields"]["work"]) == (report["rows"][1]["id"], "phone", "dancing")


async def test_the_same_bulk_again_changes_nothing(client: AsyncClient) -> None:
    rows = [a_request_row(external_id=f"R-{n}") for n in range(20)]
    await client.post("/v1/requests/bulk", json={"rows": rows})
    before = (await client.get("/v1/requests")).json()
    report = (await client.post("/v1/requests/bulk", json={"rows": rows})).json()
    assert (report["added"], report["updated"], report["unchanged"]) == (0, 0, 20)
    assert (await client.get("/v1/requests")).json() == before


async def test_a_bulk_of_ten_thousand_is_taken_and_one_more_row_is_refused(client: AsyncClient) -> None:
    rows = [a_request_row(external_id=f"R-{n}", description="x" * 1000) for n in range(10_000)]
    report = (await client.post("/v1/requests/bulk", json={"rows": rows})).json()
    assert report["added"] == 10_000
    assert (await client.post("/v1/requests/bulk", json={"rows": [*rows, {}]})).status_code == 422


async def test_rejected_rows_leave_as_a_table(client: AsyncClient) -> None:
    await client.post("/v1/requests/bulk", json={"rows": [a_request_row(work="dancing")]})
    answer = await client.get("/v1/requests/rejected.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert "dancing" in answer.text.splitlines()[1]


async def test_a_listing_is_read_to_its_end_page_by_page(client: AsyncClient) -> None:
    rows = [a_request_row(external_id=f"R-{n}") for n in range(5)]
    await client.post("/v1/requests/bulk", json={"rows": rows})
    seen: list[str] = []
    cursor: dict[str, Any] = {}
    while True:
        page = (await client.get("/v1/requests", params={"limit": 2} | cursor)).json()
        seen += [item["external_id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = {"after": page["next"]}
    assert seen == [f"R-{n}" for n in range(5)]


async def test_a_cursor_of_nowhere_is_refused(client: AsyncClient) -> None:
    answer = await client.get("/v1/requests", params={"after": "nowhere"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


async def test_requests_are_listed_by_status(client: AsyncClient) -> None:
    await client.post("/v1/requests/bulk", json={"rows": [a_request_row(), a_request_row(external_id="R-2")]})
    await client.post("/v1/requests/R-2/cancel")
    listed = (await client.get("/v1/requests", params={"status": "cancelled"})).json()["items"]
    assert [request["external_id"] for request in listed] == ["R-2"]


async def test_a_request_moves_on_and_its_visit_with_it(client: AsyncClient) -> None:
    await client.post("/v1/requests", json=a_request_row())
    moved = await client.post("/v1/requests/R-1/move", json={"status": "resolved_remotely"})
    assert moved.json()["status"] == "resolved_remotely"
    assert [visit["status"] for visit in (await client.get("/v1/requests/R-1/visits")).json()] == ["cancelled"]


async def test_an_impossible_move_is_refused_and_says_what_is_allowed(client: AsyncClient) -> None:
    await client.post("/v1/requests", json=a_request_row())
    answer = await client.post("/v1/requests/R-1/move", json={"status": "closed"})
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert "allowed: appointed" in answer.json()["detail"]


async def test_everything_that_happens_is_in_the_history_with_its_actor(client: AsyncClient) -> None:
    await client.post("/v1/requests", json=a_request_row())
    await client.post("/v1/requests/R-1/cancel")
    history = (await client.get("/v1/requests/R-1/history")).json()
    assert [(entry["action"], entry["actor"]) for entry in history] == [("added", "local"), ("cancelled", "local")]
    assert history[1]["changes"]["status"] == ["classified", "cancelled"]
