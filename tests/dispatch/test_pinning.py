import pytest

from data.store.store import Store
from dispatch.errors import ConflictError, InvalidInputError, NotFoundError
from dispatch.pinning import pin, unfinished_visit_of, unpin
from dispatch.visit import Pin, VisitStatus
from tests.builders import at
from tests.dispatch.day import store_day
from tests.fixed_clock import FixedClock


def test_a_pin_names_technician_start_or_both_and_is_remembered(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        store_day(uow)
        assert pin(uow, "vis_v1", technician="bob").pin == Pin("tec_bob", None)
        assert pin(uow, "vis_v1", start_at=at(10)).pin == Pin(None, at(10))
        assert pin(uow, "vis_v1", technician="tec_ada", start_at=at(11)).pin == Pin("tec_ada", at(11))
        assert unpin(uow, "vis_v1").pin is None
        actions = [entry.action for entry in uow.history.of("vis_v1")]
        assert actions == ["added", "pinned", "pinned", "pinned", "unpinned"]


def test_a_pin_to_nothing_is_refused(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow, pytest.raises(InvalidInputError, match="Neither"):
        pin(uow, "vis_v1")


def test_a_pin_to_nobody_known_is_refused(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        store_day(uow)
        with pytest.raises(NotFoundError, match="eve"):
            pin(uow, "vis_v1", technician="eve")


def test_a_cancelled_visit_cannot_be_pinned(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        store_day(uow)
        uow.visits.save(uow.visits.get("vis_v1").moved_to(VisitStatus.CANCELLED))
        with pytest.raises(ConflictError, match="cancelled"):
            pin(uow, "vis_v1", start_at=at(10))
        with pytest.raises(NotFoundError, match="still to be made"):
            unfinished_visit_of(uow, "v1")


def test_a_requests_visit_is_found_by_the_reporters_number(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        store_day(uow)
        assert unfinished_visit_of(uow, "v2").id == "vis_v2"
