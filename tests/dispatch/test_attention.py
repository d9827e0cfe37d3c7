import pytest

from data.files.policy_toml import default_policy
from dispatch.attention import choose_candidate, correct_address, dismiss, place_by_hand, retry_geocoding
from dispatch.errors import InvalidInputError, NotFoundError
from dispatch.intake import Row, receive
from dispatch.place import GeocodeQuality, Place
from tests.builders import HOME
from tests.dispatch.fake_geocoder import SPRINGFIELD, FakeGeocoder

POLICY = default_policy()


@pytest.fixture
def geocoder() -> FakeGeocoder:
    return FakeGeocoder()


@pytest.fixture
def uow(store, clock, geocoder):
    """R-1 has an ambiguous address, R-2 one that can't be found, R-3 came while the provider was away."""
    with store.unit_of_work("agent", clock) as uow:
        for external_id, address in (("R-1", "Springfield"), ("R-2", "Nowhere"), ("R-3", "3 Elm St")):
            geocoder.away = external_id == "R-3"
            fields = {"external_id": external_id, "address": address, "work": "repair", "product": "tv"}
            receive(uow, [Row(1, fields)], source="t", geocoder=geocoder, policy=POLICY, clock=clock)
        geocoder.away = False
        yield uow


def the_visit(uow, ref):
    (visit,) = uow.visits.of_request(uow.requests.get(ref).id)
    return visit


def last_action(uow, ref):
    return uow.history.of(uow.requests.get(ref).id)[-1].action


def test_choosing_a_candidate_places_request_and_visit(uow):
    request = choose_candidate(uow, "R-1", 2)
    assert request.geocode == SPRINGFIELD[1]
    assert request.attention == ()
    assert the_visit(uow, "R-1").place == SPRINGFIELD[1].place
    assert last_action(uow, "R-1") == "candidate_chosen"


def test_a_choice_may_be_made_again(uow):
    choose_candidate(uow, "R-1", 2)
    assert choose_candidate(uow, "R-1", 1).geocode == SPRINGFIELD[0]


@pytest.mark.parametrize("n", [0, 3, -1])
def test_a_candidate_that_does_not_exist_is_a_fault(uow, n):
    with pytest.raises(InvalidInputError, match="there are: 1 to 2"):
        choose_candidate(uow, "R-1", n)


def test_placing_by_hand_is_of_manual_quality(uow):
    request = place_by_hand(uow, "R-2", 38.9, -77.0)
    assert (request.geocode.provider, request.attention) == ("manual", ())
    visit = the_visit(uow, "R-2")
    assert (visit.place, visit.place_quality) == (Place(38.9, -77.0), GeocodeQuality.MANUAL)
    assert last_action(uow, "R-2") == "placed_by_hand"


@pytest.mark.parametrize(("lat", "lon"), [(0, 0), (116.4, 39.9), (float("nan"), 0), (91, 181)])
def test_placing_at_wrong_coordinates_is_a_fault(uow, lat, lon):
    with pytest.raises(InvalidInputError):
        place_by_hand(uow, "R-2", lat, lon)
    assert the_visit(uow, "R-2").place is None


def test_a_corrected_address_is_looked_up(uow, geocoder):
    request = correct_address(uow, geocoder, "R-2", " 2 Elm St ", policy=POLICY, city="Washington")
    assert (request.address.text, request.address.city, request.attention) == ("2 Elm St", "Washington", ())
    assert the_visit(uow, "R-2").place == HOME
    assert last_action(uow, "R-2") == "address_corrected"


def test_a_correction_that_is_not_found_either_stays_in_the_queue(uow, geocoder):
    request = correct_address(uow, geocoder, "R-1", "Nowhere", policy=POLICY)
    assert [issue.code for issue in request.attention] == ["address_not_found"]
    assert request.candidates == ()


@pytest.mark.parametrize(("text", "fault"), [("  ", "empty"), ("a\x00b", "no text"), ("a\ud800b", "no text")])
def test_a_correction_that_is_no_text_is_a_fault(uow, geocoder, text, fault):
    with pytest.raises(InvalidInputError, match=fault):
        correct_address(uow, geocoder, "R-2", text, policy=POLICY)


def test_looking_up_again_takes_those_whose_provider_was_away(uow, geocoder):
    changed = retry_geocoding(uow, geocoder, policy=POLICY)
    assert [request.external_id for request in changed] == ["R-3"]
    assert the_visit(uow, "R-3").place == HOME


def test_looking_up_one_again_changes_nothing_when_the_answer_is_the_same(uow, geocoder):
    assert retry_geocoding(uow, geocoder, "R-2", policy=POLICY) == ()
    geocoder.answers.pop("Nowhere")
    (request,) = retry_geocoding(uow, geocoder, "R-2", policy=POLICY)
    assert request.geocode.place == HOME


def test_dismissing_empties_the_queue_but_gives_no_place(uow):
    assert dismiss(uow, "R-1").attention == ()
    assert the_visit(uow, "R-1").place is None
    assert last_action(uow, "R-1") == "attention_dismissed"


def test_an_unknown_request_is_not_found(uow):
    with pytest.raises(NotFoundError):
        dismiss(uow, "R-99")
