"""VROOM's own output document, written from a solution and read back for checking."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from data.files.json_faults import read_document
from data.files.vroom_json import VroomBreak, VroomJob
from data.files.vroom_reader import ReadVroom
from dispatch.errors import InvalidInputError
from solver.issue import Issue
from solver.objective import route_terms, terms_of
from solver.problem import Problem
from solver.solution import ReasonCode, Route, Solution, Stop, TakenBreak, Unassigned

JsonObject = dict[str, Any]


class VroomOutputStep(BaseModel):
    """One step of a route; what the checker needs of it."""

    model_config = ConfigDict(extra="allow", strict=True)

    type: str
    arrival: int
    duration: int = 0
    setup: int = 0
    service: int = 0
    waiting_time: int = 0
    id: int | None = None


class VroomOutputRoute(BaseModel):
    """One route."""

    model_config = ConfigDict(extra="allow", strict=True)

    vehicle: int
    steps: Annotated[list[VroomOutputStep], Field(min_length=1)]


class VroomOutputTask(BaseModel):
    """One unassigned task."""

    model_config = ConfigDict(extra="allow", strict=True)

    id: int


class VroomOutput(BaseModel):
    """The whole output."""

    model_config = ConfigDict(extra="allow", strict=True)

    routes: list[VroomOutputRoute]
    unassigned: list[VroomOutputTask] = []


def write_vroom(vroom: ReadVroom, solution: Solution, *, loading_ms: int, solving_ms: int) -> JsonObject:
    """Give a solution in VROOM's shape; an unassigned job also carries our reason code."""
    routes = [_route(vroom, route) for route in solution.routes]
    totals = ("cost", "setup", "service", "duration", "waiting_time", "priority", "distance")
    summary = {name: sum(route.get(name, 0) for route in routes) for name in totals}
    if not _distances_given(vroom):
        del summary["distance"]
    return {
        "code": 0,
        "summary": {
            **summary,
            "routes": len(routes),
            "unassigned": len(solution.unassigned),
            "violations": [],
            "computing_times": {"loading": loading_ms, "solving": solving_ms, "routing": 0},
        },
        "unassigned": [_unassigned(vroom.document.jobs[u.visit], u) for u in solution.unassigned],
        "routes": routes,
    }


def read_vroom_output(vroom: ReadVroom, document: object) -> Solution:
    """Read VROOM's output as a solution with its stated times.

    Raises
    ------
    InvalidInputError
        With every fault: a wrong shape, or ids that the problem does not have.
    """
    output = read_document(VroomOutput, document)
    problem = vroom.read.problem
    jobs = {name: index for index, name in enumerate(vroom.read.visit_ids)}
    vehicles = {name: index for index, name in enumerate(vroom.read.shift_ids)}
    issues = list(_dangling(output, jobs, vehicles))
    if issues:
        raise InvalidInputError(tuple(issues))
    routes = sorted(
        (_timed(problem, vehicles[route.vehicle], route.steps, jobs, vroom.origin) for route in output.routes),
        key=lambda route: route.vehicle,
    )
    used = tuple(route for route in routes if route.stops)
    left_out = tuple(Unassigned(jobs[task.id], ReasonCode.NO_ROOM) for task in output.unassigned)
    return Solution(used, left_out, terms_of(problem, used))


def _route(vroom: ReadVroom, route: Route) -> JsonObject:
    vehicle = vroom.document.vehicles[route.vehicle]
    jobs = [vroom.document.jobs[stop.visit] for stop in route.stops]
    summary: JsonObject = {
        "vehicle": vehicle.id,
        "cost": sum(cents for _, cents in route_terms(vroom.read.problem, route)),
        "setup": sum(stop.duration - job.service for stop, job in zip(route.stops, jobs, strict=True)),
        "service": sum(job.service for job in jobs),
        "duration": route.travel,
        "waiting_time": route.waiting,
        "priority": sum(job.priority for job in jobs),
        "steps": list(_Walk(vroom, route).steps()),
        "violations": [],
    }
    if _distances_given(vroom):
        summary["distance"] = summary["steps"][-1]["distance"]
    return _described(summary, vehicle.description)


