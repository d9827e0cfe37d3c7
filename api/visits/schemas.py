"""Visits as callers read them, and pins as they set them."""

from datetime import datetime

from pydantic import ConfigDict, Field

from api.schemas import Form, Instant, PlaceView, Reference, View, WindowView
from dispatch.place import GeocodeQuality
from dispatch.visit import Visit, VisitStatus


class PinForm(Form):
    """What the dispatcher decides: the technician, the start, or both."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"technician": "T-3", "start_at": "2026-03-02T15:00:00Z"}]}
    )

    technician: Reference | None = Field(
        default=None, description="Id or external id; null leaves it to the planner. Leads where several people go."
    )
    start_at: Instant | None = Field(default=None, description="Start of service; null leaves it to the planner.")


class PinView(View):
    """What the dispatcher has decided; null where the planner may choose."""

    technician_id: str | None
    start_at: datetime | None


class VisitView(View):
    """One home visit."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "vis_9f86d081884c7d65",
                    "request_id": "req_9f86d081884c7d65",
                    "title": "repair refrigerator",
                    "status": "open",
                    "place": {"lat": 38.9072, "lon": -77.0369},
                    "place_quality": "house",
                    "work": "repair",
                    "product": "refrigerator",
                    "service_duration_s": 3600,
                    "setup_s": 300,
                    "priority": 1,
                    "penalty_cents": 50000,
                    "due_at": "2026-03-03T14:00:00Z",
                    "ready_at": None,
                    "windows": [{"earliest_at": "2026-03-02T14:00:00Z", "latest_at": "2026-03-02T16:00:00Z"}],
                    "skills": {"refrigerant": 1},
                    "parts": [],
                    "people": 1,
                    "helper_skills": None,
                    "pin": {"technician_id": "tec_9f86d081884c7d65", "start_at": None},
                }
            ]
        }
    )

    id: str
    request_id: str
    title: str
    status: VisitStatus
    place: PlaceView | None = Field(description="Null until the address is found; rounded without read_customers.")
    place_quality: GeocodeQuality
    work: str
    product: str
    service_duration_s: int
    setup_s: int
    priority: int
    penalty_cents: int
    due_at: datetime | None
    ready_at: datetime | None
    windows: list[WindowView]
    skills: dict[str, int]
    parts: list[str]
    people: int = Field(description="Technicians needed at the same time.")
    helper_skills: dict[str, int] | None = Field(
        description="Skill to the level that each further person needs; null: none."
    )
    pin: PinView | None

    @classmethod
    def shown(cls, visit: Visit, *, exact: bool) -> "VisitView":
        """Show a visit, its place rounded for callers who may not see addresses."""
        return cls.of(visit).model_copy(update={"place": PlaceView.shown(visit.place, exact=exact)})
