"""A plan view as the exports get it: two technicians, a promise kept and one broken, a break, a visit left out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dispatch.place import Address, GeocodeQuality, Place
from dispatch.plan import PlannedBreak, UnassignedVisit
from dispatch.plan_view import PlanView, RouteView, StopView, UnassignedView, kpis_of
from dispatch.request import ArrivalWindow, Customer
from tests.builders import a_plan, a_promise, a_request, a_route, a_stop, a_technician, a_visit, at

ADA = a_technician(id="tec_ada", external_id="T-1", name="Ada Byron", phone="+1 202 555 0111")
BEN = a_technician(id="tec_ben", external_id="T-2", name="Ben <Hahn>")

FRIDGE = a_request(
    id="req_fridge",
    external_id="R-1",
    description="Doesn't cool",
    address=Address("1 A St", "Washington", "20001", "#4"),
)
OVEN = a_request(
    id="req_oven", external_id="R-2", product="gas_stove", customer=Customer("=cmd|' /C calc'!A0", "+1 202")
)
WASHER = a_request(id="req_washer", external_id=None, product="washing_machine")


def a_stop_view(
    request: Any,
    place: Place,
    start: int,
    *,
    promised: tuple[int, int] | None,
    quality: GeocodeQuality = GeocodeQuality.HOUSE,
    **stop: Any,
) -> StopView:
    visit = a_visit(
        id=request.id.replace("req", "vis"),
        request_id=request.id,
        title=f"repair {request.product}",
        place=place,
        place_quality=quality,
        product=request.product,
        parts=("seal-7",),
        skills={"gas": 2},
    )
    promise = a_promise(visit_id=visit.id, window=ArrivalWindow(at(promised[0]), at(promised[1]))) if promised else None
    planned = a_stop(
        visit_id=visit.id, place=place, arrival_at=at(start), start_at=at(start), end_at=at(start + 1), **stop
    )
    return StopView(planned, visit, request, promise)


def a_route_view(technician: Any, stops: Sequence[StopView]) -> RouteView:
    route = a_route(
        shift_id=f"shi_{technician.external_id}",
        technician_id=technician.id,
        start_at=at(13),
        end_at=at(21),
        end_place=Place(38.9072, -77.0369),
        stops=tuple(view.stop for view in stops),
        breaks=(PlannedBreak(at(17), at(17, 30), 0),),
    )
    return RouteView(technician, route, tuple(stops))


def a_plan_view(**changes: Any) -> PlanView:
    """Times are UTC; the zone is Washington's, five hours behind."""
    ada = a_route_view(
        ADA,
        [
            a_stop_view(FRIDGE, Place(38.9, -77.03), 14, promised=(14, 16)),
            a_stop_view(
                OVEN,
                Place(38.92, -77.01),
                18,
                promised=(15, 17),
                quality=GeocodeQuality.AREA,
                travel_s=1080,
                distance_m=3000,
                promise_late_s=3600,
                pinned=True,
                waiting_s=600,
            ),
        ],
    )
    ben = a_route_view(BEN, [])
    washer = a_visit(
        id="vis_washer", request_id="req_washer", title="repair washing_machine", place=Place(38.95, -77.0)
    )
    left_out = UnassignedVisit(
        "vis_washer", "skill", "Nobody on shift knows washing_machine.", "It fits with training."
    )
    plan = a_plan(
        id="plan_1",
        revision=2,
        routes=(ada.route, ben.route),
        unassigned=(left_out,),
        terms={"unserved": 20_000, "travel_time": 1200, "promise": 0},
    )
    view = PlanView(plan, "USD", (ada, ben), (UnassignedView(left_out, washer, WASHER),), kpis_of(plan))
    return replace(view, **changes)


def a_team_view() -> PlanView:
    """The same day, but the stove takes two: Ada leads and Ben helps."""
    view = a_plan_view()
    ada = view.routes[0]
    oven = replace(ada.stops[1], visit=replace(ada.stops[1].visit, people=2))
    led = a_route_view(ADA, [ada.stops[0], replace(oven, colleagues=(BEN,))])
    helped = a_route_view(BEN, [replace(oven, stop=replace(oven.stop, person=2), colleagues=(ADA,))])
    plan = replace(view.plan, routes=(led.route, helped.route))
    return replace(view, plan=plan, routes=(led, helped), kpis=kpis_of(plan))
