"""Starts for linked visits with which every route can be timed by itself again.

In a plan each served visit with a served visit at the other end of a link has an *appointment*: the instant at which
its service starts. The lags hold between the appointments, so that the timetable of each route (``timing.py``) only has
to start these visits then. Routes that share a link are looked at together:

1. every appointment as early as it can be (``earliest_appointments.py``);
2. then groups of linked visits move later, all by the same seconds, where that lowers the price.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from solver.earliest_appointments import Cluster, Starts, earliest_appointments, starting_from
from solver.links import Link
from solver.problem import Problem
from solver.slack import latest_starts
from solver.timing import Timed, start_is_free, time_route
from solver.variants import with_windows
from solver.windows import TimeWindow

__all__ = [
    "Cluster",
    "Known",
    "Sequences",
    "Starts",
    "appoint",
    "appoint_at_best",
    "appointed",
    "clusters",
    "suited",
]

Sequences = Sequence[tuple[int, Sequence[int]]]
Known = dict[object, Any]
"""Remembers what has been found for routes that share links, and the timetables of routes with appointments."""


MOST_KNOWN = 100_000
"""So many results are remembered."""

SWEEPS = 2
"""How often each group is moved."""


def appointed(problem: Problem, starts: Starts) -> Problem:
    """The problem in which some visits may start at one instant only.

    Parameters
    ----------
    problem : Problem
        The problem.
    starts : dict of int to int
        The instant of each of these visits.
    """
    if not starts:
        return problem
    windows = list(problem.start_windows)
    for visit, start in starts.items():
        windows[visit] = (TimeWindow(start, start),)
    return with_windows(problem, windows)


def appoint(problem: Problem, routes: Sequences, known: Known | None = None) -> Starts | None:
    """Appointments for a plan, the earliest ones that keep all links, later where that is cheaper.

    Parameters
    ----------
    problem : Problem
        Without appointments.
    routes : sequence of (vehicle, visits)
        The plan.
    known : dict or None
        Changed in place; for one problem only.

    Returns
    -------
    dict of int to int or None
        Empty where no link has both its visits served; ``None`` when the plan breaks a pair or an order, or no
        appointments were found with which the routes keep the other rules on times.
    """
    if not problem.links:
        return {}
    shift_of = {visit: vehicle for vehicle, visits in routes for visit in visits}
    if any(not suited(problem, link, shift_of) for link in problem.links.all):
        return None
    found: Starts = {}
    known = {} if known is None else known
    if len(known) > MOST_KNOWN:
        known.clear()
    for cluster in clusters(problem, routes):
        if cluster not in known:
            known[cluster] = _appoint(problem, cluster, known)
        starts = known[cluster]
        if starts is None:
            return None
        found |= starts
    return found


def appoint_at_best(problem: Problem, routes: Sequences) -> Starts:
    """As :func:`appoint`, for a plan that may break rules: then as early as its routes get there.

    Parameters
    ----------
    problem : Problem
        Without appointments.
    routes : sequence of (vehicle, visits)
        The plan.

    Returns
    -------
    dict of int to int
        Empty for routes that wait for each other for ever.
    """
    found: Starts = {}
    for cluster in clusters(problem, routes):
        starts = _appoint(problem, cluster, {})
        if starts is None:
            links = problem.links.among(visit for _, visits in cluster for visit in visits)
            starts = earliest_appointments(problem, cluster, links, lenient=True)
        found |= starts or {}
    return found


def suited(problem: Problem, link: Link, shift_of: dict[int, int]) -> bool:
    """Whether a plan keeps a link, times aside.

    Parameters
    ----------
    problem : Problem
        The problem.
    link : Link
        The link.
    shift_of : dict of int to int
        Which shift serves each served visit.
    """
    first, second = shift_of.get(link.first), shift_of.get(link.second)
    if first is None or second is None:
        return second is None and (first is None or not link.is_pair)
    return link.suits(problem.vehicles[first].technician, problem.vehicles[second].technician)


def clusters(problem: Problem, routes: Sequences) -> list[Cluster]:
    """The routes with linked visits, put together where a link joins them.

    Parameters
    ----------
    problem : Problem
        The problem.
    routes : sequence of (vehicle, visits)
        The plan.
    """
    shift_of = {visit: vehicle for vehicle, visits in routes for visit in visits}
    joined: dict[int, set[int]] = {}
    for link in problem.links.among(shift_of):
        one, other = (joined.setdefault(shift_of[visit], {shift_of[visit]}) for visit in link[:2])
        if one is not other:
            one |= other
            joined |= dict.fromkeys(other, one)
    by_vehicle = {vehicle: tuple(visits) for vehicle, visits in routes}
    distinct = {id(members): members for members in joined.values()}.values()
    return [tuple((vehicle, by_vehicle[vehicle]) for vehicle in sorted(members)) for members in distinct]


def _appoint(problem: Problem, cluster: Cluster, known: Known) -> Starts | None:
    links = problem.links.among(visit for _, visits in cluster for visit in visits)
    starts = earliest_appointments(problem, cluster, links)
    if starts is None:
        return None
    starts, excess = _moved(_Timetables(problem, known), cluster, links, starts)
    return None if excess else starts


class _Timetables:
    """The timetables of routes with appointments, each worked out once."""

    def __init__(self, problem: Problem, known: Known) -> None:
        self.problem = problem
        self._known = known

    def timed(self, vehicle: int, visits: tuple[int, ...], starts: Starts) -> Timed:
        """The timetable of a route, which may break rules."""
        key = (vehicle, visits, tuple(starts.get(visit) for visit in visits))
        if key not in self._known:
            here = {visit: starts[visit] for visit in visits if visit in starts}
            self._known[key] = time_route(appointed(self.problem, here), vehicle, visits, lenient=True)
        found: Timed = self._known[key]
        return found

    def price(self, vehicle: int, visits: tuple[int, ...], starts: Starts) -> tuple[int, int]:
        """Seconds by which a route exceeds its rules, and cents."""
        timed = self.timed(vehicle, visits, starts)
        return timed.excess, timed.cost


def _moved(times: _Timetables, cluster: Cluster, links: list[Link], starts: Starts) -> tuple[Starts, int]:
    """Move groups of visits that are linked to each other later where that is cheaper; also tells what is exceeded."""
    problem = times.problem
    prices = {vehicle: times.price(vehicle, visits, starts) for vehicle, visits in cluster}
    if not any(excess for excess, _ in prices.values()) and all(start_is_free(problem, v) for v, _ in cluster):
        return starts, 0
    for _ in range(SWEEPS):
        before = starts
        for group in _movable(links):
            touched = tuple(entry for entry in cluster if group.intersection(entry[1]))
            for seconds in _delays(times, touched, group, starts):
                trial = starts | {visit: starts[visit] + seconds for visit in group}
                if any(not link.least <= trial[link.second] - trial[link.first] <= link.most for link in links):
                    continue
                found = {vehicle: times.price(vehicle, visits, trial) for vehicle, visits in touched}
                if _sum(found.values()) < _sum(prices[vehicle] for vehicle in found):
                    starts, prices = trial, prices | found
                    break
        if starts is before:
            break
    return starts, _sum(prices.values())[0]


def _delays(times: _Timetables, touched: Cluster, group: set[int], starts: Starts) -> list[int]:
    """By how many seconds later a group may be worth trying, the longest first."""
    problem = times.problem
    fixed = {visit: start for visit, start in starts.items() if visit not in group}
    windows = list(appointed(problem, fixed).start_windows)
    for visit in group:
        windows[visit] = starting_from(problem, visit, starts[visit], lenient=False)
        if not windows[visit]:
            return []
    free = with_windows(problem, windows)
    wanted: set[int] = set()
    for vehicle, visits in touched:
        timed = times.timed(vehicle, visits, starts)
        _, latest = latest_starts(free, vehicle, timed.departure, timed.chain, timed.end)
        served = [state for state in timed.chain if state.visit >= 0]
        wanted.update(t - s.start for t, s in zip(latest, served, strict=True) if s.visit in group)
    if problem.baseline:
        for visit in group:
            before = problem.baseline.stops[visit]
            if before is not None:
                wanted.add(before.start - problem.baseline.tolerance - starts[visit])
    return sorted(
        (s for s in wanted if s > 0 and all(_inside(problem, visit, starts[visit] + s) for visit in group)),
        reverse=True,
    )


def _inside(problem: Problem, visit: int, start: int) -> bool:
    return any(w.earliest_start <= start <= w.latest_start for w in problem.start_windows[visit])


def _sum(prices: Iterable[tuple[int, int]]) -> tuple[int, int]:
    listed = list(prices)
    return sum(excess for excess, _ in listed), sum(cost for _, cost in listed)


def _movable(links: list[Link]) -> list[set[int]]:
    """What is moved together: all visits that links join, then those with fixed lags, then single ones."""
    rigid = [link for link in links if link.least == link.most]
    groups = [*_groups(links), *_groups(rigid), *({visit} for link in links for visit in link[:2])]
    return [group for k, group in enumerate(groups) if group not in groups[:k]]


def _groups(links: Iterable[Link]) -> list[set[int]]:
    """Visits joined by links, in the order in which the links name them."""
    groups: list[set[int]] = []
    for link in links:
        new = {link.first, link.second}
        for group in [g for g in groups if g & new]:
            groups.remove(group)
            new |= group
        groups.append(new)
    return groups
