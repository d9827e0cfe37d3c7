"""Solve runs: a queue that several workers share."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update

from data.store import tables
from data.store.cursor import page
from data.store.repositories.repository import EntityRepository
from data.store.rows import Rows
from dispatch.errors import ConflictError
from dispatch.ports import Page
from dispatch.solve_run import SolveRun, SolveRunStatus


class SolveRuns(EntityRepository[SolveRun]):
    """Storage of solve runs."""

    kind = "solve_run"
    rows = Rows(SolveRun, tables.solve_runs)

    def claim(self, worker: str, now: datetime, stale_before: datetime) -> SolveRun | None:
        """Take up the oldest run that is queued, or running without a sign of life since ``stale_before``."""
        columns = self.table.c
        silent = columns.heartbeat_at.is_(None) | (columns.heartbeat_at < stale_before)
        abandoned = (columns.status == SolveRunStatus.RUNNING.value) & silent
        waiting = (columns.status == SolveRunStatus.QUEUED.value) | abandoned
        query = select(self.table).where(waiting).order_by(columns.sequence).limit(1)
        found = self._select(query.with_for_update(skip_locked=True))
        if not found:
            return None
        (run,) = found
        taken = replace(run, status=SolveRunStatus.RUNNING, worker=worker, heartbeat_at=now, attempts=run.attempts + 1)
        self.save(taken, action="claimed")
        return self.get(run.id)

    def beat(
        self, run: SolveRun, at: datetime, *, elapsed_s: float, cost_cents: int | None, unassigned: int | None
    ) -> SolveRun:
        """Store a worker's sign of life and progress; neither history nor version change.

        Raises
        ------
        ConflictError
            When worker or attempts are no longer those of ``run``.
        """
        columns = self.table.c
        ours = (columns.id == run.id) & (columns.worker == run.worker) & (columns.attempts == run.attempts)
        progress = {"elapsed_s": elapsed_s, "cost_cents": cost_cents, "unassigned": unassigned}
        result = self._connection.execute(update(self.table).where(ours).values(heartbeat_at=at, **progress))
        stored = self.get(run.id)
        if result.rowcount == 0:
            msg = f"solve run {run.id} has been taken over by {stored.worker}: leave it to that worker"
            raise ConflictError(msg)
        return stored

    def page(self, *, limit: int, after: str | None = None, status: SolveRunStatus | None = None) -> Page[SolveRun]:
        """Newest first."""
        columns = self.table.c
        query = select(self.table)
        if status is not None:
            query = query.where(columns.status == status.value)
        key = (columns.sequence,)
        return page(self._connection, query, self._made, key=key, limit=limit, after=after, newest_first=True)
