"""Visits that take several people: kept whole, left out whole with a reason, and whatever else a plan goes through."""

from dataclasses import replace
from datetime import timedelta

import pytest

from data.store.store import Store
from dispatch import planning
from dispatch.errors import InvalidInputError
from dispatch.place import Place
from dispatch.plan import Plan, PlannedStop
from dispatch.plan_diff import diff
from dispatch.plan_edit import evaluate_edit
from dispatch.plan_view import kpis_of, plan_view
from dispatch.planning import make_plan
from dispatch.problem_builder import build
from dispatch.publishing import publish, store_plan
from dispatch.request import ArrivalWindow, RequestStatus
from dispatch.snapshot import Snapshot, snapshot
from dispatch.visit import Pin, VisitStatus
from solver.solution import Term
from tests.builders import DAY, a_promise, a_shift, a_technician, a_visit, at
from tests.dispatch.day import HORIZON, store_day
from tests.dispatch.policies import POLICY
from tests.dispatch.test_planning import with_visit
from tests.fixed_clock import FixedClock
from tests.flat_travel import FlatTravel


@pytest.fixture
def day(store: Store, clock: FixedClock) -> Snapshot:
    """Visit v4 needs gas, which Ada knows and Bob doesn't, and two people."""
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        return with_visit(snapshot(uow, HORIZON, policy=POLICY), "vis_v4", people=2)


def planned(day: Snapshot, **changes: object) -> Plan:
    return make_plan(replace(day, **changes), FlatTravel(), iterations=20)


def team(plan: Plan, visit_id: str = "vis_v4") -> dict[str, PlannedStop]:
    """The stops of a visit by technician; whoever leads comes first."""
    stops = [(s, route.technician_id) for route in plan.routes for s in route.stops if s.visit_id == visit_id]
    return {who: stop for stop, who in sorted(stops, key=lambda entry: entry[0].person)}


def with_third(day: Snapshot, **changes: object) -> Snapshot:
    carl = a_technician(id="tec_carl", external_id="carl", name="Carl", **{"skills": {}, **changes})
    shift = a_shift(id="shi_carl", technician_id="tec_carl", breaks=())
    return replace(day, technicians={**day.technicians, carl.id: carl}, shifts=(*day.shifts, shift))


def test_two_technicians_are_there_at_the_same_second_and_the_able_one_leads(day: Snapshot) -> None:
    plan = planned(day)
    stops = team(plan)
    assert list(stops) == ["tec_ada", "tec_bob"]
    assert [stop.person for stop in stops.values()] == [1, 2]
    assert len({(stop.start_at, stop.end_at) for stop in stops.values()}) == 1
    assert (len(plan.stops), len(plan.visit_ids), plan.unassigned) == (5, 4, ())


def test_both_take_the_usual_time_however_quick_they_are(day: Snapshot) -> None:
    quick = {who: replace(t, proficiency={"refrigerator": 50}) for who, t in day.technicians.items()}
    plan = planned(day, technicians=quick)
    assert {s.end_at - s.start_at for s in team(plan).values()} == {timedelta(hours=1)}
    assert {s.end_at - s.start_at for s in plan.stops if s.visit_id == "vis_v1"} == {timedelta(minutes=30)}


def test_three_people_are_three_technicians(day: Snapshot) -> None:
    stops = team(planned(with_visit(with_third(day), "vis_v4", people=3)))
    assert set(stops) == {"tec_ada", "tec_bob", "tec_carl"}
    assert next(iter(stops)) == "tec_ada"
    assert len({stop.start_at for stop in stops.values()}) == 1


