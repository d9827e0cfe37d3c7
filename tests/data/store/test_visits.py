from data.store.store import Store
from dispatch.visit import VisitStatus
from tests.builders import a_request, a_visit
from tests.fixed_clock import FixedClock

FIRST, SECOND = "req_0000000000000001", "req_0000000000000002"


def add_visits(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("anna", clock) as uow:
        uow.requests.add(a_request(id=FIRST), a_request(id=SECOND))
        uow.visits.add(
            a_visit(id="vis_c", request_id=FIRST, status=VisitStatus.DONE),
            a_visit(id="vis_b", request_id=SECOND),
            a_visit(id="vis_a", request_id=FIRST, status=VisitStatus.STARTED),
            a_visit(id="vis_d", request_id=SECOND, status=VisitStatus.CANCELLED),
        )
        uow.commit()


def test_open_and_started_visits_come_in_the_order_they_were_added(store: Store, clock: FixedClock) -> None:
    add_visits(store, clock)
    with store.unit_of_work("ben", read_only=True) as uow:
        assert [visit.id for visit in uow.visits.open()] == ["vis_b", "vis_a"]


def test_visits_are_found_by_their_requests(store: Store, clock: FixedClock) -> None:
    add_visits(store, clock)
    with store.unit_of_work("ben", read_only=True) as uow:
        found = uow.visits.of_requests([SECOND, FIRST, "req_x"])
        assert uow.visits.of_request(FIRST) == found[FIRST]
        assert uow.visits.of_request("req_x") == ()
    assert {key: [visit.id for visit in visits] for key, visits in found.items()} == {
        FIRST: ["vis_c", "vis_a"],
        SECOND: ["vis_b", "vis_d"],
    }
