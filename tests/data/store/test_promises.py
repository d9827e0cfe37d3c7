from datetime import datetime

import pytest

from data.store.store import Store
from dispatch.errors import ConflictError
from dispatch.promise import PromiseStatus
from tests.builders import a_promise, at
from tests.fixed_clock import FixedClock

FIRST, SECOND = "vis_0000000000000001", "vis_0000000000000002"


@pytest.mark.parametrize("stands", [PromiseStatus.HELD, PromiseStatus.GIVEN])
@pytest.mark.parametrize("new", [PromiseStatus.HELD, PromiseStatus.GIVEN])
def test_a_visit_has_at_most_one_promise_that_stands(
    peopled: Store, clock: FixedClock, stands: PromiseStatus, new: PromiseStatus
) -> None:
    sold = a_promise(status=stands)
    with peopled.unit_of_work("anna", clock) as uow:
        uow.promises.add(sold)
        with pytest.raises(ConflictError, match=f"{FIRST} has a promise already .{sold.id}, {stands}"):
            uow.promises.add(a_promise(status=new))
        uow.promises.add(a_promise(visit_id=SECOND, status=new))


def test_a_released_promise_makes_room_for_another(peopled: Store, clock: FixedClock) -> None:
    sold = a_promise()
    with peopled.unit_of_work("anna", clock) as uow:
        uow.promises.add(sold)
        uow.promises.save(sold.moved_to(PromiseStatus.RELEASED), action="released")
        uow.promises.add(a_promise())
        uow.commit()
        assert [promise.status for promise in uow.promises.of_visit(FIRST)] == ["released", "given"]


@pytest.mark.parametrize(
    ("status", "expires_at", "stands"),
    [
        (PromiseStatus.GIVEN, None, True),
        (PromiseStatus.HELD, None, True),
        (PromiseStatus.HELD, at(9, 1), True),
        (PromiseStatus.HELD, at(9), False),
        (PromiseStatus.KEPT, None, False),
        (PromiseStatus.BROKEN, None, False),
        (PromiseStatus.RELEASED, None, False),
    ],
)
def test_given_promises_stand_and_held_ones_until_they_lapse(
    peopled: Store, clock: FixedClock, status: PromiseStatus, expires_at: datetime | None, stands: bool
) -> None:
    promise = a_promise(status=status, expires_at=expires_at)
    with peopled.unit_of_work("anna", clock) as uow:
        uow.promises.add(promise)
        assert uow.promises.standing(at(9)) == ({FIRST: promise} if stands else {})


def test_a_visits_promises_come_by_the_time_they_were_sold(peopled: Store, clock: FixedClock) -> None:
    later = a_promise(sold_at=at(9), status=PromiseStatus.RELEASED)
    earlier = a_promise(sold_at=at(8), status=PromiseStatus.RELEASED)
    with peopled.unit_of_work("anna", clock) as uow:
        uow.promises.add(later, earlier)
        assert uow.promises.of_visit(FIRST) == (earlier, later)
