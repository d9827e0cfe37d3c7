"""Shifts as callers read them."""

from datetime import datetime

from pydantic import ConfigDict, Field

from api.problems import IssueView
from api.schemas import View
from dispatch.technician import RouteEnd


class ShiftBreakView(View):
    """A break that starts within the window, both ends inclusive."""

    earliest_at: datetime
    latest_at: datetime
    duration_s: int


class ShiftView(View):
    """One working period of one technician."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "id": "shi_9f86d081884c7d65",
                    "external_id": "S-17",
                    "technician_id": "tec_9f86d081884c7d65",
                    "start_at": "2026-03-02T13:00:00Z",
                    "end_at": "2026-03-02T22:00:00Z",
                    "breaks": [
                        {
                            "earliest_at": "2026-03-02T16:30:00Z",
                            "latest_at": "2026-03-02T18:00:00Z",
                            "duration_s": 1800,
                        }
                    ],
                    "overtime_limit_s": 3600,
                    "work_limit_s": None,
                    "starts_from": "home",
                    "returns_to": "home",
                }
            ]
        },
    )

    id: str
    external_id: str | None
    technician_id: str
    start_at: datetime
    end_at: datetime
    breaks: list[ShiftBreakView]
    overtime_limit_s: int = Field(description="Work allowed past the end.")
    work_limit_s: int | None = Field(description="Most seconds from leaving to coming back, without breaks.")
    starts_from: RouteEnd
    returns_to: RouteEnd


class ShiftTakenInView(View):
    """A shift that was taken in."""

    shift: ShiftView
    warnings: list[IssueView]
