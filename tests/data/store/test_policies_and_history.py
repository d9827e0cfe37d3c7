import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from data.store.store import Store
from tests.builders import a_request, a_station, at
from tests.fixed_clock import FixedClock


def test_the_newest_policy_is_the_active_one(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        assert uow.policies.active() is None
        uow.policies.activate("penalty = 1")
        uow.policies.activate("penalty = 2")
        uow.commit()
    with store.unit_of_work("ben", read_only=True) as uow:
        assert uow.policies.active() == "penalty = 2"


def test_activating_a_policy_is_recorded_once(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        uow.policies.activate("penalty = 1")
        uow.policies.activate("penalty = 1")
        uow.policies.activate("penalty = 2")
        first, second = uow.history.of("policy")
    assert (first.kind, first.action, first.actor, first.at) == ("policy", "activated", "anna", at(8))
    assert second.changes["sha256"][0] == first.changes["sha256"][1]


def test_the_history_is_listed_newest_first_and_by_kind(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        uow.requests.add(a_request(id="req_1"), a_request(id="req_2"))
        uow.stations.add(a_station(id="sta_1"))
        first = uow.history.page(limit=2)
        rest = uow.history.page(limit=2, after=first.next_cursor)
        requests = uow.history.page(limit=9, kind="request")
    assert [entry.entity_id for entry in (*first.items, *rest.items)] == ["sta_1", "req_2", "req_1"]
    assert [entry.entity_id for entry in requests.items] == ["req_2", "req_1"]
    assert [entry.sequence for entry in requests.items] == [first.items[1].sequence, rest.items[0].sequence]


@pytest.mark.parametrize("statement", ["UPDATE history SET actor = 'somebody else'", "DELETE FROM history"])
def test_the_database_itself_refuses_to_rewrite_the_history(store: Store, clock: FixedClock, statement: str) -> None:
    with store.unit_of_work("anna", clock) as uow:
        uow.stations.add(a_station(id="sta_1"))
        uow.commit()
    engine = store._engine  # past every repository, as a stray script would
    with pytest.raises(DatabaseError, match="only grows"), engine.begin() as connection:
        connection.execute(text(statement))
    with store.unit_of_work("anna", clock) as uow:
        assert [entry.actor for entry in uow.history.of("sta_1")] == ["anna"]
