"""The day on one page: map, timeline, what is left out and why, and what it all costs; it opens without any network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from data.files.export_geojson import colours_of
from data.files.overview_map import DayMap, day_map
from data.files.overview_timeline import Timeline, timeline
from data.files.templating import render
from data.files.wording import local_day
from dispatch.plan_view import PlanKpis, PlanView, RouteView

LISTED_UNASSIGNED = 200
"""More unassigned visits than this are counted, not listed; the CSV export has every one."""


@dataclass(frozen=True, slots=True)
class DayPart:
    """One day of the plan."""

    day: date
    routes: tuple[RouteView, ...]
    map: DayMap
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class Figure:
    """One number at the top; ``alarming`` paints it red."""

    value: str
    label: str
    alarming: bool = False


@dataclass(frozen=True, slots=True)
class TermBar:
    """One cost term; ``share`` of the largest, 0 to 1."""

    name: str
    cents: int
    share: float


def plan_overview(view: PlanView) -> str:
    """Write a plan as one self-contained HTML page."""
    return render(
        "overview.html.jinja",
        view=view,
        zone=view.zone,
        colours=colours_of(view),
        days=_days(view),
        figures=_figures(view.kpis),
        terms=_terms(view),
        unassigned=view.unassigned[:LISTED_UNASSIGNED],
    )


def _days(view: PlanView) -> tuple[DayPart, ...]:
    colours = colours_of(view)
    by_day: dict[date, list[RouteView]] = {}
    for route in view.routes:
        by_day.setdefault(local_day(route.route.start_at, view.zone), []).append(route)
    return tuple(
        DayPart(
            day,
            tuple(routes),
            day_map(routes, view.unassigned, colours, view.zone),
            timeline(routes, colours, view.zone),
        )
        for day, routes in sorted(by_day.items())
    )


def _figures(kpis: PlanKpis) -> Sequence[Figure]:
    at_work_s = kpis.travel_s + kpis.service_s + kpis.waiting_s
    return (
        Figure(str(kpis.visits_planned), "visits planned"),
        Figure(str(kpis.visits_unassigned), "unassigned", alarming=kpis.visits_unassigned > 0),
        Figure(f"{100 * kpis.on_time_share:.1f}", "on time %"),
        Figure(str(kpis.late_arrivals), "late arrivals", alarming=kpis.late_arrivals > 0),
        Figure(str(kpis.technicians_used), "technicians"),
        Figure(f"{kpis.travel_s / 3600:.1f}", "driving hours"),
        Figure(f"{kpis.travel_s / 60 / max(1, kpis.visits_planned):.1f}", "min drive / visit"),
        Figure(f"{100 * kpis.service_s / max(1, at_work_s):.1f}", "wrench time %"),
    )


def _terms(view: PlanView) -> tuple[TermBar, ...]:
    largest = max((abs(cents) for cents in view.plan.terms.values()), default=0)
    ordered = sorted(view.plan.terms.items(), key=lambda term: -term[1])
    return tuple(TermBar(name, cents, abs(cents) / largest) for name, cents in ordered if cents)
