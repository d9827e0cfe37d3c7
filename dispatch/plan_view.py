"""A plan joined with the names people know: for screens, sheets, exports and frames."""

from dataclasses import dataclass

from dispatch.arrival_bounds import ArrivalBounds, arrival_bounds
from dispatch.place import Place
from dispatch.plan import Plan, PlannedRoute, PlannedStop, UnassignedVisit
from dispatch.ports import UnitOfWork
from dispatch.promise import Promise
from dispatch.request import Request
from dispatch.technician import Technician
from dispatch.visit import Visit


@dataclass(frozen=True, slots=True)
class StopView:
    """One stop with its visit, its request, the promise that stands for it, and who else goes there."""

    stop: PlannedStop
    visit: Visit
    request: Request
    promise: Promise | None
    colleagues: tuple[Technician, ...] = ()

    @property
    def with_names(self) -> str:
        """Names of who else goes there, e.g. ``Ada Byron, Ben Hahn``; empty where one goes alone."""
        return ", ".join(technician.name for technician in self.colleagues)

    @property
    def bounds(self) -> ArrivalBounds | None:
        """Between when the technician arrives; ``None`` where the address is known well enough to say when."""
        return arrival_bounds(self.stop, self.visit.place_quality, self.request.geocode)


@dataclass(frozen=True, slots=True)
class RouteView:
    """One route with its technician.

    Parameters
    ----------
    way : tuple of Place
        The line it drives, see ``ways.py``; empty where nobody knows it.
    """

    technician: Technician
    route: PlannedRoute
    stops: tuple[StopView, ...]
    way: tuple[Place, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Everywhere it goes, in order."""
        ends = (self.route.start_place, *(stop.stop.place for stop in self.stops), self.route.end_place)
        return tuple(place for place in ends if place is not None)

    @property
    def line(self) -> tuple[Place, ...]:
        """What to draw: the way, or straight lines from place to place."""
        return self.way or self.places


@dataclass(frozen=True, slots=True)
class UnassignedView:
    """One visit left out, with its request."""

    unassigned: UnassignedVisit
    visit: Visit
    request: Request


@dataclass(frozen=True, slots=True)
class PlanKpis:
    """How good a plan is; a visit counts once, however many people make it.

    Parameters
    ----------
    on_time_share : float
        Share of planned visits that begin by their promised window's end and their response due time, 0 to 1; 1 when
        nothing is planned.
    late_arrivals : int
        Planned visits that miss one of them.
    """

    visits_planned: int
    visits_unassigned: int
    on_time_share: float
    late_arrivals: int
    technicians_used: int
    travel_s: int
    distance_m: int
    service_s: int
    waiting_s: int
    overtime_s: int


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan for people; routes by technician's name."""

    plan: Plan
    currency: str
    routes: tuple[RouteView, ...]
    unassigned: tuple[UnassignedView, ...]
    kpis: PlanKpis

    @property
    def zone(self) -> str:
        """IANA time zone to show times in."""
        return self.plan.horizon.zone


def plan_view(uow: UnitOfWork, plan: Plan, *, currency: str) -> PlanView:
    """Join a plan with what it refers to.

    Parameters
    ----------
    currency : str
        ISO 4217 code of the policy's money.
    """
    visits = uow.visits.get_many([s.visit_id for s in plan.stops] + [u.visit_id for u in plan.unassigned])
    requests = uow.requests.get_many({visit.request_id for visit in visits.values()})
    technicians = uow.technicians.get_many({route.technician_id for route in plan.routes})
    promises = uow.promises.standing(uow.clock.now())
    going = {visit_id: [technicians[who] for who in ids] for visit_id, ids in plan.technicians_of_visits().items()}

    def stop_view(stop: PlannedStop, own: Technician) -> StopView:
        visit = visits[stop.visit_id]
        colleagues = tuple(other for other in going[visit.id] if other.id != own.id)
        return StopView(stop, visit, requests[visit.request_id], promises.get(visit.id), colleagues)

    def route_view(route: PlannedRoute) -> RouteView:
        own = technicians[route.technician_id]
        return RouteView(own, route, tuple(stop_view(stop, own) for stop in route.stops))

    routes = (route_view(route) for route in plan.routes)
    return PlanView(
        plan=plan,
        currency=currency,
        routes=tuple(sorted(routes, key=lambda view: (view.route.start_at.date(), view.technician.name))),
        unassigned=tuple(
            UnassignedView(u, visits[u.visit_id], requests[visits[u.visit_id].request_id]) for u in plan.unassigned
        ),
        kpis=kpis_of(plan),
    )


def kpis_of(plan: Plan) -> PlanKpis:
    """Measure a plan."""
    planned = len(plan.visit_ids)
    late = len({stop.visit_id for stop in plan.stops if stop.promise_late_s > 0 or stop.response_late_s > 0})
    return PlanKpis(
        visits_planned=planned,
        visits_unassigned=len(plan.unassigned),
        on_time_share=1 - late / planned if planned else 1.0,
        late_arrivals=late,
        technicians_used=len({route.technician_id for route in plan.routes}),
        travel_s=sum(route.travel_s for route in plan.routes),
        distance_m=sum(route.distance_m for route in plan.routes),
        service_s=sum(route.service_s for route in plan.routes),
        waiting_s=sum(route.waiting_s for route in plan.routes),
        overtime_s=sum(route.overtime_s for route in plan.routes),
    )
