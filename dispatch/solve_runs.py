"""Solve runs: queued, worked on by any process, cancelled, and finished by another one when a process dies."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Self

from dispatch.errors import ConflictError, DispatchError, InvalidInputError, TravelError
from dispatch.horizon import days_of
from dispatch.identity import new_id
from dispatch.plan import Horizon
from dispatch.planning import make_plan
from dispatch.policy import Policy
from dispatch.ports import TravelTimes, UnitOfWork
from dispatch.publishing import store_plan
from dispatch.snapshot import snapshot
from dispatch.solve_run import SolveRun, SolveRunStatus
from solver.errors import InvalidProblemError
from solver.issue import Issue
from solver.solve import Progress

HEARTBEAT_S = 1.0
"""How often a worker gives a sign of life, stores its progress and looks whether it is to stop."""

STALE_AFTER = timedelta(seconds=30)
"""A running run without a sign of life for so long has lost its worker."""

LARGEST_HORIZON_DAYS = 31
LONGEST_SEARCH_S = 24 * 3600.0
MOST_ATTEMPTS = 3
"""A run that has taken its worker down so often is given up."""

logger = logging.getLogger(__name__)

Opened = Callable[[], UnitOfWork]


def start_run(
    uow: UnitOfWork, horizon: Horizon, *, seconds: float, seed: int = 0, from_plan_id: str | None = None
) -> SolveRun:
    """Queue a run.

    Parameters
    ----------
    seconds : float
        How long to search, up to a day.

    Raises
    ------
    InvalidInputError
        For an impossible horizon or search time, with every fault.
    NotFoundError
        When the plan to start from does not exist.
    """
    issues = _faults(horizon, seconds)
    if issues:
        raise InvalidInputError(issues)
    if from_plan_id is not None:
        uow.plans.get(from_plan_id)
    run = SolveRun(
        id=new_id("run"),
        horizon=horizon,
        created_at=uow.clock.now(),
        created_by=uow.actor,
        seconds=seconds,
        seed=seed,
        from_plan_id=from_plan_id,
    )
    uow.solve_runs.add(run)
    return uow.solve_runs.get(run.id)


def _faults(horizon: Horizon, seconds: float) -> tuple[Issue, ...]:
    issues: list[Issue] = []
    days = len(days_of(horizon))
    if not 1 <= days <= LARGEST_HORIZON_DAYS:
        issues.append(
            Issue(
                "invalid_horizon",
                "last_day",
                f"{horizon.first_day} to {horizon.last_day} is {days} days.",
                f"Plan 1 to {LARGEST_HORIZON_DAYS} days at once.",
            )
        )
    if not 0 < seconds <= LONGEST_SEARCH_S:
        issues.append(
            Issue(
                "invalid_seconds", "seconds", f"{seconds} seconds.", f"Give more than 0, up to {LONGEST_SEARCH_S:.0f}."
            )
        )
    return tuple(issues)


def request_cancel(uow: UnitOfWork, run_id: str) -> SolveRun:
    """Ask a run to stop; a running one stores the best plan so far. Asking again changes nothing."""
    run = uow.solve_runs.get(run_id)
    if run.status is SolveRunStatus.QUEUED:
        uow.solve_runs.save(run.moved_to(SolveRunStatus.CANCELLED), action="cancelled")
    elif run.status is SolveRunStatus.RUNNING:
        uow.solve_runs.save(replace(run, cancel_requested=True), action="cancel_requested")
    return uow.solve_runs.get(run_id)


def claim_run(open_unit: Opened, worker: str, *, stale_after: timedelta = STALE_AFTER) -> SolveRun | None:
    """Take up the next run that nobody works on, ``None`` when there is none; runs that kill workers are given up."""
    with open_unit() as uow:
        now = uow.clock.now()
        run = uow.solve_runs.claim(worker, now, now - stale_after)
        if run is not None and run.attempts > MOST_ATTEMPTS:
            error = (
                f"The process working on it died {MOST_ATTEMPTS} times. Try fewer visits or a machine with more memory."
            )
            uow.solve_runs.save(replace(run.moved_to(SolveRunStatus.FAILED), error=error), action="given_up")
            run = None
        uow.commit()
    return run


def execute_run(
    run: SolveRun,
    *,
    unit_of_work: Opened,
    policy: Callable[[UnitOfWork], Policy],
    travel_times: TravelTimes,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> SolveRun:
    """Work on a claimed run until its plan is stored.

    Parameters
    ----------
    run : SolveRun
        As ``claim_run`` returned it.
    on_progress, should_stop : callable or None
        Told about progress, and asked whether to stop, besides the stored run.

    Returns
    -------
    SolveRun
        Succeeded or cancelled with its plan, or failed with its error.

    Raises
    ------
    ConflictError
        When another worker has taken the run over meanwhile.
    """

    def progressed(progress: Progress) -> None:
        heartbeat.progress = progress
        if on_progress is not None:
            on_progress(progress)

    try:
        with unit_of_work() as uow:
            day = snapshot(uow, run.horizon, policy=policy(uow), from_plan_id=run.from_plan_id)
        with _Heartbeat(run, unit_of_work) as heartbeat:
            plan = make_plan(
                day,
                travel_times,
                seconds=run.seconds,
                seed=run.seed,
                on_progress=progressed,
                should_stop=heartbeat.should_stop
                if should_stop is None
                else lambda: heartbeat.should_stop() or should_stop(),
            )
    except (InvalidProblemError, TravelError) as error:
        return _finish(run, unit_of_work, SolveRunStatus.FAILED, error=str(error))
    except Exception as error:
        with suppress(ConflictError):
            _finish(run, unit_of_work, SolveRunStatus.FAILED, error=f"{type(error).__name__}: {error}")
        raise
    with unit_of_work() as uow:
        stored = store_plan(uow, replace(plan, solve_run_id=run.id))
        status = SolveRunStatus.CANCELLED if heartbeat.cancelled else SolveRunStatus.SUCCEEDED
        current = _own(uow, run)
        uow.solve_runs.save(
            replace(
                current.moved_to(status),
                plan_id=stored.id,
                cost_cents=stored.cost_cents,
                unassigned=len(stored.unassigned),
                elapsed_s=heartbeat.elapsed_s,
            ),
            action=str(status),
        )
        uow.commit()
        return uow.solve_runs.get(run.id)


def _finish(run: SolveRun, open_unit: Opened, status: SolveRunStatus, *, error: str) -> SolveRun:
    with open_unit() as uow:
        uow.solve_runs.save(replace(_own(uow, run).moved_to(status), error=error), action=str(status))
        uow.commit()
        return uow.solve_runs.get(run.id)


def _own(uow: UnitOfWork, run: SolveRun) -> SolveRun:
    """Read the run again and make sure that it is still ours."""
    current = uow.solve_runs.get(run.id)
    if (current.worker, current.attempts) != (run.worker, run.attempts):
        msg = f"solve run {run.id} has been taken over by {current.worker}"
        raise ConflictError(msg)
    return current


class _Heartbeat:
    """Gives signs of life while a search runs, and finds out whether it is to stop."""

    def __init__(self, run: SolveRun, open_unit: Opened) -> None:
        self.run = run
        self.open_unit = open_unit
        self.cancelled = False
        self.lost = False
        self.progress: Progress | None = None
        self._started = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat_until_ended, name=f"heartbeat {run.id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def elapsed_s(self) -> float:
        return round(time.monotonic() - self._started, 1)

    def should_stop(self) -> bool:
        return self.cancelled or self.lost

    def _beat_until_ended(self) -> None:
        while not self._ended.wait(HEARTBEAT_S):
            try:
                self._beat()
            except ConflictError:
                self.lost = True
                return
            except DispatchError:
                logger.warning("no sign of life could be stored for solve run %s", self.run.id, exc_info=True)

    def _beat(self) -> None:
        last = self.progress
        with self.open_unit() as uow:
            stored = uow.solve_runs.beat(
                self.run,
                uow.clock.now(),
                elapsed_s=self.elapsed_s,
                cost_cents=last.cost if last else None,
                unassigned=last.unassigned if last else None,
            )
            uow.commit()
        self.cancelled = stored.cancel_requested
