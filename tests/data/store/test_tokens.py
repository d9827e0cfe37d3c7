from dataclasses import replace
from typing import Any

import pytest

from data.store.records import ApiToken
from data.store.store import Store
from dispatch.errors import ConflictError, NotFoundError
from tests.builders import at
from tests.fixed_clock import FixedClock


def a_token(**changes: Any) -> ApiToken:
    return replace(ApiToken("tok_1", "console", "dispatcher", "sha256$abc", at(8)), **changes)


def test_a_token_is_read_back(peopled: Store, clock: FixedClock) -> None:
    own = a_token(id="tok_2", role="technician", technician_id="tec_0000000000000001", created_at=at(7))
    with peopled.unit_of_work("admin", clock) as uow:
        uow.tokens.add(a_token())
        uow.tokens.add(own)
        uow.commit()
        assert uow.tokens.by_id("tok_1") == a_token()
        assert uow.tokens.by_id("tok_3") is None
        assert uow.tokens.all() == (own, a_token())


def test_the_history_never_sees_the_hash(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("admin", clock) as uow:
        uow.tokens.add(a_token())
        (entry,) = uow.history.of("tok_1")
    assert (entry.kind, entry.action, entry.actor) == ("token", "added", "admin")
    assert entry.changes == {"name": (None, "console"), "role": (None, "dispatcher")}


def test_an_id_is_taken_once_only(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("admin", clock) as uow:
        uow.tokens.add(a_token())
        with pytest.raises(ConflictError, match="tok_1"):
            uow.tokens.add(a_token(name="another"))
        assert [token.name for token in uow.tokens.all()] == ["console"]


def test_revoking_notes_the_first_time_only(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("admin", clock) as uow:
        uow.tokens.add(a_token())
        uow.tokens.revoke("tok_1")
        clock.advance(hours=1)
        uow.tokens.revoke("tok_1")
        assert uow.tokens.by_id("tok_1") == a_token(revoked_at=at(8))
        assert [entry.action for entry in uow.history.of("tok_1")] == ["added", "revoked"]


def test_an_unknown_token_cannot_be_revoked(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("admin", clock) as uow, pytest.raises(NotFoundError, match="tok_x"):
        uow.tokens.revoke("tok_x")
