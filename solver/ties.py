"""Whether the routes of a problem can be looked at one by one."""

from solver.problem import Problem


def routes_are_tied(problem: Problem) -> bool:
    """Whether a plan's cost or feasibility is more than that of its routes and of the visits left out.

    Such a plan is never divided among threads, nor put together from routes of several plans.

    Parameters
    ----------
    problem : Problem
        The problem.
    """
    capped = problem.baseline is not None and problem.baseline.price_beyond > 0
    return capped or bool(problem.links)
