"""Maps of the overview and the sheets: where lines and points go on an SVG of given size, north up, without tiles."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, floor, hypot, log10, radians

from data.files.wording import arrival_text, clock_time
from dispatch.place import Place
from dispatch.plan_view import RouteView, StopView, UnassignedView
from dispatch.ways import MAP_CREDIT

OVERVIEW, SHEET = (1000, 560), (960, 300)
"""Width and height, SVG units."""

MARGIN = 34
SHORTEST_STROKE = 0.8
"""Bends of a way nearer to each other than this, SVG units, are one."""

METRES_PER_DEGREE = 111_195
"""Length of a degree of latitude on a sphere of 6,371 km."""

SMALLEST_SPAN_M = 400
"""A day within one street is not blown up further than this."""


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A dot with its tooltip; ``late`` paints it red."""

    x: float
    y: float
    label: str
    tooltip: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class MapRoute:
    """A technician's line, dots and the places where the day begins and ends."""

    technician_id: str
    name: str
    colour: str
    line: str
    stops: tuple[MapPoint, ...]
    ends: tuple[MapPoint, ...]


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A bar of a round length."""

    width: float
    label: str


@dataclass(frozen=True, slots=True)
class DayMap:
    """Everything the map shows; lengths in SVG units; ``credit`` is due where ways are drawn, else empty."""

    width: int
    height: int
    routes: tuple[MapRoute, ...]
    unassigned: tuple[MapPoint, ...]
    grid: float
    scale: ScaleBar
    credit: str


class Projection:
    """Equirectangular about the middle of all places: true to shape for a city, cheap, and north is up."""

    def __init__(self, places: Sequence[Place], size: tuple[int, int]) -> None:
        self.width, self.height = size
        lats, lons = [p.lat for p in places] or [0.0], [p.lon for p in places] or [0.0]
        self.lat, self.lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
        self.narrowing = max(0.01, cos(radians(self.lat)))
        tall_m = max(SMALLEST_SPAN_M, (max(lats) - min(lats)) * METRES_PER_DEGREE)
        wide_m = max(SMALLEST_SPAN_M, (max(lons) - min(lons)) * METRES_PER_DEGREE * self.narrowing)
        self.units_per_metre = min((size[0] - 2 * MARGIN) / wide_m, (size[1] - 2 * MARGIN) / tall_m)

    def point(self, place: Place) -> tuple[float, float]:
        """Place a place on the map."""
        scale = METRES_PER_DEGREE * self.units_per_metre
        x = self.width / 2 + (place.lon - self.lon) * self.narrowing * scale
        return round(x, 1), round(self.height / 2 - (place.lat - self.lat) * scale, 1)


def day_map(
    routes: Sequence[RouteView],
    unassigned: Sequence[UnassignedView],
    colours: dict[str, str],
    zone: str,
    size: tuple[int, int] = OVERVIEW,
) -> DayMap:
    """Lay one day's routes and the visits left out onto a map.

    Parameters
    ----------
    colours : dict
        Technician's id to colour.
    size : (int, int)
        Width and height, SVG units.
    """
    left_out = [(view, view.visit.place) for view in unassigned if view.visit.place]
    projection = Projection([*(p for route in routes for p in route.line), *(place for _, place in left_out)], size)
    scale = _scale(projection.units_per_metre, size[0])
    return DayMap(
        width=size[0],
        height=size[1],
        routes=tuple(_route(route, colours[route.technician.id], projection, zone) for route in routes),
        unassigned=tuple(_left_out(view, projection.point(place)) for view, place in left_out),
        grid=scale.width,
        scale=scale,
        credit=MAP_CREDIT if any(route.way for route in routes) else "",
    )


def _route(view: RouteView, colour: str, projection: Projection, zone: str) -> MapRoute:
    stops = (
        _stop(view, stop, number, projection.point(stop.stop.place), zone)
        for number, stop in enumerate(view.stops, start=1)
    )
    return MapRoute(
        technician_id=view.technician.id,
        name=view.technician.name,
        colour=colour,
        line=" ".join(f"{x:g},{y:g}" for x, y in _bends([projection.point(place) for place in view.line])),
        stops=tuple(stops),
        ends=tuple(_ends(view, projection)),
    )


def _bends(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Leave out what nobody sees; both ends stay."""
    kept = list(points[:1])
    for x, y in points[1:]:
        if hypot(x - kept[-1][0], y - kept[-1][1]) >= SHORTEST_STROKE:
            kept.append((x, y))
    return kept if points[-1:] == kept[-1:] else [*kept, points[-1]]


def _stop(view: RouteView, stop: StopView, number: int, point: tuple[float, float], zone: str) -> MapPoint:
    times = f"{clock_time(stop.stop.start_at, zone)}–{clock_time(stop.stop.end_at, zone)}"
    tooltip = f"{view.technician.name}, stop {number}: {times}\n{stop.visit.title}\n{stop.request.address}"
    if stop.bounds:
        tooltip += f"\narrival {arrival_text(stop, zone)}: {stop.bounds.reason}"
    return MapPoint(*point, str(number), tooltip, late=bool(stop.stop.promise_late_s or stop.stop.response_late_s))


def _ends(view: RouteView, projection: Projection) -> Iterable[MapPoint]:
    route = view.route
    same = route.start_place == route.end_place
    named = [(route.start_place, "starts and ends" if same else "starts"), (None if same else route.end_place, "ends")]
    for place, verb in named:
        if place is not None:
            yield MapPoint(*projection.point(place), "", f"{view.technician.name} {verb} here")


def _left_out(view: UnassignedView, point: tuple[float, float]) -> MapPoint:
    reason = f"Unassigned: {view.visit.title}\n{view.request.address}\n{view.unassigned.reason}"
    return MapPoint(*point, "", reason)


def _scale(units_per_metre: float, width: int) -> ScaleBar:
    """Choose the longest of 1, 2 or 5 times a power of ten metres that fits a sixth of the map."""
    longest_m = width / 6 / units_per_metre
    power = 10 ** floor(log10(longest_m))
    metres = max(step * power for step in (1, 2, 5) if step * power <= longest_m)
    label = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    return ScaleBar(round(metres * units_per_metre, 1), label)
