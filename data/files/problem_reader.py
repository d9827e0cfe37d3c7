"""A problem document becomes a solver problem; ids become indices, and every dangling reference is a fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from data.files.json_faults import Id, read_document
from data.files.json_travel import travel_of_matrices, travel_of_points
from data.files.problem_json import (
    DEFAULT_PROFILE,
    OptionsDocument,
    OrderDocument,
    PairDocument,
    ProblemDocument,
    PromiseDocument,
    ResponseDocument,
    ShiftDocument,
    TechnicianDocument,
    VisitDocument,
)
from dispatch.errors import InvalidInputError
from dispatch.ports import TravelTimes as TravelTimesPort
from solver import problem as sp
from solver.errors import InvalidProblemError
from solver.issue import Issue
from solver.solve import Routes


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """A solver problem with what its indices mean.

    Parameters
    ----------
    visit_ids, shift_ids, technician_ids : tuple of int or str
        By the problem's index of visits, vehicles and technicians.
    skills, parts, tools : tuple of str
        By the problem's index.
    initial : routes or None
        Where the search starts; ``None`` for nowhere in particular.
    """

    problem: sp.Problem
    visit_ids: tuple[Id, ...]
    shift_ids: tuple[Id, ...]
    technician_ids: tuple[Id, ...]
    skills: tuple[str, ...]
    options: OptionsDocument
    initial: Routes | None = None
    parts: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()


def read_problem(document: object, travel_times: TravelTimesPort) -> ReadProblem:
    """Read a problem document.

    Parameters
    ----------
    document : object
        Parsed JSON.
    travel_times : TravelTimes
        Used where the document gives coordinates instead of matrices.

    Raises
    ------
    InvalidInputError
        With every fault: first those of the shape, then those of references and values.
    """
    reader = _Reader(read_document(ProblemDocument, document), travel_times)
    return reader.read()


class _Reader:
    def __init__(self, document: ProblemDocument, travel_times: TravelTimesPort) -> None:
        self.document = document
        self.travel_times = travel_times
        self.matrices = document.matrices or {}
        self.issues: list[Issue] = []
        self.points: dict[tuple[float, float], int] = {}
        self.shifts = [(t, shift) for t in document.technicians for shift in t.shifts]
        self.profiles = sorted({t.profile for t in document.technicians}) or sorted(self.matrices) or [DEFAULT_PROFILE]
        self.visit_index = self._index((v.id for v in document.visits), "visits")
        self.technician_index = self._index((t.id for t in document.technicians), "technicians")
        self.shift_index = self._index((shift.id for _, shift in self.shifts), "shifts")
        wanted = [skill for v in document.visits for skill in (*v.skills, *v.one_of, *v.none_of)]
        self.skills = tuple(sorted({*wanted, *(skill for t in document.technicians for skill in t.skills)}))
        self.kinds = tuple(sorted({kind for t in document.technicians for kind in t.proficiency}))
        self.parts = tuple(sorted({part for v in document.visits for part in v.parts}))
        self.tools = {tool: k for k, tool in enumerate(sorted({tool for v in document.visits for tool in v.tools}))}

    def read(self) -> ReadProblem:
        document = self.document
        self.issues += self._unknown_profiles()
        visits = tuple(self._visit(visit, f"visits[{k}]") for k, visit in enumerate(document.visits))
        vehicles = tuple(
            self._vehicle(technician, shift, f"technicians[{t}].shifts[{s}]")
            for t, technician in enumerate(document.technicians)
            for s, shift in enumerate(technician.shifts)
        )
        depot, baseline, initial = self._depot(), self._baseline(), self._initial()
        pairs, orders = self._pairs(), self._orders()
        if self.issues:
            raise InvalidInputError(tuple(self.issues))
        return ReadProblem(
            problem=self._problem(visits, vehicles, baseline=baseline, depot=depot, pairs=pairs, orders=orders),
            visit_ids=tuple(self.visit_index),
            shift_ids=tuple(self.shift_index),
            technician_ids=tuple(self.technician_index),
            skills=self.skills,
            options=document.options,
            initial=initial,
            parts=self.parts,
            tools=tuple(self.tools),
        )

    def _problem(
        self,
        visits: tuple[sp.Visit, ...],
        vehicles: tuple[sp.Vehicle, ...],
        *,
        baseline: sp.Baseline | None,
        depot: sp.Depot | None,
        pairs: tuple[sp.Pair, ...],
        orders: tuple[sp.Order, ...],
    ) -> sp.Problem:
        try:
            return sp.Problem(visits, vehicles, self._travel(vehicles), baseline, depot, pairs, orders)
        except InvalidProblemError as error:
            raise InvalidInputError(tuple(self._in_document(issue) for issue in error.issues)) from error

    def _travel(self, vehicles: Sequence[sp.Vehicle]) -> tuple[sp.TravelTimes, ...]:
        if self.matrices:
            return travel_of_matrices(self.matrices, self.profiles)
        horizon_s = max((v.shift_end + v.overtime_limit for v in vehicles), default=0)
        return (travel_of_points(list(self.points), self.travel_times, horizon_s),)

    def _index(self, ids: Iterable[Id], path: str) -> dict[Id, int]:
        index: dict[Id, int] = {}
        for position, name in enumerate(ids):
            if name in index:
                self._fault("repeated_id", path, f"The id {name!r} is used more than once.", "Give each its own id.")
            index.setdefault(name, position)
        return index

    def _unknown_profiles(self) -> Iterator[Issue]:
        given = self.matrices
        for k, technician in enumerate(self.document.technicians):
            path = f"technicians[{k}].profile"
            if given and technician.profile not in given:
                names = ", ".join(sorted(given))
                cause = f"There are no matrices for the profile {technician.profile!r}."
                yield Issue("unknown_profile", path, cause, f"Add them or name one of these: {names}.")
            elif not given and technician.profile != DEFAULT_PROFILE:
                cause = f"The profile {technician.profile!r} needs matrices."
                yield Issue(
                    "unknown_profile", path, cause, f"Give matrices, or leave the profile at {DEFAULT_PROFILE!r}."
                )

    def _visit(self, visit: VisitDocument, path: str) -> sp.Visit:
        pin = visit.pin
        return sp.Visit(
            place=self._place(visit.place, f"{path}.place"),
            duration=visit.service_duration_s,
            setup=visit.setup_s,
            penalty=visit.penalty_cents,
            windows=tuple(sp.TimeWindow(*window) for window in visit.windows),
            ready_at=visit.ready_at,
            promise=_promise(visit.promise),
            response=_response(visit.response),
            kind=self.kinds.index(visit.kind) if visit.kind in self.kinds else -1,
            skills=self._skills(visit.skills),
            one_of=self._skills(visit.one_of),
            none_of=frozenset(self.skills.index(skill) for skill in visit.none_of),
            allowed_technicians=None
            if visit.required_technicians is None
            else self._technicians(visit.required_technicians, f"{path}.required_technicians"),
            excluded_technicians=self._technicians(visit.excluded_technicians, f"{path}.excluded_technicians"),
            preferred_technicians=self._technicians(visit.preferred_technicians, f"{path}.preferred_technicians"),
            preference_cost=visit.preference_cost_cents if visit.preferred_technicians else 0,
            pinned_technician=None
            if pin is None or pin.technician is None
            else self._known(pin.technician, self.technician_index, f"{path}.pin.technician", "technician"),
            pinned_start=pin.start_at if pin else None,
            parts=self._units(visit.parts),
            tools=self._toolset(visit.tools),
        )

    def _vehicle(self, technician: TechnicianDocument, shift: ShiftDocument, path: str) -> sp.Vehicle:
        rates = technician.rates
        return sp.Vehicle(
            technician=self.technician_index[technician.id],
            shift_start=shift.start_at,
            shift_end=shift.end_at,
            start_place=self._end(shift.start_place, f"{path}.start_place"),
            end_place=self._end(shift.end_place, f"{path}.end_place"),
            overtime_limit=shift.overtime_limit_s,
            work_limit=shift.work_limit_s,
            breaks=tuple(
                sp.Break(*pause.window, pause.duration_s)
                for pause in sorted(shift.breaks, key=lambda pause: pause.window[0])
            ),
            skills=self._skills(technician.skills),
            duration_percents=tuple(technician.proficiency.get(kind, 100) for kind in self.kinds),
            rates=sp.Rates(
                travel_per_hour=rates.travel_cents_per_hour,
                travel_per_km=rates.travel_cents_per_km,
                waiting_per_hour=rates.waiting_cents_per_hour,
                overtime_per_hour=rates.overtime_cents_per_hour,
                fixed=rates.fixed_cents,
                workload_per_hour=rates.workload_cents_per_hour,
            ),
            profile=self.profiles.index(technician.profile) if self.matrices else 0,
            max_visits=shift.max_visits,
            workload_target=shift.workload_target_s,
            parts=None if shift.parts is None else self._units(shift.parts),
            tools=self._toolset(shift.tools),
            may_call=shift.may_call,
        )

    def _skills(self, levels: dict[str, int]) -> tuple[sp.SkillLevel, ...]:
        return tuple(sp.SkillLevel(self.skills.index(skill), level) for skill, level in sorted(levels.items()))

    def _units(self, units: dict[str, int]) -> tuple[int, ...]:
        """Units by kind of part; a kind that no visit takes does not matter."""
        return tuple(units.get(part, 0) for part in self.parts)

    def _toolset(self, tools: Sequence[str]) -> frozenset[int]:
        return frozenset(self.tools[tool] for tool in tools if tool in self.tools)

    def _depot(self) -> sp.Depot | None:
        depot = self.document.depot
        return None if depot is None else sp.Depot(self._place(depot.place, "depot.place"), depot.duration_s)

    def _end(self, place: int | tuple[float, float] | None, path: str) -> int | None:
        return None if place is None else self._place(place, path)

    def _place(self, place: int | tuple[float, float], path: str) -> int:
        by_row = self.matrices
        if isinstance(place, int) and by_row:
            return place
        if not isinstance(place, int) and not by_row:
            return self.points.setdefault(place, len(self.points))
        cause = "Coordinates are given together with matrices." if by_row else f"Row {place} needs matrices."
        action = "Give the row of the matrices." if by_row else "Give [lon, lat], or add matrices."
        self._fault("place_kind", path, cause, action)
        return 0

    def _technicians(self, ids: Sequence[Id], path: str) -> frozenset[int]:
        return frozenset(
            self._known(name, self.technician_index, f"{path}[{k}]", "technician") for k, name in enumerate(ids)
        )

    def _baseline(self) -> sp.Baseline | None:
        baseline = self.document.baseline
        if baseline is None:
            return None
        stops: list[sp.BaselineStop | None] = [None] * len(self.document.visits)
        for k, stop in enumerate(baseline.stops):
            path = f"baseline.stops[{k}]"
            who = self._known(stop.technician, self.technician_index, f"{path}.technician", "technician")
            visit = self._known(stop.visit, self.visit_index, f"{path}.visit", "visit")
            if stops:
                stops[visit] = sp.BaselineStop(who, stop.start_at)
        return sp.Baseline(
            tuple(stops),
            baseline.technician_changed_cents,
            baseline.start_moved_cents,
            baseline.tolerance_s,
            baseline.most_changes,
            baseline.change_beyond_cents,
        )

    def _pairs(self) -> tuple[sp.Pair, ...]:
        return tuple(
            sp.Pair(*self._ends(pair, f"pairs[{k}]"), pair.least_lag_s, pair.most_lag_s)
            for k, pair in enumerate(self.document.pairs)
        )

    def _orders(self) -> tuple[sp.Order, ...]:
        return tuple(
            sp.Order(*self._ends(order, f"orders[{k}]"), order.least_lag_s, order.most_lag_s, order.same_technician)
            for k, order in enumerate(self.document.orders)
        )

    def _ends(self, link: PairDocument | OrderDocument, path: str) -> tuple[int, int]:
        return (
            self._known(link.first, self.visit_index, f"{path}.first", "visit"),
            self._known(link.second, self.visit_index, f"{path}.second", "visit"),
        )

    def _initial(self) -> Routes | None:
        if self.document.initial is None:
            return None
        return [
            (
                self._known(route.shift, self.shift_index, f"initial[{r}].shift", "shift"),
                [
                    self._known(visit, self.visit_index, f"initial[{r}].visits[{k}]", "visit")
                    for k, visit in enumerate(route.visits)
                ],
            )
            for r, route in enumerate(self.document.initial)
        ]

    def _known(self, name: Id, index: dict[Id, int], path: str, kind: str) -> int:
        if name not in index:
            self._fault(
                f"unknown_{kind}", path, f"There is no {kind} {name!r}.", f"Use the id of a {kind} of this document."
            )
        return index.get(name, 0)

    def _fault(self, code: str, path: str, cause: str, action: str) -> None:
        self.issues.append(Issue(code, path, cause, action))

    def _in_document(self, issue: Issue) -> Issue:
        """Name the shift where the solver names a vehicle, and the profile where it names a matrix."""
        head, _, rest = issue.path.partition(".")
        kind, _, number = head.removesuffix("]").partition("[")
        if kind == "vehicles" and number.isdigit():
            head = f"shift {self.shifts[int(number)][1].id!r}"
        elif kind == "travel" and number.isdigit():
            head = f"matrices.{self.profiles[int(number)]}"
        return Issue(issue.code, f"{head}.{rest}" if rest else head, issue.cause, issue.action)


def _promise(promise: PromiseDocument | None) -> sp.Promise | None:
    if promise is None:
        return None
    return sp.Promise(sp.TimeWindow(*promise.window), promise.broken_cost_cents, promise.late_cost_cents_per_hour)


def _response(response: ResponseDocument | None) -> sp.Response | None:
    if response is None:
        return None
    return sp.Response(response.due_at, response.late_cost_cents, response.late_cost_cents_per_hour)
