from collections.abc import Callable
from datetime import timedelta

import pytest

from data.store.store import Store
from data.store.unit_of_work import SqlUnitOfWork
from dispatch.errors import ConflictError, InvalidInputError, NotFoundError
from dispatch.plan import Horizon
from dispatch.solve_run import SolveRun, SolveRunStatus
from dispatch.solve_runs import MOST_ATTEMPTS, claim_run, execute_run, request_cancel, start_run
from tests.builders import DAY
from tests.dispatch.day import HORIZON, store_day
from tests.dispatch.policies import POLICY
from tests.fixed_clock import FixedClock
from tests.flat_travel import FlatTravel

Opened = Callable[[], SqlUnitOfWork]


@pytest.fixture
def opened(store: Store, clock: FixedClock) -> Opened:
    return lambda: store.unit_of_work("worker", clock)


def queued(opened: Opened, **changes: float) -> SolveRun:
    with opened() as uow:
        store_day(uow)
        run = start_run(uow, HORIZON, **{"seconds": 0.1, **changes})
        uow.commit()
    return run


def executed(run: SolveRun, opened: Opened) -> SolveRun:
    return execute_run(run, unit_of_work=opened, policy=lambda _: POLICY, travel_times=FlatTravel())


def test_a_run_ends_with_a_stored_plan(opened: Opened) -> None:
    queued(opened)
    claimed = claim_run(opened, "w1")
    assert claimed is not None
    run = executed(claimed, opened)
    assert run.status is SolveRunStatus.SUCCEEDED
    with opened() as uow:
        plan = uow.plans.get(run.plan_id or "")
    assert (plan.solve_run_id, plan.revision, len(plan.stops)) == (run.id, 1, 4)


def test_nobody_else_gets_a_claimed_run(opened: Opened) -> None:
    queued(opened)
    assert claim_run(opened, "w1") is not None
    assert claim_run(opened, "w2") is None


def test_a_run_whose_worker_fell_silent_is_taken_up_again(opened: Opened, clock: FixedClock) -> None:
    first_queued = queued(opened)
    claim_run(opened, "w1")
    clock.advance(seconds=31)
    again = claim_run(opened, "w2")
    assert again is not None
    assert (again.id, again.attempts, again.worker) == (first_queued.id, 2, "w2")
    assert executed(again, opened).status is SolveRunStatus.SUCCEEDED


def test_a_worker_that_lost_its_run_stores_nothing(opened: Opened, clock: FixedClock) -> None:
    queued(opened)
    lost = claim_run(opened, "w1")
    assert lost is not None
    clock.advance(seconds=31)
    claim_run(opened, "w2")
    with pytest.raises(ConflictError, match="w2"):
        executed(lost, opened)
    with opened() as uow:
        assert uow.plans.latest(DAY) is None


def test_a_run_that_kills_its_workers_is_given_up(opened: Opened, clock: FixedClock) -> None:
    run = queued(opened)
    for attempt in range(MOST_ATTEMPTS):
        assert claim_run(opened, f"w{attempt}") is not None
        clock.advance(seconds=31)
    assert claim_run(opened, "last") is None
    with opened() as uow:
        stored = uow.solve_runs.get(run.id)
    assert stored.status is SolveRunStatus.FAILED
    assert "died" in stored.error


def test_cancelling_a_queued_run_ends_it(opened: Opened) -> None:
    run = queued(opened)
    with opened() as uow:
        assert request_cancel(uow, run.id).status is SolveRunStatus.CANCELLED
        uow.commit()
    assert claim_run(opened, "w1") is None


def test_cancelling_a_running_run_keeps_the_best_plan_so_far(opened: Opened) -> None:
    queued(opened, seconds=3600.0)
    run = claim_run(opened, "w1")
    assert run is not None
    with opened() as uow:
        request_cancel(uow, run.id)
        uow.commit()
    done = executed(run, opened)
    assert done.status is SolveRunStatus.CANCELLED
    assert done.plan_id is not None


def test_an_impossible_run_is_refused_with_every_fault(opened: Opened) -> None:
    with opened() as uow, pytest.raises(InvalidInputError) as refused:
        start_run(uow, Horizon(DAY, DAY - timedelta(days=1), "UTC"), seconds=-1)
    assert [issue.code for issue in refused.value.issues] == ["invalid_horizon", "invalid_seconds"]


def test_a_run_from_an_unknown_plan_is_refused(opened: Opened) -> None:
    with opened() as uow, pytest.raises(NotFoundError):
        start_run(uow, HORIZON, seconds=1, from_plan_id="pla_none")
