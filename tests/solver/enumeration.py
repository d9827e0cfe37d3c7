"""The cheapest plan of a small day by exhaustive enumeration: what the constraints mean, said once more and slowly.

Every set of visits of every shift, every order of it, every departure, start and break on a grid of instants, then
every way to share the visits out. It shares no code with the solver but the types of a problem. All times of the
problem are multiples of ``grid`` seconds and no amount needs rounding (``small_days.on_grid``): then no plan between
two instants of the grid is cheaper, as every cost rises or falls evenly between them, but where a break ceases to be
owed. It knows one travel period only.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solver.problem import Break, Problem, Vehicle, Visit
from solver.timing import time_route

Cents = NDArray[np.float64]
NEVER = np.inf


class Start(NamedTuple):
    """When and by whom a visit is begun that others depend on."""

    visit: int
    instant: int
    technician: int


class Share(NamedTuple):
    """What one shift, or several, do: the visits as bits, how many baseline stops that changes, linked starts."""

    visits: int
    changes: int = 0
    starts: tuple[Start, ...] = ()


class Optimum(NamedTuple):
    """The least cost (cents), and for one plan that has it the visits of each shift."""

    cost: int
    routes: tuple[tuple[int, ...], ...]


class _Stand(NamedTuple):
    """How a route stands behind its last stop so far, times and cost aside."""

    visits: int = 0
    last: int = -1
    called: bool = False
    taken: int = 0
    work: int = 0
    changes: int = 0
    starts: tuple[Start, ...] = ()


class _Leg(NamedTuple):
    """A way to the next stop: the arrival by the instant of departure (-1: not allowed), and what that costs."""

    landing: NDArray[np.int64]
    cents: float
    work: int
    taken: int
    called: bool


def optimum(problem: Problem, grid: int = 300) -> Optimum:
    """The cheapest plan, whatever the departures and starts."""
    return _shared_out(problem, [_Shift(problem, k, grid).prices() for k in range(len(problem.vehicles))])


def timetable_optimum(problem: Problem) -> Optimum:
    """The cheapest plan if each route has the times that the solver gives it: every order of every set is tried."""
    return _shared_out(problem, [_timetable_prices(problem, k) for k in range(len(problem.vehicles))])


def _shared_out(problem: Problem, prices: list[dict[Share, float]]) -> Optimum:
    """Every way to share the visits out among the shifts, at the least cost."""
    plans: dict[Share, tuple[float, tuple[int, ...]]] = {Share(0): (0, ())}
    for price in prices:
        longer: dict[Share, tuple[float, tuple[int, ...]]] = {}
        for share, (cents, routes) in plans.items():
            for more, added in [(Share(0), 0), *price.items()]:
                if share.visits & more.visits:
                    continue
                both = Share(
                    share.visits | more.visits,
                    share.changes + more.changes,
                    tuple(sorted(share.starts + more.starts)),
                )
                if both not in longer or cents + added < longer[both][0]:
                    longer[both] = (cents + added, (*routes, more.visits))
        plans = longer
    cost, routes = min(
        (cents + _for_all(problem, share), routes)
        for share, (cents, routes) in plans.items()
        if _linked(problem, share)
    )
    return Optimum(round(cost), tuple(tuple(_bits(visits)) for visits in routes))


def _for_all(problem: Problem, share: Share) -> int:
    """What the plan as a whole costs: visits left out, and customers to be called again beyond the cap."""
    left_out = [k for k in range(len(problem.visits)) if not share.visits >> k & 1]
    cents = sum(problem.visits[k].penalty for k in left_out)
    baseline = problem.baseline
    if baseline is not None and baseline.most_changes is not None:
        changes = share.changes + sum(baseline.stops[k] is not None for k in left_out)
        cents += baseline.change_beyond * max(0, changes - baseline.most_changes)
    return cents


def _linked(problem: Problem, share: Share) -> bool:
    """Whether every pair and every order is kept."""
    starts = {start.visit: start for start in share.starts}
    for first, second, least, most in problem.pairs:
        if (first in starts) != (second in starts):
            return False
        if first in starts:
            a, b = starts[first], starts[second]
            if a.technician == b.technician or not least <= b.instant - a.instant <= most:
                return False
    for first, second, least, longest, same in problem.orders:
        if second not in starts:
            continue
        if first not in starts:
            return False
        a, b = starts[first], starts[second]
        if b.instant - a.instant < least or (longest is not None and b.instant - a.instant > longest):
            return False
        if same and a.technician != b.technician:
            return False
    return True


class _Shift:
    """Prices every set of visits that one shift could serve. Instants are steps of the grid from the shift's start."""

    def __init__(self, problem: Problem, number: int, grid: int) -> None:
        self.problem = problem
        self.shift: Vehicle = problem.vehicles[number]
        self.grid = grid
        self.dawn = self.shift.shift_start
        self.instants = np.arange(self.dawn, self.shift.shift_end + self.shift.overtime_limit + 1, grid)
        self.travel = problem.travel[self.shift.profile]
        self.linked = {visit for pair in (*problem.pairs, *problem.orders) for visit in pair[:2]}
        rates = self.shift.rates
        self.counts_work = self.shift.workload_target is not None and rates.workload_per_hour > 0
        self.options = {
            k: list(self._options(k)) for k, visit in enumerate(problem.visits) if _may_go(visit, self.shift)
        }

    def prices(self) -> dict[Share, float]:
        """The least cost of each set, penalties left out."""
        found: dict[Share, float] = defaultdict(lambda: NEVER)
        for owed, departures in self._departures():
            self.owed, self.departures = owed, departures
            self.known_legs: dict[tuple[int | None, int | None, int, bool], list[_Leg]] = {}
            table: dict[_Stand, Cents] = {_Stand(): np.where(departures[:, None] <= self.instants[None, :], 0.0, NEVER)}
            for _ in range(_most(self.problem, self.shift)):
                table = self._one_more(table)
                for stand, cents in table.items():
                    if stand.called and self._on_board(stand.visits):
                        continue  # nobody calls without need
                    share = Share(stand.visits, stand.changes, tuple(sorted(stand.starts)))
                    found[share] = min(found[share], np.floor(self._home(stand, cents) + 0.5))
        return {share: cents for share, cents in found.items() if cents < NEVER}

    def _departures(self) -> Iterator[tuple[tuple[Break, ...], NDArray[np.int64]]]:
        """Departures by the breaks they owe; where a later one saves nothing the first of each kind is enough.

        Those on the grid, and the last ones that owe a break: who rests then, instead of waiting, pays for a second.
        """
        groups: dict[tuple[Break, ...], list[int]] = defaultdict(list)
        last = [b.earliest_start + b.duration - 1 for b in self.shift.breaks]
        for instant in [*self.instants.tolist(), *(instant for instant in last if instant >= self.dawn)]:
            groups[tuple(b for b in self.shift.breaks if instant < b.earliest_start + b.duration)].append(instant)
        matters = self.shift.rates.waiting_per_hour > 0 or self.shift.work_limit is not None
        for owed, instants in groups.items():
            yield owed, np.array(instants if matters else instants[:1])

    def _one_more(self, table: dict[_Stand, Cents]) -> dict[_Stand, Cents]:
        longer: dict[_Stand, Cents] = {}
        for stand, cents in table.items():
            for visit in self.options:
                if stand.visits >> visit & 1:
                    continue
                for after, priced in self._served(stand, cents, visit):
                    known = longer.get(after)
                    longer[after] = priced if known is None else np.minimum(known, priced)
        return longer

    def _served(self, stand: _Stand, cents: Cents, visit: int) -> Iterator[tuple[_Stand, Cents]]:
        """Every way to serve one more visit: cents by departure and by the end of the service or any time after it."""
        entry = self.problem.visits[visit]
        here = self.problem.visits[stand.last].place if stand.last >= 0 else self.shift.start_place
        visits = stand.visits | 1 << visit
        for leg in self._legs(here, entry.place, stand):
            if not (leg.called or self._on_board(visits)):
                continue
            seconds = self._service(entry, repeated=self._was_there(stand, leg, here) == entry.place)
            steps = seconds // self.grid
            arrived = self._arrived(cents, leg.landing)
            fixed = leg.cents - self._idle(leg.work + seconds + self._rest(stand.taken, leg.taken))
            work = stand.work + leg.work + seconds if self.counts_work else 0
            for changes, starts, prices in self.options[visit]:
                done = np.full_like(cents, NEVER)
                done[:, steps:] = (arrived + prices)[:, : len(self.instants) - steps]
                done = np.minimum.accumulate(done, axis=1) + fixed
                if done[:, -1].min() < NEVER:
                    after = _Stand(
                        visits, visit, leg.called, leg.taken, work, stand.changes + changes, (*stand.starts, *starts)
                    )
                    yield after, done

    def _was_there(self, stand: _Stand, leg: _Leg, here: int | None) -> int | None:
        """Where the stop before, or the depot called at since, is; ``None`` before the first."""
        if leg.called and not stand.called and self.problem.depot is not None:
            return self.problem.depot.place
        return here if stand.last >= 0 else None

    def _home(self, stand: _Stand, cents: Cents) -> float:
        """The least cost of ending the route here."""
        shift, rates = self.shift, self.shift.rates
        here = self.problem.visits[stand.last].place
        best = NEVER
        for leg in self._legs(here, shift.end_place, stand._replace(called=True)):
            end = np.where(leg.landing < 0, 0, leg.landing)
            span = end[None, :] - self.departures[:, None]
            price = cents + leg.cents + rates.fixed
            price = price + np.maximum(0, end - shift.shift_end)[None, :] * (rates.overtime_per_hour / 3600)
            price += self._idle(1) * (span - leg.work - self._rest(stand.taken, leg.taken))
            allowed = (leg.landing >= 0) & (end <= self.instants[-1])
            for skipped in self.owed[leg.taken :]:
                allowed &= end <= skipped.latest_start
            possible = np.broadcast_to(allowed[None, :], price.shape)
            if shift.work_limit is not None:
                possible = possible & (span - self._rest(0, leg.taken) <= shift.work_limit)
            price = np.where(possible, price, NEVER)
            if self.counts_work:
                beyond = max(0, stand.work + leg.work - (shift.workload_target or 0))
                price += beyond * rates.workload_per_hour / 3600
            best = min(best, float(price.min()))
        return best

    def _legs(self, origin: int | None, destination: int | None, stand: _Stand) -> list[_Leg]:
        """The ways to the next place: with more or fewer of the breaks to come, straight on or by way of the depot."""
        key = (origin, destination, stand.taken, stand.called)
        if key not in self.known_legs:
            depot = self.problem.depot
            found = [
                self._leg(self.instants, origin, destination, stand.taken, t)
                for t in range(stand.taken, len(self.owed) + 1)
            ]
            ways = [leg._replace(called=stand.called) for leg in found]
            if depot is not None and self.shift.may_call and not stand.called:
                ways.extend(
                    _Leg(
                        np.where(first.landing < 0, -1, second.landing),
                        first.cents + second.cents,
                        first.work + depot.duration + second.work,
                        second.taken,
                        called=True,
                    )
                    for between in range(stand.taken, len(self.owed) + 1)
                    for first in [self._leg(self.instants, origin, depot.place, stand.taken, between)]
                    for taken in range(between, len(self.owed) + 1)
                    for second in [self._leg(first.landing + depot.duration, depot.place, destination, between, taken)]
                )
            self.known_legs[key] = ways
        return self.known_legs[key]

    def _leg(
        self, instants: NDArray[np.int64], origin: int | None, destination: int | None, taken: int, after: int
    ) -> _Leg:
        """Drive, with breaks number ``taken`` to ``after`` anywhere on the way, each as early as can be."""
        rates = self.shift.rates
        is_open = origin is None or destination is None
        seconds = 0 if is_open else int(self.travel.durations[0, origin, destination])
        metres = 0 if is_open else int(self.travel.distances[origin, destination])
        ready, possible = instants, np.ones(len(instants), dtype=bool)
        for pause in self.owed[taken:after]:
            begins = np.maximum(ready, pause.earliest_start)
            possible &= begins <= pause.latest_start
            ready = begins + pause.duration
        landing = np.maximum(ready, instants + seconds + self._rest(taken, after))
        cents = (seconds * rates.travel_per_hour) / 3600 + (metres * rates.travel_per_km) / 1000
        return _Leg(np.where(possible, landing, -1), cents, seconds, after, called=False)

    def _arrived(self, cents: Cents, landing: NDArray[np.int64]) -> Cents:
        """Cents by departure and instant behind a leg, given those before it: neither rises with time, one can wait."""
        soon_enough = landing[landing >= 0]  # who may leave at an instant may leave at any before it
        step = np.searchsorted(soon_enough, self.instants, side="right") - 1
        return np.where(step >= 0, cents[:, step], NEVER)

    def _rest(self, taken: int, after: int) -> int:
        return sum(b.duration for b in self.owed[taken:after])

    def _idle(self, seconds: int) -> float:
        return seconds * self.shift.rates.waiting_per_hour / 3600

    def _service(self, visit: Visit, *, repeated: bool) -> int:
        percents = self.shift.duration_percents
        percent = percents[visit.kind] if 0 <= visit.kind < len(percents) else 100
        return (visit.duration * percent + 99) // 100 + (0 if repeated else visit.setup)

    def _on_board(self, visits: int) -> bool:
        """Whether the van holds, from the start, the parts and tools of all these visits."""
        entries = [self.problem.visits[k] for k in _bits(visits)]
        if any(visit.tools - self.shift.tools for visit in entries):
            return False
        if self.shift.parts is None:
            return True
        for kind in range(max((len(visit.parts) for visit in entries), default=0)):
            held = self.shift.parts[kind] if kind < len(self.shift.parts) else 0
            if sum(visit.parts[kind] for visit in entries if kind < len(visit.parts)) > held:
                return False
        return True

    def _options(self, number: int) -> Iterator[tuple[int, tuple[Start, ...], Cents]]:
        """What a stop costs by its start; apart where it changes the baseline, and by instant where it is linked."""
        visit = self.problem.visits[number]
        allowed = np.array([_may_start(visit, instant) for instant in self.instants.tolist()])
        cents = np.array([_lateness_cents(visit, instant) for instant in self.instants.tolist()], dtype=np.float64)
        if visit.preferred_technicians and self.shift.technician not in visit.preferred_technicians:
            cents += visit.preference_cost
        baseline = self.problem.baseline
        before = baseline.stops[number] if baseline else None
        changed = np.zeros(len(self.instants), dtype=bool)
        if baseline is not None and before is not None:
            moved = abs(self.instants - before.start) > baseline.tolerance
            cents += moved * float(baseline.start_moved)
            changed = moved.copy()
            if before.technician != self.shift.technician:
                cents += baseline.technician_changed
                changed[:] = True
        capped = baseline is not None and baseline.most_changes is not None
        for is_changed in (False, True) if capped else (None,):
            possible = allowed if is_changed is None else allowed & (changed == is_changed)
            if number not in self.linked:
                yield int(is_changed or 0), (), np.where(possible, cents, NEVER)
                continue
            for step in np.flatnonzero(possible).tolist():
                start = Start(number, int(self.instants[step]), self.shift.technician)
                here = np.arange(len(self.instants)) == step
                yield int(is_changed or 0), (start,), np.where(here, cents, NEVER)