def test_more_people_than_are_planned_together_are_left_out_and_said(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        uow.visits.save(replace(uow.visits.get("vis_v1"), people=4))
        day = snapshot(uow, HORIZON, policy=POLICY)
    plan = planned(day)
    (left,) = plan.unassigned
    assert (left.visit_id, left.code) == ("vis_v1", "people")
    assert "4 people" in left.reason
    assert "second request" in left.remedy
    assert "vis_v1" not in plan.visit_ids


def test_wishes_and_pins_are_about_who_leads_and_exclusion_about_everybody(day: Snapshot) -> None:
    day = with_third(with_visit(day, "vis_v4", skills={}))
    for name, who in (("required_technicians", "bob"), ("preferred_technicians", "carl")):
        assert next(iter(team(planned(with_visit(day, "vis_v4", **{name: (who,)}))))) == f"tec_{who}"
    assert set(team(planned(with_visit(day, "vis_v4", excluded_technicians=("ada",))))) == {"tec_bob", "tec_carl"}
    pinned = team(planned(with_visit(day, "vis_v4", pin=Pin("tec_carl", at(15)))))
    assert next(iter(pinned)) == "tec_carl"
    assert {(stop.start_at, stop.pinned) for stop in pinned.values()} == {(at(15), True)}


def test_a_pin_to_someone_who_may_not_lead_says_why(day: Snapshot) -> None:
    (left,) = planned(with_visit(day, "vis_v4", pin=Pin("tec_bob"))).unassigned
    assert left.reason == "Bob, whom it is pinned to, lacks the skills it needs: gas (level 1)."


def test_a_helper_knows_what_the_policy_asks_of_helpers(day: Snapshot) -> None:
    trained = with_third(day, skills={"lift": 1})
    assert list(team(planned(with_visit(trained, "vis_v4", helper_skills={"lift": 1})))) == ["tec_ada", "tec_carl"]
    (left,) = planned(with_visit(trained, "vis_v4", helper_skills={"lift": 2})).unassigned
    assert (left.code, left.remedy) == ("skill", "It fits if Carl knows lift at level 2.")
    assert left.reason == "About its second person: nobody on shift has the skills it needs: lift (level 2)."


def test_only_the_second_person_missing_is_said_and_what_would_help(day: Snapshot) -> None:
    plan = planned(day, shifts=day.shifts[:1])
    (left,) = plan.unassigned
    assert (left.visit_id, left.code) == ("vis_v4", "pair")
    assert left.reason == (
        "Only the second person is missing: Ada has room, but nobody else can ever be there at the same time."
    )
    assert left.remedy == "It fits if one person is enough: Ada has room."
    assert plan.terms[Term.UNSERVED] == 20_000
    assert "vis_v4" not in plan.visit_ids


@pytest.mark.parametrize(
    ("shifts", "people", "too_few"),
    [(2, 3, "three people, and only two are on shift"), (1, 3, "three people, and only one is on shift")],
)
def test_fewer_on_shift_than_it_takes_is_said(day: Snapshot, shifts: int, people: int, too_few: str) -> None:
    (left,) = planned(with_visit(day, "vis_v4", people=people), shifts=day.shifts[:shifts]).unassigned
    assert left.reason == f"It takes {too_few}."


def test_the_second_person_busy_at_the_time_is_told_from_one_who_can_never_come(day: Snapshot) -> None:
    only = (ArrivalWindow(at(10), at(10)),)
    day = with_visit(with_visit(day, "vis_v4", windows=only), "vis_v1", pin=Pin("tec_bob", at(10)))
    (left,) = planned(day).unassigned
    assert (left.visit_id, left.code) == ("vis_v4", "no_room")
    assert "nobody else has room as the plan stands" in left.reason
    day = with_visit(day, "vis_v1", pin=Pin("tec_ada", at(10)))
    (left,) = planned(day).unassigned
    assert left.reason.startswith("Only a first person is missing: Bob has room, but nobody who may lead it")
    assert left.remedy == "It fits if its window is 69 minutes wider, on Ada's route."


def test_what_one_of_them_can_never_do_is_the_reason(day: Snapshot) -> None:
    (left,) = planned(with_visit(day, "vis_v4", skills={"gas": 3})).unassigned
    assert (left.code, left.remedy) == ("skill", "It fits if Ada knows gas at level 3.")
    assert "gas (level 3)" in left.reason
    pinned = with_visit(day, "vis_v4", pin=Pin("tec_ada", at(10), ("tec_gone",)))
    (left,) = planned(pinned).unassigned
    assert left.code == "technician"
    assert left.reason.startswith("About its second person: none of the technicians allowed")


def test_leaving_out_and_being_late_cost_once(day: Snapshot) -> None:
    nobody = planned(day, shifts=())
    assert nobody.terms[Term.UNSERVED] == 4 * 20_000
    due = {"due_at": at(7), "response_late_cost_cents": 1_001, "response_late_cost_cents_per_hour": 0}
    late = planned(with_visit(with_visit(day, "vis_v4", **due), "vis_v4", penalty_cents=20_001))
    assert late.terms[Term.RESPONSE] == 1_001
    assert {stop.response_late_s > 3600 for stop in team(late).values()} == {True}
    kpis = kpis_of(late)
    assert (kpis.visits_planned, kpis.late_arrivals, kpis.on_time_share) == (4, 1, 0.75)
    assert planned(with_visit(day, "vis_v4", penalty_cents=20_001), shifts=()).terms[Term.UNSERVED] == 80_001


def test_a_promise_sold_on_it_is_kept_before_dearer_visits(day: Snapshot) -> None:
    """Both have one free hour, which every visit wants."""
    short = tuple(replace(shift, start_at=at(9), end_at=at(10, 30)) for shift in day.shifts)
    promises = {"vis_v4": a_promise(visit_id="vis_v4")}
    day = replace(day, shifts=short, promises=promises)
    for name in ("vis_v1", "vis_v2", "vis_v3"):
        day = with_visit(day, name, penalty_cents=90_000)
    plan = planned(day)
    assert plan.visit_ids == {"vis_v4"}
    assert all(at(9) <= stop.start_at <= at(12) and stop.promise_late_s == 0 for stop in plan.stops)


def test_a_broken_promise_is_paid_once_and_shown_on_both_stops(day: Snapshot) -> None:
    promise = a_promise(visit_id="vis_v4", window=ArrivalWindow(at(6), at(7)))
    plan = planned(day, promises={"vis_v4": promise})
    (lateness,) = {stop.promise_late_s for stop in team(plan).values()}
    assert lateness > 0
    per_hour = POLICY.objective.promise_late_per_hour
    built = build(replace(day, promises={"vis_v4": promise}), day.visits, FlatTravel())
    (broken,) = {visit.promise.broken_cost for visit in built.problem.visits if visit.promise}
    assert plan.terms[Term.PROMISE] == broken + (lateness * per_hour + 1800) // 3600


def test_a_plan_made_from_another_keeps_both_people(day: Snapshot) -> None:
    day = with_third(day)
    before = planned(with_visit(day, "vis_v4", pin=Pin("tec_ada", at(14), ("tec_bob",))))
    after = planned(day, parent=before)
    assert list(team(after)) == list(team(before))
    assert after.terms[Term.CHANGE] == 0


def test_a_visit_that_now_takes_two_gets_a_second_person_and_one_that_takes_one_loses_it(day: Snapshot) -> None:
    alone = planned(with_visit(day, "vis_v4", people=1))
    assert len(team(alone)) == 1
    assert len(team(planned(day, parent=alone))) == 2
    assert len(team(planned(with_visit(day, "vis_v4", people=1), parent=planned(day)))) == 1


def test_a_customer_called_again_counts_once_under_the_cap(day: Snapshot) -> None:
    before = planned(day)
    capped = replace(POLICY, objective=replace(POLICY.objective, most_changes=1))
    moved = with_visit(day, "vis_v4", windows=(ArrivalWindow(at(15), at(15)),))
    after = make_plan(replace(moved, parent=before, policy=capped), FlatTravel(), iterations=50)
    assert {stop.start_at for stop in team(after).values()} == {at(15)}
    assert after.terms[Term.CHANGE] < POLICY.objective.change_beyond


def test_what_changed_is_told_by_visit_with_everybody(day: Snapshot) -> None:
    day = with_third(day)
    before = planned(with_visit(day, "vis_v4", pin=Pin("tec_ada", at(14), ("tec_bob",))))
    after = planned(with_visit(day, "vis_v4", pin=Pin("tec_ada", at(14), ("tec_carl",))), parent=before)
    (change,) = (c for c in diff(before, after).changes if c.visit_id == "vis_v4")
    assert change.kind == "technician"
    assert change.before is not None
    assert change.after is not None
    assert (change.before.colleague_ids, change.after.colleague_ids) == (("tec_bob",), ("tec_carl",))


def test_who_of_them_leads_is_no_change_to_the_customer(day: Snapshot) -> None:
    plan = planned(with_visit(day, "vis_v4", skills={}))
    swapped = replace(
        plan,
        routes=tuple(
            replace(
                route,
                stops=tuple(replace(s, person=3 - s.person) if s.visit_id == "vis_v4" else s for s in route.stops),
            )
            for route in plan.routes
        ),
    )
    assert list(team(swapped)) != list(team(plan))
    assert diff(plan, swapped).changes == ()


def test_an_edit_names_it_on_two_routes_and_the_able_one_leads(day: Snapshot) -> None:
    edited = evaluate_edit(day, {"shi_bob": ["vis_v4", "vis_v3"], "shi_ada": ["vis_v4"]}, FlatTravel())
    assert edited.violations == ()
    assert list(team(edited.plan)) == ["tec_ada", "tec_bob"]
    assert {left.visit_id for left in edited.plan.unassigned} == {"vis_v1", "vis_v2"}


def test_an_edit_may_take_it_off_both_routes(day: Snapshot) -> None:
    edited = evaluate_edit(day, {"shi_ada": ["vis_v1"], "shi_bob": ["vis_v2"]}, FlatTravel())
    assert edited.violations == ()
    assert [left.visit_id for left in edited.plan.unassigned] == ["vis_v3", "vis_v4"]


def test_an_edit_with_one_person_says_that_another_is_missing(day: Snapshot) -> None:
    edited = evaluate_edit(day, {"shi_ada": ["vis_v4"]}, FlatTravel())
    (violation,) = edited.violations
    assert (violation.code, violation.visit_id, violation.shift_id) == ("pair", "vis_v4", "shi_ada")
    assert "takes 2 people at the same time and is on 1 route(s) only" in violation.text
    assert "vis_v4" not in {left.visit_id for left in edited.plan.unassigned}


def test_an_edit_in_which_nobody_may_lead_or_they_wait_for_each_other_is_refused(day: Snapshot) -> None:
    lacking = with_visit(day, "vis_v4", skills={"gas": 3})
    edited = evaluate_edit(lacking, {"shi_ada": ["vis_v4"], "shi_bob": ["vis_v4"]}, FlatTravel())
    assert [(v.code, v.visit_id) for v in edited.violations] == [("skill", "vis_v4")]
    crossed = with_visit(day, "vis_v3", people=2)
    edited = evaluate_edit(crossed, {"shi_ada": ["vis_v3", "vis_v4"], "shi_bob": ["vis_v4", "vis_v3"]}, FlatTravel())
    assert {violation.code for violation in edited.violations} == {"pair"}
    assert all("minutes apart" in violation.text for violation in edited.violations)


def test_an_edit_may_not_name_it_twice_on_a_route_or_on_three(day: Snapshot) -> None:
    for routes in ({"shi_ada": ["vis_v4", "vis_v4"]}, {"shi_ada": ["vis_v4"], "shi_bob": ["vis_v4"]}):
        wrong = {**routes, "shi_carl": ["vis_v4"]} if len(routes) > 1 else routes
        with pytest.raises(InvalidInputError) as refused:
            evaluate_edit(with_third(day), wrong, FlatTravel())
        assert [issue.code for issue in refused.value.issues] == ["visit_twice"]


def test_the_view_names_the_colleagues_and_counts_the_visit_once(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        day = with_visit(snapshot(uow, HORIZON, policy=POLICY), "vis_v4", people=2)
        view = plan_view(uow, store_plan(uow, planned(day)), currency="USD")
    named = {
        route.technician.name: stop.with_names
        for route in view.routes
        for stop in route.stops
        if stop.visit.id == "vis_v4"
    }
    assert named == {"Ada": "Bob", "Bob": "Ada"}
    assert view.kpis.visits_planned == 4


def test_a_started_visit_stays_with_both_where_it_is(store: Store, clock: FixedClock) -> None:
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        uow.technicians.add(a_technician(id="tec_carl", external_id="carl", name="Carl", skills={"gas": 3}))
        uow.visits.save(replace(uow.visits.get("vis_v4"), people=2, pin=Pin("tec_ada", at(11))))
        first = publish(uow, store_plan(uow, planned(snapshot(uow, HORIZON, policy=POLICY))).id)
        assert uow.plans.published(DAY) == first
        assert uow.requests.get("req_v4").status is RequestStatus.ASSIGNED
        uow.visits.save(replace(uow.visits.get("vis_v4"), pin=None).moved_to(VisitStatus.STARTED))
        uow.shifts.add(a_shift(id="shi_carl", technician_id="tec_carl", breaks=()))
        day = snapshot(uow, HORIZON, policy=POLICY, from_plan_id=first.id)
    assert next(v.pin for v in day.visits if v.id == "vis_v4") == Pin("tec_ada", at(11), ("tec_bob",))
    after = planned(day)
    assert {who: stop.start_at for who, stop in team(after).items()} == {"tec_ada": at(11), "tec_bob": at(11)}


def test_both_people_stay_in_a_plan_that_is_filled_up(day: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SMALLEST_SEARCH": 30, "ROOM_FACTOR": 1, "LARGEST_FILLING": 25}.items():
        monkeypatch.setattr(planning, name, value)
    many = tuple(
        a_visit(
            id=f"vis_{n}",
            place=Place(38.9 + n % 10 / 100, -77.0 - n % 7 / 100),
            penalty_cents=5_001 + n,
            people=1 + (n % 4 == 0),
        )
        for n in range(100)
    )
    plan = make_plan(replace(day, visits=many), FlatTravel(), iterations=3)
    left_out = [left.visit_id for left in plan.unassigned]
    assert sorted([*left_out, *plan.visit_ids]) == sorted(visit.id for visit in many)
    assert plan.terms[Term.UNSERVED] == sum(visit.penalty_cents for visit in many if visit.id in left_out)
    people = {visit.id: visit.people for visit in many}
    assert {v: len(who) for v, who in plan.technicians_of_visits().items()} == {v: people[v] for v in plan.visit_ids}


def test_a_day_with_many_visits_for_two_is_planned_about_as_well_as_one_without() -> None:
    """Forty visits, eight technicians; with ten visits for two there is an eighth more to do, and room for it."""
    technicians = {
        f"tec_{n}": a_technician(
            id=f"tec_{n}",
            external_id=str(n),
            skills={"gas": 1} if n % 2 else {},
            home=Place(38.9 + n * 3 % 20 / 100, -77.0 + n * 7 % 20 / 100),
        )
        for n in range(8)
    }
    visits = tuple(
        a_visit(
            id=f"vis_{n}",
            place=Place(38.9 + n * 13 % 21 / 100, -77.0 + n * 8 % 19 / 100),
            service_duration_s=(1800, 3600, 5400)[n % 3],
            skills={"gas": 1} if n % 5 < 2 else {},
        )
        for n in range(40)
    )
    usual = Snapshot(
        horizon=HORIZON,
        taken_at=at(7),
        taken_by="tester",
        policy=POLICY,
        visits=visits,
        shifts=tuple(a_shift(id=f"shi_{who}", technician_id=who) for who in technicians),
        technicians=technicians,
        stations={},
        promises={},
    )
    pairs = replace(usual, visits=tuple(replace(v, people=2) if n % 4 == 0 else v for n, v in enumerate(visits)))
    alone, together = (make_plan(day, FlatTravel(), iterations=1000) for day in (usual, pairs))
    assert (alone.unassigned, together.unassigned) == ((), ())
    assert len(together.stops) == 50
    driving = [sum(route.travel_s for route in plan.routes) / len(plan.stops) for plan in (alone, together)]
    assert driving[1] < 1.5 * driving[0]
