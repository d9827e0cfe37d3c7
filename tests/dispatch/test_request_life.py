import pytest

from dispatch.errors import IllegalTransitionError
from dispatch.request import RequestStatus
from tests.builders import a_request
from tests.dispatch.lives import check_move, every_move

LEGAL = {
    "reported": "acknowledged classified cancelled",
    "acknowledged": "classified resolved_remotely cancelled",
    "classified": "resolved_remotely appointed assigned cancelled",
    "appointed": "classified resolved_remotely assigned cancelled",
    "assigned": "classified appointed on_the_way cancelled",
    "on_the_way": "assigned on_site cancelled",
    "on_site": "fixed part_missing in_workshop classified cancelled",
    "part_missing": "classified appointed assigned cancelled",
    "in_workshop": "classified appointed assigned cancelled",
    "fixed": "confirmed classified",
    "confirmed": "closed classified",
    "resolved_remotely": "closed classified",
}


@every_move(RequestStatus, LEGAL)
def test_a_request_moves_only_along_its_life(present: RequestStatus, wanted: RequestStatus, is_legal: bool) -> None:
    check_move(a_request(status=present), wanted, is_legal=is_legal)


@pytest.mark.parametrize(
    "life",
    [
        "acknowledged classified appointed assigned on_the_way on_site fixed confirmed closed",
        "acknowledged resolved_remotely closed",
        "classified assigned on_the_way on_site in_workshop assigned on_the_way on_site fixed confirmed closed",
        "classified assigned on_the_way on_site part_missing appointed assigned on_the_way on_site fixed",
        "classified assigned on_the_way on_site fixed confirmed classified assigned",
        "acknowledged cancelled",
    ],
    ids=["repair", "remote guidance", "workshop", "missing part", "complaint", "cancellation"],
)
def test_the_usual_ways_can_be_gone_to_their_end(life: str) -> None:
    request = a_request()
    for station in life.split():
        request = request.moved_to(RequestStatus(station))
    assert request.status == life.rsplit(maxsplit=1)[-1]


def test_the_refusal_names_the_reporters_number_and_what_is_allowed() -> None:
    fixed = a_request(external_id="R-17", status=RequestStatus.FIXED)
    with pytest.raises(
        IllegalTransitionError,
        match=r"^request R-17 is fixed; cancelled can't follow \(allowed: classified, confirmed\)$",
    ):
        fixed.moved_to(RequestStatus.CANCELLED)


def test_the_refusal_says_when_a_state_is_final() -> None:
    with pytest.raises(IllegalTransitionError, match="it is final"):
        a_request(status=RequestStatus.CLOSED).moved_to(RequestStatus.REPORTED)