def _may_go(visit: Visit, shift: Vehicle) -> bool:
    """Whether this technician may go at all."""
    who, held = shift.technician, dict(shift.skills)
    return (
        all(skill in held and held[skill] >= level for skill, level in visit.skills)
        and (not visit.one_of or any(skill in held and held[skill] >= level for skill, level in visit.one_of))
        and not any(skill in held for skill in visit.none_of)
        and (visit.allowed_technicians is None or who in visit.allowed_technicians)
        and who not in visit.excluded_technicians
        and visit.pinned_technician in (None, who)
    )


def _may_start(visit: Visit, instant: int) -> bool:
    if visit.pinned_start is not None:
        return instant == visit.pinned_start
    return (
        (not visit.windows or any(earliest <= instant <= latest for earliest, latest in visit.windows))
        and instant >= visit.ready_at
        and (visit.promise is None or instant >= visit.promise.window.earliest_start)
    )


def _lateness_cents(visit: Visit, instant: int) -> float:
    cents = 0.0
    if visit.promise is not None and instant > visit.promise.window.latest_start:
        late = instant - visit.promise.window.latest_start
        cents += visit.promise.broken_cost + late * visit.promise.late_cost_per_hour / 3600
    if visit.response is not None and instant > visit.response.due:
        late = instant - visit.response.due
        cents += visit.response.late_cost + late * visit.response.late_cost_per_hour / 3600
    return cents


def _timetable_prices(problem: Problem, number: int) -> dict[Share, float]:
    shift = problem.vehicles[number]
    candidates = [k for k, visit in enumerate(problem.visits) if _may_go(visit, shift)]
    found: dict[Share, float] = {}
    sizes = range(1, min(len(candidates), _most(problem, shift)) + 1)
    for order in (order for size in sizes for order in permutations(candidates, size)):
        timed = time_route(problem, number, order)
        share = Share(sum(1 << k for k in order))
        if timed is not None and timed.cost < found.get(share, NEVER):
            found[share] = timed.cost
    return found


def _most(problem: Problem, shift: Vehicle) -> int:
    return len(problem.visits) if shift.max_visits is None else min(shift.max_visits, len(problem.visits))


def _bits(visits: int) -> Iterator[int]:
    return (k for k in range(visits.bit_length()) if visits >> k & 1)
