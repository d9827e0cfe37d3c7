import pytest

from data.store.store import Store
from dispatch.errors import InvalidInputError
from dispatch.request import Request, RequestStatus
from solver.issue import Issue
from tests.builders import a_request, at
from tests.fixed_clock import FixedClock

ISSUE = Issue("ambiguous_address", "address", "Two houses fit.", "Choose one.")


@pytest.fixture
def five(store: Store, clock: FixedClock) -> tuple[Request, ...]:
    """Five requests by time of report; the last two were reported at the same time, the newest was stored first."""
    reported = (
        a_request(id="req_5", reported_at=at(12), status=RequestStatus.CLASSIFIED),
        a_request(id="req_1", reported_at=at(8)),
        a_request(id="req_2", reported_at=at(9), attention=(ISSUE,)),
        a_request(id="req_3", reported_at=at(10), status=RequestStatus.CLASSIFIED),
        a_request(id="req_6", reported_at=at(12)),
    )
    with store.unit_of_work("anna", clock) as uow:
        uow.requests.add(*reported)
        uow.commit()
    return (reported[1], reported[2], reported[3], reported[0], reported[4])


def test_pages_follow_each_other_oldest_report_first(store: Store, five: tuple[Request, ...]) -> None:
    seen: list[Request] = []
    sizes: list[int] = []
    cursor = None
    with store.unit_of_work("ben", read_only=True) as uow:
        while True:
            page = uow.requests.page(limit=2, after=cursor)
            seen.extend(page.items)
            sizes.append(len(page.items))
            cursor = page.next_cursor
            if cursor is None:
                break
    assert (tuple(seen), sizes) == (five, [2, 2, 1])


def test_a_full_last_page_has_no_next_one(store: Store, five: tuple[Request, ...]) -> None:
    with store.unit_of_work("ben", read_only=True) as uow:
        page = uow.requests.page(limit=5)
    assert (page.items, page.next_cursor) == (five, None)


def test_a_page_can_be_limited_to_a_state_or_to_what_needs_attention(store: Store, five: tuple[Request, ...]) -> None:
    with store.unit_of_work("ben", read_only=True) as uow:
        classified = uow.requests.page(limit=1, status=RequestStatus.CLASSIFIED)
        rest = uow.requests.page(limit=9, after=classified.next_cursor, status=RequestStatus.CLASSIFIED)
        attention = uow.requests.page(limit=9, needs_attention=True)
        quiet = uow.requests.page(limit=9, needs_attention=False)
    assert [request.id for request in (*classified.items, *rest.items)] == ["req_3", "req_5"]
    assert [request.id for request in attention.items] == ["req_2"]
    assert [request.id for request in quiet.items] == ["req_1", "req_3", "req_5", "req_6"]


def test_what_no_longer_needs_attention_leaves_the_queue(
    store: Store, clock: FixedClock, five: tuple[Request, ...]
) -> None:
    with store.unit_of_work("ben", clock) as uow:
        uow.requests.save(a_request(id="req_2", reported_at=at(9)))
        assert uow.requests.page(limit=9, needs_attention=True).items == ()


def test_requests_are_counted_by_state(store: Store, five: tuple[Request, ...]) -> None:
    with store.unit_of_work("ben", read_only=True) as uow:
        assert uow.requests.counts() == {RequestStatus.REPORTED: 3, RequestStatus.CLASSIFIED: 2}


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "é", "bnVsbA", "WzFd", "WyIyMDI1LTAzLTAzIl0", "WyJ4Iiwx", "WyIyMDI1LTAzLTAzVDA4OjAwOjAwIiwgLTFd", "e30"],
)
def test_a_cursor_of_something_else_is_an_input_fault(store: Store, cursor: str) -> None:
    with store.unit_of_work("ben", read_only=True) as uow, pytest.raises(InvalidInputError) as caught:
        uow.requests.page(limit=2, after=cursor)
    assert [(issue.code, issue.path) for issue in caught.value.issues] == [("invalid_cursor", "after")]


def test_a_page_of_nothing_is_an_input_fault(store: Store) -> None:
    with store.unit_of_work("ben", read_only=True) as uow, pytest.raises(InvalidInputError, match="at least 1"):
        uow.requests.page(limit=0)
