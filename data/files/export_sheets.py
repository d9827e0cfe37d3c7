"""Route sheets to print: one page a technician and day, with what they must know at each door."""

from data.files.overview_map import SHEET, DayMap, day_map
from data.files.templating import render
from data.files.wording import local_day
from dispatch.plan_view import PlanView, RouteView

INK = "#17202a"
"""Sheets are printed, often in black only."""


def route_sheets(view: PlanView) -> str:
    """Write the route sheets as one HTML page with page breaks; it needs no network."""
    days = {route.route.shift_id: local_day(route.route.start_at, view.zone) for route in view.routes}
    maps = {route.route.shift_id: _map(route, view.zone) for route in view.routes if route.places}
    return render("sheets.html.jinja", view=view, zone=view.zone, days=days, maps=maps)


def _map(route: RouteView, zone: str) -> DayMap:
    return day_map([route], (), {route.technician.id: INK}, zone, SHEET)
