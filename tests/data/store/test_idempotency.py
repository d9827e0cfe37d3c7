from dataclasses import replace
from typing import Any

import pytest

from data.store.records import IdempotentAnswer
from data.store.store import Store
from dispatch.errors import ConflictError
from tests.builders import at
from tests.fixed_clock import FixedClock


def an_answer(**changes: Any) -> IdempotentAnswer:
    usual = IdempotentAnswer(
        actor="anna",
        key="k-1",
        route="POST /v1/requests",
        request_hash="9f86d081",
        status=201,
        headers={"Location": "/v1/requests/req_1"},
        body='{"name":"望京"}'.encode(),
        created_at=at(8),
    )
    return replace(usual, **changes)


def test_an_answer_is_found_by_actor_and_key(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        uow.idempotency.put(an_answer())
        uow.idempotency.put(an_answer(actor="ben", status=409))
        uow.commit()
        assert uow.idempotency.get("anna", "k-1") == an_answer()
        assert uow.idempotency.get("ben", "k-1") == an_answer(actor="ben", status=409)
        assert uow.idempotency.get("anna", "k-2") is None


def test_a_key_is_answered_once_only(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        uow.idempotency.put(an_answer())
        with pytest.raises(ConflictError, match="k-1"):
            uow.idempotency.put(an_answer(status=500))
        assert uow.idempotency.get("anna", "k-1") == an_answer()


def test_old_answers_are_forgotten(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        uow.idempotency.put(an_answer(created_at=at(7, 59)))
        uow.idempotency.put(an_answer(key="k-2"))
        assert uow.idempotency.prune(at(8)) == 1
        assert uow.idempotency.get("anna", "k-1") is None
        assert uow.idempotency.get("anna", "k-2") is not None
