"""Several at the same moment: exactly one wins, and the others are told."""

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from data.store.store import Store, open_store
from dispatch.errors import ConflictError
from dispatch.plan import PlanStatus
from tests.builders import DAY, a_plan, a_promise, a_request, a_solve_run, at
from tests.fixed_clock import FixedClock

AT_ONCE = 4
REQUEST = "req_0000000000000001"
VISIT = "vis_0000000000000001"


def at_once(action: Callable[[int], Any]) -> list[Any]:
    """Do it in several threads that start together; a conflict counts as an answer."""
    barrier = threading.Barrier(AT_ONCE)

    def act(number: int) -> Any:
        barrier.wait(timeout=30)
        try:
            return action(number)
        except ConflictError as error:
            return error

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(act, range(AT_ONCE)))


def conflicts(answers: list[Any]) -> int:
    return sum(isinstance(answer, ConflictError) for answer in answers)


def test_the_same_visit_is_sold_once(peopled: Store, clock: FixedClock) -> None:
    def sell(number: int) -> None:
        with peopled.unit_of_work(f"agent {number}", clock) as uow:
            uow.promises.add(a_promise())
            uow.commit()

    assert conflicts(at_once(sell)) == AT_ONCE - 1
    with peopled.unit_of_work("ben", read_only=True) as uow:
        assert len(uow.promises.of_visit(VISIT)) == 1


def test_who_looks_at_the_latest_plan_in_order_to_sell_sees_what_was_sold_before(
    store: Store, clock: FixedClock
) -> None:
    def sell_into_the_latest_plan(_: int) -> None:
        with store.unit_of_work("agent", clock) as uow:
            latest = uow.plans.latest(DAY)
            uow.plans.add(a_plan(parent_id=latest.id if latest else None))
            uow.commit()

    assert conflicts(at_once(sell_into_the_latest_plan)) == 0
    with store.unit_of_work("ben", read_only=True) as uow:
        plans = [uow.plans.by_revision(DAY, revision) for revision in range(1, AT_ONCE + 1)]
    assert [plan.parent_id for plan in plans] == [None, *(plan.id for plan in plans[:-1])]


def test_the_same_version_is_changed_once(peopled: Store, clock: FixedClock) -> None:
    with peopled.unit_of_work("ben", read_only=True) as uow:
        request = uow.requests.get(REQUEST)

    def change(number: int) -> None:
        with peopled.unit_of_work(f"agent {number}", clock) as uow:
            uow.requests.save(replace(request, zone=f"zone {number}"))
            uow.commit()

    answers = at_once(change)
    assert conflicts(answers) == AT_ONCE - 1
    with peopled.unit_of_work("ben", read_only=True) as uow:
        assert uow.requests.get(REQUEST) == replace(request, zone=f"zone {answers.index(None)}", version=1)
        assert len(uow.history.of(REQUEST)) == 2


def test_reading_and_then_changing_loses_no_update(peopled: Store, clock: FixedClock) -> None:
    def add_one_person(_: int) -> None:
        while True:
            try:
                with peopled.unit_of_work("agent", clock) as uow:
                    request = uow.requests.get(REQUEST)
                    uow.requests.save(replace(request, people=request.people + 1))
                    uow.commit()
            except ConflictError:
                continue
            return

    at_once(add_one_person)
    with peopled.unit_of_work("ben", read_only=True) as uow:
        assert uow.requests.get(REQUEST).people == 1 + AT_ONCE


def test_the_same_external_id_is_taken_once(store: Store, clock: FixedClock) -> None:
    def report(_: int) -> None:
        with store.unit_of_work("import", clock) as uow:
            uow.requests.add(a_request(external_id="R-1"))
            uow.commit()

    assert conflicts(at_once(report)) == AT_ONCE - 1


def test_two_drafts_for_a_day_are_not_both_published(store: Store, clock: FixedClock) -> None:
    drafts = [a_plan() for _ in range(AT_ONCE)]
    with store.unit_of_work("anna", clock) as uow:
        uow.plans.add(*drafts)
        uow.commit()

    def publish(number: int) -> None:
        with store.unit_of_work("dispatcher", clock) as uow:
            uow.plans.save(uow.plans.get(drafts[number].id).moved_to(PlanStatus.PUBLISHED))
            uow.commit()

    assert conflicts(at_once(publish)) == AT_ONCE - 1


def claim_until_nothing_is_left(url: str) -> list[str]:
    """Run in a process of its own."""
    store, taken = open_store(url), []
    while True:
        with store.unit_of_work("worker") as uow:
            run = uow.solve_runs.claim("worker", at(8), at(7))
            uow.commit()
        if run is None:
            store.close()
            return taken
        taken.append(run.id)


def test_every_run_is_claimed_by_exactly_one_process(store: Store, url: str, clock: FixedClock) -> None:
    runs = [a_solve_run() for _ in range(30)]
    with store.unit_of_work("anna", clock) as uow:
        uow.solve_runs.add(*runs)
        uow.commit()
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        first, second = pool.map(claim_until_nothing_is_left, [url, url])
    assert sorted(first + second) == sorted(run.id for run in runs)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_run_that_another_is_about_to_take_is_passed_over(store: Store, clock: FixedClock) -> None:
    """SQLite needs no such rule: there the second worker waits for the first."""
    runs = [a_solve_run(), a_solve_run()]
    with store.unit_of_work("anna", clock) as uow:
        uow.solve_runs.add(*runs)
        uow.commit()
    with store.unit_of_work("w1", clock) as first, store.unit_of_work("w2", clock) as second:
        claims = [uow.solve_runs.claim("w", at(8), at(7)) for uow in (first, second)]
    assert [run and run.id for run in claims] == [run.id for run in runs]