class _Walk:
    """Follows a route from step to step; VROOM counts travel and distance from the start of the route."""

    def __init__(self, vroom: ReadVroom, route: Route) -> None:
        self.vroom, self.route = vroom, route
        self.vehicle = vroom.document.vehicles[route.vehicle]
        self.shift = vroom.read.problem.vehicles[route.vehicle]
        self.now, self.travelled, self.distance = route.start, 0, 0
        self.breaks = iter(_due_breaks(vroom, route))

    def steps(self) -> Iterator[JsonObject]:
        """Every step, breaks where they are taken."""
        here, stops = self.shift.start_place, self.route.stops
        if here is not None:
            yield self._step("start", self.now, location=self.vehicle.start, location_index=self.vehicle.start_index)
        for position, stop in enumerate(stops):
            job = self.vroom.document.jobs[stop.visit]
            place = self.vroom.read.problem.visits[stop.visit].place
            yield from self._leg(here, place, stop.travel, position - 1)
            yield self._job(job, stop)
            here, self.now = place, stop.end
        yield from self._leg(here, self.shift.end_place, self.route.travel - self.travelled, len(stops) - 1)
        if self.shift.end_place is not None:
            yield self._step("end", self.now, location=self.vehicle.end, location_index=self.vehicle.end_index)

    def _leg(self, origin: int | None, destination: int | None, travel: int, after: int) -> Iterator[JsonObject]:
        """Drive on until each break begins, take it, and drive the rest."""
        left = travel
        for taken in (b for b in self.route.breaks if b.after == after):
            driven = min(left, taken.start - self.now)
            left -= driven
            self.travelled += driven
            arrival = self.now + driven
            pause = next(self.breaks)
            yield self._step(
                "break",
                arrival,
                id=pause.id,
                service=taken.duration,
                waiting_time=taken.start - arrival,
                description=pause.description or None,
            )
            self.now = taken.start + taken.duration
        self.now += left
        self.travelled += left
        self.distance += _metres(self.vroom, self.route.vehicle, origin, destination)

    def _job(self, job: VroomJob, stop: Stop) -> JsonObject:
        return self._step(
            "job",
            self.now,
            id=job.id,
            setup=stop.duration - job.service,
            service=job.service,
            waiting_time=stop.start - self.now,
            location=job.location,
            location_index=job.location_index,
            description=job.description or None,
        )

    def _step(self, kind: str, arrival: int, **given: object) -> JsonObject:
        step: JsonObject = {"type": kind, "arrival": arrival + self.vroom.origin, "duration": self.travelled}
        step |= {"setup": 0, "service": 0, "waiting_time": 0, "violations": []}
        if _distances_given(self.vroom):
            step["distance"] = self.distance
        return step | {name: value for name, value in given.items() if value is not None}


def _due_breaks(vroom: ReadVroom, route: Route) -> list[VroomBreak]:
    """The breaks a route owes, in the order in which it takes them."""
    shift = vroom.read.problem.vehicles[route.vehicle]
    opening = vroom.origin + shift.shift_start
    given = sorted(
        vroom.document.vehicles[route.vehicle].breaks,
        key=lambda pause: pause.time_windows[0][0] if pause.time_windows else opening,
    )
    pairs = zip(given, shift.breaks, strict=True)
    return [pause for pause, owed in pairs if route.start < owed.earliest_start + owed.duration]


def _unassigned(job: VroomJob, entry: Unassigned) -> JsonObject:
    task: JsonObject = {"id": job.id, "type": "job", "reason": str(entry.code)}
    task |= {"location": job.location} if job.location else {}
    task |= {"location_index": job.location_index} if job.location_index is not None else {}
    return _described(task, job.description)


def _described(given: JsonObject, description: str) -> JsonObject:
    return given | ({"description": description} if description else {})


