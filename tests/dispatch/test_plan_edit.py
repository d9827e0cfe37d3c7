import pytest

from data.store.store import Store
from dispatch.errors import InvalidInputError
from dispatch.plan_edit import evaluate_edit
from dispatch.request import ArrivalWindow
from dispatch.snapshot import Snapshot, snapshot
from tests.builders import at
from tests.dispatch.day import HORIZON, store_day
from tests.dispatch.policies import POLICY
from tests.dispatch.test_planning import with_visit
from tests.fixed_clock import FixedClock
from tests.flat_travel import FlatTravel


@pytest.fixture
def day(store: Store, clock: FixedClock) -> Snapshot:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        return snapshot(uow, HORIZON, policy=POLICY)


def test_routes_made_by_hand_are_timed_and_priced(day: Snapshot) -> None:
    edited = evaluate_edit(day, {"shi_ada": ["vis_v2", "vis_v1"], "shi_bob": ["vis_v3"]}, FlatTravel())
    assert edited.violations == ()
    assert {route.shift_id: [s.visit_id for s in route.stops] for route in edited.plan.routes} == {
        "shi_ada": ["vis_v2", "vis_v1"],
        "shi_bob": ["vis_v3"],
    }
    assert [left.visit_id for left in edited.plan.unassigned] == ["vis_v4"]
    assert edited.plan.terms["travel_time"] > 0


def test_every_broken_rule_is_named_with_who_and_what(day: Snapshot) -> None:
    day = with_visit(day, "vis_v1", windows=(ArrivalWindow(at(7), at(7, 30)),))
    edited = evaluate_edit(day, {"shi_bob": ["vis_v1", "vis_v4"]}, FlatTravel())
    assert {(v.code, v.visit_id, v.shift_id) for v in edited.violations} == {
        ("time_window", "vis_v1", "shi_bob"),
        ("skill", "vis_v4", "shi_bob"),
    }
    assert all("Bob" in violation.text for violation in edited.violations)


def test_unknown_and_repeated_names_are_all_told_at_once(day: Snapshot) -> None:
    with pytest.raises(InvalidInputError) as refused:
        evaluate_edit(day, {"shi_none": [], "shi_ada": ["vis_v1", "vis_none", "vis_v1"]}, FlatTravel())
    assert [issue.code for issue in refused.value.issues] == ["unknown_shift", "unknown_visit", "visit_twice"]
