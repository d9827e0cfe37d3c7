"""Proofs that no plan could ever keep the pairs and orders of a visit, whatever else is in it."""

from collections.abc import Sequence
from itertools import product

from solver.links import Link
from solver.problem import Problem
from solver.proofs import Proofs
from solver.solution import ReasonCode
from solver.windows import TimeWindow


def link_obstacle(problem: Problem, proofs: Proofs, visit: int) -> ReasonCode | None:
    """The kind of link that keeps a visit out of every plan; ``None`` when none is proved to.

    Parameters
    ----------
    problem : Problem
        The problem.
    proofs : Proofs
        Of that problem.
    visit : int
        Index of a visit that some shift could serve.
    """
    needed = problem.links.needs.get(visit, ())
    for link in problem.links.all:
        if link.second not in needed or link.first not in needed or _can_be_kept(problem, proofs, link):
            continue
        return ReasonCode.PAIR if link.is_pair else ReasonCode.ORDER
    return None


def _can_be_kept(problem: Problem, proofs: Proofs, link: Link) -> bool:
    shifts = range(len(problem.vehicles))
    firsts = {(problem.vehicles[k].technician, s) for k in shifts if (s := proofs.starts(link.first, k))}
    seconds = {(problem.vehicles[k].technician, s) for k in shifts if (s := proofs.starts(link.second, k))}
    return any(
        link.suits(one, other) and _in_time(problem, link, early, late)
        for (one, early), (other, late) in product(firsts, seconds)
    )


def _in_time(problem: Problem, link: Link, first: TimeWindow, second: TimeWindow) -> bool:
    """Whether two starts within these bounds and the visits' windows keep the lag."""
    return any(
        link.in_time(one, other)
        for one, other in product(
            _within(first, problem.start_windows[link.first]), _within(second, problem.start_windows[link.second])
        )
    )


def _within(bounds: TimeWindow, windows: Sequence[TimeWindow]) -> list[TimeWindow]:
    """The parts of windows that lie within bounds."""
    parts = [
        TimeWindow(max(w.earliest_start, bounds.earliest_start), min(w.latest_start, bounds.latest_start))
        for w in windows
    ]
    return [part for part in parts if part.earliest_start <= part.latest_start]
