"""VROOM's input document becomes a solver problem."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.files.json_faults import read_document
from data.files.json_matrix import LARGEST, without_gaps
from data.files.json_travel import travel_at_noon
from data.files.problem_json import OptionsDocument
from data.files.problem_reader import ReadProblem
from data.files.vroom_json import VroomBreak, VroomDocument, VroomJob, VroomMatrices, VroomVehicle, unsupported
from dispatch.errors import InvalidInputError
from dispatch.ports import TravelTimes as TravelTimesPort
from solver import problem as sp
from solver.errors import InvalidProblemError
from solver.issue import Issue
from solver.solve import Routes

Profile = tuple[str, float]
"""A VROOM profile and the speed factor of the vehicles that use it."""

CENTS_PER_KM_FOR_COSTS = 1000
"""At this rate a metre costs a cent: a cost matrix can stand where the solver has its distances."""


@dataclass(frozen=True, slots=True)
class ReadVroom:
    """VROOM's document as a problem, with what is needed to answer in VROOM's terms.

    Parameters
    ----------
    origin : int
        What is taken off every time of the document: its earliest one, as they may be timestamps.
    """

    read: ReadProblem
    document: VroomDocument
    origin: int


def read_vroom(document: object, travel_times: TravelTimesPort) -> ReadVroom:
    """Read VROOM's input document.

    Parameters
    ----------
    travel_times : TravelTimes
        Used where the document has no matrices, as VROOM would ask its routing engine.

    Raises
    ------
    InvalidInputError
        With every fault, unsupported fields among them.
    """
    reader = _Reader(read_document(VroomDocument, document), travel_times)
    return reader.read()


class _Reader:
    def __init__(self, document: VroomDocument, travel_times: TravelTimesPort) -> None:
        self.document = document
        self.travel_times = travel_times
        self.points: dict[tuple[float, float], int] = {}
        self.issues: list[Issue] = list(unsupported(document))
        needed = [job.skills for job in document.jobs] + [vehicle.skills for vehicle in document.vehicles]
        self.skills = sorted({skill for each in needed for skill in each})
        self.origin, self.latest = _bounds(document)

    def read(self) -> ReadVroom:
        jobs, vehicles = self.document.jobs, self.document.vehicles
        self.issues += [*_repeated([job.id for job in jobs], "jobs"), *_repeated([v.id for v in vehicles], "vehicles")]
        places = [self._place(job.location, job.location_index, f"jobs[{k}]", "location") for k, job in enumerate(jobs)]
        ends = [self._ends(vehicle, f"vehicles[{k}]") for k, vehicle in enumerate(vehicles)]
        profiles: list[Profile] = list(dict.fromkeys((v.profile, v.speed_factor) for v in vehicles)) or [("car", 1.0)]
        self.issues += self._missing_matrices({name for name, _ in profiles})
        if self.issues:
            raise InvalidInputError(tuple(self.issues))
        travel = tuple(self._travel(name, factor) for name, factor in profiles)
        end_of_time = self._end_of_time(travel)
        penalties = _penalties(jobs, vehicles, travel)
        try:
            problem = sp.Problem(
                visits=tuple(self._visit(*each) for each in zip(jobs, places, penalties, strict=True)),
                vehicles=tuple(
                    self._vehicle(
                        index,
                        vehicle,
                        ends[index],
                        profiles.index((vehicle.profile, vehicle.speed_factor)),
                        end_of_time,
                    )
                    for index, vehicle in enumerate(vehicles)
                ),
                travel=travel,
            )
        except InvalidProblemError as error:
            raise InvalidInputError(tuple(_as_jobs(issue) for issue in error.issues)) from error
        read = ReadProblem(
            problem=problem,
            visit_ids=tuple(job.id for job in jobs),
            shift_ids=tuple(vehicle.id for vehicle in vehicles),
            technician_ids=tuple(vehicle.id for vehicle in vehicles),
            skills=tuple(str(skill) for skill in self.skills),
            options=OptionsDocument(),
            initial=self._initial(),
        )
        return ReadVroom(read, self.document, self.origin)

    def _place(self, point: tuple[float, float] | None, index: int | None, path: str, name: str) -> int:
        if self.document.matrices is not None:
            if index is None:
                self._missing(f"{path}.{name}_index", "With matrices, every place needs its row.")
            return index or 0
        if point is None:
            self._missing(f"{path}.{name}", "Without matrices, every place needs [lon, lat].")
            return 0
        return self.points.setdefault(point, len(self.points))

    def _ends(self, vehicle: VroomVehicle, path: str) -> tuple[int | None, int | None]:
        start = (vehicle.start, vehicle.start_index)
        end = (vehicle.end, vehicle.end_index)
        if start == end == (None, None):
            self._missing(f"{path}.start", "A vehicle needs a start or an end.")
        return (
            None if start == (None, None) else self._place(*start, path, "start"),
            None if end == (None, None) else self._place(*end, path, "end"),
        )

    def _missing(self, path: str, cause: str) -> None:
        self.issues.append(Issue("missing_field", path, cause, "Add it."))

    def _missing_matrices(self, profiles: set[str]) -> Iterator[Issue]:
        given = self.document.matrices
        if given is None:
            return
        for name in sorted(profiles):
            if name not in given or given[name].durations is None:
                cause = f"The profile {name!r} has no durations."
                yield Issue(
                    "unknown_profile", f"matrices.{name}.durations", cause, "Add them, or change the vehicles' profile."
                )
            elif len(_sizes(given[name])) > 1:
                cause = f"The matrices of {name!r} have different sizes."
                yield Issue("matrix_sizes_differ", f"matrices.{name}", cause, "Give all of them the same places.")

    def _travel(self, name: str, speed_factor: float) -> sp.TravelTimes:
        if self.document.matrices is None:
            travel = travel_at_noon(list(self.points), self.travel_times)
            return sp.TravelTimes(_faster(travel.durations, speed_factor), travel.distances)
        matrices = self.document.matrices[name]
        assert matrices.durations is not None  # noqa: S101 - found missing before
        durations = without_gaps(matrices.durations, sp.NO_WAY)
        if matrices.costs is not None:
            metres = without_gaps(matrices.costs, sp.NO_WAY)
        elif matrices.distances is not None:
            metres = without_gaps(matrices.distances, 0)
        else:
            metres = np.zeros_like(durations)
        return sp.TravelTimes(_faster(durations[np.newaxis], speed_factor), metres)

    def _end_of_time(self, travel: Sequence[sp.TravelTimes]) -> int:
        """An instant by which any sensible route is over, for vehicles without working hours."""
        longest = max((int(t.durations.max(initial=0)) for t in travel), default=0)
        work = sum(job.setup + job.service for job in self.document.jobs)
        rest = sum(pause.service for vehicle in self.document.vehicles for pause in vehicle.breaks)
        legs = (len(self.document.jobs) + 1) * min(longest, sp.NO_WAY // 10)
        return min(LARGEST, self.latest - self.origin + work + rest + legs + 1)

    def _visit(self, job: VroomJob, place: int, penalty: int) -> sp.Visit:
        return sp.Visit(
            place=place,
            duration=job.service,
            setup=job.setup,
            penalty=penalty,
            windows=tuple(sp.TimeWindow(self._time(a), self._time(b)) for a, b in sorted(job.time_windows)),
            skills=tuple(sp.SkillLevel(self.skills.index(skill), 1) for skill in sorted(set(job.skills))),
        )

    def _vehicle(
        self, index: int, vehicle: VroomVehicle, ends: tuple[int | None, int | None], profile: int, end_of_time: int
    ) -> sp.Vehicle:
        start, end = (self._time(t) for t in vehicle.time_window) if vehicle.time_window else (0, end_of_time)
        by_matrix = bool(self.document.matrices and self.document.matrices[vehicle.profile].costs is not None)
        return sp.Vehicle(
            technician=index,
            shift_start=start,
            shift_end=end,
            start_place=ends[0],
            end_place=ends[1],
            breaks=tuple(
                sorted((self._break(pause, start, end) for pause in vehicle.breaks), key=lambda b: b.earliest_start)
            ),
            skills=tuple(sp.SkillLevel(self.skills.index(skill), 1) for skill in sorted(set(vehicle.skills))),
            rates=sp.Rates(
                travel_per_hour=0 if by_matrix else vehicle.costs.per_hour,
                travel_per_km=CENTS_PER_KM_FOR_COSTS if by_matrix else vehicle.costs.per_km,
                fixed=vehicle.costs.fixed,
            ),
            profile=profile,
            max_visits=vehicle.max_tasks,
        )

    def _break(self, pause: VroomBreak, shift_start: int, shift_end: int) -> sp.Break:
        if not pause.time_windows:
            return sp.Break(shift_start, max(shift_start, shift_end - pause.service), pause.service)
        earliest, latest = pause.time_windows[0]
        return sp.Break(self._time(earliest), self._time(latest), pause.service)

    def _time(self, at: int) -> int:
        return min(LARGEST, max(0, at - self.origin))

    def _initial(self) -> Routes | None:
        jobs = {job.id: index for index, job in enumerate(self.document.jobs)}
        routes = [
            (index, [jobs[step.id] for step in vehicle.steps if step.type == "job" and step.id in jobs])
            for index, vehicle in enumerate(self.document.vehicles)
        ]
        return [route for route in routes if route[1]] or None


def _bounds(document: VroomDocument) -> tuple[int, int]:
    """Earliest and latest time named; with a vehicle free of hours there must be room before the earliest."""
    windows = [w for job in document.jobs for w in job.time_windows]
    windows += [w for vehicle in document.vehicles for pause in vehicle.breaks for w in pause.time_windows]
    windows += [vehicle.time_window for vehicle in document.vehicles if vehicle.time_window]
    if not windows:
        return 0, 0
    earliest = min(a for a, _ in windows)
    free = any(vehicle.time_window is None for vehicle in document.vehicles)
    room = 24 * 3600 if free else 0
    return max(0, earliest - room), max(b for _, b in windows if b < LARGEST) if any(
        b < LARGEST for _, b in windows
    ) else earliest


def _sizes(matrices: VroomMatrices) -> set[int]:
    given = (matrices.durations, matrices.distances, matrices.costs)
    return {len(matrix) for matrix in given if matrix is not None}


def _faster(durations: NDArray[np.int32], speed_factor: float) -> NDArray[np.int32]:
    return durations if speed_factor == 1 else np.minimum(np.rint(durations / speed_factor), LARGEST).astype(np.int32)


def _penalties(
    jobs: Sequence[VroomJob], vehicles: Sequence[VroomVehicle], travel: Sequence[sp.TravelTimes]
) -> list[int]:
    """Rank as VROOM does: the sum of priorities first, then the number of jobs, then the cost.

    A step of priority outweighs all jobs together and a job outweighs any way there and back; where that would not
    fit 31 bits (very many jobs) the steps shrink and keep their order.
    """
    longest = max((int(t.durations.max(initial=0)) + int(t.distances.max(initial=0)) for t in travel), default=0)
    dearest = max((max(v.costs.per_hour / 3600, v.costs.per_km / 1000, 1.0) for v in vehicles), default=1.0)
    detour = round(2 * min(longest, sp.NO_WAY) * dearest) + max((v.costs.fixed for v in vehicles), default=0) + 1
    highest = max((job.priority for job in jobs), default=0)
    one_job = min(detour * (len(jobs) + 1), LARGEST // (2 + highest))
    step = min(one_job * (len(jobs) + 1), (LARGEST - one_job) // max(1, highest))
    return [one_job + step * job.priority for job in jobs]


def _repeated(ids: Sequence[int], path: str) -> Iterator[Issue]:
    for name in sorted({name for name in ids if ids.count(name) > 1}) if len(set(ids)) < len(ids) else ():
        yield Issue("repeated_id", path, f"The id {name} is used more than once.", "Give each its own id.")


def _as_jobs(issue: Issue) -> Issue:
    return Issue(
        issue.code, issue.path.replace("visits[", "jobs[").replace("travel[", "matrices["), issue.cause, issue.action
    )