def _distances_given(vroom: ReadVroom) -> bool:
    matrices = vroom.document.matrices
    return matrices is None or any(matrix.distances is not None for matrix in matrices.values())


def _metres(vroom: ReadVroom, vehicle: int, origin: int | None, destination: int | None) -> int:
    if origin is None or destination is None:
        return 0
    matrices = vroom.document.matrices
    if matrices is None:
        profile = vroom.read.problem.vehicles[vehicle].profile
        return int(vroom.read.problem.travel[profile].distances[origin, destination])
    distances = matrices[vroom.document.vehicles[vehicle].profile].distances
    return 0 if distances is None else max(0, int(distances[origin, destination]))


def _dangling(output: VroomOutput, jobs: dict[int | str, int], vehicles: dict[int | str, int]) -> Iterator[Issue]:
    for r, route in enumerate(output.routes):
        if route.vehicle not in vehicles:
            yield _unknown(f"routes[{r}].vehicle", "vehicle", route.vehicle)
        for k, step in enumerate(route.steps):
            if step.type == "job" and step.id not in jobs:
                yield _unknown(f"routes[{r}].steps[{k}].id", "job", step.id)
    for k, task in enumerate(output.unassigned):
        if task.id not in jobs:
            yield _unknown(f"unassigned[{k}].id", "job", task.id)


def _unknown(path: str, kind: str, name: object) -> Issue:
    return Issue(
        f"unknown_{kind}", path, f"The problem has no {kind} {name}.", f"Use the id of a {kind} of the problem."
    )


def _timed(
    problem: Problem, vehicle: int, steps: Sequence[VroomOutputStep], jobs: dict[int | str, int], origin: int
) -> Route:
    """Take the stated starts, breaks and travel; arrivals at the door follow from them."""
    shift = problem.vehicles[vehicle]
    first, last = steps[0], steps[-1]
    departure = _begin(first) - origin if first.type == "job" else first.arrival - origin
    stops: list[Stop] = []
    breaks: list[TakenBreak] = []
    here, now, travelled = shift.start_place, departure, 0
    for step in steps:
        if step.type == "break":
            breaks.append(TakenBreak(_begin(step) - origin, step.service, len(stops) - 1))
        elif step.type == "job":
            visit = jobs[step.id if step.id is not None else -1]
            place = problem.visits[visit].place
            travel, start = step.duration - travelled, _begin(step) - origin
            resting = [b for b in breaks if b.after == len(stops) - 1]
            arrival = _at_the_door(now, travel, resting)
            waiting = start - arrival - sum(b.duration for b in resting if b.start >= arrival)
            duration = step.setup + step.service
            metres = _solver_metres(problem, vehicle, here, place)
            stops.append(Stop(visit, arrival, start, start + duration, travel, metres, waiting, duration))
            here, now, travelled = place, start + duration, step.duration
    end = _begin(last) + last.setup + last.service - origin
    service = sum(stop.duration for stop in stops)
    return Route(
        vehicle=vehicle,
        start=departure,
        end=end,
        stops=tuple(stops),
        breaks=tuple(breaks),
        travel=last.duration,
        distance=sum(s.distance for s in stops) + _solver_metres(problem, vehicle, here, shift.end_place),
        waiting=end - departure - sum(b.duration for b in breaks) - last.duration - service,
        service=service,
        overtime=max(0, end - shift.shift_end),
    )


def _begin(step: VroomOutputStep) -> int:
    return step.arrival + step.waiting_time


def _at_the_door(departure: int, travel: int, breaks: Sequence[TakenBreak]) -> int:
    """When a leg ends: a break that begins before its end interrupts it."""
    arrival = departure + travel
    for pause in breaks:
        if pause.start < arrival:
            arrival += pause.duration
    return arrival


def _solver_metres(problem: Problem, vehicle: int, origin: int | None, destination: int | None) -> int:
    if origin is None or destination is None:
        return 0
    return int(problem.travel[problem.vehicles[vehicle].profile].distances[origin, destination])
