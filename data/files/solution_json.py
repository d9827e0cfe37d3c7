"""Our own solution document: the solver's solution with the problem's ids, out and in. Units as in problem_json.py."""

from typing import Annotated, Any

from pydantic import Field

from data.files.json_faults import Id, Part, read_document
from data.files.problem_json import Whole
from data.files.problem_reader import ReadProblem
from dispatch.errors import InvalidInputError
from solver.issue import Issue
from solver.objective import changes_of, terms_of
from solver.solution import (
    DepotCall,
    ReasonCode,
    Remedy,
    Route,
    Solution,
    Stop,
    TakenBreak,
    Term,
    Unassigned,
    Violation,
)
from solver.solve import evaluate


class TakenBreakDocument(Part):
    """A break as scheduled; ``after`` counts stops from 0, -1 is before the first."""

    start_at: Whole
    duration_s: Whole
    after: Annotated[int, Field(ge=-1)]


class DepotCallDocument(Part):
    """The call at the depot; ``after`` as for breaks."""

    arrival_at: Whole
    end_at: Whole
    after: Annotated[int, Field(ge=-1)]


class StopDocument(Part):
    """One visit on a route."""

    visit: Id
    arrival_at: Whole
    start_at: Whole
    end_at: Whole
    travel_s: Whole
    distance_m: Whole
    waiting_s: Whole
    service_s: Whole
    promise_late_s: Whole = 0
    response_late_s: Whole = 0
    slack_s: Whole = 0


class RouteDocument(Part):
    """One shift's route."""

    shift: Id
    technician: Id | None = None
    start_at: Whole
    end_at: Whole
    travel_s: Whole
    distance_m: Whole
    waiting_s: Whole
    service_s: Whole
    overtime_s: Whole
    stops: list[StopDocument]
    breaks: list[TakenBreakDocument] = Field(default_factory=list)
    depot_call: DepotCallDocument | None = None


class RemedyDocument(Part):
    """The smallest change that would fit a visit."""

    kind: str
    shift: Id | None = None
    amount: int
    skill: str | None = None
    visit: Id | None = None
    parts: dict[str, Whole] = Field(default_factory=dict)
    tools: list[str] = Field(default_factory=list)
    others: list[Id] = Field(default_factory=list)


class UnassignedDocument(Part):
    """A visit left out."""

    visit: Id
    code: ReasonCode | None = Field(default=None, strict=False)
    blocked: dict[str, Whole] = Field(default_factory=dict)
    extra_cost_cents: int | None = None
    remedy: RemedyDocument | None = None


class SolutionDocument(Part):
    """The whole document."""

    cost_cents: int | None = None
    terms_cents: dict[str, int] | None = None
    routes: list[RouteDocument]
    unassigned: list[UnassignedDocument] | None = None
    changes: list[Id] | None = None


class OrderedRouteDocument(Part):
    """A route without times."""

    shift: Id
    visits: list[Id]


class OrderDocument(Part):
    """A plan without times: who visits whom, in what order."""

    routes: list[OrderedRouteDocument]


def write_solution(read: ReadProblem, solution: Solution) -> dict[str, Any]:
    """Give a solution as an object of JSON values."""
    return {
        "cost_cents": solution.cost,
        "terms_cents": {str(term): cents for term, cents in solution.terms.items()},
        "routes": [_route(read, route) for route in solution.routes],
        "unassigned": [_unassigned(read, entry) for entry in solution.unassigned],
        "changes": [read.visit_ids[visit] for visit in solution.changes],
    }


def read_solution(read: ReadProblem, document: object) -> tuple[Solution, tuple[Violation, ...]]:
    """Read anybody's solution document.

    Routes given as ``shift`` and ``visits`` only are timed first; what can't be timed comes back as violations.

    Raises
    ------
    InvalidInputError
        With every fault: first those of the shape, then ids that the problem does not have.
    """
    if _is_order(document):
        order = read_document(OrderDocument, document)
        evaluation = evaluate(read.problem, _Lookup(read).order(order))
        return evaluation.solution, evaluation.violations
    return _Lookup(read).solution(read_document(SolutionDocument, document)), ()


def write_violations(read: ReadProblem, violations: tuple[Violation, ...]) -> list[dict[str, Any]]:
    """Give violations as JSON values, with ids instead of indices."""
    return [
        {
            "code": str(violation.code),
            "shift": _id_at(read.shift_ids, violation.vehicle),
            "visit": _id_at(read.visit_ids, violation.visit),
            "amount": violation.amount,
        }
        for violation in violations
    ]


def _is_order(document: object) -> bool:
    routes = document.get("routes") if isinstance(document, dict) else None
    return isinstance(routes, list) and any(isinstance(route, dict) and "visits" in route for route in routes)


def _route(read: ReadProblem, route: Route) -> dict[str, Any]:
    return {
        "shift": read.shift_ids[route.vehicle],
        "technician": read.technician_ids[read.problem.vehicles[route.vehicle].technician],
        "start_at": route.start,
        "end_at": route.end,
        "travel_s": route.travel,
        "distance_m": route.distance,
        "waiting_s": route.waiting,
        "service_s": route.service,
        "overtime_s": route.overtime,
        "stops": [
            {
                "visit": read.visit_ids[stop.visit],
                "arrival_at": stop.arrival,
                "start_at": stop.start,
                "end_at": stop.end,
                "travel_s": stop.travel,
                "distance_m": stop.distance,
                "waiting_s": stop.waiting,
                "service_s": stop.duration,
                "promise_late_s": stop.promise_lateness,
                "response_late_s": stop.response_lateness,
                "slack_s": stop.slack,
            }
            for stop in route.stops
        ],
        "breaks": [{"start_at": b.start, "duration_s": b.duration, "after": b.after} for b in route.breaks],
        "depot_call": _depot_call(route.depot_call) if route.depot_call else None,
    }


