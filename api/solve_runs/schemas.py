"""Solve runs as callers send and read them."""

from datetime import date, datetime

from pydantic import ConfigDict, Field

from api.schemas import Day, Form, Reference, View
from dispatch.plan import Horizon
from dispatch.solve_run import SolveRun, SolveRunStatus

_ID = "run_9f86d081884c7d65"


class SolveRunForm(Form):
    """What to plan."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"first_day": "2026-03-02", "last_day": "2026-03-03", "seconds": 30}]}
    )

    first_day: Day = Field(description="Local day in the policy's time zone.")
    last_day: Day | None = Field(default=None, description="Inclusive; the first day alone when left out.")
    seconds: float = Field(default=30, gt=0, le=86_400, description="How long to search.")
    seed: int = Field(default=0, ge=0, le=2**31 - 1, description="The same seed and data search alike.")
    from_plan_id: Reference | None = Field(default=None, description="Plan to start from and to stay close to.")

    def horizon(self, zone: str) -> Horizon:
        """Return the days in a time zone."""
        return Horizon(self.first_day, self.last_day or self.first_day, zone)


class SolveRunView(View):
    """A run and how far it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": _ID,
                    "status": "running",
                    "first_day": "2026-03-02",
                    "last_day": "2026-03-02",
                    "seconds": 30,
                    "seed": 0,
                    "from_plan_id": None,
                    "created_at": "2026-03-01T18:00:00Z",
                    "created_by": "Anna",
                    "cancel_requested": False,
                    "elapsed_s": 12.4,
                    "progress": 0.41,
                    "cost_cents": 1_254_300,
                    "unassigned": 3,
                    "attempts": 1,
                    "plan_id": None,
                    "error": "",
                }
            ]
        }
    )

    id: str
    status: SolveRunStatus
    first_day: date
    last_day: date
    seconds: float
    seed: int
    from_plan_id: str | None
    created_at: datetime
    created_by: str
    cancel_requested: bool
    elapsed_s: float = Field(description="Seconds of search so far.")
    progress: float = Field(description="Share of the search time that has passed, 0 to 1.")
    cost_cents: int | None = Field(description="Objective of the best plan so far; null until there is one.")
    unassigned: int | None = Field(description="Visits that the best plan so far leaves out.")
    attempts: int = Field(description="How often a worker has taken it up.")
    plan_id: str | None = Field(description="The result; a cancelled run has one too if it had begun.")
    error: str = Field(description="Why it failed; empty otherwise.")

    @classmethod
    def shown(cls, run: SolveRun) -> "SolveRunView":
        """Show a run."""
        finished = run.status in {SolveRunStatus.SUCCEEDED, SolveRunStatus.FAILED, SolveRunStatus.CANCELLED}
        return cls(
            id=run.id,
            status=run.status,
            first_day=run.horizon.first_day,
            last_day=run.horizon.last_day,
            seconds=run.seconds,
            seed=run.seed,
            from_plan_id=run.from_plan_id,
            created_at=run.created_at,
            created_by=run.created_by,
            cancel_requested=run.cancel_requested,
            elapsed_s=run.elapsed_s,
            progress=1.0 if finished else min(1.0, run.elapsed_s / run.seconds),
            cost_cents=run.cost_cents,
            unassigned=run.unassigned,
            attempts=run.attempts,
            plan_id=run.plan_id,
            error=run.error,
        )
