"""The way to a plan: construct → search → polish → repair → explain → check. Seed, limits, callbacks are arguments."""

import os
from collections.abc import Callable, Sequence

import numpy as np

from solver.appointments import appoint_at_best
from solver.checker import check
from solver.compiled_search import NewDesk, ready_search
from solver.construction import HANDLING_S, complete
from solver.draft import Draft
from solver.errors import RejectedSolutionError
from solver.fit import fitting_vehicles
from solver.improvement import Improvement
from solver.insertion import Insertion
from solver.linked_insertion import complete_linked, settle, unlinked
from solver.objective import changes_of, terms_of
from solver.plan import Routes, feasible_part, require_plan
from solver.problem import Problem
from solver.progress import Progress, Watch
from solver.reasons import MOST_REMEDIES, explain
from solver.repair import repair
from solver.routing_model.model import building_s
from solver.routing_model.own_stock import on_own_stock
from solver.routing_model.search import search_plans
from solver.routing_model.slowest import without_periods
from solver.screen import Screen
from solver.solution import Evaluation, Solution, Violation
from solver.ties import routes_are_tied
from solver.walk import broken_links, walk

__all__ = ["Evaluation", "Improvement", "Progress", "Routes", "Violation", "evaluate", "solve"]

MOST_RESERVED = 0.15
"""The largest part of the time limit that is kept for repair and reasons."""

PROOF_S, REMEDY_S, LINKED_REMEDY_S = 2e-5, 0.01, 0.15
"""About what a proof for one shift, a remedy and one for a linked visit take."""

GRACE, MOST_GRACE_S = 0.05, 1.0
"""So much of the time, at most so many seconds, is always left for remedies, be it beyond the limit."""

STILL_ABSENT = 0.5
"""About which part of the visits absent before the search are so after it."""

ROUNDS_PER_VISIT = 200
"""Rounds of the search, for each visit, where there is no limit."""

CONSTRUCTED = 0.1
"""The largest part of the time for inserting linked visits before a search, which does so faster."""

POLISHED, MOST_POLISHED_S = 0.04, 2.0
"""The last part of the time, at most so many seconds, is the routing model's."""

BUILT = 0.7
"""The largest part of the polish that building the routing model may take; where it would take more, there is none."""

MOST_THREADS = 8
"""More threads than this on one problem gain little."""

