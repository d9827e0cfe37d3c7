"""The ways that a plan's routes take, for maps; straight lines where nobody knows them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

from dispatch.errors import TravelError
from dispatch.place import Place
from dispatch.plan_view import PlanView, RouteView
from dispatch.ports import Leg, RouteLines, TravelTimes

MAP_CREDIT = "Map data © OpenStreetMap contributors, ODbL"
"""Goes with every drawing of a way: own roads and travel services alike have them from OpenStreetMap."""


def with_ways(view: PlanView, travel_times: TravelTimes) -> PlanView:
    """Add the ways that routes take, where the method of travel knows them and answers."""
    if not isinstance(travel_times, RouteLines):
        return view
    with suppress(TravelError):
        return replace(view, routes=tuple(_with_way(route, travel_times) for route in view.routes))
    return view


def straight_legs(places: Sequence[Place]) -> tuple[Leg, ...]:
    """Straight lines that stand for ways nobody knows."""
    return tuple(Leg(-1, -1, (a, b)) for a, b in pairwise(places))


def _with_way(route: RouteView, lines: RouteLines) -> RouteView:
    legs = lines.legs(route.places)
    if all(leg.distance_m < 0 for leg in legs):
        return route
    return replace(route, way=tuple(place for leg in legs for place in leg.line))
