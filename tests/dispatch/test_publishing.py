from dataclasses import replace
from datetime import timedelta

import pytest

from data.store.store import Store
from data.store.unit_of_work import SqlUnitOfWork
from dispatch.errors import ConflictError, IllegalTransitionError
from dispatch.plan import Plan, PlanStatus
from dispatch.publishing import publish, store_plan
from dispatch.request import RequestStatus
from dispatch.visit import VisitStatus
from tests.builders import DAY, a_plan, a_route, a_stop
from tests.dispatch.day import HORIZON, store_day
from tests.fixed_clock import FixedClock


def plan_of(*visit_ids: str, **changes: object) -> Plan:
    route = a_route(
        shift_id="shi_ada", technician_id="tec_ada", stops=tuple(a_stop(visit_id=visit_id) for visit_id in visit_ids)
    )
    return a_plan(**{"horizon": HORIZON, "routes": (route,), "unassigned": (), **changes})


def status_of(uow: SqlUnitOfWork, name: str) -> RequestStatus:
    return uow.requests.get(f"req_{name}").status


def test_revisions_count_from_one_within_a_day(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        assert [store_plan(uow, plan_of("vis_v1")).revision for _ in range(3)] == [1, 2, 3]


def test_publishing_assigns_the_planned_requests(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        plan = publish(uow, store_plan(uow, plan_of("vis_v1")).id)
        assert plan.status is PlanStatus.PUBLISHED
        assert (status_of(uow, "v1"), status_of(uow, "v2")) == (RequestStatus.ASSIGNED, RequestStatus.CLASSIFIED)


def test_publishing_again_supersedes_and_frees_who_is_no_longer_planned(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        first = publish(uow, store_plan(uow, plan_of("vis_v1")).id)
        second = publish(uow, store_plan(uow, plan_of("vis_v2")).id)
        assert uow.plans.get(first.id).status is PlanStatus.SUPERSEDED
        assert uow.plans.published(DAY) == second
        assert (status_of(uow, "v1"), status_of(uow, "v2")) == (RequestStatus.CLASSIFIED, RequestStatus.ASSIGNED)


def test_a_published_plan_cannot_be_published_again(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        plan = publish(uow, store_plan(uow, plan_of("vis_v1")).id)
        with pytest.raises(IllegalTransitionError, match="published"):
            publish(uow, plan.id)


def test_a_day_may_not_take_the_plan_from_its_neighbours(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        two_days = replace(HORIZON, last_day=DAY + timedelta(days=1))
        publish(uow, store_plan(uow, plan_of("vis_v1", horizon=two_days)).id)
        with pytest.raises(ConflictError, match="without a plan"):
            publish(uow, store_plan(uow, plan_of("vis_v1")).id)


def test_a_plan_with_a_cancelled_visit_is_not_published(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        plan = store_plan(uow, plan_of("vis_v1"))
        uow.visits.save(uow.visits.get("vis_v1").moved_to(VisitStatus.CANCELLED))
        with pytest.raises(ConflictError, match="vis_v1"):
            publish(uow, plan.id)
