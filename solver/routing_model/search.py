"""Runs OR-Tools' guided local search on the routing model and hands over each better plan it meets."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from ortools.constraint_solver import routing_enums_pb2
from ortools.constraint_solver.pywrapcp import DefaultRoutingSearchParameters
from ortools.constraint_solver.routing_parameters_pb2 import RoutingSearchParameters

from solver.problem import Problem
from solver.routing_model.constraints import add_constraints
from solver.routing_model.model import RoutingModel, new_model

Sequences = list[tuple[int, tuple[int, ...]]]

POLL_EVERY = 256
"""Candidate moves between two looks at clock and caller."""

LONGEST_COMPLETION = 10_000
"""Most questions while OR-Tools looks for times of the given plan: once when it is read, once when the search begins.
Tens to some thousands are usual. With breaks and a waiting cost, the more with pairs, it may go through the seconds of
a day one by one, without an end in minutes: such a plan is not polished."""

COMPLETION = timedelta(milliseconds=10)
"""Longest that OR-Tools may look for the times of one candidate when the clock limits the search anyway: with breaks
some candidates take seconds, and a search that waits for them meets few others."""

ENDLESS = timedelta(days=365)
"""OR-Tools warns about guided search without a time limit; ours end by counting moves. Its own limit on completing one
plan, a tenth of a second, makes results depend on the machine and refuses large plans with breaks."""


def search_plans(
    problem: Problem,
    visits: Sequence[int],
    fitting: list[list[int]],
    initial: Iterable[tuple[int, Sequence[int]]],
    *,
    guided: bool,
    iterations: int | None,
    seconds: Callable[[], float | None],
    stop: Callable[[], bool],
    on_plan: Callable[[Sequences], None],
) -> None:
    """Search, starting from a plan; the times are the caller's business.

    Parameters
    ----------
    problem : Problem
        The problem, with at least one vehicle and a single travel period (``slowest.py``).
    visits : sequence of int
        Those to model, at least one, each with a window and a fitting shift.
    fitting : list of list of int
        For each visit of the problem the shifts on which it meets no obstacle.
    initial : iterable of (vehicle, visits)
        A feasible plan to begin with; where it is empty or the model refuses it, OR-Tools constructs one of its own.
        Where the model has not found times for it after ``LONGEST_COMPLETION`` questions, nothing is searched.
    guided : bool
        Go on past the first local optimum until a limit is met.
    iterations : int or None
        Most candidate moves looked at: a limit that gives the same plan on every machine.
    seconds : callable
        Time left for the search, asked when the model stands; ``None`` is no limit.
    stop : callable
        Asked now and then; ends the search when it says so.
    on_plan : callable
        Gets each plan that the model prices lower than all before.
    """
    model = new_model(problem, visits, fitting)
    add_constraints(model)
    parameters = _parameters(guided=guided)
    routing = model.routing
    listener = _Listener(model, on_plan)
    limit = _Limit(listener, iterations, stop)
    routing.AddSearchMonitor(routing.solver().CustomLimit(limit))
    routing.AddAtSolutionCallback(listener)
    routing.CloseModelWithParameters(parameters)  # an initial assignment given before this is ignored in silence
    indices = _as_indices(model, initial)
    start = routing.ReadAssignmentFromRoutes(indices, True) if any(indices) else None
    limit.plan_is_read()
    left = seconds()
    if limit.stopped or limit.gave_up or (left is not None and left <= 0):
        return
    if left is not None:
        parameters.time_limit.FromTimedelta(timedelta(seconds=left))
        parameters.lns_time_limit.FromTimedelta(COMPLETION)
    if start is None or routing.SolveFromAssignmentWithParameters(start, parameters) is None:
        routing.SolveWithParameters(parameters)


def _parameters(*, guided: bool) -> RoutingSearchParameters:
    parameters = DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    kinds = routing_enums_pb2.LocalSearchMetaheuristic
    parameters.time_limit.FromTimedelta(ENDLESS)
    parameters.lns_time_limit.FromTimedelta(ENDLESS)
    parameters.local_search_metaheuristic = kinds.GUIDED_LOCAL_SEARCH if guided else kinds.GREEDY_DESCENT
    return parameters


def _as_indices(model: RoutingModel, routes: Iterable[tuple[int, Sequence[int]]]) -> list[list[int]]:
    nodes = {visit: model.index(node) for node, visit in enumerate(model.visits)}
    indices: list[list[int]] = [[] for _ in model.problem.vehicles]
    for vehicle, visits in routes:
        indices[vehicle] = [nodes[visit] for visit in visits]
    return indices


class _Limit:
    """Counts candidate moves; true when the search shall end.

    OR-Tools asks it all the time, also while it completes the given plan: once when reading it and once more when the
    search begins. Ended in the middle of that second time it would go on for seconds: only then the limit keeps still.
    """

    def __init__(self, listener: "_Listener", iterations: int | None, stop: Callable[[], bool]) -> None:
        self._listener = listener
        self._most = iterations
        self._stop = stop
        self._asked = 0
        self._read: int | None = None
        self.stopped = False
        self.gave_up = False

    def plan_is_read(self) -> None:
        """The search begins after this."""
        self._read = self._listener.plans
        self._asked = 0

    def __call__(self) -> bool:
        self._asked += 1
        if self._asked % POLL_EVERY == 1:
            self.stopped = self.stopped or self._stop()
        if self._read is None:
            self.gave_up = self._listener.plans == 0 and self._asked >= LONGEST_COMPLETION
            return self.stopped or self.gave_up or self._listener.plans > 0
        if self._listener.plans == self._read and self._asked < LONGEST_COMPLETION:
            return False
        return self.stopped or (self._most is not None and self._asked > self._most)


class _Listener:
    """Reads a plan out of the model whenever the model's cost falls."""

    def __init__(self, model: RoutingModel, on_plan: Callable[[Sequences], None]) -> None:
        self._model = model
        self._on_plan = on_plan
        self._best: int | None = None
        self.plans = 0

    def __call__(self) -> None:
        self.plans += 1
        routing = self._model.routing
        cost = routing.CostVar().Max()
        if self._best is None or cost < self._best:
            self._best = cost
            self._on_plan(self._read())

    def _read(self) -> Sequences:
        routing, manager = self._model.routing, self._model.manager
        found: Sequences = []
        for vehicle in range(len(self._model.problem.vehicles)):
            visits: list[int] = []
            index = routing.NextVar(routing.Start(vehicle)).Value()
            while not routing.IsEnd(index):
                visits.append(self._model.visits[manager.IndexToNode(index)])
                index = routing.NextVar(index).Value()
            if visits:
                found.append((vehicle, tuple(visits)))
        return found
