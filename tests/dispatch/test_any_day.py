"""Any day that can be stored can be planned: every visit ends on a route or with a reason, none twice."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.place import Place
from dispatch.planning import make_plan
from dispatch.promise import PromiseStatus
from dispatch.request import ArrivalWindow
from dispatch.snapshot import Snapshot, cut
from dispatch.technician import RouteEnd, Shift, ShiftBreak, Technician
from dispatch.visit import Pin, Visit
from tests.builders import DAY, a_promise, a_technician, a_visit, an_absence, at
from tests.dispatch.day import HORIZON
from tests.dispatch.policies import POLICY
from tests.flat_travel import FlatTravel

PLACES = st.builds(
    Place, st.integers(0, 20).map(lambda n: 38.9 + n / 100), st.integers(0, 20).map(lambda n: -77.0 - n / 100)
)
INSTANTS = st.integers(0, 24 * 4).map(lambda quarter: at(0) + timedelta(minutes=15 * quarter))
WINDOWS = st.tuples(INSTANTS, st.integers(0, 600)).map(
    lambda pair: ArrivalWindow(pair[0], pair[0] + timedelta(minutes=pair[1]))
)
SKILLS = st.dictionaries(st.sampled_from(["gas", "cooling"]), st.integers(1, 3), max_size=2)
WHO = ["tec_0", "tec_1", "tec_2"]


@st.composite
def visits(draw: st.DrawFn, number: int) -> Visit:
    return a_visit(
        id=f"vis_{number}",
        title=f"visit {number}",
        place=draw(PLACES),
        service_duration_s=draw(st.integers(60, 30_000)),
        setup_s=draw(st.sampled_from([0, 300])),
        penalty_cents=draw(st.integers(0, 100_000)),
        windows=tuple(draw(st.lists(WINDOWS, max_size=3))),
        skills=draw(SKILLS),
        due_at=draw(st.none() | INSTANTS),
        response_late_cost_cents=1_000,
        response_late_cost_cents_per_hour=500,
        ready_at=draw(st.none() | INSTANTS),
        preferred_technicians=tuple(draw(st.lists(st.sampled_from(["0", "1", "gone"]), max_size=2, unique=True))),
        people=draw(st.sampled_from([1, 1, 1, 2, 3])),
        excluded_technicians=tuple(draw(st.lists(st.sampled_from(["0", "2"]), max_size=1))),
        pin=draw(
            st.sampled_from([None] * 5)
            | st.builds(Pin, st.none() | st.sampled_from([*WHO, "tec_gone"]), st.none() | INSTANTS)
        ),
    )


@st.composite
def shifts(draw: st.DrawFn, number: int) -> Shift:
    start = at(draw(st.integers(5, 12)))
    end = start + timedelta(hours=draw(st.integers(1, 11)))
    pause = ShiftBreak(start + timedelta(hours=1), start + timedelta(hours=2), draw(st.integers(0, 5400)))
    shift = Shift(
        id=f"shi_{number}",
        technician_id=WHO[number],
        start_at=start,
        end_at=end,
        breaks=draw(st.sampled_from([(), (pause,)])),
        overtime_limit_s=draw(st.sampled_from([0, 3600])),
        work_limit_s=draw(st.sampled_from([None, 4 * 3600])),
        starts_from=draw(st.sampled_from(RouteEnd)),
        returns_to=draw(st.sampled_from(RouteEnd)),
    )
    absence = an_absence(start_at=start + timedelta(hours=3), end_at=start + timedelta(hours=5))
    return cut(shift, [absence] if draw(st.booleans()) else []) or replace(shift, breaks=())


@st.composite
def days(draw: st.DrawFn) -> Snapshot:
    wanted = tuple(draw(visits(n)) for n in range(draw(st.integers(0, 7))))
    technicians: list[Technician] = [
        a_technician(id=who, external_id=str(n), name=f"T{n}", skills=draw(SKILLS), home=draw(st.none() | PLACES))
        for n, who in enumerate(WHO)
    ]
    sold = [visit.id for visit in wanted if draw(st.booleans())]
    return Snapshot(
        horizon=HORIZON,
        taken_at=at(7),
        taken_by="tester",
        policy=POLICY,
        visits=wanted,
        shifts=tuple(draw(shifts(n)) for n in range(draw(st.integers(0, 3)))),
        technicians={t.id: t for t in technicians},
        stations={},
        promises={v: a_promise(visit_id=v, window=draw(WINDOWS), status=PromiseStatus.GIVEN) for v in sold},
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(day=days(), rush=st.none() | st.tuples(st.integers(1, 86_000), st.integers(50, 300)))
def test_any_day_can_be_planned(day: Snapshot, rush: tuple[int, int] | None) -> None:
    plan = make_plan(day, FlatTravel(rush), iterations=20)
    planned = list(plan.visit_ids)
    left = [unassigned.visit_id for unassigned in plan.unassigned]
    assert sorted(planned + left) == sorted(visit.id for visit in day.visits)
    assert all(unassigned.reason.endswith(".") for unassigned in plan.unassigned)
    by_id = {visit.id: visit for visit in day.visits}
    for visit_id, who in plan.technicians_of_visits().items():
        assert len(set(who)) == len(who) == by_id[visit_id].people
        assert len({stop.start_at for stop in plan.stops if stop.visit_id == visit_id}) == 1
    for route in plan.routes:
        technician = day.technicians[route.technician_id]
        for stop in route.stops:
            visit = by_id[stop.visit_id]
            able = all(technician.skills.get(skill, 0) >= level for skill, level in visit.skills.items())
            assert able or stop.person > 1
            pinned_at = visit.pin.start_at if visit.pin else None
            if pinned_at is not None:
                assert stop.start_at == pinned_at
            elif visit.windows:
                assert any(w.earliest_at <= stop.start_at <= w.latest_at for w in visit.windows)
    assert plan.horizon.first_day == DAY
