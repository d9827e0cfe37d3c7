"""Proofs that no plan could ever keep the pairs and orders of a visit, whatever else is in it."""

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
    for one, other in product(problem.start_windows[link.first], problem.start_windows[link.second]):
        earliest = max(one.earliest_start, first.earliest_start), max(other.earliest_start, second.earliest_start)
        latest = min(one.latest_start, first.latest_start), min(other.latest_start, second.latest_start)
        if latest[0] < earliest[0] or latest[1] < earliest[1]:
            continue
        if earliest[1] - latest[0] <= link.most and latest[1] - earliest[0] >= link.least:
            return True
    return False
