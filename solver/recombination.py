"""The best plan made of routes seen before: set packing by CP-SAT (Pillac et al. 2013, doi 10.1007/s11590-012-0567-4).

The search meets far more good routes than its best plan holds; put together otherwise they may be better still.
"""

from collections.abc import Sequence

from ortools.sat.python import cp_model

MOST_ROUTES = 2_000
"""Routes kept, the latest ones: more take longer to choose from than they gain."""

MOST_WORK = 1.0
"""Limit in CP-SAT's own measure of work, where the clock must not count."""

Route = tuple[int, tuple[int, ...]]


class RoutePool:
    """Good routes by shift and visits served, each with its cheapest order."""

    def __init__(self) -> None:
        self._routes: dict[tuple[int, frozenset[int]], tuple[int, tuple[int, ...]]] = {}

    def __len__(self) -> int:
        return len(self._routes)

    def add(self, vehicle: int, visits: Sequence[int], cost: int) -> None:
        """Remember a route.

        Parameters
        ----------
        vehicle : int
            Index of the shift.
        visits : sequence of int
            In order, at least one.
        cost : int
            Cents, penalties left out.
        """
        key = (vehicle, frozenset(visits))
        route = (cost, tuple(visits))
        self._routes[key] = min(route, self._routes.pop(key, route))
        if len(self._routes) > MOST_ROUTES:
            del self._routes[next(iter(self._routes))]

    def best_plan(
        self, penalties: Sequence[int], better_than: int, *, seconds: float | None, seed: int
    ) -> list[Route] | None:
        """Choose the cheapest plan made of these routes.

        Parameters
        ----------
        penalties : sequence of int
            Cents for leaving each visit out.
        better_than : int
            Cents of the best plan so far.
        seconds : float or None
            Limit; with ``None`` a limit on the work done counts, so that equal input gives equal output.
        seed : int
            Of the choice's random numbers.

        Returns
        -------
        list of (vehicle, visits) or None
            ``None`` when none is found in time.
        """
        model = cp_model.CpModel()
        of_shift: dict[int, list[cp_model.IntVar]] = {}
        of_visit: dict[int, list[cp_model.IntVar]] = {}
        gains: list[int] = []
        chosen: list[cp_model.IntVar] = []
        for key, (cost, visits) in self._routes.items():
            variable = model.new_bool_var("")
            chosen.append(variable)
            gains.append(sum(penalties[v] for v in visits) - cost)
            of_shift.setdefault(key[0], []).append(variable)
            for visit in visits:
                of_visit.setdefault(visit, []).append(variable)
        for alternatives in (*of_shift.values(), *of_visit.values()):
            model.add_at_most_one(alternatives)
        gain = cp_model.LinearExpr.weighted_sum(chosen, gains)
        model.add(gain > sum(penalties) - better_than)
        model.maximize(gain)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed % 2**31
        if seconds is None:
            solver.parameters.max_deterministic_time = MOST_WORK
        else:
            solver.parameters.max_time_in_seconds = seconds
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return [
            (key[0], visits)
            for variable, (key, (_, visits)) in zip(chosen, self._routes.items(), strict=True)
            if solver.value(variable)
        ]
