"""What callers without ``read_customers`` see of a plan: who goes where roughly and when, not to whom."""

from dataclasses import replace

from api.roles import Caller, Permission
from api.schemas import ROUNDED_DIGITS
from dispatch.place import Address, Place
from dispatch.plan import PlannedRoute, PlannedStop
from dispatch.plan_view import PlanView, RouteView, StopView, UnassignedView
from dispatch.request import Customer, Request
from dispatch.technician import Technician
from dispatch.visit import Visit


def for_caller(view: PlanView, caller: Caller) -> PlanView:
    """Leave out what the caller may not see."""
    return view if caller.may(Permission.READ_CUSTOMERS) else _redacted(view)


def _redacted(view: PlanView) -> PlanView:
    routes = tuple(_route_view(route) for route in view.routes)
    unassigned = tuple(UnassignedView(u.unassigned, _visit(u.visit), _request(u.request)) for u in view.unassigned)
    plan = replace(view.plan, routes=tuple(_route(route) for route in view.plan.routes), notes=())
    return replace(view, plan=plan, routes=routes, unassigned=unassigned)


def _route_view(view: RouteView) -> RouteView:
    stops = tuple(_stop_view(stop) for stop in view.stops)
    return RouteView(_technician(view.technician), _route(view.route), stops)


def _stop_view(view: StopView) -> StopView:
    colleagues = tuple(_technician(colleague) for colleague in view.colleagues)
    return StopView(_stop(view.stop), _visit(view.visit), _request(view.request), view.promise, colleagues)


def _route(route: PlannedRoute) -> PlannedRoute:
    return replace(
        route,
        stops=tuple(_stop(stop) for stop in route.stops),
        start_place=_rounded(route.start_place),
        end_place=_rounded(route.end_place),
    )


def _stop(stop: PlannedStop) -> PlannedStop:
    return replace(stop, place=Place(round(stop.place.lat, ROUNDED_DIGITS), round(stop.place.lon, ROUNDED_DIGITS)))


def _visit(visit: Visit) -> Visit:
    return replace(visit, place=_rounded(visit.place))


def _request(request: Request) -> Request:
    customer = Customer(customer_class=request.customer.customer_class)
    return replace(request, customer=customer, address=Address(""), geocode=None, candidates=(), attention=())


def _technician(technician: Technician) -> Technician:
    return replace(technician, phone="", home_address="", home=_rounded(technician.home))


def _rounded(place: Place | None) -> Place | None:
    return None if place is None else Place(round(place.lat, ROUNDED_DIGITS), round(place.lon, ROUNDED_DIGITS))
