from datetime import timedelta

import pytest

from data.files.policy_toml import default_policy
from dispatch.errors import IllegalTransitionError
from dispatch.intake import Row, receive
from dispatch.promise import PromiseStatus
from dispatch.request import RequestStatus as S
from dispatch.request_changes import PLANNABLE, cancel_request, move_request
from dispatch.visit import VisitStatus
from tests.builders import a_promise
from tests.dispatch.fake_geocoder import FakeGeocoder

POLICY = default_policy()


@pytest.fixture
def uow(store, clock):
    """One request R-1 that has just come in."""
    with store.unit_of_work("agent", clock) as uow:
        fields = {"external_id": "R-1", "address": "3 Elm St", "work": "repair", "product": "tv"}
        receive(uow, [Row(1, fields)], source="t", geocoder=FakeGeocoder(), policy=POLICY, clock=clock)
        yield uow


def move(uow, *statuses):
    for status in statuses:
        move_request(uow, "R-1", status, policy=POLICY)


def visits(uow):
    return uow.visits.of_request(uow.requests.get("R-1").id)


def statuses(uow):
    return [visit.status for visit in visits(uow)]


def test_on_site_starts_the_visit_and_fixed_finishes_it(uow):
    move(uow, S.ASSIGNED, S.ON_THE_WAY)
    assert statuses(uow) == [VisitStatus.OPEN]
    move(uow, S.ON_SITE)
    assert statuses(uow) == [VisitStatus.STARTED]
    move(uow, S.FIXED)
    assert statuses(uow) == [VisitStatus.DONE]


def test_nobody_at_home_opens_the_visit_again(uow):
    move(uow, S.ASSIGNED, S.ON_THE_WAY, S.ON_SITE, S.CLASSIFIED)
    assert statuses(uow) == [VisitStatus.OPEN]


def test_a_missing_part_is_a_second_visit_of_the_same_work(uow):
    move(uow, S.ASSIGNED, S.ON_THE_WAY, S.ON_SITE, S.PART_MISSING)
    assert statuses(uow) == [VisitStatus.DONE, VisitStatus.OPEN]
    assert visits(uow)[1].work == "repair"
    move(uow, S.ASSIGNED)
    assert len(visits(uow)) == 2


def test_the_workshop_makes_a_return_due_from_now_on(uow, clock):
    clock.advance(days=1)
    move(uow, S.ASSIGNED, S.ON_THE_WAY, S.ON_SITE, S.IN_WORKSHOP)
    back = visits(uow)[1]
    assert (back.work, back.status, back.service_duration_s) == ("return", VisitStatus.OPEN, 1800)
    assert back.due_at > clock.now() + timedelta(days=2)


def test_a_complaint_after_the_repair_is_a_new_visit(uow):
    move(uow, S.ASSIGNED, S.ON_THE_WAY, S.ON_SITE, S.FIXED, S.CLASSIFIED)
    assert statuses(uow) == [VisitStatus.DONE, VisitStatus.OPEN]


def test_remote_help_needs_no_visit_until_it_fails(uow):
    move(uow, S.RESOLVED_REMOTELY)
    assert statuses(uow) == [VisitStatus.CANCELLED]
    move(uow, S.CLASSIFIED)
    assert statuses(uow) == [VisitStatus.CANCELLED, VisitStatus.OPEN]


def test_cancelling_cancels_visits_and_releases_promises(uow):
    promise = a_promise(visit_id=visits(uow)[0].id)
    uow.promises.add(promise)
    assert cancel_request(uow, "R-1", policy=POLICY).status is S.CANCELLED
    assert statuses(uow) == [VisitStatus.CANCELLED]
    assert uow.promises.get(promise.id).status is PromiseStatus.RELEASED


def test_an_illegal_move_changes_nothing(uow):
    with pytest.raises(IllegalTransitionError):
        move_request(uow, "R-1", S.FIXED, policy=POLICY)
    assert uow.requests.get("R-1").status is S.CLASSIFIED
    assert statuses(uow) == [VisitStatus.OPEN]


def test_history_names_the_station(uow):
    move(uow, S.APPOINTED)
    assert uow.history.of(uow.requests.get("R-1").id)[-1].action == "appointed"


def test_every_plannable_station_has_exactly_one_open_visit(uow):
    for status in (S.APPOINTED, S.ASSIGNED, S.ON_THE_WAY, S.ON_SITE, S.PART_MISSING, S.ASSIGNED, S.CLASSIFIED):
        move(uow, status)
        if status in PLANNABLE:
            assert statuses(uow).count(VisitStatus.OPEN) == 1
