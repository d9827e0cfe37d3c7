"""The overview's timeline: one row a route, time from left to right, laid out in SVG units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from data.files.wording import clock_time, duration_text, window_text
from dispatch.plan_view import RouteView, StopView

WIDTH, NAMES_WIDTH, HEAD, ROW, BAR = 1340, 168, 28, 34, 20
CHARACTER_WIDTH = 6.5
"""Mean width of a letter at the bars' font size."""

SHORTEST_SPAN = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time in a row; ``state`` is ``kept``, ``late`` or ``free`` (nothing promised or due)."""

    x: float
    width: float
    label: str
    tooltip: str
    state: str = "free"
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch without a label."""

    x: float
    width: float
    tooltip: str


@dataclass(frozen=True, slots=True)
class Row:
    """One route."""

    technician_id: str
    name: str
    colour: str
    y: int
    on_duty: Span
    stops: tuple[Bar, ...]
    promises: tuple[Span, ...]
    waits: tuple[Span, ...]
    breaks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """All rows and the hours above them."""

    width: int
    height: int
    names_width: int
    head: int
    row_height: int
    bar_height: int
    hours: tuple[tuple[float, str], ...]
    rows: tuple[Row, ...]


class Axis:
    """Turns instants into places from left to right."""

    def __init__(self, start_at: datetime, end_at: datetime) -> None:
        self.start_at, self.end_at = start_at, end_at
        self.units_per_second = (WIDTH - NAMES_WIDTH) / (end_at - start_at).total_seconds()

    def x(self, at: datetime) -> float:
        """Place an instant, cut to the axis."""
        seconds = (min(max(at, self.start_at), self.end_at) - self.start_at).total_seconds()
        return round(NAMES_WIDTH + seconds * self.units_per_second, 1)

    def span(self, start_at: datetime, end_at: datetime, tooltip: str) -> Span:
        """Place a stretch of time."""
        return Span(self.x(start_at), round(self.x(end_at) - self.x(start_at), 1), tooltip)


def timeline(routes: Sequence[RouteView], colours: dict[str, str], zone: str) -> Timeline:
    """Lay routes of one day out along the hours; there must be at least one.

    Parameters
    ----------
    colours : dict
        Technician's id to colour.
    """
    axis = _axis(routes)
    return Timeline(
        width=WIDTH,
        height=HEAD + ROW * len(routes),
        names_width=NAMES_WIDTH,
        head=HEAD,
        row_height=ROW,
        bar_height=BAR,
        hours=_hours(axis, zone),
        rows=tuple(
            _row(route, colours[route.technician.id], HEAD + ROW * index, axis, zone)
            for index, route in enumerate(routes)
        ),
    )


def _axis(routes: Sequence[RouteView]) -> Axis:
    """Run from the full hour before the first departure to the full hour after the last return."""
    first = min(route.route.start_at for route in routes).replace(minute=0, second=0, microsecond=0)
    last = max(route.route.end_at for route in routes) + timedelta(minutes=59, seconds=59)
    return Axis(first, max(last.replace(minute=0, second=0, microsecond=0), first + SHORTEST_SPAN))


def _hours(axis: Axis, zone: str) -> tuple[tuple[float, str], ...]:
    count = round((axis.end_at - axis.start_at).total_seconds() / 3600)
    step = 1 if count <= 14 else 2
    instants = [axis.start_at + timedelta(hours=hour) for hour in range(0, count, step)]
    return tuple((axis.x(at), f"{at.astimezone(ZoneInfo(zone)):%H:%M}") for at in instants)


def _row(view: RouteView, colour: str, y: int, axis: Axis, zone: str) -> Row:
    route = view.route
    span = f"{view.technician.name}: {clock_time(route.start_at, zone)}–{clock_time(route.end_at, zone)}"
    return Row(
        technician_id=view.technician.id,
        name=view.technician.name,
        colour=colour,
        y=y,
        on_duty=axis.span(route.start_at, route.end_at, f"{span}, {duration_text(route.travel_s)} driving"),
        stops=tuple(_stop(stop, number, axis, zone) for number, stop in enumerate(view.stops, start=1)),
        promises=tuple(
            axis.span(
                stop.promise.window.earliest_at,
                stop.promise.window.latest_at,
                f"Promised {window_text(stop.promise.window, zone)}: {stop.visit.title}",
            )
            for stop in view.stops
            if stop.promise
        ),
        waits=tuple(
            axis.span(
                stop.stop.start_at - timedelta(seconds=stop.stop.waiting_s),
                stop.stop.start_at,
                f"{duration_text(stop.stop.waiting_s)} waiting",
            )
            for stop in view.stops
            if stop.stop.waiting_s >= 60
        ),
        breaks=tuple(
            axis.span(p.start_at, p.end_at, f"Break {clock_time(p.start_at, zone)}–{clock_time(p.end_at, zone)}")
            for p in route.breaks
        ),
    )


def _stop(view: StopView, number: int, axis: Axis, zone: str) -> Bar:
    stop = view.stop
    span = axis.span(stop.start_at, stop.end_at, "")
    title = view.visit.product.replace("_", " ").capitalize()
    fitting = int((span.width - 9) / CHARACTER_WIDTH)
    return Bar(
        x=span.x,
        width=span.width,
        label=title if len(title) <= fitting else title[: fitting - 1].rstrip() + "…" if fitting >= 4 else "",
        tooltip="\n".join(_tooltip(view, number, zone)),
        state=_state(view),
        pinned=stop.pinned,
    )


def _state(view: StopView) -> str:
    if view.stop.promise_late_s or view.stop.response_late_s:
        return "late"
    return "kept" if view.promise or view.visit.due_at else "free"


def _tooltip(view: StopView, number: int, zone: str) -> list[str]:
    stop = view.stop
    lines = [
        f"{number}. {view.visit.title}",
        f"{clock_time(stop.start_at, zone)}–{clock_time(stop.end_at, zone)}",
        f"Arrives {clock_time(stop.arrival_at, zone)}",
        f"{view.request.customer.name}, {view.request.address}",
    ]
    if view.colleagues:
        lines.append(f"Together with {view.with_names}")
    if view.promise:
        lines.append(f"Promised {window_text(view.promise.window, zone)}")
    lines += [f"At home {window_text(window, zone)}" for window in view.visit.windows]
    if view.visit.due_at:
        lines.append(f"Due {view.visit.due_at.astimezone(ZoneInfo(zone)):%a %H:%M}")
    if stop.promise_late_s:
        lines.append(f"{duration_text(stop.promise_late_s)} after the promised window")
    if stop.response_late_s:
        lines.append(f"{duration_text(stop.response_late_s)} after the due time")
    if stop.pinned:
        lines.append("Pinned by the dispatcher")
    return lines
