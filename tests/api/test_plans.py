"""Plans over the API: read, compared, edited, published, exported; and the visits behind them."""

import io
import zipfile

import pytest
from anyio import to_thread
from httpx import AsyncClient

from api.wiring import Wiring
from tests.api.planned import make_a_plan, routes_of, work_on_next_run
from tests.api.rows import DAY, a_request_row

pytestmark = pytest.mark.anyio


async def test_a_plan_shows_routes_unassigned_and_what_it_costs(client: AsyncClient, wiring: Wiring) -> None:
    plan = await make_a_plan(client, wiring)
    assert (plan["status"], plan["revision"], plan["created_by"]) == ("draft", 1, "local")
    assert sum(plan["terms_cents"].values()) == plan["cost_cents"]
    stops = [stop for route in plan["routes"] for stop in route["stops"]]
    assert sorted(stop["request_id"] for stop in stops) == ["R-1", "R-2", "R-3"]
    assert (plan["kpis"]["visits_planned"], plan["kpis"]["visits_unassigned"]) == (3, 1)
    (left_out,) = plan["unassigned"]
    assert (left_out["request_id"], left_out["reason_code"]) == ("R-4", "no_place")
    path = f"/v1/plans/{plan['id']}"
    assert (await client.get(f"{path}/routes")).json() == plan["routes"]
    assert (await client.get(f"{path}/unassigned")).json() == plan["unassigned"]


async def test_plans_are_listed_newest_first_and_by_day(client: AsyncClient, wiring: Wiring) -> None:
    plan = await make_a_plan(client, wiring)
    edit = await client.post(f"/v1/plans/{plan['id']}/edits", json={"routes": routes_of(plan)})
    listed = (await client.get("/v1/plans", params={"day": DAY})).json()["items"]
    assert [item["id"] for item in listed] == [edit.json()["id"], plan["id"]]
    assert (await client.get("/v1/plans", params={"day": "2026-03-03"})).json()["items"] == []


async def test_an_edited_plan_is_priced_without_being_stored(client: AsyncClient, wiring: Wiring) -> None:
    plan = await make_a_plan(client, wiring)
    routes = routes_of(plan)
    shift, visits = next((shift, visits) for shift, visits in routes.items() if visits)
    edited = (await client.post(f"/v1/plans/{plan['id']}/evaluate", json={"routes": {shift: visits[1:]}})).json()
    assert edited["violations"] == []
    assert edited["plan"]["kpis"]["visits_planned"] == len(visits) - 1
    assert edited["plan"]["cost_cents"] > plan["cost_cents"]
    assert len((await client.get("/v1/plans")).json()["items"]) == 1


async def test_an_edited_plan_is_stored_as_a_new_draft_and_compared(client: AsyncClient, wiring: Wiring) -> None:
    plan = await make_a_plan(client, wiring)
    shift, visits = next((shift, visits) for shift, visits in routes_of(plan).items() if visits)
    answer = await client.post(f"/v1/plans/{plan['id']}/edits", json={"routes": {shift: visits[1:]}})
    assert answer.status_code == 201
    stored = (await client.get(answer.headers["location"])).json()
    assert (stored["parent_id"], stored["revision"], stored["status"]) == (plan["id"], 2, "draft")
    diff = (await client.get(f"/v1/plans/{stored['id']}/diff", params={"before": plan["id"]})).json()
    assert visits[0] in {change["visit_id"] for change in diff["changes"] if change["kind"] == "unassigned"}


async def test_an_edit_with_unknown_visits_names_them_all(client: AsyncClient, wiring: Wiring) -> None:
    plan = await make_a_plan(client, wiring)
    shift = next(iter(routes_of(plan)))
    edit = {"routes": {shift: ["vis_none"], "shi_none": []}}
    answer = await client.post(f"/v1/plans/{plan['id']}/evaluate", json=edit)
    assert answer.status_code == 422
    assert {issue["code"] for issue in answer.json()["issues"]} == {"unknown_visit", "unknown_shift"}


async def test_an_edit_that_breaks_a_rule_is_shown_but_not_stored(client: AsyncClient, wiring: Wiring) -> None:
    plan = await make_a_plan(client, wiring)
    shift, visits = next((shift, visits) for shift, visits in routes_of(plan).items() if visits)
    other = next(
        s["id"] for s in (await client.get("/v1/shifts", params={"first_day": DAY})).json() if s["id"] != shift
    )
    pinned_to = next(route["technician_id"] for route in plan["routes"] if route["shift_id"] == shift)
    await client.put(f"/v1/visits/{visits[0]}/pin", json={"technician": pinned_to})
    routes = {other: [visits[0]]}
    edited = (await client.post(f"/v1/plans/{plan['id']}/evaluate", json={"routes": routes})).json()
    assert [violation["visit_id"] for violation in edited["violations"]] == [visits[0]]
    answer = await client.post(f"/v1/plans/{plan['id']}/edits", json={"routes": routes})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


async def test_publishing_assigns_the_requests_and_happens_once(client: AsyncClient, wiring: Wiring) -> None:
    plan = await make_a_plan(client, wiring)
    assert (await client.post(f"/v1/plans/{plan['id']}/publish")).json()["status"] == "published"
    assert (await client.get("/v1/requests/R-1")).json()["status"] == "assigned"
    again = await client.post(f"/v1/plans/{plan['id']}/publish")
    assert (again.status_code, again.json()["code"]) == (409, "illegal_transition")


