"""Stores plans and publishes them: what technicians and customers are told."""

from collections.abc import Iterable

from dispatch.errors import ConflictError
from dispatch.horizon import days_of
from dispatch.plan import Plan, PlanStatus
from dispatch.ports import UnitOfWork
from dispatch.request import Request, RequestStatus
from dispatch.visit import VisitStatus

_TO_ASSIGN = frozenset(
    {
        RequestStatus.CLASSIFIED,
        RequestStatus.APPOINTED,
        RequestStatus.PART_MISSING,
        RequestStatus.IN_WORKSHOP,
    }
)


def store_plan(uow: UnitOfWork, plan: Plan) -> Plan:
    """Store a new plan and return it with its revision."""
    uow.plans.add(plan)
    return uow.plans.get(plan.id)


def publish(uow: UnitOfWork, plan_id: str) -> Plan:
    """Publish a draft: it supersedes what was published for its days, and its requests count as assigned.

    Raises
    ------
    NotFoundError
        When there is no such plan.
    IllegalTransitionError
        When it is not a draft.
    ConflictError
        When a planned visit is no longer open, or a published plan covers further days that would be left without one.
    """
    plan = uow.plans.get(plan_id)
    published = plan.moved_to(PlanStatus.PUBLISHED)
    former = _former(uow, plan)
    _require_covered(plan, former)
    _require_open(uow, plan)
    for old in former:
        uow.plans.save(old.moved_to(PlanStatus.SUPERSEDED), action="superseded")
    uow.plans.save(published, action="published")
    _move_requests(uow, plan, former)
    return uow.plans.get(plan_id)


def _former(uow: UnitOfWork, plan: Plan) -> tuple[Plan, ...]:
    found = (uow.plans.published(day) for day in days_of(plan.horizon))
    return tuple({old.id: old for old in found if old is not None}.values())


def _require_covered(plan: Plan, former: Iterable[Plan]) -> None:
    for old in former:
        if old.horizon.first_day < plan.horizon.first_day or old.horizon.last_day > plan.horizon.last_day:
            msg = (
                f"plan {old.id} is published for {old.horizon.first_day} to {old.horizon.last_day}; publishing this "
                "one would leave some of those days without a plan. Plan all of its days anew and publish that."
            )
            raise ConflictError(msg)


def _require_open(uow: UnitOfWork, plan: Plan) -> None:
    visits = uow.visits.get_many(stop.visit_id for stop in plan.stops)
    closed = sorted(v.id for v in visits.values() if v.status not in {VisitStatus.OPEN, VisitStatus.STARTED})
    if closed:
        msg = f"{len(closed)} planned visits are done or cancelled by now ({', '.join(closed[:5])}). Plan anew."
        raise ConflictError(msg)


def _move_requests(uow: UnitOfWork, plan: Plan, former: Iterable[Plan]) -> None:
    """Planned requests become assigned; those the former plans had and this one lacks are open again."""
    now = {stop.visit_id for stop in plan.stops}
    before = {stop.visit_id for old in former for stop in old.stops}
    assigned = _requests_of(uow, now)
    dropped = _requests_of(uow, before - now)
    uow.requests.save(
        *(r.moved_to(RequestStatus.ASSIGNED) for r in assigned if r.status in _TO_ASSIGN), action="assigned"
    )
    uow.requests.save(
        *(r.moved_to(RequestStatus.CLASSIFIED) for r in dropped if r.status is RequestStatus.ASSIGNED),
        action="taken_off_plan",
    )


def _requests_of(uow: UnitOfWork, visit_ids: Iterable[str]) -> tuple[Request, ...]:
    request_ids = {visit.request_id for visit in uow.visits.get_many(visit_ids).values()}
    return tuple(uow.requests.get_many(request_ids).values())
