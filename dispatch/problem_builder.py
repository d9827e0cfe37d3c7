"""The only way into the solver: a snapshot and travel times become a Problem of integers and indices."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from dispatch.great_circle import distance_m
from dispatch.horizon import bounds, days_of, wall_clock
from dispatch.place import Place
from dispatch.plan import Plan
from dispatch.policy import Objective
from dispatch.ports import TravelMatrix, TravelTimes
from dispatch.promise import Promise
from dispatch.promise_price import DANGER, MOST_CENTS, latest_price, promise_price
from dispatch.snapshot import Snapshot
from dispatch.team import Seat, indices, pairs, seats, share
from dispatch.technician import RouteEnd, Shift, Technician
from dispatch.travel_notes import gaps_of, travel_notes
from dispatch.visit import Visit
from dispatch.workload import even_targets
from solver import problem as sp


@dataclass(frozen=True, slots=True)
class BuiltProblem:
    """A problem with what its indices mean.

    Parameters
    ----------
    visits, shifts : tuple
        By the problem's index of visits and of vehicles; a visit stands there once for each person that it takes.
    indices : mapping of str to tuple of int
        Index of each person of a visit, by its id; the first person's first.
    technician_names : tuple of str
        By the problem's index of vehicles.
    skills : tuple of str
        By the problem's index.
    origin_at : datetime
        The instant 0, aware UTC.
    place_names : tuple of str
        By the problem's index of places.
    travel_notes : tuple of str
        What people should know of the travel times, e.g. which place no way leads to.
    """

    problem: sp.Problem
    visits: tuple[Visit, ...]
    indices: Mapping[str, tuple[int, ...]]
    shifts: tuple[Shift, ...]
    technician_names: tuple[str, ...]
    skills: tuple[str, ...]
    origin_at: datetime
    place_names: tuple[str, ...] = ()
    travel_notes: tuple[str, ...] = ()

    def at(self, second: int) -> datetime:
        """Turn a second of the problem into an instant, aware UTC."""
        return self.origin_at + timedelta(seconds=second)

    def person(self, index: int) -> int:
        """Which person of its visit an index of the problem is, from 1."""
        return self.indices[self.visits[index].id].index(index) + 1


def build(snapshot: Snapshot, visits: Sequence[Visit], travel_times: TravelTimes) -> BuiltProblem:
    """Build the problem.

    Parameters
    ----------
    visits : sequence of Visit
        Those of the snapshot's visits to consider; each has a place.

    Raises
    ------
    solver.errors.InvalidProblemError
        When the data contradict themselves, with every fault.
    """
    return _Builder(snapshot, tuple(visits), travel_times).build()


class _Builder:
    """Holds the indices while the parts of the problem are put together."""

    def __init__(self, snapshot: Snapshot, visits: tuple[Visit, ...], travel_times: TravelTimes) -> None:
        self.snapshot = snapshot
        self.visits = visits
        self.travel_times = travel_times
        self.objective: Objective = snapshot.policy.objective
        self.origin_at, self.end_at = bounds(snapshot.horizon)
        self.technicians = _used_technicians(snapshot)
        self.technician_index = {t.id: index for index, t in enumerate(self.technicians)}
        self.by_external_id = {t.external_id: index for index, t in enumerate(self.technicians)}
        self.skills = tuple(
            sorted(
                {s for v in visits for s in (*v.skills, *(v.helper_skills or ()))}
                | {s for t in self.technicians for s in t.skills}
            )
        )
        self.skill_index = {skill: index for index, skill in enumerate(self.skills)}
        self.kinds = tuple(sorted({visit.product for visit in visits}))
        self.places: list[Place] = []
        self.place_names: list[str] = []
        self.place_index: dict[Place, int] = {}
        self.promise_broken = promise_price(snapshot, self._worth)
        self.left_out = self.promise_broken + latest_price(snapshot)

    def build(self) -> BuiltProblem:
        taken = seats(self.visits)
        visits = tuple(self._visit(visit) if person == 1 else self._helper(visit, person) for visit, person in taken)
        vehicles = tuple(self._vehicle(shift) for shift in self.snapshot.shifts)
        matrix = self.travel_times.matrix(self.places)
        gaps = gaps_of(matrix)
        travel = self._travel(matrix, gaps)
        targeted = self._with_targets(visits, vehicles, travel)
        problem = sp.Problem(visits, targeted, (travel,), self._baseline(taken), pairs=pairs(taken))
        return BuiltProblem(
            problem=problem,
            visits=tuple(visit for visit, _ in taken),
            indices=indices(taken),
            shifts=self.snapshot.shifts,
            technician_names=tuple(self.snapshot.technicians[s.technician_id].name for s in self.snapshot.shifts),
            skills=self.skills,
            origin_at=self.origin_at,
            place_names=tuple(self.place_names),
            travel_notes=travel_notes(matrix, gaps, self.place_names),
        )

    def _second(self, at: datetime) -> int:
        return round((at - self.origin_at).total_seconds())

    def _place(self, place: Place, name: str) -> int:
        index = self.place_index.setdefault(place, len(self.places))
        if index == len(self.places):
            self.places.append(place)
            self.place_names.append(name)
        return index

    def _visit(self, visit: Visit) -> sp.Visit:
        assert visit.place is not None  # noqa: S101 - the snapshot keeps visits without a place apart
        pin = visit.pin
        return sp.Visit(
            place=self._place(visit.place, self.snapshot.addresses.get(visit.id) or _name_of(visit.title, visit.place)),
            duration=visit.service_duration_s,
            setup=visit.setup_s,
            penalty=share(self._penalty(visit), visit, 1),
            windows=self._windows(visit),
            ready_at=max(0, self._second(visit.ready_at)) if visit.ready_at else 0,
            promise=self._promise(self.snapshot.promises.get(visit.id)),
            response=self._response(visit),
            kind=self.kinds.index(visit.product) if visit.people == 1 else -1,
            skills=self._levels(visit.skills),
            allowed_technicians=self._allowed(visit),
            excluded_technicians=self._excluded(visit),
            preferred_technicians=self._indices(visit.preferred_technicians),
            preference_cost=self.objective.preference if visit.preferred_technicians else 0,
            pinned_technician=self._pinned_technician(visit),
            pinned_start=self._second(pin.start_at) if pin and pin.start_at else None,
        )

    def _helper(self, visit: Visit, person: int) -> sp.Visit:
        """Who comes along, at the same time and place; what is due for the visit is due once."""
        pinned = visit.pin.helper_ids[person - 2] if visit.pin and len(visit.pin.helper_ids) > person - 2 else None
        who = None if pinned is None else self.technician_index.get(pinned)
        return replace(
            self._visit(visit),
            penalty=share(self._penalty(visit), visit, person),
            promise=None,
            response=None,
            skills=self._levels(visit.helper_skills or {}),
            allowed_technicians=frozenset() if pinned is not None and who is None else None,
            excluded_technicians=self._unwanted(visit) - {who},
            preferred_technicians=frozenset(),
            preference_cost=0,
            pinned_technician=who,
        )

    def _penalty(self, visit: Visit) -> int:
        """Price of leaving a visit out.

        A promised or pinned one breaks a promise and costs as much as keeping it at the end of the horizon; danger
        costs as much as all promises together.
        """
        penalty = self._worth(visit)
        if visit.priority >= DANGER and self.snapshot.promises:
            penalty += len(self.snapshot.promises) * self.left_out
        if visit.id in self.snapshot.promises or visit.pin is not None:
            penalty += self.left_out
        return min(penalty, 2 * MOST_CENTS)

    def _worth(self, visit: Visit) -> int:
        """What its absence costs, promise aside: lateness until the horizon's end too, so that late is never dearer."""
        penalty = self.snapshot.policy.aged_penalty(visit.penalty_cents, visit.due_at, self.snapshot.taken_at)
        if visit.due_at is not None and visit.due_at < self.end_at:
            late_s = round((self.end_at - visit.due_at).total_seconds())
            penalty += visit.response_late_cost_cents + sp.priced(late_s, visit.response_late_cost_cents_per_hour)
        return penalty

    def _levels(self, skills: Mapping[str, int]) -> tuple[sp.SkillLevel, ...]:
        return tuple(sp.SkillLevel(self.skill_index[skill], level) for skill, level in sorted(skills.items()))

    def _windows(self, visit: Visit) -> tuple[sp.TimeWindow, ...]:
        """Sort windows and merge those that touch, as customers may name them in any order."""
        merged: list[sp.TimeWindow] = []
        for window in sorted(visit.windows, key=lambda w: w.earliest_at):
            earliest, latest = self._second(window.earliest_at), self._second(window.latest_at)
            if merged and earliest <= merged[-1].latest_start:
                earliest, latest = merged[-1].earliest_start, max(latest, merged.pop().latest_start)
            merged.append(sp.TimeWindow(earliest, latest))
        return tuple(merged)

    def _promise(self, promise: Promise | None) -> sp.Promise | None:
        if promise is None:
            return None
        window = sp.TimeWindow(self._second(promise.window.earliest_at), self._second(promise.window.latest_at))
        return sp.Promise(window, self.promise_broken, self.objective.promise_late_per_hour)

    def _response(self, visit: Visit) -> sp.Response | None:
        if visit.due_at is None:
            return None
        return sp.Response(
            self._second(visit.due_at),
            visit.response_late_cost_cents,
            visit.response_late_cost_cents_per_hour,
        )

    def _indices(self, external_ids: Sequence[str]) -> frozenset[int]:
        """Technicians without a shift in the horizon have no index and drop out."""
        return frozenset(self.by_external_id[ref] for ref in external_ids if ref in self.by_external_id)

    def _allowed(self, visit: Visit) -> frozenset[int] | None:
        """Who may go; a pin decides, and a pin to someone without a shift leaves nobody."""
        if visit.pin and visit.pin.technician_id:
            return None if visit.pin.technician_id in self.technician_index else frozenset()
        return self._indices(visit.required_technicians) if visit.required_technicians else None

    def _excluded(self, visit: Visit) -> frozenset[int]:
        """Who may not go; the dispatcher's pin stands above wish and radius."""
        return self._unwanted(visit) - {self._pinned_technician(visit)}

    def _unwanted(self, visit: Visit) -> frozenset[int]:
        far = self._too_far(visit.place) if visit.place else frozenset()
        return self._indices(visit.excluded_technicians) | far

    def _pinned_technician(self, visit: Visit) -> int | None:
        if visit.pin is None or visit.pin.technician_id is None:
            return None
        return self.technician_index.get(visit.pin.technician_id)

    def _too_far(self, place: Place) -> frozenset[int]:
        """Technicians whose station does not serve so far away."""
        far = {
            station.id
            for station in self.snapshot.stations.values()
            if station.service_radius_m is not None and distance_m(station.place, place) > station.service_radius_m
        }
        return frozenset(i for i, technician in enumerate(self.technicians) if technician.station_id in far)

    def _vehicle(self, shift: Shift) -> sp.Vehicle:
        technician = self.snapshot.technicians[shift.technician_id]
        return sp.Vehicle(
            technician=self.technician_index[technician.id],
            shift_start=self._second(shift.start_at),
            shift_end=self._second(shift.end_at),
            start_place=self._end(shift.starts_from, technician),
            end_place=self._end(shift.returns_to, technician),
            overtime_limit=shift.overtime_limit_s,
            work_limit=shift.work_limit_s,
            breaks=tuple(
                sp.Break(self._second(b.earliest_at), self._second(b.latest_at), b.duration_s)
                for b in sorted(shift.breaks, key=lambda b: b.earliest_at)
            ),
            skills=self._levels(technician.skills),
            duration_percents=tuple(technician.proficiency.get(kind, 100) for kind in self.kinds),
            rates=sp.Rates(
                travel_per_hour=self.objective.travel_per_hour,
                travel_per_km=self.objective.travel_per_km,
                waiting_per_hour=self.objective.waiting_per_hour,
                overtime_per_hour=self.objective.overtime_per_hour,
                fixed=self.objective.fixed_per_shift,
                workload_per_hour=self.objective.workload_per_hour,
            ),
        )

    def _with_targets(
        self, visits: tuple[sp.Visit, ...], vehicles: tuple[sp.Vehicle, ...], travel: sp.TravelTimes
    ) -> tuple[sp.Vehicle, ...]:
        if not self.objective.workload_per_hour:
            return vehicles
        minutes = self.objective.workload_target_minutes
        targets = even_targets(visits, vehicles, travel) if minutes is None else (60 * minutes,) * len(vehicles)
        return tuple(replace(shift, workload_target=target) for shift, target in zip(vehicles, targets, strict=True))

    def _end(self, end: RouteEnd, technician: Technician) -> int | None:
        place = end_place(end, technician, self.snapshot)
        if place is None:
            return None
        of_station = end is RouteEnd.STATION
        station = self.snapshot.stations.get(technician.station_id or "") if of_station else None
        return self._place(place, f"station {station.name}" if station else f"{technician.name}'s home")

    def _travel(self, matrix: TravelMatrix, gaps: NDArray[np.bool_]) -> sp.TravelTimes:
        """Lay the day's periods out over the horizon, keeping those in which somebody works."""
        starts, rows = self._periods(matrix.period_starts_s)
        durations, distances = matrix.durations_s[rows], matrix.distances_m
        if not gaps.any():
            return sp.TravelTimes(durations, distances, starts)
        durations[:, gaps] = sp.NO_WAY
        return sp.TravelTimes(durations, np.where(gaps, 0, distances).astype(np.int32), starts, gaps)

    def _periods(self, starts_of_day: Sequence[int]) -> tuple[tuple[int, ...], list[int]]:
        shifts = self.snapshot.shifts
        first = min((self._second(s.start_at) for s in shifts), default=0)
        last = max((self._second(s.end_at) + s.overtime_limit_s for s in shifts), default=0)
        zone = self.snapshot.horizon.zone
        begins: list[tuple[int, int]] = []
        for day in days_of(self.snapshot.horizon):
            begins.extend((self._second(wall_clock(day, s, zone)), row) for row, s in enumerate(starts_of_day))
        kept: list[tuple[int, int]] = []
        for begin, row in begins:
            if begin > last:
                break
            if begin <= first:
                kept = [(0, row)]
            elif kept[-1][1] != row:
                kept.append((begin, row))
        return tuple(begin for begin, _ in kept), [row for _, row in kept]

    def _baseline(self, taken: Sequence[Seat]) -> sp.Baseline | None:
        if self.snapshot.parent is None:
            return None
        stops = _baseline_stops(self.snapshot.parent)
        capped = self.objective.most_changes is not None  # a customer is called again once, however many come

        def before(visit: Visit, person: int) -> sp.BaselineStop | None:
            who, start_at = stops.get((visit.id, person), ("", None))
            if start_at is None or who not in self.technician_index or (capped and person > 1):
                return None
            return sp.BaselineStop(self.technician_index[who], self._second(start_at))

        return sp.Baseline(
            stops=tuple(before(visit, person) for visit, person in taken),
            technician_changed=self.objective.technician_changed,
            start_moved=self.objective.start_moved,
            tolerance=self.objective.move_tolerance_minutes * 60,
            most_changes=self._most_changes({visit_id for visit_id, _ in stops}),
            change_beyond=self.objective.change_beyond,
        )

    def _most_changes(self, before: AbstractSet[str]) -> int | None:
        """What the cap leaves for these visits when those of the plan before that are not among them are left out."""
        if self.objective.most_changes is None:
            return None
        considered = {visit.id for visit in self.visits}
        left_out = sum(visit.id in before and visit.id not in considered for visit in self.snapshot.visits)
        return max(0, self.objective.most_changes - left_out)


def end_place(end: RouteEnd, technician: Technician, snapshot: Snapshot) -> Place | None:
    """Where a route begins or ends; ``None`` leaves that end open, also where home or station is not known."""
    if end is RouteEnd.HOME:
        return technician.home
    station = snapshot.stations.get(technician.station_id or "")
    return station.place if end is RouteEnd.STATION and station else None


def _name_of(title: str, place: Place) -> str:
    return f"«{title}» at {place.lat:.5f}, {place.lon:.5f}"


def _used_technicians(snapshot: Snapshot) -> tuple[Technician, ...]:
    used = {shift.technician_id for shift in snapshot.shifts}
    return tuple(sorted((t for t in snapshot.technicians.values() if t.id in used), key=lambda t: t.external_id))


def _baseline_stops(plan: Plan) -> Mapping[tuple[str, int], tuple[str, datetime]]:
    """Technician and start, by visit and person."""
    return {
        (stop.visit_id, stop.person): (route.technician_id, stop.start_at)
        for route in plan.routes
        for stop in route.stops
    }