MODELLED_PER_SERVED, ALWAYS_MODELLED = 3, 100
"""The routing model holds the visits of the constructed plan and this many absent ones for each, the dearest first."""


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    threads: int | None = None,
    initial: Routes | None = None,
    search: bool = True,
    on_progress: Callable[[Progress], None] | None = None,
    on_improvement: Callable[[Improvement], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Solution:
    """Find a good plan.

    Parameters
    ----------
    problem : Problem
        The problem.
    seconds : float or None
        Limit on the whole call; ``None`` means none.
    iterations : int or None
        Most rounds of ruin and recreation of each thread, and most candidate moves of the polish after it: the limit
        under which equal input gives equal output. With neither limit there are as many rounds as
        ``ROUNDS_PER_VISIT`` says, and the polish ends at the first local optimum.
    seed : int
        Of the search's random numbers; also numbers the visits anew for the polish, which breaks ties in another way.
    threads : int or None
        How many search side by side; ``None`` means one for each processor under a time limit, else one.
    initial : Routes or None
        A plan to begin with; stops that break rules are dropped first, visits on no route are inserted where it pays.
        The result is never dearer than what is left of it.
    search : bool
        ``False`` only completes ``initial`` by insertion: every stop that can be kept stays where it is.
    on_progress : callable or None
        Gets a :class:`Progress` now and then.
    on_improvement : callable or None
        Gets an :class:`Improvement` for each plan that is cheaper than those before.
    should_stop : callable or None
        Asked now and then; once it is true the best plan so far is repaired, explained, checked and returned.

    Returns
    -------
    Solution
        Accepted by the checker; no visit that could be inserted at a gain is left out.

    Raises
    ------
    InvalidProblemError
        ``initial`` names a vehicle or visit that does not exist, or one twice.
    RejectedSolutionError
        The checker refuses the result: a defect of this package.
    """
    require_plan(problem, initial or ())
    searching = search and iterations != 0 and bool(problem.visits) and bool(problem.vehicles)
    compiled = ready_search() if searching else None
    watch = Watch(problem, seconds, on_progress, on_improvement, should_stop)
    fitting = fitting_vehicles(problem)
    draft = Draft(problem, feasible_part(problem, fitting, initial or ()))
    screen = Screen(problem, draft.legs)
    desk = None if compiled is None or routes_are_tied(problem) else compiled.desk
    settled = settle(draft)
    if desk is None:
        share = CONSTRUCTED if search else 1.0
        complete_linked(draft, screen, fitting, lambda: watch.over((1 - share) * (seconds or 0)))
        complete(draft, screen, unlinked(fitting, draft))
    else:
        table = desk(problem, fitting, draft.sequences())
        table.complete(watch.over)
        _adopt(draft, draft.adopted(table.plan))
    settled = settle(draft, settled)
    watch.better(draft.cost, draft.sequences(), draft.appointments)
    reserve = _reserve(draft, seconds)
    insertions = None
    if search:
        if compiled is not None:
            polish = None if seconds is None else _polish_s(draft, seconds)
            plan = compiled.search(
                problem,
                fitting,
                draft.sequences(),
                rounds=ROUNDS_PER_VISIT * len(problem.visits) if iterations is None and seconds is None else iterations,
                left=lambda: watch.left(reserve + (polish or 0)),
                seed=seed,
                threads=threads or (1 if seconds is None else min(MOST_THREADS, os.cpu_count() or 1)),
                stop=lambda: _looked_around(watch, reserve + (polish or 0)),
                on_better=watch.better,
                starts=draft.appointments,
            )
            _adopt(draft, _retimed(draft, plan, fitting))
            if polish != 0:
                _polish(draft, fitting, watch, iterations=iterations, reserve=reserve, seed=seed)
                settled = settle(draft, settled)
        insertions = _repair(draft, screen, fitting, desk, lambda: watch.over(reserve / 2))
    settle(draft, settled)
    while problem.links and complete_linked(draft, screen, fitting, lambda: watch.over(reserve / 2), exact=True):
        settled = settle(draft)
        complete(draft, screen, unlinked(fitting, draft))
        settle(draft, settled)
    routes = [walk(problem, vehicle, visits, draft.appointments).route for vehicle, visits in draft.sequences()]
    grace = watch.grace(min(MOST_GRACE_S, GRACE * (seconds or 0)))
    unassigned = explain(draft, screen, fitting, insertions, remedies=True, over=lambda: watch.over(-grace))
    solution = Solution(tuple(routes), unassigned, terms_of(problem, routes), changes_of(problem, routes))
    violations = check(problem, solution)
    if violations:
        raise RejectedSolutionError(tuple(str(violation) for violation in violations))
    watch.better(solution.cost, draft.sequences(), draft.appointments)
    watch.report(always=True)
    return solution


def evaluate(problem: Problem, routes: Routes) -> Evaluation:
    """Time and price a hand-made plan, and list every rule that it breaks.

    Parameters
    ----------
    problem : Problem
        The problem.
    routes : Routes
        The plan; visits on no route count as left out. An unassigned visit whose ``extra_cost`` is 0 or less would
        pay to insert.

    Raises
    ------
    InvalidProblemError
        The plan names a vehicle or visit that does not exist, or one twice.
    """
    require_plan(problem, routes)
    used = sorted((vehicle, tuple(visits)) for vehicle, visits in routes if visits)
    starts = appoint_at_best(problem, used)
    walks = [walk(problem, vehicle, visits, starts) for vehicle, visits in used]
    timed = tuple(w.route for w in walks)
    draft = Draft(problem, used)
    unassigned = explain(draft, Screen(problem, draft.legs), fitting_vehicles(problem), None, remedies=False)
    solution = Solution(timed, unassigned, terms_of(problem, timed), changes_of(problem, timed))
    broken = (*(violation for w in walks for violation in w.violations), *broken_links(problem, timed))
    return Evaluation(solution, broken)


def _looked_around(watch: Watch, reserve: float) -> bool:
    """Report, and tell whether the search has to end."""
    watch.report()
    return watch.over(reserve)


def _adopt(draft: Draft, trial: Draft) -> bool:
    """Put a plan in place of the draft if it is feasible and not dearer."""
    if trial.cost > draft.cost or not trial.feasible:
        return False
    draft.take(trial)
    return True


def _repair(
    draft: Draft, screen: Screen, fitting: list[list[int]], desk: NewDesk | None, over: Callable[[], bool]
) -> dict[int, list[Insertion]] | None:
    """Try every absent visit once more; returns how each of them still fits, if that is known afterwards."""
    if desk is None:
        repair(draft, screen, unlinked(fitting, draft), over)
        return None
    table = desk(draft.problem, fitting, draft.sequences())
    table.repair(over)
    _adopt(draft, draft.adopted(table.plan))
    return table.insertions() if table.plan == draft.sequences() else None


def _polish(
    draft: Draft, fitting: list[list[int]], watch: Watch, *, iterations: int | None, reserve: float, seed: int
) -> None:
    """Put the best plan that the routing model meets in place of the draft, if it is cheaper."""
    kept, alone, initial = on_own_stock(draft.given, fitting, draft.sequences())
    visits = _worth_modelling(draft, alone, seed)
    if not visits or watch.over(reserve):
        return
    slowest = without_periods(draft.given)
    if slowest is not draft.given:
        initial = feasible_part(slowest, alone, initial)

    def consider(plan: Sequence[tuple[int, tuple[int, ...]]]) -> None:
        cost = draft.cost
        if _adopt(draft, _retimed(draft, [*kept, *plan], fitting)) and draft.cost < cost:
            watch.better(draft.cost, draft.sequences(), draft.appointments)

    search_plans(
        slowest,
        visits,
        alone,
        initial,
        guided=watch.limited or iterations is not None,
        iterations=iterations,
        seconds=lambda: watch.left(reserve),
        stop=lambda: _looked_around(watch, reserve),
        on_plan=consider,
    )


def _reserve(draft: Draft, seconds: float | None) -> float:
    """Seconds of the limit to keep for what follows the search."""
    if seconds is None:
        return 0.0
    absent = STILL_ABSENT * len(draft.absent)
    proofs = PROOF_S * absent * len(draft.routes)
    linked = LINKED_REMEDY_S * STILL_ABSENT * len(draft.absent & draft.given.links.at.keys())
    return min(MOST_RESERVED * seconds, 0.1 + proofs + linked + REMEDY_S * min(absent, MOST_REMEDIES))


def _polish_s(draft: Draft, seconds: float) -> float:
    """Seconds of the limit to keep for the routing model; 0 where it would hardly be built by then."""
    polish = min(MOST_POLISHED_S, POLISHED * seconds)
    served = len(draft.problem.visits) - len(draft.absent)
    modelled = min(len(draft.problem.visits), (1 + MODELLED_PER_SERVED) * served + ALWAYS_MODELLED)
    return 0.0 if building_s(draft.problem, modelled) > BUILT * polish else polish


def _retimed(draft: Draft, plan: Sequence[tuple[int, tuple[int, ...]]], fitting: list[list[int]]) -> Draft:
    """The plan under the exact timetable; stops that only the model thought possible are dropped."""
    trial = draft.adopted(plan)
    broken = [(route.vehicle, route.visits) for route in trial.routes if not route.feasible]
    if not trial.linked or (broken and draft.given.links):
        trial = draft.adopted(feasible_part(draft.given, fitting, plan))
    elif broken:
        kept = dict(plan) | dict.fromkeys((vehicle for vehicle, _ in broken), ())
        kept |= dict(feasible_part(draft.problem, fitting, broken))
        trial = draft.adopted([(vehicle, visits) for vehicle, visits in kept.items() if visits])
    return trial


def _worth_modelling(draft: Draft, fitting: list[list[int]], seed: int) -> list[int]:
    """Visits that a search may serve, in an order drawn from the seed."""
    problem = draft.problem
    horizon = max((v.shift_end + v.overtime_limit for v in problem.vehicles), default=0)
    served = [visit for route in draft.routes for visit in route.visits if fitting[visit]]
    absent = [
        visit
        for visit in draft.absent
        if fitting[visit]
        and problem.start_windows[visit]
        and problem.start_windows[visit][0].earliest_start + problem.visits[visit].setup <= horizon
    ]
    absent.sort(key=lambda v: (-problem.visits[v].penalty / (HANDLING_S + problem.visits[v].duration), v))
    worth = served + absent[: MODELLED_PER_SERVED * len(served) + ALWAYS_MODELLED]
    return [sorted(worth)[k] for k in np.random.default_rng(seed).permutation(len(worth))]
