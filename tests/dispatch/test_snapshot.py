from dataclasses import replace
from datetime import timedelta

import pytest

from data.store.store import Store
from dispatch.errors import NotFoundError
from dispatch.place import GeocodeQuality
from dispatch.plan import PlanStatus
from dispatch.request import ArrivalWindow
from dispatch.snapshot import Snapshot, cut, disjoint, snapshot
from dispatch.visit import Pin, VisitStatus
from tests.builders import DAY, a_plan, a_promise, a_route, a_shift, a_stop, an_absence, at
from tests.dispatch.day import HORIZON, store_day
from tests.dispatch.policies import POLICY
from tests.fixed_clock import FixedClock

TOMORROW = DAY + timedelta(days=1)


def taken(store: Store, clock: FixedClock, **changes: object) -> Snapshot:
    """Store the day with visit v1 changed, and take its snapshot."""
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        if changes:
            uow.visits.save(replace(uow.visits.get("vis_v1"), **changes))
        return snapshot(uow, HORIZON, policy=POLICY)


def planned_ids(day: Snapshot) -> set[str]:
    return {visit.id for visit in day.visits}


def test_a_visit_without_windows_belongs_to_any_day(store: Store, clock: FixedClock) -> None:
    assert planned_ids(taken(store, clock)) == {"vis_v1", "vis_v2", "vis_v3", "vis_v4"}


@pytest.mark.parametrize(
    "changes",
    [
        {"windows": (ArrivalWindow(at(9, day=TOMORROW), at(12, day=TOMORROW)),)},
        {"ready_at": at(9, day=TOMORROW)},
        {"pin": Pin(start_at=at(9, day=TOMORROW))},
    ],
    ids=["window", "part", "pin"],
)
def test_a_visit_that_can_only_begin_later_is_left_to_a_later_plan(
    store: Store, clock: FixedClock, changes: dict[str, object]
) -> None:
    day = taken(store, clock, **changes)
    assert "vis_v1" not in planned_ids(day) | {u.visit_id for u in day.unplannable}


def test_a_visit_promised_for_tomorrow_is_left_to_tomorrow(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        window = ArrivalWindow(at(9, day=TOMORROW), at(12, day=TOMORROW))
        uow.promises.add(a_promise(visit_id="vis_v1", window=window))
        assert "vis_v1" not in planned_ids(snapshot(uow, HORIZON, policy=POLICY))


def test_a_visit_without_a_place_is_listed_with_what_to_do(store: Store, clock: FixedClock) -> None:
    day = taken(store, clock, place=None, place_quality=GeocodeQuality.NONE)
    assert [(u.visit_id, u.code) for u in day.unplannable] == [("vis_v1", "no_place")]
    assert "attention" in day.unplannable[0].remedy


def test_a_visit_published_on_another_day_is_not_planned_twice(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        horizon = replace(HORIZON, first_day=TOMORROW, last_day=TOMORROW)
        stop = a_stop(visit_id="vis_v1", start_at=at(9, day=TOMORROW))
        route = a_route(shift_id="shi_ada", technician_id="tec_ada", stops=(stop,))
        uow.plans.add(a_plan(horizon=horizon, status=PlanStatus.PUBLISHED, routes=(route,), unassigned=()))
        assert planned_ids(snapshot(uow, HORIZON, policy=POLICY)) == {"vis_v2", "vis_v3", "vis_v4"}


def test_what_a_longer_plan_serves_on_other_days_is_left_to_them(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        today = a_stop(visit_id="vis_v1", start_at=at(9))
        tomorrow = a_stop(visit_id="vis_v2", start_at=at(9, day=TOMORROW))
        route = a_route(shift_id="shi_ada", technician_id="tec_ada", stops=(today, tomorrow))
        horizon = replace(HORIZON, last_day=TOMORROW)
        uow.plans.add(a_plan(horizon=horizon, status=PlanStatus.PUBLISHED, routes=(route,), unassigned=()))
        assert planned_ids(snapshot(uow, HORIZON, policy=POLICY)) == {"vis_v1", "vis_v3", "vis_v4"}


def test_a_started_visit_stays_where_it_was_published(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        stop = a_stop(visit_id="vis_v1", start_at=at(10))
        route = a_route(shift_id="shi_bob", technician_id="tec_bob", stops=(stop,))
        uow.plans.add(a_plan(horizon=HORIZON, status=PlanStatus.PUBLISHED, routes=(route,), unassigned=()))
        uow.visits.save(uow.visits.get("vis_v1").moved_to(VisitStatus.STARTED))
        (visit,) = (v for v in snapshot(uow, HORIZON, policy=POLICY).visits if v.id == "vis_v1")
        assert visit.pin == Pin("tec_bob", at(10))


def test_shifts_of_inactive_technicians_do_not_count(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        uow.technicians.save(replace(uow.technicians.get("tec_bob"), active=False))
        assert [s.id for s in snapshot(uow, HORIZON, policy=POLICY).shifts] == ["shi_ada"]


def test_the_plan_to_start_from_must_exist(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow, pytest.raises(NotFoundError, match="pla_none"):
        snapshot(uow, HORIZON, policy=POLICY, from_plan_id="pla_none")


def test_an_absence_cuts_the_longer_part_of_a_shift() -> None:
    shift = cut(a_shift(overtime_limit_s=3600), [an_absence(start_at=at(9), end_at=at(11))])
    assert shift is not None
    assert (shift.start_at, shift.end_at, shift.overtime_limit_s) == (at(11), at(17), 3600)


def test_an_absence_at_the_end_takes_break_and_overtime_along() -> None:
    shift = cut(a_shift(overtime_limit_s=3600), [an_absence(start_at=at(12), end_at=at(18))])
    assert shift is not None
    assert (shift.start_at, shift.end_at, shift.overtime_limit_s, shift.breaks) == (at(8), at(12), 0, ())


def test_an_absence_all_day_leaves_no_shift() -> None:
    assert (
        cut(a_shift(), [an_absence(start_at=at(7), end_at=at(12)), an_absence(start_at=at(12), end_at=at(20))]) is None
    )


def test_a_break_longer_than_what_is_left_of_the_shift_is_dropped() -> None:
    shift = cut(a_shift(start_at=at(12), end_at=at(12, 20)), [])
    assert shift is not None
    assert shift.breaks == ()


def test_overlapping_shifts_of_one_technician_are_not_both_used() -> None:
    first, second = a_shift(id="shi_1"), a_shift(id="shi_2", start_at=at(12))
    assert disjoint([first, second]) == ((first,), (second,))


def test_overtime_ends_where_the_next_shift_begins() -> None:
    first = a_shift(id="shi_1", end_at=at(12), overtime_limit_s=7200)
    second = a_shift(id="shi_2", start_at=at(13))
    (kept, _), dropped = disjoint([first, second])
    assert (kept.overtime_limit_s, dropped) == (3600, ())


def test_a_left_out_shift_is_noted_by_name(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        uow.shifts.add(a_shift(id="shi_twice", technician_id="tec_ada", start_at=at(9)))
        day = snapshot(uow, HORIZON, policy=POLICY)
    assert "shi_twice" not in {shift.id for shift in day.shifts}
    assert any("Ada" in note for note in day.notes)
