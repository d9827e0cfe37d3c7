from dataclasses import replace

import pytest

from data.store.store import Store
from dispatch.errors import ConflictError
from dispatch.solve_run import SolveRun, SolveRunStatus
from tests.builders import a_solve_run, at
from tests.fixed_clock import FixedClock


def claimed(store: Store, clock: FixedClock, worker: str = "w1") -> SolveRun | None:
    with store.unit_of_work(worker, clock) as uow:
        run = uow.solve_runs.claim(worker, clock.now(), at(7, 59))
        uow.commit()
    return run


def add(store: Store, clock: FixedClock, *runs: SolveRun) -> None:
    with store.unit_of_work("anna", clock) as uow:
        uow.solve_runs.add(*runs)
        uow.commit()


def test_the_oldest_queued_run_is_taken_up_first(store: Store, clock: FixedClock) -> None:
    first, second = a_solve_run(), a_solve_run()
    add(store, clock, first, second)
    run = claimed(store, clock)
    assert run == replace(first, status=SolveRunStatus.RUNNING, worker="w1", heartbeat_at=at(8), attempts=1, version=1)
    assert [taken and taken.id for taken in (claimed(store, clock, "w2"), claimed(store, clock))] == [second.id, None]


def test_claiming_is_recorded(store: Store, clock: FixedClock) -> None:
    run = a_solve_run()
    add(store, clock, run)
    claimed(store, clock)
    with store.unit_of_work("ben", read_only=True) as uow:
        _, entry = uow.history.of(run.id)
    assert (entry.action, entry.actor, entry.changes["status"]) == ("claimed", "w1", ("queued", "running"))


@pytest.mark.parametrize("status", [SolveRunStatus.SUCCEEDED, SolveRunStatus.FAILED, SolveRunStatus.CANCELLED])
def test_a_finished_run_is_never_taken_up(store: Store, clock: FixedClock, status: SolveRunStatus) -> None:
    add(store, clock, a_solve_run(status=status))
    assert claimed(store, clock) is None


def test_a_run_whose_worker_fell_silent_is_taken_up_again(store: Store, clock: FixedClock) -> None:
    silent = a_solve_run(status=SolveRunStatus.RUNNING, worker="dead", heartbeat_at=at(7, 58), attempts=1)
    lively = a_solve_run(status=SolveRunStatus.RUNNING, worker="alive", heartbeat_at=at(7, 59), attempts=1)
    add(store, clock, lively, silent)
    run = claimed(store, clock)
    assert run is not None
    assert (run.id, run.worker, run.attempts) == (silent.id, "w1", 2)
    assert claimed(store, clock, "w2") is None


def test_a_beat_stores_progress_without_version_or_history(store: Store, clock: FixedClock) -> None:
    add(store, clock, a_solve_run())
    run = claimed(store, clock)
    assert run is not None
    with store.unit_of_work("w1", clock) as uow:
        stored = uow.solve_runs.beat(run, at(8, 1), elapsed_s=60.5, cost_cents=900, unassigned=2)
        uow.commit()
        assert stored == replace(run, heartbeat_at=at(8, 1), elapsed_s=60.5, cost_cents=900, unassigned=2)
        assert uow.solve_runs.get(run.id) == stored
        assert len(uow.history.of(run.id)) == 2


def test_a_beat_after_somebody_took_the_run_over_is_a_conflict(store: Store, clock: FixedClock) -> None:
    add(store, clock, a_solve_run(status=SolveRunStatus.RUNNING, worker="w0", heartbeat_at=at(7), attempts=1))
    with store.unit_of_work("w0", read_only=True) as uow:
        (old,) = uow.solve_runs.page(limit=1).items
    claimed(store, clock)
    with store.unit_of_work("w0", clock) as uow, pytest.raises(ConflictError, match="taken over by w1"):
        uow.solve_runs.beat(old, at(8, 1), elapsed_s=1.0, cost_cents=None, unassigned=None)


def test_runs_are_listed_newest_first(store: Store, clock: FixedClock) -> None:
    runs = [a_solve_run(), a_solve_run(status=SolveRunStatus.FAILED), a_solve_run()]
    add(store, clock, *runs)
    with store.unit_of_work("ben", read_only=True) as uow:
        first = uow.solve_runs.page(limit=2)
        rest = uow.solve_runs.page(limit=2, after=first.next_cursor)
        assert (*first.items, *rest.items) == tuple(reversed(runs))
        assert uow.solve_runs.page(limit=9, status=SolveRunStatus.FAILED).items == (runs[1],)
