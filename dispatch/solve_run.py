"""A request to plan that outlives the process which works on it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from dispatch.life import require_legal
from dispatch.plan import Horizon


class SolveRunStatus(StrEnum):
    """The life of a run; a run whose process died goes back to ``QUEUED``."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


LEGAL_MOVES: dict[SolveRunStatus, frozenset[SolveRunStatus]] = {
    SolveRunStatus.QUEUED: frozenset({SolveRunStatus.RUNNING, SolveRunStatus.CANCELLED}),
    SolveRunStatus.RUNNING: frozenset(
        {SolveRunStatus.QUEUED, SolveRunStatus.SUCCEEDED, SolveRunStatus.FAILED, SolveRunStatus.CANCELLED}
    ),
    SolveRunStatus.SUCCEEDED: frozenset(),
    SolveRunStatus.FAILED: frozenset(),
    SolveRunStatus.CANCELLED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class SolveRun:
    """One run.

    Parameters
    ----------
    seconds : float
        How long to search.
    seed : int
        Seed of the search.
    from_plan_id : str or None
        Plan to start from and to stay close to.
    cancel_requested : bool
        The worker stops at the next occasion and stores the best plan so far.
    elapsed_s, cost_cents, unassigned : optional
        Last progress report.
    attempts : int
        How often a worker has taken it up.
    worker, heartbeat_at : optional
        Who works on it and when it last gave a sign of life.
    plan_id : str or None
        The result.
    error : str
        Why it failed; empty otherwise.
    """

    id: str
    horizon: Horizon
    created_at: datetime
    created_by: str
    seconds: float
    seed: int = 0
    from_plan_id: str | None = None
    status: SolveRunStatus = SolveRunStatus.QUEUED
    cancel_requested: bool = False
    elapsed_s: float = 0.0
    cost_cents: int | None = None
    unassigned: int | None = None
    attempts: int = 0
    worker: str | None = None
    heartbeat_at: datetime | None = None
    plan_id: str | None = None
    error: str = ""
    version: int = 0

    def moved_to(self, status: SolveRunStatus) -> "SolveRun":
        """Return the run in another state.

        Raises
        ------
        IllegalTransitionError
            When that state can't follow the present one.
        """
        require_legal(f"solve run {self.id}", self.status, status, LEGAL_MOVES)
        return replace(self, status=status)