def _depot_call(call: DepotCall) -> dict[str, int]:
    return {"arrival_at": call.arrival, "end_at": call.end, "after": call.after}


def _unassigned(read: ReadProblem, entry: Unassigned) -> dict[str, Any]:
    return {
        "visit": read.visit_ids[entry.visit],
        "code": str(entry.code),
        "blocked": {str(code): count for code, count in entry.blocked},
        "extra_cost_cents": entry.extra_cost,
        "remedy": _remedy(read, entry.remedy) if entry.remedy else None,
    }


def _remedy(read: ReadProblem, remedy: Remedy) -> dict[str, Any]:
    return {
        "kind": remedy.kind,
        "shift": _id_at(read.shift_ids, remedy.vehicle),
        "amount": 1 if remedy.kind == "drop_visit" else remedy.amount,
        "skill": None if remedy.skill is None else read.skills[remedy.skill],
        "visit": read.visit_ids[remedy.amount] if remedy.kind == "drop_visit" else None,
        "parts": {read.parts[kind]: units for kind, units in enumerate(remedy.parts) if units},
        "tools": [read.tools[tool] for tool in sorted(remedy.tools)],
        "others": [(read.visit_ids if remedy.kind == "drop_visit" else read.shift_ids)[k] for k in remedy.others],
    }


def _id_at(ids: tuple[Id, ...], index: int | None) -> Id | None:
    return None if index is None or not 0 <= index < len(ids) else ids[index]


class _Lookup:
    """Turns ids into indices and collects those that the problem does not have."""

    def __init__(self, read: ReadProblem) -> None:
        self.read = read
        self.visits = {name: index for index, name in enumerate(read.visit_ids)}
        self.shifts = {name: index for index, name in enumerate(read.shift_ids)}
        self.issues: list[Issue] = []

    def order(self, document: OrderDocument) -> list[tuple[int, list[int]]]:
        routes = [
            (
                self._index(self.shifts, route.shift, f"routes[{r}].shift", "shift"),
                [self._index(self.visits, v, f"routes[{r}].visits[{k}]", "visit") for k, v in enumerate(route.visits)],
            )
            for r, route in enumerate(document.routes)
        ]
        self._raise_faults()
        return routes

    def solution(self, document: SolutionDocument) -> Solution:
        routes = [self._route(route, f"routes[{r}]") for r, route in enumerate(document.routes)]
        left_out = self._left_out(document)
        named = [self._index(self.visits, v, f"changes[{k}]", "visit") for k, v in enumerate(document.changes or ())]
        self._raise_faults()
        changes = changes_of(self.read.problem, routes) if document.changes is None else tuple(sorted(named))
        terms = terms_of(self.read.problem, routes) if document.terms_cents is None else _terms(document.terms_cents)
        return Solution(tuple(sorted(routes, key=lambda route: route.vehicle)), left_out, terms, changes)

    def _left_out(self, document: SolutionDocument) -> tuple[Unassigned, ...]:
        """Take the list as given; where there is none, every visit on no route counts as left out."""
        if document.unassigned is None:
            served = {self.visits.get(stop.visit) for route in document.routes for stop in route.stops}
            return tuple(Unassigned(v, ReasonCode.NO_ROOM) for v in range(len(self.visits)) if v not in served)
        return tuple(
            Unassigned(
                self._index(self.visits, entry.visit, f"unassigned[{k}].visit", "visit"),
                entry.code or ReasonCode.NO_ROOM,
            )
            for k, entry in enumerate(document.unassigned)
        )

    def _route(self, route: RouteDocument, path: str) -> Route:
        call = route.depot_call
        return Route(
            vehicle=self._index(self.shifts, route.shift, f"{path}.shift", "shift"),
            start=route.start_at,
            end=route.end_at,
            stops=tuple(
                Stop(
                    visit=self._index(self.visits, stop.visit, f"{path}.stops[{k}].visit", "visit"),
                    arrival=stop.arrival_at,
                    start=stop.start_at,
                    end=stop.end_at,
                    travel=stop.travel_s,
                    distance=stop.distance_m,
                    waiting=stop.waiting_s,
                    duration=stop.service_s,
                    promise_lateness=stop.promise_late_s,
                    response_lateness=stop.response_late_s,
                    slack=stop.slack_s,
                )
                for k, stop in enumerate(route.stops)
            ),
            breaks=tuple(TakenBreak(b.start_at, b.duration_s, b.after) for b in route.breaks),
            travel=route.travel_s,
            distance=route.distance_m,
            waiting=route.waiting_s,
            service=route.service_s,
            overtime=route.overtime_s,
            depot_call=DepotCall(call.arrival_at, call.end_at, call.after) if call else None,
        )

    def _index(self, index: dict[Id, int], name: Id, path: str, kind: str) -> int:
        if name not in index:
            cause = f"The problem has no {kind} {name!r}."
            self.issues.append(Issue(f"unknown_{kind}", path, cause, f"Use the id of a {kind} of the problem."))
        return index.get(name, 0)

    def _raise_faults(self) -> None:
        if self.issues:
            raise InvalidInputError(tuple(self.issues))


def _terms(given: dict[str, int]) -> dict[Term, int]:
    """Take the terms we know; one we do not know is a fault of the figures, which the checker finds by its absence."""
    known = {str(term) for term in Term}
    return {Term(name): cents for name, cents in given.items() if name in known}
