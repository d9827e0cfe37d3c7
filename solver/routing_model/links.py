"""`pair` and `order` in the routing model: who goes, both or neither, and the lag between the starts."""

from collections import Counter

from ortools.constraint_solver import pywrapcp

from solver.links import Link, Technicians
from solver.routing_model.model import RoutingModel

NOBODY = (-1, -2)
"""Stand for the technicians of two visits left out: not the same."""


def add_links(model: RoutingModel) -> None:
    """Link visits in the model; those that need a visit outside it stay out.

    Parameters
    ----------
    model : RoutingModel
        The model.
    """
    nodes = {visit: node for node, visit in enumerate(model.visits)}
    links = model.problem.links
    for visit, node in nodes.items():
        if any(needed not in nodes for needed in links.needs.get(visit, ())):
            model.routing.VehicleVar(model.index(node)).SetValue(-1)
    shared = Counter(model.problem.visits[v].place for v in model.visits)
    for link in links.among(nodes):
        _add_link(model, link, (model.index(nodes[link.first]), model.index(nodes[link.second])), shared)


def _add_link(model: RoutingModel, link: Link, ends: tuple[int, int], shared: Counter[int]) -> None:
    routing, solver = model.routing, model.routing.solver()
    first, second = (routing.ActiveVar(index) for index in ends)
    solver.Add(first == second if link.is_pair else first >= second)
    _add_lag(model, link, ends, shared)
    if link.technicians is Technicians.ANY:
        return
    one, other = (_technician(model, index, nobody) for index, nobody in zip(ends, NOBODY, strict=True))
    if link.technicians is Technicians.DIFFERENT:
        solver.Add(one != other)
    else:
        solver.Add((one - other) * second == 0)


def _add_lag(model: RoutingModel, link: Link, ends: tuple[int, int], shared: Counter[int]) -> None:
    """The time at a node is the end of its set-up; where another visit at the place may save it, both are let through.

    Times of visits left out don't matter.
    """
    solver = model.routing.solver()
    early, late = (model.time.CumulVar(index) for index in ends)
    second = model.routing.ActiveVar(ends[1])
    visits = [model.problem.visits[visit] for visit in (link.first, link.second)]
    most = [visit.setup for visit in visits]
    least = [0 if shared[visit.place] > 1 else visit.setup for visit in visits]
    solver.Add((late - early - (link.least + least[1] - most[0])) * second >= 0)
    if link.most <= model.horizon:
        solver.Add((early - late + (link.most + most[1] - least[0])) * second >= 0)


def _technician(model: RoutingModel, index: int, nobody: int) -> pywrapcp.IntExpr:
    """Who makes a visit: several shifts may be of one technician."""
    technicians = [nobody, *(shift.technician for shift in model.problem.vehicles)]
    return model.routing.solver().Element(technicians, model.routing.VehicleVar(index) + 1)
