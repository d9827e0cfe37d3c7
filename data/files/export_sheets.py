"""Route sheets to print: one page a technician and day, with what they must know at each door."""

from data.files.templating import render
from data.files.wording import local_day
from dispatch.plan_view import PlanView


def route_sheets(view: PlanView) -> str:
    """Write the route sheets as one HTML page with page breaks; it needs no network."""
    days = {route.route.shift_id: local_day(route.route.start_at, view.zone) for route in view.routes}
    return render("sheets.html.jinja", view=view, zone=view.zone, days=days)
