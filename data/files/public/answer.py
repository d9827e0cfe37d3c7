"""The answer to a benchmark instance: routes by the file's own ids, times and objective in the file's own units."""

from typing import Any

from data.files.public.instance import Ids, Instance
from solver.solution import DepotCall, Route, Solution


def write_answer(instance: Instance, solution: Solution, *, seconds: float) -> dict[str, Any]:
    """Give a solution as an object of JSON values.

    Parameters
    ----------
    seconds : float
        How long it took.
    """
    return {
        "instance": instance.name,
        "objective": _in_file_units(instance, instance.value(instance.problem, solution)),
        "convention": instance.convention,
        "seconds": round(seconds, 2),
        "routes": [_route(instance, route) for route in solution.routes],
        "unserved": [dict(instance.visits[entry.visit]) | {"reason": str(entry.code)} for entry in solution.unassigned],
    }


def _route(instance: Instance, route: Route) -> dict[str, Any]:
    stops = [_called(instance, instance.visits[stop.visit], stop.start, stop.end) for stop in route.stops]
    if route.depot_call is not None:
        stops.insert(route.depot_call.after + 1, _depot(instance, route.depot_call))
    return _called(instance, instance.vehicles[route.vehicle], route.start, route.end) | {"stops": stops}


def _depot(instance: Instance, call: DepotCall) -> dict[str, Any]:
    return _called(instance, {"depot": instance.depot or 0}, call.arrival, call.end)


def _called(instance: Instance, ids: Ids, start: int, end: int) -> dict[str, Any]:
    return dict(ids) | {"start": _in_file_units(instance, start), "end": _in_file_units(instance, end)}


def _in_file_units(instance: Instance, value: float) -> float:
    """A whole number where it is one; at most six decimals, as a third may stand among them."""
    shown = round(value / instance.units, 6)
    return int(shown) if shown == int(shown) else shown
