"""VROOM's own input document (https://github.com/VROOM-Project/vroom, docs/API.md), as far as one visit at a time goes.

Cost in VROOM is travel seconds by default; here one cost unit is one cent, so a rate of 3600 an hour gives the same.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from data.files.json_faults import Point
from data.files.json_matrix import Matrix
from data.files.problem_json import Whole, Window
from solver.issue import Issue

DEFAULT_PER_HOUR = 3600


class _Part(BaseModel):
    """VROOM ignores fields it does not know, so we do too; those that would change the plan are refused by name."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True, arbitrary_types_allowed=True)


class VroomJob(_Part):
    """One job; our visit."""

    id: Whole
    description: str = ""
    location: Point | None = None
    location_index: Whole | None = None
    setup: Whole = 0
    service: Whole = 0
    skills: list[int] = []
    priority: Annotated[int, Field(ge=0, le=100)] = 0
    time_windows: list[Window] = []


class VroomBreak(_Part):
    """One break of a vehicle."""

    id: Whole
    time_windows: list[Window] = []
    service: Whole = 0
    description: str = ""


class VroomCosts(_Part):
    """What a vehicle costs."""

    fixed: Whole = 0
    per_hour: Whole = DEFAULT_PER_HOUR
    per_km: Whole = 0


class VroomStep(_Part):
    """A step of a route to start from."""

    type: str
    id: Whole | None = None


class VroomVehicle(_Part):
    """One vehicle; our shift."""

    id: Whole
    profile: str = "car"
    description: str = ""
    start: Point | None = None
    start_index: Whole | None = None
    end: Point | None = None
    end_index: Whole | None = None
    costs: VroomCosts = VroomCosts()
    skills: list[int] = []
    time_window: Window | None = None
    breaks: list[VroomBreak] = []
    speed_factor: Annotated[float, Field(gt=0, le=5)] = 1.0
    max_tasks: Whole | None = None
    steps: list[VroomStep] = []


class VroomMatrices(_Part):
    """The matrices of one profile."""

    durations: Matrix | None = None
    distances: Matrix | None = None
    costs: Matrix | None = None


class VroomDocument(_Part):
    """The whole input."""

    jobs: list[VroomJob] = []
    vehicles: list[VroomVehicle]
    matrices: dict[str, VroomMatrices] | None = None


UNSUPPORTED_JOB = {
    "delivery": "capacities are not modelled",
    "pickup": "capacities are not modelled",
    "amount": "capacities are not modelled",
    "setup_per_type": "durations by vehicle type are not modelled",
    "service_per_type": "durations by vehicle type are not modelled",
}
UNSUPPORTED_VEHICLE = {
    "max_travel_time": "only the number of tasks and the working time can be limited",
    "max_distance": "only the number of tasks and the working time can be limited",
}


def unsupported(document: VroomDocument) -> Iterator[Issue]:
    """Name everything in a document that would change the plan and that we can't honour."""
    given = document.model_extra or {}
    if given.get("shipments"):
        yield _refused("shipments", "shipments", "pickup and delivery pairs are not modelled")
    if "matrix" in given:
        yield _refused(
            "matrix", "matrix", "VROOM itself has given it up", 'Move it to "matrices": {"car": {"durations": …}}.'
        )
    for name, why in UNSUPPORTED_JOB.items():
        with_it = [k for k, job in enumerate(document.jobs) if _matters((job.model_extra or {}).get(name))]
        if with_it:
            yield _refused(name, f"jobs[{with_it[0]}].{name}", f"{why} ({len(with_it)} jobs have it)")
    for k, vehicle in enumerate(document.vehicles):
        yield from _unsupported_of(vehicle, f"vehicles[{k}]", document)


def _unsupported_of(vehicle: VroomVehicle, path: str, document: VroomDocument) -> Iterator[Issue]:
    for name, why in UNSUPPORTED_VEHICLE.items():
        if name in (vehicle.model_extra or {}):
            yield _refused(name, f"{path}.{name}", why)
    if (vehicle.costs.model_extra or {}).get("per_task_hour"):
        yield _refused("per_task_hour", f"{path}.costs.per_task_hour", "time on site costs nothing here")
    for k, pause in enumerate(vehicle.breaks):
        if len(pause.time_windows) > 1:
            yield _refused("time_windows", f"{path}.breaks[{k}].time_windows", "a break has one window here")
        if (pause.model_extra or {}).get("max_load") is not None:
            yield _refused("max_load", f"{path}.breaks[{k}].max_load", "capacities are not modelled")
    matrices = (document.matrices or {}).get(vehicle.profile)
    own_rate = vehicle.costs.per_hour != DEFAULT_PER_HOUR or vehicle.costs.per_km
    if matrices and matrices.costs is not None and own_rate:
        why = "a cost matrix and rates contradict each other, in VROOM too"
        yield _refused("costs", f"{path}.costs", why, "Leave out the rates or the cost matrix.")


def _matters(value: Any) -> bool:  # noqa: ANN401 -- whatever the document holds
    """Whether an amount or a table of durations says anything: zeros and empty ones do not."""
    return any(bool(part) for part in value) if isinstance(value, list) else bool(value)


def _refused(name: str, path: str, why: str, action: str = "Take it out, or plan this with VROOM.") -> Issue:
    return Issue("unsupported_field", path, f"{name} is not supported: {why}.", action)
