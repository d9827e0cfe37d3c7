"""Home health care routing and scheduling: JSON, as it is or packed with gzip.

Skills, visits that may begin late at a price, and patients who need two caregivers, at once or one after the other.
Format: Ceschia, Di Gaspero, Rosati and Schaerf 2024, doi 10.1111/itor.13585; problem: Mankowska, Meisel and Bierwirth
2014, doi 10.1007/s10729-013-9243-1.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from data.files.json_faults import Part, parse_json, read_document
from data.files.public.instance import (
    Ids,
    Instance,
    at_least,
    at_most,
    distance_and_tardiness,
    mandatory,
    problem_of,
)
from data.files.public.lines import refusal, text_of, window
from solver.problem import Pair, Rates, Response, SkillLevel, TimeWindow, Vehicle, Visit
from solver.value_validation import LONGEST

UNITS = 1000
"""Three decimals: the precision of the files."""

TARDINESS_PER_HOUR = 3600
"""Lateness costs as much as way. The worst lateness, which counts once more, has no price of its own in a plan."""

Amount = Annotated[float, Field(ge=0, allow_inf_nan=False, strict=False)]


class ServiceDocument(Part):
    """A kind of service."""

    id: str
    default_duration: Amount = 0.0


class RequiredDocument(Part):
    """A service that a patient needs."""

    service: str
    duration: Amount | None = None


class SynchronizationDocument(Part):
    """How the two services of a patient depend on each other."""

    type: Literal["simultaneous", "sequential"]
    distance: tuple[Amount, Amount] | None = Field(default=None, strict=False)


class PatientDocument(Part):
    """A patient."""

    id: str
    time_window: tuple[Amount, Amount] = Field(strict=False)
    required_caregivers: Annotated[list[RequiredDocument], Field(min_length=1, max_length=2)]
    synchronization: SynchronizationDocument | None = None
    location: Any = None


class CaregiverDocument(Part):
    """A caregiver."""

    id: str
    abilities: list[str]


class OfficeDocument(Part):
    """Where caregivers begin and end."""

    id: str
    location: Any = None


class HhcrspDocument(Part):
    """The whole file."""

    name: str = ""
    area: Any = None
    patients: list[PatientDocument]
    services: list[ServiceDocument]
    caregivers: list[CaregiverDocument]
    central_offices: Annotated[list[OfficeDocument], Field(min_length=1, max_length=1)]
    distances: list[list[Amount]]


def read_hhcrsp(content: bytes) -> Instance:
    """Read an instance.

    Raises
    ------
    InvalidInputError
        Naming the field that is wrong.
    """
    return _Reader(read_document(HhcrspDocument, parse_json(text_of(content)))).read()


class _Reader:
    def __init__(self, document: HhcrspDocument) -> None:
        self.document = document
        self.skills = {service.id: k for k, service in enumerate(document.services)}
        self.durations = {service.id: service.default_duration for service in document.services}

    def read(self) -> Instance:
        document = self.document
        legs = self._legs()
        horizon = self._horizon(float(legs.max(initial=0)))
        vehicles = [
            Vehicle(
                technician=k,
                shift_start=0,
                shift_end=horizon,
                start_place=0,
                end_place=0,
                skills=tuple(
                    SkillLevel(self._skill(s, f"caregivers[{k}]"), 1) for s in sorted(set(caregiver.abilities))
                ),
                rates=Rates(travel_per_hour=3600),
            )
            for k, caregiver in enumerate(document.caregivers)
        ]
        visits = list(self._visits(horizon, mandatory(vehicles)))
        return Instance(
            name=document.name,
            problem=problem_of([visit for _, visit in visits], vehicles, legs, pairs=list(self._pairs())),
            units=UNITS,
            visits=tuple(ids for ids, _ in visits),
            vehicles=tuple({"caregiver": caregiver.id} for caregiver in document.caregivers),
            convention="a third of distance, total tardiness and worst tardiness",
            value=distance_and_tardiness,
        )

    def _legs(self) -> NDArray[np.float64]:
        rows, size = self.document.distances, len(self.document.patients) + 1
        wrong = next((k for k, row in enumerate(rows) if len(row) != size), None)
        if len(rows) != size or wrong is not None:
            where = "distances" if wrong is None else f"distances[{wrong}]"
            cause = f"There are {len(rows) if wrong is None else len(rows[wrong])} entries."
            raise refusal("wrong_matrix", where, cause, f"Give {size}: the office, then each patient.")
        return np.rint(np.array(rows, dtype=np.float64) * UNITS)

    def _horizon(self, longest: float) -> int:
        """An instant by which one caregiver could have made all visits."""
        patients = self.document.patients
        work = sum(self._duration(need) for patient in patients for need in patient.required_caregivers)
        closes = max((patient.time_window[1] for patient in patients), default=0.0)
        legs = int(longest) * (2 * len(patients) + 1)
        return min(LONGEST, 1 + at_least(closes, UNITS) + at_least(work, UNITS) + legs)

    def _duration(self, need: RequiredDocument) -> float:
        return self.durations.get(need.service, 0.0) if need.duration is None else need.duration

    def _visits(self, horizon: int, penalty: int) -> Iterator[tuple[Ids, Visit]]:
        for k, patient in enumerate(self.document.patients):
            where = f"patients[{k}]"
            opens, closes = window(*patient.time_window, f"{where}.time_window")
            for need in patient.required_caregivers:
                skill = self._skill(need.service, where)
                yield (
                    {"patient": patient.id, "service": need.service},
                    Visit(
                        place=k + 1,
                        duration=at_least(self._duration(need), UNITS),
                        penalty=penalty,
                        windows=(TimeWindow(at_least(opens, UNITS), horizon),),
                        response=Response(at_most(closes, UNITS), 0, TARDINESS_PER_HOUR),
                        skills=(SkillLevel(skill, 1),),
                    ),
                )

    def _pairs(self) -> Iterator[Pair]:
        visit = 0
        for k, patient in enumerate(self.document.patients):
            where = f"patients[{k}].synchronization"
            how = patient.synchronization
            if len(patient.required_caregivers) == 2:
                if how is None:
                    raise refusal("missing_field", where, "Two caregivers come, but it is not said when.", "Add it.")
                if how.type == "sequential" and how.distance is None:
                    raise refusal("missing_field", f"{where}.distance", "The field is missing.", "Add [least, most].")
                least, most = window(*(how.distance or (0.0, 0.0)), f"{where}.distance")
                if how.type == "simultaneous":
                    least = most = 0.0
                yield Pair(visit, visit + 1, at_least(least, UNITS), at_most(most, UNITS))
            visit += len(patient.required_caregivers)

    def _skill(self, service: str, where: str) -> int:
        if service not in self.skills:
            raise refusal("unknown_service", where, f"There is no service {service!r}.", "Add it to services.")
        return self.skills[service]
