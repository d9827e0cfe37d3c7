"""A plan as tables for the terminal: routes, what is left out, and what it costs."""

from collections.abc import Sequence

from rich.table import Table

from api.cli.output import plain, print_table, say, table
from data.files.wording import (
    arrival_text,
    clock_time,
    duration_text,
    hours_text,
    local_day,
    money_text,
    term_words,
    window_text,
)
from dispatch.plan_view import PlanView, RouteView, UnassignedView

SHOWN_UNASSIGNED = 30


def print_plan(view: PlanView, *, stops: bool = False) -> None:
    """Print a plan; with ``stops`` every stop of every route."""
    print_head(view)
    if view.routes:
        print_table(routes_table(view))
    for route in view.routes if stops else ():
        print_table(_stops_table(route, view.zone))
    print_unassigned(view)
    print_table(terms_table(view))
    for note in view.plan.notes:
        say(f"Note: {plain(note)}")


def print_head(view: PlanView) -> None:
    """Print which plan it is and how good."""
    plan, kpis = view.plan, view.kpis
    days = str(plan.horizon.first_day)
    if plan.horizon.last_day != plan.horizon.first_day:
        days += f" to {plan.horizon.last_day}"
    say(f"[bold]Plan for {days}[/], revision {plan.revision}, {plan.status} ({plan.id}), times in {view.zone}")
    say(
        f"{kpis.visits_planned} visits planned, {kpis.visits_unassigned} unassigned, "
        f"{100 * kpis.on_time_share:.1f} % on time, {kpis.technicians_used} technicians, "
        f"{duration_text(kpis.travel_s)} driving, cost {money_text(plan.cost_cents, view.currency)}"
    )


def routes_table(view: PlanView) -> Table:
    """One line a route."""
    several_days = view.plan.horizon.first_day != view.plan.horizon.last_day
    made = table(
        "Routes",
        "Technician",
        *(["Day"] if several_days else []),
        ">Visits",
        ">Leaves",
        ">Back",
        ">Service",
        ">Driving",
        ">km",
        ">Waiting",
        ">Overtime",
        ">Late",
    )
    for route in view.routes:
        own = route.route
        late = sum(bool(stop.stop.promise_late_s or stop.stop.response_late_s) for stop in route.stops)
        made.add_row(
            plain(f"{route.technician.name} ({route.technician.external_id})"),
            *([str(local_day(own.start_at, view.zone))] if several_days else []),
            str(len(route.stops)),
            clock_time(own.start_at, view.zone),
            clock_time(own.end_at, view.zone),
            hours_text(own.service_s),
            hours_text(own.travel_s),
            f"{own.distance_m / 1000:,.1f}",
            hours_text(own.waiting_s) if own.waiting_s else "–",
            hours_text(own.overtime_s) if own.overtime_s else "–",
            f"[red]{late}[/]" if late else "–",
        )
    return made


def print_unassigned(view: PlanView, shown: int = SHOWN_UNASSIGNED) -> None:
    """Print what is left out, why, and what would help."""
    if not view.unassigned:
        say("Every visit has a technician.")
        return
    print_table(_unassigned_table(view.unassigned[:shown], len(view.unassigned)))
    if len(view.unassigned) > shown:
        say(f"… and {len(view.unassigned) - shown} more; `dispatch export` as csv lists all.")


def terms_table(view: PlanView) -> Table:
    """What it costs, dearest first."""
    made = table("Cost", "Term", ">Amount")
    for name, cents in sorted(view.plan.terms.items(), key=lambda term: -term[1]):
        if cents:
            made.add_row(term_words(name), money_text(cents, view.currency))
    made.add_row("[bold]total[/]", f"[bold]{money_text(view.plan.cost_cents, view.currency)}[/]")
    return made


def _unassigned_table(views: Sequence[UnassignedView], count: int) -> Table:
    made = table(f"Unassigned ({count})", "Request", "Visit", "Why", "What would help")
    for view in views:
        made.add_row(
            plain(view.request.external_id or view.request.id),
            plain(view.visit.title),
            plain(view.unassigned.reason),
            plain(view.unassigned.remedy or "–"),
        )
    return made


def _stops_table(route: RouteView, zone: str) -> Table:
    made = table(
        plain(f"{route.technician.name}"), ">#", "Arrive", "Begin", "End", "Request", "Visit", "Address", "Promised"
    )
    for number, view in enumerate(route.stops, start=1):
        stop = view.stop
        late = " [red]late[/]" if stop.promise_late_s or stop.response_late_s else ""
        made.add_row(
            str(number),
            arrival_text(view, zone),
            clock_time(stop.start_at, zone) + late,
            clock_time(stop.end_at, zone),
            plain(view.request.external_id or view.request.id),
            plain(view.visit.title + (f", with {view.with_names}" if view.colleagues else "")),
            plain(view.request.address),
            window_text(view.promise.window, zone) if view.promise else "",
        )
    return made
