"""A small day taken in over the API, and planned in this process, as a worker would."""

from functools import partial
from typing import Any

from anyio import to_thread
from httpx import AsyncClient

from api.wiring import Wiring
from dispatch.solve_run import SolveRun
from dispatch.solve_runs import claim_run, execute_run
from tests.api.rows import DAY, a_request_row, a_shift_row, a_technician_row


async def take_in_a_day(client: AsyncClient, *more: dict[str, Any]) -> None:
    """Two technicians, three requests with a place and one without, and more requests."""
    technicians = [a_technician_row(), a_technician_row(external_id="T-2", name="Ada Byron", lat=38.93)]
    shifts = [a_shift_row(), a_shift_row(external_id="S-2", technician="T-2")]
    requests = [a_request_row(external_id=f"R-{n}", lat=38.90 + n / 100) for n in (1, 2, 3)]
    requests.append(a_request_row(external_id="R-4", lat=None, lon=None))
    requests.extend(more)
    for path, rows in (("technicians", technicians), ("shifts", shifts), ("requests", requests)):
        answer = await client.post(f"/v1/{path}/bulk", json={"rows": rows})
        assert answer.json()["added"] == len(rows), answer.text


async def make_a_plan(client: AsyncClient, wiring: Wiring, *more: dict[str, Any]) -> dict[str, Any]:
    """Take the day in, with more requests, plan it, and read the plan."""
    await take_in_a_day(client, *more)
    asked = await client.post("/v1/solve-runs", json={"first_day": DAY, "seconds": 0.2})
    assert asked.status_code == 202, asked.text
    run = await to_thread.run_sync(work_on_next_run, wiring)
    answer = await client.get(f"/v1/plans/{run.plan_id}")
    plan: dict[str, Any] = answer.json()
    return plan


def work_on_next_run(wiring: Wiring) -> SolveRun:
    """Do what a worker does."""
    run = claim_run(partial(wiring.unit_of_work, "worker"), "worker")
    assert run is not None
    return execute_run(
        run,
        unit_of_work=partial(wiring.unit_of_work, run.created_by),
        policy=wiring.policy,
        travel_times=wiring.travel_times,
    )


def routes_of(plan: dict[str, Any]) -> dict[str, list[str]]:
    """Visit ids by shift id, as an edit sends them."""
    return {route["shift_id"]: [stop["visit_id"] for stop in route["stops"]] for route in plan["routes"]}
