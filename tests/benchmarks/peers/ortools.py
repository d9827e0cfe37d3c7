"""OR-Tools' routing model alone: parallel cheapest insertion, then guided local search; one thread."""

from datetime import timedelta

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from tests.benchmarks.alone import timed
from tests.benchmarks.field_days import SHIFT_END, FieldDay
from tests.benchmarks.field_score import Routes


def solve(day: FieldDay, seconds: float, seed: int, threads: int) -> tuple[Routes, float]:
    """Solve a day; the seed puts the visits into another order (0: as given), which breaks ties in another way."""
    order = np.arange(day.visits) if seed == 0 else np.random.default_rng(seed).permutation(day.visits)
    nodes = np.concatenate([order, np.arange(day.visits, len(day.travel))])
    manager, routing = _model(day, nodes)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromTimedelta(timedelta(seconds=seconds))
    plan, used = timed(routing.SolveWithParameters, parameters)
    routes: list[list[int]] = [[] for _ in day.held]
    for technician in range(day.technicians if plan else 0):
        index = plan.Value(routing.NextVar(routing.Start(technician)))
        while not routing.IsEnd(index):
            routes[technician].append(int(nodes[manager.IndexToNode(index)]))
            index = plan.Value(routing.NextVar(index))
    return routes, used


def _model(day: FieldDay, nodes: np.ndarray) -> tuple[pywrapcp.RoutingIndexManager, pywrapcp.RoutingModel]:
    homes = list(range(day.visits, len(nodes)))
    manager = pywrapcp.RoutingIndexManager(len(nodes), day.technicians, homes, homes)
    routing = pywrapcp.RoutingModel(manager)
    travel = day.travel[np.ix_(nodes, nodes)]
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(travel.tolist()))
    service = np.concatenate([day.durations[nodes[: day.visits]], np.zeros(day.technicians, dtype=np.int64)])
    transit = travel + service[:, None]
    np.fill_diagonal(transit, 0)  # a visit left out is its own successor
    routing.AddDimension(routing.RegisterTransitMatrix(transit.tolist()), SHIFT_END, SHIFT_END, False, "time")
    time = routing.GetDimensionOrDie("time")
    for node, visit in enumerate(nodes[: day.visits].tolist()):
        index = manager.NodeToIndex(node)
        time.CumulVar(index).SetRange(*day.windows[visit].tolist())
        routing.AddDisjunction([index], int(day.penalties[visit]))
        able = [number for number, held in enumerate(day.held) if day.skills[visit] in held]
        routing.VehicleVar(index).SetValues([-1, *able])
    return manager, routing
