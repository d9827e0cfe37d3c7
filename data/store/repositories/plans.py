"""Plans: revisions count by themselves, and a day has at most one published plan."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from data.store import tables
from data.store.codec import to_plain
from data.store.cursor import page
from data.store.repositories.repository import EntityRepository
from data.store.rows import Rows
from data.store.transaction import differences
from dispatch.errors import ConflictError, NotFoundError
from dispatch.plan import Plan, PlanStatus
from dispatch.ports import Page

_MAY_CHANGE = frozenset({"status", "version"})


class Plans(EntityRepository[Plan]):
    """Storage of plans; writing one, or asking for the latest in order to write, is done by one at a time."""

    kind = "plan"
    rows = Rows(Plan, tables.plans)

    def latest(self, day: date) -> Plan | None:
        """The highest revision whose horizon begins on the day."""
        self._transaction.queue_for_sales()
        columns = self.table.c
        query = select(self.table).where(columns.first_day == day).order_by(columns.revision.desc()).limit(1)
        return next(iter(self._select(query)), None)

    def published(self, day: date) -> Plan | None:
        """The published plan that covers the day."""
        self._transaction.queue_for_sales()
        days = tables.published_days
        query = select(self.table).join(days, days.c.plan_id == self.table.c.id).where(days.c.day == day)
        return next(iter(self._select(query)), None)

    def by_revision(self, day: date, revision: int) -> Plan:
        """The plan with this revision whose horizon begins on the day."""
        columns = self.table.c
        found = self._select(select(self.table).where(columns.first_day == day, columns.revision == revision))
        if not found:
            msg = f"no revision {revision} of the plan for {day} is stored"
            raise NotFoundError(msg)
        return found[0]

    def page(
        self, *, limit: int, after: str | None = None, day: date | None = None, status: PlanStatus | None = None
    ) -> Page[Plan]:
        """Newest first; with a day, those that cover it."""
        columns = self.table.c
        query = select(self.table)
        if day is not None:
            query = query.where(columns.first_day <= day, columns.last_day >= day)
        if status is not None:
            query = query.where(columns.status == status.value)
        key = (columns.sequence,)
        return page(self._connection, query, self._made, key=key, limit=limit, after=after, newest_first=True)

    def add(self, *entities: Plan) -> None:
        """Store new ones, each as the next revision of its horizon's first day."""
        self._transaction.queue_for_sales()
        for plan in entities:
            first_day = plan.horizon.first_day
            highest = select(func.max(self.table.c.revision)).where(self.table.c.first_day == first_day)
            revision = (self._connection.scalar(highest) or 0) + 1
            super().add(replace(plan, revision=revision))
            if plan.status is PlanStatus.PUBLISHED:
                self._take_days(plan)

    def save(self, *entities: Plan, action: str = "changed") -> None:
        """Store a changed status; everything else of a stored plan stays as it is.

        Raises
        ------
        ConflictError
            Also when anything else differs, and when a day already has another published plan.
        """
        self._transaction.queue_for_sales()
        for plan in entities:
            self._require_only_status_differs(plan)
        super().save(*entities, action=action)
        days = tables.published_days
        gone = [plan.id for plan in entities if plan.status is not PlanStatus.PUBLISHED]
        if gone:
            self._connection.execute(delete(days).where(days.c.plan_id.in_(gone)))
        for plan in entities:
            if plan.status is PlanStatus.PUBLISHED:
                self._take_days(plan)

    def _require_only_status_differs(self, plan: Plan) -> None:
        changed = differences(to_plain(self.get(plan.id)), to_plain(plan)).keys() - _MAY_CHANGE
        if changed:
            msg = f"plan {plan.id!r} is stored, its {', '.join(sorted(changed))} can't change: add a new revision"
            raise ConflictError(msg)

    def _take_days(self, plan: Plan) -> None:
        days = tables.published_days
        length = (plan.horizon.last_day - plan.horizon.first_day).days + 1
        covered = [plan.horizon.first_day + timedelta(days=number) for number in range(length)]
        self._connection.execute(delete(days).where(days.c.plan_id == plan.id))
        try:
            with self._transaction.savepoint():
                self._connection.execute(insert(days), [{"day": day, "plan_id": plan.id} for day in covered])
        except IntegrityError as error:
            query = select(days.c.plan_id).where(days.c.day.in_(covered)).distinct()
            others = ", ".join(sorted(self._connection.scalars(query)))
            msg = f"plan {plan.id!r} can't be published: {others} is published for one of its days, supersede it first"
            raise ConflictError(msg) from error

    def _packed(self, entity: Plan) -> dict[str, Any]:
        days = {"first_day": entity.horizon.first_day, "last_day": entity.horizon.last_day}
        return super()._packed(entity) | days

    def _recorded(self, entity: Plan) -> dict[str, Any]:
        """A summary: the routes never change and are kept in the plan itself."""
        plain = super()._recorded(entity)
        summary = {name: plain[name] for name in ("horizon", "status", "revision", "parent_id", "solve_run_id")}
        return summary | {
            "cost_cents": entity.cost_cents,
            "stops": len(entity.stops),
            "unassigned": len(entity.unassigned),
        }
