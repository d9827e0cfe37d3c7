from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from data.store.errors import StorageError
from data.store.store import Store
from dispatch.errors import InvalidInputError, NotFoundError
from tests.builders import a_request, at
from tests.fixed_clock import FixedClock


def test_leaving_without_commit_undoes_everything(store: Store, clock: FixedClock) -> None:
    request = a_request()
    with store.unit_of_work("anna", clock) as uow:
        uow.requests.add(request)
    with store.unit_of_work("anna", clock) as uow:
        assert uow.requests.get_many([request.id]) == {}
        assert uow.history.of(request.id) == ()


def test_an_error_undoes_everything_since_the_last_commit(store: Store, clock: FixedClock) -> None:
    kept, lost = a_request(), a_request()
    with suppress(NotFoundError), store.unit_of_work("anna", clock) as uow:
        uow.requests.add(kept)
        uow.commit()
        uow.requests.add(lost)
        uow.visits.get("vis_x")
    with store.unit_of_work("anna", read_only=True) as uow:
        assert uow.requests.get_many([kept.id, lost.id]).keys() == {kept.id}


def test_a_unit_of_work_sees_its_own_changes_and_others_do_not(store: Store, clock: FixedClock) -> None:
    request = a_request()
    with store.unit_of_work("anna", clock) as uow, store.unit_of_work("ben", read_only=True) as other:
        uow.requests.add(request)
        assert uow.requests.get(request.id) == request
        assert other.requests.get_many([request.id]) == {}


def test_a_reader_sees_one_state_from_first_to_last(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("ben", read_only=True) as reader:
        assert reader.requests.counts() == {}
        with store.unit_of_work("anna", clock) as uow:
            uow.requests.add(a_request())
            uow.commit()
        assert reader.requests.counts() == {}
    with store.unit_of_work("ben", read_only=True) as reader:
        assert len(reader.requests.counts()) == 1


def test_a_reader_cannot_write_and_the_next_writer_can(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("ben", read_only=True) as uow, pytest.raises(StorageError, match="read-only"):
        uow.requests.add(a_request())
    with store.unit_of_work("anna", clock) as uow:
        uow.requests.add(a_request())
        uow.commit()
        assert len(uow.requests.page(limit=9).items) == 1


def test_instants_come_back_in_utc(store: Store, clock: FixedClock) -> None:
    in_beijing = datetime(2025, 3, 3, 16, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    request = a_request(reported_at=in_beijing)
    with store.unit_of_work("anna", clock) as uow:
        uow.requests.add(request)
        uow.commit()
        back = uow.requests.get(request.id).reported_at
    assert (back, back.tzinfo) == (in_beijing, UTC)


def test_an_instant_without_time_zone_is_refused(store: Store, clock: FixedClock) -> None:
    request = a_request(reported_at=datetime(2025, 3, 3, 16))  # noqa: DTZ001  # that is the fault under test
    with store.unit_of_work("anna", clock) as uow, pytest.raises(StatementError, match="has no time zone"):
        uow.requests.add(request)


@pytest.mark.parametrize("fault", [{"zone": "broken \ud800"}, {"people": 2**63}], ids=["character", "number"])
def test_what_no_database_can_hold_is_an_input_fault(store: Store, clock: FixedClock, fault: dict[str, object]) -> None:
    with store.unit_of_work("anna", clock) as uow, pytest.raises(InvalidInputError) as caught:
        uow.requests.add(a_request(**fault))
    assert [issue.code for issue in caught.value.issues] == ["unstorable_value"]


def test_committing_outside_the_block_is_a_mistake(store: Store) -> None:
    with pytest.raises(RuntimeError, match="inside the block"):
        store.unit_of_work("anna").commit()


def test_the_machines_clock_is_the_default(store: Store) -> None:
    before = datetime.now(UTC)
    request = a_request(reported_at=at(8))
    with store.unit_of_work("anna") as uow:
        uow.requests.add(request)
        (entry,) = uow.history.of(request.id)
    assert before <= entry.at <= datetime.now(UTC)
