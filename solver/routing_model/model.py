"""Builds the routing model of a problem, or of that part of it which a search can make use of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.constraint_solver import pywrapcp

from solver.problem import Problem, Vehicle
from solver.routing_model.transits import (
    SECONDS_PER_HOUR,
    Matrix,
    between,
    money,
    node_places,
    services,
    setups,
)

TIME = "time"
WORK = "work"
"""Seconds of driving and service so far; only there when a shift has a target."""


ENTRY_S = 1.5e-7
"""About what an entry of a matrix takes on its way into the model."""


@dataclass(frozen=True, slots=True)
class RoutingModel:
    """An OR-Tools model together with what its numbers mean.

    Parameters
    ----------
    problem : Problem
        The problem.
    visits : tuple of int
        The visit of each of the first nodes.
    fitting : list of list of int
        For each visit of the problem the shifts on which it meets no obstacle.
    places : list of int or None
        The place of each node.
    manager, routing, time : OR-Tools objects
        Index manager, model, time dimension. The time at a visit's node is the end of its set-up.
    horizon : int
        Latest end of any shift.
    """

    problem: Problem
    visits: tuple[int, ...]
    fitting: list[list[int]]
    places: list[int | None]
    manager: pywrapcp.RoutingIndexManager
    routing: pywrapcp.RoutingModel
    time: pywrapcp.RoutingDimension
    horizon: int

    def index(self, node: int) -> int:
        """Index of a visit's node.

        Parameters
        ----------
        node : int
            Position in ``visits``.
        """
        found: int = self.manager.NodeToIndex(node)
        return found


def new_model(problem: Problem, visits: Sequence[int], fitting: list[list[int]]) -> RoutingModel:
    """Make a model with the `duration` and `travel` of every shift, and no other constraint yet.

    Parameters
    ----------
    problem : Problem
        The problem, with at least one vehicle and a single travel period.
    visits : sequence of int
        Those to model, at least one.
    fitting : list of list of int
        For each visit of the problem the shifts on which it meets no obstacle.
    """
    places, starts, ends = node_places(problem, visits)
    manager = pywrapcp.RoutingIndexManager(len(places), len(problem.vehicles), starts, ends)
    routing = pywrapcp.RoutingModel(manager)
    horizon = max(v.shift_end + v.overtime_limit for v in problem.vehicles)
    evaluators = _Evaluators(problem, visits, places, routing)
    for k, shift in enumerate(problem.vehicles):
        routing.SetArcCostEvaluatorOfVehicle(evaluators.cost(shift), k)
        routing.SetFixedCostOfVehicle(shift.rates.fixed * SECONDS_PER_HOUR, k)
    transits = [evaluators.time(shift) for shift in problem.vehicles]
    routing.AddDimensionWithVehicleTransits(transits, horizon, horizon, False, TIME)
    if any(shift.workload_target is not None for shift in problem.vehicles):
        routing.AddDimensionWithVehicleTransits(transits, 0, horizon, True, WORK)
    time = routing.GetDimensionOrDie(TIME)
    return RoutingModel(problem, tuple(visits), fitting, places, manager, routing, time, horizon)


def building_s(problem: Problem, visits: int) -> float:
    """About how many seconds it takes to build a model and to hand a plan to it.

    Parameters
    ----------
    problem : Problem
        The problem.
    visits : int
        How many visits are modelled.
    """
    times = {(shift.profile, shift.duration_percents) for shift in problem.vehicles}
    costs = {(shift.profile, shift.rates) for shift in problem.vehicles}
    places = {place for shift in problem.vehicles for place in (shift.start_place, shift.end_place)}
    return ENTRY_S * (len(times) + len(costs)) * (visits + len(places)) ** 2


class _Evaluators:
    """Registers each distinct matrix once: shifts that share travel, periods, proficiency and rates share it."""

    def __init__(
        self,
        problem: Problem,
        visits: Sequence[int],
        places: Sequence[int | None],
        routing: pywrapcp.RoutingModel,
    ) -> None:
        self._problem = problem
        self._visits = visits
        self._places = places
        self._routing = routing
        self._setups = setups(problem, visits, places)
        self._known: dict[object, int] = {}

    def time(self, shift: Vehicle) -> int:
        """Number of the evaluator for service, then travel, then set-up."""
        key = ("time", shift.profile, shift.duration_percents)
        if key not in self._known:
            service = services(self._problem, shift, self._visits, len(self._places))
            seconds = between(self._problem.travel[shift.profile].durations[0], self._places)
            transit = service[:, None] + seconds + self._setups
            np.fill_diagonal(transit, 0)  # a visit left out is its own successor; OR-Tools fails if that takes time
            self._known[key] = self._register(transit)
        return self._known[key]

    def cost(self, shift: Vehicle) -> int:
        """Number of the evaluator for travel costs."""
        rates = (shift.rates.travel_per_hour, shift.rates.travel_per_km)
        key = ("cost", shift.profile, rates)
        if key not in self._known:
            seconds = between(self._problem.travel[shift.profile].durations[0], self._places)
            metres = between(self._problem.travel[shift.profile].distances, self._places)
            self._known[key] = self._register(money(shift, seconds, metres))
        return self._known[key]

    def _register(self, matrix: Matrix) -> int:
        content = matrix.tobytes()
        if content not in self._known:
            self._known[content] = self._routing.RegisterTransitMatrix(matrix.tolist())
        return self._known[content]
