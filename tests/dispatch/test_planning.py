from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from data.maps.fallback_times import FallbackTimes
from data.store.store import Store
from dispatch import planning
from dispatch.errors import TravelUnavailableError
from dispatch.place import Place
from dispatch.planning import make_plan
from dispatch.ports import TravelMatrix
from dispatch.request import ArrivalWindow
from dispatch.snapshot import Snapshot, snapshot
from dispatch.visit import Pin
from solver.solution import Term
from tests.builders import a_promise, a_visit, at
from tests.dispatch.day import HORIZON, store_day
from tests.dispatch.policies import POLICY
from tests.fixed_clock import FixedClock
from tests.flat_travel import FlatTravel


@pytest.fixture
def day(store: Store, clock: FixedClock) -> Snapshot:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        return snapshot(uow, HORIZON, policy=POLICY)


def with_visit(day: Snapshot, visit_id: str, **changes: object) -> Snapshot:
    return replace(day, visits=tuple(replace(v, **changes) if v.id == visit_id else v for v in day.visits))


def by_technician(plan: planning.Plan) -> dict[str, list[str]]:
    return {route.technician_id: [stop.visit_id for stop in route.stops] for route in plan.routes}


def test_every_visit_of_an_easy_day_is_planned_by_somebody_able(day: Snapshot) -> None:
    plan = make_plan(day, FlatTravel(), iterations=5)
    assert plan.unassigned == ()
    assert "vis_v4" in by_technician(plan)["tec_ada"]
    assert plan.terms[Term.UNSERVED] == 0


def test_times_are_those_of_the_clock(day: Snapshot) -> None:
    day = with_visit(day, "vis_v1", windows=(ArrivalWindow(at(13), at(13)),))
    (stop,) = (s for s in make_plan(day, FlatTravel(), iterations=5).stops if s.visit_id == "vis_v1")
    assert (stop.start_at, stop.end_at) == (at(13), at(14))


def test_a_pinned_visit_goes_where_and_when_it_is_pinned(day: Snapshot) -> None:
    plan = make_plan(with_visit(day, "vis_v1", pin=Pin("tec_bob", at(15))), FlatTravel(), iterations=5)
    assert "vis_v1" in by_technician(plan)["tec_bob"]
    (stop,) = (s for s in plan.stops if s.visit_id == "vis_v1")
    assert (stop.start_at, stop.pinned) == (at(15), True)


def test_what_the_dispatcher_has_pinned_comes_before_dearer_visits(day: Snapshot) -> None:
    day = replace(day, shifts=(replace(day.shifts[0], start_at=at(9), end_at=at(10, 30)),))
    day = with_visit(with_visit(day, "vis_v1", penalty_cents=90_000), "vis_v3", pin=Pin("tec_ada"))
    assert [stop.visit_id for stop in make_plan(day, FlatTravel(), iterations=5).stops] == ["vis_v3"]


def test_nobody_with_the_skill_is_said_with_the_skill(day: Snapshot) -> None:
    plan = make_plan(with_visit(day, "vis_v4", skills={"gas": 3}), FlatTravel(), iterations=5)
    (left,) = plan.unassigned
    assert (left.visit_id, left.code) == ("vis_v4", "skill")
    assert "gas (level 3)" in left.reason


def test_without_shifts_every_visit_is_unassigned_for_that_reason(day: Snapshot) -> None:
    plan = make_plan(replace(day, shifts=()), FlatTravel(), iterations=5)
    assert plan.routes == ()
    assert {left.code for left in plan.unassigned} == {"no_vehicles"}
    assert len(plan.unassigned) == 4


def test_without_visits_the_plan_is_empty(day: Snapshot) -> None:
    plan = make_plan(replace(day, visits=()), FlatTravel(), iterations=5)
    assert (plan.routes, plan.unassigned, plan.cost_cents) == ((), (), 0)


def test_a_promise_is_kept_before_anything_else(day: Snapshot) -> None:
    """Bob is away, and Ada's only free hour is wanted by a dearer visit and by a promised one."""
    shift = replace(day.shifts[0], start_at=at(9), end_at=at(10, 30))
    day = replace(day, shifts=(shift,), promises={"vis_v3": a_promise(visit_id="vis_v3")})
    plan = make_plan(with_visit(day, "vis_v1", penalty_cents=25_000), FlatTravel(), iterations=5)
    assert [stop.visit_id for stop in plan.stops] == ["vis_v3"]


def test_a_plan_made_from_another_stays_close_to_it(day: Snapshot) -> None:
    before = make_plan(with_visit(day, "vis_v1", pin=Pin("tec_bob", at(15))), FlatTravel(), iterations=5)
    after = make_plan(replace(day, parent=before), FlatTravel(), iterations=5)
    assert after.parent_id == before.id
    assert after.terms[Term.CHANGE] <= POLICY.objective.technician_changed + POLICY.objective.start_moved