@pytest.mark.parametrize(
    ("name", "media_type", "holds"),
    [
        ("csv", "text/csv; charset=utf-8", "R-1"),
        ("json", "application/json", '"request_id": "R-1"'),
        ("geojson", "application/geo+json", '"FeatureCollection"'),
        ("sheets", "text/html; charset=utf-8", "Ada Lovelace"),
        ("overview", "text/html; charset=utf-8", "<svg"),
    ],
)
async def test_a_plan_leaves_in_every_format(
    client: AsyncClient, wiring: Wiring, name: str, media_type: str, holds: str
) -> None:
    plan = await make_a_plan(client, wiring)
    answer = await client.get(f"/v1/plans/{plan['id']}/exports/{name}")
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert holds in answer.text


async def test_calendars_come_as_an_archive_or_one_for_a_technician(client: AsyncClient, wiring: Wiring) -> None:
    plan = await make_a_plan(client, wiring)
    path = f"/v1/plans/{plan['id']}/exports/ics"
    used = sorted({route["technician_id"] for route in plan["routes"]})
    if len(used) > 1:
        archive = zipfile.ZipFile(io.BytesIO((await client.get(path)).content))
        assert len(archive.namelist()) == len(used)
    one = await client.get(path, params={"technician": used[0]})
    assert one.text.startswith("BEGIN:VCALENDAR")


async def test_an_unknown_format_is_answered_with_those_there_are(client: AsyncClient, wiring: Wiring) -> None:
    plan = await make_a_plan(client, wiring)
    answer = await client.get(f"/v1/plans/{plan['id']}/exports/docx")
    assert answer.status_code == 404
    assert "geojson" in answer.json()["detail"]


async def test_a_pinned_visit_keeps_its_technician_in_the_next_plan(client: AsyncClient, wiring: Wiring) -> None:
    plan = await make_a_plan(client, wiring)
    visit = (await client.get("/v1/requests/R-1/visits")).json()[0]
    pinned = (await client.put(f"/v1/visits/{visit['id']}/pin", json={"technician": "T-2"})).json()
    assert pinned["pin"]["technician_id"] == (await client.get("/v1/technicians/T-2")).json()["id"]
    await client.post("/v1/solve-runs", json={"first_day": DAY, "seconds": 0.2, "from_plan_id": plan["id"]})
    run = await to_thread.run_sync(work_on_next_run, wiring)
    again = (await client.get(f"/v1/plans/{run.plan_id}")).json()
    (stop,) = [
        s for r in again["routes"] if r["technician_id"] == "T-2" for s in r["stops"] if s["request_id"] == "R-1"
    ]
    assert stop["pinned"]
    assert (await client.delete(f"/v1/visits/{visit['id']}/pin")).json()["pin"] is None


async def test_open_visits_are_read_to_the_end_page_by_page(client: AsyncClient, wiring: Wiring) -> None:
    await make_a_plan(client, wiring)
    everything = (await client.get("/v1/visits")).json()
    first = (await client.get("/v1/visits", params={"limit": 3})).json()
    second = (await client.get("/v1/visits", params={"limit": 3, "after": first["next"]})).json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (3, 1, None)
    assert first["items"] + second["items"] == everything["items"]
    assert (await client.get(f"/v1/visits/{first['items'][0]['id']}")).json() == first["items"][0]


async def test_a_visit_for_two_is_planned_edited_and_published_with_both(client: AsyncClient, wiring: Wiring) -> None:
    plan = await make_a_plan(client, wiring, a_request_row(external_id="R-5", people=2))
    assert plan["notes"] == []
    assert (plan["kpis"]["visits_planned"], plan["kpis"]["visits_unassigned"]) == (4, 1)
    stops = {r["technician_id"]: s for r in plan["routes"] for s in r["stops"] if s["request_id"] == "R-5"}
    assert {who: [c["technician_id"] for c in s["colleagues"]] for who, s in stops.items()} == {
        "T-1": ["T-2"],
        "T-2": ["T-1"],
    }
    assert sorted(stop["person"] for stop in stops.values()) == [1, 2]
    assert len({stop["start_at"] for stop in stops.values()}) == 1
    visit = stops["T-1"]["visit_id"]
    routes = routes_of(plan)
    path = f"/v1/plans/{plan['id']}"
    shift = next(iter(routes))
    halved = routes | {shift: [v for v in routes[shift] if v != visit]}
    refused = await client.post(f"{path}/edits", json={"routes": halved})
    assert refused.status_code == 422
    assert [issue["code"] for issue in refused.json()["issues"]] == ["pair"]
    assert "2 people" in refused.json()["issues"][0]["cause"]
    moved = {shift: [visit, *(v for v in visits if v != visit)] for shift, visits in routes.items()}
    stored = await client.post(f"{path}/edits", json={"routes": moved})
    assert stored.status_code == 201, stored.text
    assert [route["stops"][0]["visit_id"] for route in stored.json()["routes"]] == [visit, visit]
    diff = (await client.get(f"/v1/plans/{stored.json()['id']}/diff", params={"before": plan["id"]})).json()
    assert len(diff["changes"]) + diff["unchanged"] == 4
    published = (await client.post(f"/v1/plans/{stored.json()['id']}/publish")).json()
    assert (published["status"], published["visits_planned"]) == ("published", 4)
    assert (await client.get("/v1/requests/R-5")).json()["status"] == "assigned"
    await client.post("/v1/solve-runs", json={"first_day": DAY, "seconds": 0.2, "from_plan_id": published["id"]})
    run = await to_thread.run_sync(work_on_next_run, wiring)
    again = (await client.get(f"/v1/plans/{run.plan_id}")).json()
    assert sum(s["request_id"] == "R-5" for r in again["routes"] for s in r["stops"]) == 2
