"""The earliest starts of linked visits, on routes that share links, with which all lags are kept.

The earliest starts of each route raise those at the other ends of the links, until nothing moves any more. Where a
choice of legs for the breaks, or for the call at the depot, keeps a route from them all at once, each choice is tried.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from solver.forward import CALL, ForwardPass, State
from solver.links import Link
from solver.problem import Problem
from solver.stock import first_short, may_call
from solver.variants import with_windows
from solver.windows import FOREVER, TimeWindow

Starts = dict[int, int]
Cluster = tuple[tuple[int, tuple[int, ...]], ...]

MOST_WALKS = 400
"""Routes walked for one cluster before it counts as impossible: two routes that wait for each other never end."""

MOST_CHOICES = 32
"""Choices of legs for the breaks and the call looked at on one route."""


def earliest_appointments(
    problem: Problem, cluster: Cluster, links: Sequence[Link], *, lenient: bool = False
) -> Starts | None:
    """The earliest starts of linked visits that keep all lags; ``None`` when none are found.

    Parameters
    ----------
    problem : Problem
        Without appointments.
    cluster : tuple of (vehicle, visits)
        Routes that share links with no others.
    links : sequence of Link
        Those with both visits on these routes.
    lenient : bool
        Let services start outside their windows, as late as they must.
    """
    return _Earliest(problem, cluster, links, lenient=lenient).find({})


class _Earliest:
    """Looks for the earliest starts on routes that share links."""

    def __init__(self, problem: Problem, cluster: Cluster, links: Sequence[Link], *, lenient: bool) -> None:
        self._problem = problem
        self._routes = dict(cluster)
        self._shift_of = {visit: vehicle for vehicle, visits in cluster for visit in visits}
        self._lenient = lenient
        self._walks = 0
        self._at: dict[int, list[Link]] = {}
        for link in links:
            self._at.setdefault(link.first, []).append(link)
            self._at.setdefault(link.second, []).append(link)

    def find(self, bounds: Starts) -> Starts | None:
        """The earliest starts that are not before some bounds.

        Where no choice of legs for the breaks and the call lets a route reach them all at once, each choice is tried.
        """
        raised = self._raised(bounds)
        if raised is None:
            return None
        starts, choices = raised
        torn = next((c for c in choices if all(any(v[k] > starts[k] for k in v) for v in c)), None)
        if torn is None:
            return starts
        for choice in sorted(torn, key=lambda c: sum(c.values())):
            found = self.find(starts | choice)
            if found is not None or self._walks > MOST_WALKS:
                return found
        return None

    def _raised(self, bounds: Starts) -> tuple[Starts, list[list[Starts]]] | None:
        """Bounds raised until nothing moves, and the ways to drive each route with them."""
        windows = list(self._problem.start_windows)
        for visit, bound in bounds.items():
            windows[visit] = starting_from(self._problem, visit, bound, lenient=self._lenient)
        work = with_windows(self._problem, windows)
        starts: Starts = {}
        choices: dict[int, list[Starts]] = {}
        waiting = list(self._routes)
        while waiting:
            self._walks += 1
            vehicle = waiting.pop(0)
            choices[vehicle] = self._choices(work, vehicle)
            if not choices[vehicle] or self._walks > MOST_WALKS:
                return None
            for visit in choices[vehicle][0]:
                starts[visit] = min(choice[visit] for choice in choices[vehicle])
                for other, bound in self._bounds(visit, starts[visit]):
                    low = windows[other][0].earliest_start if windows[other] else -FOREVER
                    if bound <= max(low, starts.get(other, -FOREVER)):
                        continue
                    windows[other] = starting_from(self._problem, other, bound, lenient=self._lenient)
                    if not windows[other]:
                        return None
                    if self._shift_of[other] not in waiting:
                        waiting.append(self._shift_of[other])
        return starts, list(choices.values())

    def _bounds(self, visit: int, start: int) -> Iterator[tuple[int, int]]:
        """What a start means for the visits at the other ends of its links."""
        for link in self._at[visit]:
            yield link.other(visit), start + (link.least if visit == link.first else -link.most)

    def _choices(self, work: Problem, vehicle: int) -> list[Starts]:
        """The starts of a route's linked visits for each choice of legs for the breaks and the call at the depot."""
        forward = ForwardPass(work, vehicle, work.vehicles[vehicle].shift_start, lenient=self._lenient)
        ways = (self._from_here(forward, forward.first(), stops, 0) for stops in self._calls(vehicle))
        return list(islice(chain.from_iterable(ways), 1 if self._lenient else MOST_CHOICES))

    def _calls(self, vehicle: int) -> Iterator[tuple[int, ...]]:
        """The stops of a route with the call at the depot wherever it may be, if there has to be one."""
        shift, visits = self._problem.vehicles[vehicle], self._routes[vehicle]
        short = first_short(self._problem, shift, visits) if may_call(self._problem, shift) else None
        if short is None:
            yield visits
            return
        for k in range(short, -1, -1):
            yield (*visits[:k], CALL, *visits[k:])

    def _from_here(
        self, forward: ForwardPass, states: list[State], stops: Sequence[int], position: int
    ) -> Iterator[Starts]:
        for k in range(position, len(stops)):
            if stops[k] == CALL:
                states = forward.call(states, k)
                continue
            states = forward.through(states, stops[k], k)
            if stops[k] in self._at:
                for start in sorted({state.start for state in states}):
                    same = [state for state in states if state.start == start]
                    for rest in self._from_here(forward, same, stops, k + 1):
                        yield {stops[k]: start} | rest
                return
        if forward.last(states, len(stops)):
            yield {}


def starting_from(problem: Problem, visit: int, earliest: int, *, lenient: bool) -> tuple[TimeWindow, ...]:
    """The windows of a visit from an instant on.

    Parameters
    ----------
    problem : Problem
        The problem.
    visit : int
        Index of the visit.
    earliest : int
        The instant.
    lenient : bool
        Where no window is left, let it start right then.
    """
    later = tuple(
        TimeWindow(max(earliest, w.earliest_start), w.latest_start)
        for w in problem.start_windows[visit]
        if w.latest_start >= earliest
    )
    return later or ((TimeWindow(earliest, earliest),) if lenient else ())