def test_a_new_pin_moves_only_whom_it_must(day: Snapshot) -> None:
    """Both technicians are busy all day; the first stop of one is pinned to another time of the same route."""
    many = tuple(
        a_visit(id=f"vis_{n}", title=str(n), place=Place(38.9 + n % 5 / 100, -77.0 - n % 4 / 100)) for n in range(20)
    )
    busy = replace(day, visits=many)
    before = make_plan(busy, FlatTravel(), iterations=500)
    first = before.routes[0].stops[0]
    pinned = with_visit(busy, first.visit_id, pin=Pin(before.routes[0].technician_id, at(12, 30)))
    after = make_plan(replace(pinned, parent=before), FlatTravel(), iterations=500)
    assert next(s.start_at for s in after.stops if s.visit_id == first.visit_id) == at(12, 30)
    assert after.routes[1] == before.routes[1]


def test_the_same_seed_gives_the_same_plan(day: Snapshot) -> None:
    plans = [make_plan(day, FlatTravel(), iterations=20, seed=7) for _ in range(2)]
    assert plans[0].routes == plans[1].routes


def test_far_more_visits_than_room_all_get_a_place_or_a_reason(day: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SMALLEST_SEARCH": 30, "ROOM_FACTOR": 1, "LARGEST_FILLING": 25}.items():
        monkeypatch.setattr(planning, name, value)
    many = tuple(
        a_visit(id=f"vis_{n}", place=Place(38.9 + n % 10 / 100, -77.0 - n % 7 / 100), penalty_cents=5_000 + n)
        for n in range(100)
    )
    plan = make_plan(replace(day, visits=many), FlatTravel(), iterations=3)
    accounted = [stop.visit_id for stop in plan.stops] + [left.visit_id for left in plan.unassigned]
    assert sorted(accounted) == sorted(visit.id for visit in many)
    left_out = {left.visit_id for left in plan.unassigned}
    assert plan.terms[Term.UNSERVED] == sum(visit.penalty_cents for visit in many if visit.id in left_out)
    assert all(left.reason for left in plan.unassigned)


def test_what_the_method_of_travel_says_is_noted_once_also_when_only_a_part_of_the_planning_met_it(
    day: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(FlatTravel):
        calls = 0

        def matrix(self, places: Sequence[Place]) -> TravelMatrix:
            self.calls += 1
            if self.calls < 3:
                raise TravelUnavailableError("osrm is down.")
            return super().matrix(places)

    for name, value in {"SMALLEST_SEARCH": 10, "ROOM_FACTOR": 1, "LARGEST_FILLING": 10}.items():
        monkeypatch.setattr(planning, name, value)
    many = tuple(a_visit(id=f"vis_{n}", place=Place(38.9 + n / 1000, -77.0)) for n in range(60))
    first = Failing()
    clock = iter(range(0, 10_000, 1000))
    plan = make_plan(replace(day, visits=many), FallbackTimes(first, FlatTravel(), lambda: next(clock)))
    assert first.calls > 3
    assert plan.notes == ("Travel times are flat ones, because osrm is down.",)


def test_what_was_due_yesterday_is_shown_as_late_since_then(day: Snapshot) -> None:
    yesterday = at(9) - timedelta(days=1)
    changes = {"due_at": yesterday, "response_late_cost_cents": 1_000, "response_late_cost_cents_per_hour": 100}
    plan = make_plan(with_visit(day, "vis_v1", **changes), FlatTravel(), iterations=5)
    (stop,) = (s for s in plan.stops if s.visit_id == "vis_v1")
    assert stop.response_late_s == (stop.start_at - yesterday).total_seconds()


def test_a_window_that_has_passed_leaves_the_later_one(day: Snapshot) -> None:
    early = at(9) - timedelta(days=1)
    windows = (ArrivalWindow(early, early + timedelta(hours=2)), ArrivalWindow(at(14), at(15)))
    plan = make_plan(with_visit(day, "vis_v1", windows=windows), FlatTravel(), iterations=5)
    (stop,) = (s for s in plan.stops if s.visit_id == "vis_v1")
    assert at(14) <= stop.start_at <= at(15)


def test_a_visit_whose_only_window_has_passed_is_explained(day: Snapshot) -> None:
    early = at(9) - timedelta(days=1)
    plan = make_plan(with_visit(day, "vis_v1", windows=(ArrivalWindow(early, early),)), FlatTravel(), iterations=5)
    assert [(left.visit_id, left.code) for left in plan.unassigned] == [("vis_v1", "time_window")]


def test_a_promise_missed_yesterday_is_kept_as_early_as_can_be_and_shown_as_late(day: Snapshot) -> None:
    yesterday = at(9) - timedelta(days=1)
    promise = a_promise(visit_id="vis_v1", window=ArrivalWindow(yesterday, yesterday + timedelta(hours=2)))
    plan = make_plan(replace(day, promises={"vis_v1": promise}), FlatTravel(), iterations=5)
    (stop,) = (s for s in plan.stops if s.visit_id == "vis_v1")
    assert stop.promise_late_s > 20 * 3600
    assert stop is min(plan.stops, key=lambda s: s.start_at)
