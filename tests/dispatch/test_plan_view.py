from data.store.store import Store
from dispatch.plan import UnassignedVisit
from dispatch.plan_view import kpis_of, plan_view
from tests.builders import a_plan, a_promise, a_route, a_stop
from tests.dispatch.day import HORIZON, store_day
from tests.fixed_clock import FixedClock


def test_a_view_joins_every_name_people_know(store: Store, clock: FixedClock) -> None:
    route = a_route(shift_id="shi_ada", technician_id="tec_ada", stops=(a_stop(visit_id="vis_v1"),))
    plan = a_plan(horizon=HORIZON, routes=(route,), unassigned=(UnassignedVisit("vis_v4", "skill", "Nobody can."),))
    with store.unit_of_work("tester", clock) as uow:
        store_day(uow)
        promise = a_promise(visit_id="vis_v1")
        uow.promises.add(promise)
        view = plan_view(uow, plan, currency="USD")
    assert view.routes[0].technician.name == "Ada"
    assert view.routes[0].stops[0].request.external_id == "v1"
    assert view.routes[0].stops[0].promise is not None
    assert view.unassigned[0].visit.title == "v4"
    assert view.zone == "UTC"


def test_a_stop_late_in_either_sense_counts_once() -> None:
    late = ({}, {"promise_late_s": 60, "response_late_s": 60}, {"response_late_s": 1}, {})
    stops = tuple(a_stop(visit_id=f"vis_{number}", **seconds) for number, seconds in enumerate(late))
    kpis = kpis_of(a_plan(routes=(a_route(stops=stops),)))
    assert (kpis.visits_planned, kpis.late_arrivals, kpis.on_time_share) == (4, 2, 0.5)


def test_an_empty_plan_is_on_time() -> None:
    assert kpis_of(a_plan(routes=(), unassigned=())).on_time_share == 1.0
