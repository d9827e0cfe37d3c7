"""Absences as callers send and read them."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from api.schemas import Form, Instant, Reference, View


class AbsenceForm(Form):
    """A technician is away."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "technician": "T-3",
                    "start_at": "2026-03-02T15:00:00Z",
                    "end_at": "2026-03-02T17:00:00Z",
                    "reason": "dentist",
                }
            ]
        }
    )

    technician: Reference = Field(description="Id or external id.")
    start_at: Instant
    end_at: Instant
    reason: Annotated[str, Field(max_length=500)] = ""

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.end_at <= self.start_at:
            msg = "the absence ends before it begins"
            raise ValueError(msg)
        return self


class AbsenceView(View):
    """A technician is away; shifts shrink around it."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "abs_9f86d081884c7d65",
                    "technician_id": "tec_9f86d081884c7d65",
                    "start_at": "2026-03-02T15:00:00Z",
                    "end_at": "2026-03-02T17:00:00Z",
                    "reason": "dentist",
                }
            ]
        },
    )

    id: str
    technician_id: str
    start_at: datetime
    end_at: datetime
    reason: str
