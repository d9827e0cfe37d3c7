"""Technicians, shifts and absences over the API."""

import pytest
from httpx import AsyncClient

from tests.api.rows import DAY, a_shift_row, a_technician_row

pytestmark = pytest.mark.anyio


async def test_a_technician_is_added_read_and_listed(client: AsyncClient) -> None:
    answer = await client.post("/v1/technicians", json=a_technician_row())
    assert answer.status_code == 201
    technician = answer.json()["technician"]
    assert technician["skills"] == {"refrigerant": 2, "gas": 2, "electrical": 2}
    assert (await client.get(answer.headers["location"])).json() == technician
    assert (await client.get("/v1/technicians/T-1")).json() == technician
    assert (await client.get("/v1/technicians")).json() == [technician]


async def test_changing_a_technician_leaves_what_is_not_sent(client: AsyncClient) -> None:
    await client.post("/v1/technicians", json=a_technician_row())
    answer = await client.post(
        "/v1/technicians", json={"external_id": "T-1", "name": "Grace Hopper", "phone": "+1 202 555 0112"}
    )
    assert answer.status_code == 200
    technician = answer.json()["technician"]
    assert (technician["phone"], technician["skills"]["gas"]) == ("+1 202 555 0112", 2)


async def test_someone_who_left_is_inactive_and_can_come_back(client: AsyncClient) -> None:
    await client.post("/v1/technicians", json=a_technician_row())
    assert (await client.post("/v1/technicians/T-1/deactivate")).json()["active"] is False
    assert (await client.get("/v1/technicians", params={"active": True})).json() == []
    await client.post("/v1/technicians", json=a_technician_row(active=True))
    assert len((await client.get("/v1/technicians", params={"active": True})).json()) == 1


async def test_shifts_are_added_listed_by_local_day_and_removed(client: AsyncClient) -> None:
    await client.post("/v1/technicians", json=a_technician_row())
    answer = await client.post("/v1/shifts", json=a_shift_row(breaks="12:00-13:00 30 min"))
    assert answer.status_code == 201
    shift = answer.json()["shift"]
    assert shift["breaks"][0]["duration_s"] == 1800
    assert (await client.get("/v1/shifts", params={"first_day": DAY})).json() == [shift]
    assert (await client.get("/v1/shifts", params={"first_day": "2026-03-03"})).json() == []
    assert (await client.get("/v1/technicians/T-1/shifts")).json() == [shift]
    assert (await client.delete("/v1/shifts/S-1")).status_code == 204
    assert (await client.get("/v1/shifts/S-1")).status_code == 404


async def test_a_shift_of_nobody_is_refused(client: AsyncClient) -> None:
    answer = await client.post("/v1/shifts", json=a_shift_row(technician="T-9"))
    assert (answer.status_code, answer.json()["issues"][0]["code"]) == (422, "unknown_technician")


async def test_many_shifts_are_added_at_once_and_the_faulty_are_kept(client: AsyncClient) -> None:
    await client.post("/v1/technicians", json=a_technician_row())
    rows = [
        a_shift_row(),
        a_shift_row(external_id="S-2", date="2026-03-03"),
        a_shift_row(external_id="S-3", end="07:00"),
    ]
    report = (await client.post("/v1/shifts/bulk", json={"rows": rows})).json()
    assert (report["added"], report["rejected"]) == (2, 1)
    (kept,) = (await client.get("/v1/requests/rejected", params={"kind": "shift"})).json()["items"]
    assert kept["external_id"] == "S-3"


async def test_an_absence_is_noted_and_listed(client: AsyncClient) -> None:
    await client.post("/v1/technicians", json=a_technician_row())
    absence = {"technician": "T-1", "start_at": f"{DAY}T10:00:00+01:00", "end_at": f"{DAY}T12:00:00Z", "reason": "ill"}
    answer = await client.post("/v1/absences", json=absence)
    assert answer.status_code == 201
    assert answer.json()["start_at"] == f"{DAY}T09:00:00Z"
    assert (await client.get(answer.headers["location"])).json() == answer.json()
    assert (await client.get("/v1/absences", params={"first_day": DAY})).json() == [answer.json()]
    assert (await client.delete(answer.headers["location"])).status_code == 204
    assert (await client.get("/v1/absences", params={"first_day": DAY})).json() == []


@pytest.mark.parametrize(
    "changes",
    [{"end_at": f"{DAY}T08:00:00Z"}, {"start_at": f"{DAY}T10:00:00"}, {"start_at": "0001-01-01T00:00:00+14:00"}],
)
async def test_an_impossible_absence_is_refused(client: AsyncClient, changes: dict[str, str]) -> None:
    await client.post("/v1/technicians", json=a_technician_row())
    absence = {"technician": "T-1", "start_at": f"{DAY}T09:00:00Z", "end_at": f"{DAY}T12:00:00Z"} | changes
    assert (await client.post("/v1/absences", json=absence)).status_code == 422
