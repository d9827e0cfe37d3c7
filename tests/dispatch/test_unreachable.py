"""A visit that no way leads to is left out with that reason, and the plan names its address."""

from dataclasses import replace

import pytest

from data.store.store import Store
from dispatch.errors import InvalidInputError
from dispatch.place import Address, Place
from dispatch.plan_edit import evaluate_edit
from dispatch.planning import make_plan
from dispatch.snapshot import Snapshot, snapshot
from tests.cut_travel import CutTravel
from tests.dispatch.day import HORIZON, store_day
from tests.dispatch.policies import POLICY
from tests.fixed_clock import FixedClock

V1, ADAS_HOME, BOBS_HOME = Place(38.91, -77.01), Place(38.90, -77.00), Place(38.95, -77.05)
ISLAND = Address("1 Island Rd", "Washington")
RUSH = (9 * 3600, 150)


@pytest.fixture
def day(store: Store, clock: FixedClock) -> Snapshot:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        uow.requests.save(replace(uow.requests.get("req_v1"), address=ISLAND))
        return snapshot(uow, HORIZON, policy=POLICY)


@pytest.mark.parametrize("iterations", [None, 50])
@pytest.mark.parametrize("rush", [None, RUSH])
@pytest.mark.parametrize(
    ("travel", "reason", "note"),
    [
        (
            {"to": [V1]},
            "No way leads there from where any technician starts.",
            "No way leads to 1 Island Rd, Washington.",
        ),
        (
            {"away": [V1]},
            "No way leads back from there to where any technician's day ends.",
            "No way leads away from 1 Island Rd, Washington.",
        ),
        (
            {"to": [V1], "away": [V1]},
            "No way leads there from where any technician starts.",
            "No way leads to or from 1 Island Rd, Washington.",
        ),
    ],
)
def test_a_visit_that_no_way_leads_to_is_left_out_and_named(
    day: Snapshot,
    *,
    travel: dict[str, list[Place]],
    rush: tuple[int, int] | None,
    iterations: int | None,
    reason: str,
    note: str,
) -> None:
    plan = make_plan(day, CutTravel(**travel, rush=rush), iterations=iterations)
    (left_out,) = plan.unassigned
    assert (left_out.visit_id, left_out.code, left_out.reason) == ("vis_v1", "unreachable", reason)
    assert plan.notes == (note,)
    assert sorted(stop.visit_id for stop in plan.stops) == ["vis_v2", "vis_v3", "vis_v4"]
    assert all(stop.travel_s < 3600 for stop in plan.stops)


def test_a_visit_without_an_address_is_named_by_where_it_is(day: Snapshot) -> None:
    plan = make_plan(replace(day, addresses={}), CutTravel(to=[V1]), iterations=20)
    assert plan.notes == (f"No way leads to «{day.visits[0].title}» at {V1.lat:.5f}, {V1.lon:.5f}.",)


def test_a_technician_whom_no_way_leads_anywhere_stays_at_home(day: Snapshot) -> None:
    plan = make_plan(day, CutTravel(away=[ADAS_HOME]), iterations=50)
    assert {route.technician_id for route in plan.routes} <= {"tec_bob"}
    assert plan.notes == ("No way leads away from Ada's home.",)
    (left_out,) = plan.unassigned  # only Ada knows gas
    assert left_out.visit_id == "vis_v4"
    assert left_out.reason == "No way leads there and back for any suitable technician within the shift."


def test_an_edited_route_along_which_no_way_leads_is_refused_by_name(day: Snapshot) -> None:
    with pytest.raises(InvalidInputError) as caught:
        evaluate_edit(day, {"shi_ada": ["vis_v2", "vis_v1"], "shi_bob": ["vis_v3"]}, CutTravel(to=[V1]))
    (issue,) = caught.value.issues
    assert (issue.code, issue.path) == ("no_way", "routes.shi_ada[1]")
    assert issue.cause.startswith("No way leads from ")
    assert issue.cause.endswith(" to 1 Island Rd, Washington.")
    with pytest.raises(InvalidInputError, match=r"to Bob's home"):
        evaluate_edit(day, {"shi_bob": ["vis_v3"]}, CutTravel(to=[BOBS_HOME]))
    assert evaluate_edit(day, {"shi_ada": ["vis_v2"]}, CutTravel(to=[V1])).violations == ()
