from dataclasses import replace
from datetime import timedelta

import pytest

from data.store.store import Store
from dispatch.errors import ConflictError, NotFoundError
from dispatch.plan import PlanStatus
from tests.builders import DAY, a_horizon, a_plan, a_route
from tests.fixed_clock import FixedClock

NEXT_DAY = DAY + timedelta(days=1)


def test_revisions_count_up_within_a_first_day(store: Store, clock: FixedClock) -> None:
    first, second, elsewhere = a_plan(), a_plan(), a_plan(horizon=a_horizon(NEXT_DAY))
    with store.unit_of_work("anna", clock) as uow:
        uow.plans.add(first, elsewhere)
        uow.plans.add(second)
        uow.commit()
        assert uow.plans.get(first.id) == replace(first, revision=1)
        assert uow.plans.by_revision(DAY, 2) == replace(second, revision=2)
        assert uow.plans.by_revision(NEXT_DAY, 1).id == elsewhere.id


def test_the_latest_plan_has_the_highest_revision_of_the_day(store: Store, clock: FixedClock) -> None:
    newest = a_plan()
    with store.unit_of_work("anna", clock) as uow:
        assert uow.plans.latest(DAY) is None
        uow.plans.add(a_plan(horizon=a_horizon(DAY, NEXT_DAY)), newest)
        assert uow.plans.latest(DAY) == replace(newest, revision=2)
        assert uow.plans.latest(NEXT_DAY) is None


def test_an_unknown_revision_is_named(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow, pytest.raises(NotFoundError, match=r"revision 7 .* 2025-03-03"):
        uow.plans.by_revision(DAY, 7)


def test_the_published_plan_is_found_by_every_day_it_covers(store: Store, clock: FixedClock) -> None:
    plan = a_plan(horizon=a_horizon(DAY, NEXT_DAY))
    with store.unit_of_work("anna", clock) as uow:
        uow.plans.add(plan)
        assert uow.plans.published(DAY) is None
        uow.plans.save(uow.plans.get(plan.id).moved_to(PlanStatus.PUBLISHED), action="published")
        stored = uow.plans.get(plan.id)
        assert uow.plans.published(DAY) == uow.plans.published(NEXT_DAY) == stored
        assert uow.plans.published(NEXT_DAY + timedelta(days=1)) is None


def test_a_day_has_at_most_one_published_plan(store: Store, clock: FixedClock) -> None:
    week, day = a_plan(horizon=a_horizon(DAY, NEXT_DAY)), a_plan(horizon=a_horizon(NEXT_DAY))
    with store.unit_of_work("anna", clock) as uow:
        uow.plans.add(replace(week, status=PlanStatus.PUBLISHED))
        uow.plans.add(day)
        wanted = uow.plans.get(day.id).moved_to(PlanStatus.PUBLISHED)
        with pytest.raises(ConflictError, match=f"{week.id} is published for one of its days"):
            uow.plans.save(wanted)


def test_superseding_makes_room_for_the_next(store: Store, clock: FixedClock) -> None:
    old, new = a_plan(status=PlanStatus.PUBLISHED), a_plan()
    with store.unit_of_work("anna", clock) as uow:
        uow.plans.add(old, new)
        superseded = uow.plans.get(old.id).moved_to(PlanStatus.SUPERSEDED)
        uow.plans.save(superseded, uow.plans.get(new.id).moved_to(PlanStatus.PUBLISHED))
        uow.commit()
        published = uow.plans.published(DAY)
    assert published is not None
    assert published.id == new.id


def test_a_stored_plans_routes_never_change(store: Store, clock: FixedClock) -> None:
    plan = a_plan()
    with store.unit_of_work("anna", clock) as uow:
        uow.plans.add(plan)
        with pytest.raises(ConflictError, match="its routes can't change: add a new revision"):
            uow.plans.save(replace(uow.plans.get(plan.id), routes=()))


def test_the_history_keeps_a_summary_and_not_the_routes(store: Store, clock: FixedClock) -> None:
    plan = a_plan(routes=(a_route(), a_route()))
    with store.unit_of_work("anna", clock) as uow:
        uow.plans.add(plan)
        (entry,) = uow.history.of(plan.id)
    assert entry.changes["stops"] == (None, 2)
    assert entry.changes["cost_cents"] == (None, 20_600)
    assert "routes" not in entry.changes


def test_plans_are_listed_newest_first(store: Store, clock: FixedClock) -> None:
    plans = [a_plan(horizon=a_horizon(DAY, NEXT_DAY)), a_plan(), a_plan(horizon=a_horizon(NEXT_DAY))]
    with store.unit_of_work("anna", clock) as uow:
        uow.plans.add(*plans)
        uow.plans.save(uow.plans.get(plans[1].id).moved_to(PlanStatus.PUBLISHED))
        first = uow.plans.page(limit=2)
        rest = uow.plans.page(limit=2, after=first.next_cursor)
        assert [plan.id for plan in (*first.items, *rest.items)] == [plan.id for plan in reversed(plans)]
        assert [plan.id for plan in uow.plans.page(limit=9, day=NEXT_DAY).items] == [plans[2].id, plans[0].id]
        assert [plan.id for plan in uow.plans.page(limit=9, status=PlanStatus.PUBLISHED).items] == [plans[1].id]
