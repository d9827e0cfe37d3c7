"""Plans as callers read and edit them; a whole plan has the form of ``data/files/export_json.py``."""

from datetime import date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.plans.examples import DIFF, EDIT, EDITED, PLAN, ROUTE, SUMMARY, UNASSIGNED
from api.schemas import Form, PlaceView, Reference, View, WindowView
from data.files.export_json import plan_object
from dispatch.plan import Plan, PlanStatus
from dispatch.plan_diff import PlanDiff
from dispatch.plan_edit import EditedPlan
from dispatch.plan_view import PlanView


class PlanSummary(View):
    """A plan in one line."""

    model_config = ConfigDict(json_schema_extra={"examples": [SUMMARY]})

    id: str
    status: PlanStatus
    revision: int = Field(description="Counts from 1 within the first day; 0 while it is not stored.")
    first_day: date
    last_day: date
    created_at: datetime
    created_by: str
    parent_id: str | None = Field(description="The plan it was made from.")
    solve_run_id: str | None
    visits_planned: int
    visits_unassigned: int
    cost_cents: int

    @classmethod
    def shown(cls, plan: Plan) -> "PlanSummary":
        """Show a plan in one line."""
        return cls(
            id=plan.id,
            status=plan.status,
            revision=plan.revision,
            first_day=plan.horizon.first_day,
            last_day=plan.horizon.last_day,
            created_at=plan.created_at,
            created_by=plan.created_by,
            parent_id=plan.parent_id,
            solve_run_id=plan.solve_run_id,
            visits_planned=len(plan.visit_ids),
            visits_unassigned=len(plan.unassigned),
            cost_cents=plan.cost_cents,
        )


class PlannedVisit(View):
    """What a stop and an unassigned visit have in common."""

    visit_id: str
    request_id: str = Field(description="The reporter's own number, or ours where there is none.")
    title: str
    work: str
    product: str
    customer: str = Field(description="Empty, like phone and address, without read_customers.")
    phone: str
    address: str
    place: PlaceView | None
    place_quality: str
    service_duration_s: int
    priority: int
    penalty_cents: int = Field(description="Price of leaving it out.")
    due_at: datetime | None
    windows: list[WindowView]
    skills: dict[str, int]
    parts: list[str]
    people: int = Field(description="Technicians needed at the same time; a planned visit has a stop for each.")


class ColleagueView(View):
    """Who else makes a visit."""

    technician_id: str = Field(description="The company's own number.")
    technician: str


class StopView(PlannedVisit):
    """One visit on a route."""

    arrival_at: datetime
    arrival_earliest_at: datetime = Field(description="Before arrival_at where the address is not known to the house.")
    arrival_latest_at: datetime = Field(description="After arrival_at likewise.")
    arrival_note: str = Field(description="Why the arrival is not known better; empty where it is.")
    start_at: datetime
    end_at: datetime
    travel_s: int = Field(description="From the stop before.")
    distance_m: int
    waiting_s: int = Field(description="Idle between arrival and start.")
    slack_s: int = Field(description="How much later it could start at no cost.")
    promise: WindowView | None
    promise_late_s: int
    response_late_s: int
    pinned: bool
    person: int = Field(description="1 leads the visit, 2 and more help.")
    colleagues: list[ColleagueView] = Field(description="Who else goes there at the same time.")


class UnassignedView(PlannedVisit):
    """A visit left out."""

    model_config = ConfigDict(json_schema_extra={"examples": [UNASSIGNED]})

    reason_code: str = Field(description="Confirmed by an insertion test.")
    reason: str
    remedy: str = Field(description="The smallest change found that would fit it; empty when there is none.")


class BreakView(View):
    """A break as scheduled."""

    start_at: datetime
    end_at: datetime
    after: int = Field(description="Position of the stop it follows, from 0; -1 before the first.")


class RouteView(View):
    """One shift's route; travel and distance include the way back."""

    model_config = ConfigDict(json_schema_extra={"examples": [ROUTE]})

    technician_id: str = Field(description="The company's own number.")
    technician: str
    shift_id: str
    start_at: datetime
    end_at: datetime
    start_place: PlaceView | None = Field(description="Null where the route begins at the first customer.")
    end_place: PlaceView | None = Field(description="Null where it ends at the last one.")
    travel_s: int
    distance_m: int
    waiting_s: int
    service_s: int
    overtime_s: int
    stops: list[StopView]
    breaks: list[BreakView]


class KpisView(View):
    """How good a plan is."""

    visits_planned: int
    visits_unassigned: int
    on_time_share: float = Field(description="Share of planned visits that miss neither promise nor due time, 0 to 1.")
    late_arrivals: int
    technicians_used: int
    travel_s: int
    distance_m: int
    service_s: int
    waiting_s: int
    overtime_s: int


class PlanDetail(View):
    """A whole plan."""

    model_config = ConfigDict(json_schema_extra={"examples": [PLAN]})

    id: str
    status: PlanStatus
    revision: int = Field(description="Counts from 1 within the first day; 0 while it is not stored.")
    first_day: date
    last_day: date
    zone: str
    created_at: datetime
    created_by: str
    parent_id: str | None
    solve_run_id: str | None
    currency: str
    cost_cents: int
    terms_cents: dict[str, int] = Field(description="What the cost is made of.")
    kpis: KpisView
    routes: list[RouteView]
    unassigned: list[UnassignedView]
    notes: list[str]

    @classmethod
    def shown(cls, view: PlanView) -> "PlanDetail":
        """Show a plan with everything that belongs to it."""
        plan = view.plan
        return cls.model_validate(plan_object(view) | {"parent_id": plan.parent_id, "solve_run_id": plan.solve_run_id})


class PlacementView(View):
    """Who has a visit, and when."""

    technician_id: str
    start_at: datetime
    colleague_ids: list[str] = Field(description="Who else goes there.")


class ChangeView(View):
    """One visit that differs; null means that it is not on a route of that plan."""

    visit_id: str
    kind: str = Field(description="assigned, unassigned, technician or time.")
    before: PlacementView | None
    after: PlacementView | None


class DiffView(View):
    """What changed from one plan to another."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [DIFF]})

    before_id: str
    after_id: str
    changes: list[ChangeView]
    unchanged: int = Field(description="Visits that stay with their technician and start.")
    terms: dict[str, tuple[int, int]] = Field(description="Cost terms that differ, cents: before and after.")

    @classmethod
    def shown(cls, diff: PlanDiff) -> "DiffView":
        """Show a comparison."""
        return cls.of(diff)


VisitIds = Annotated[list[Reference], Field(max_length=1000)]


class EditForm(Form):
    """Routes made by hand."""

    model_config = ConfigDict(json_schema_extra={"examples": [EDIT]})

    routes: dict[Reference, VisitIds] = Field(
        max_length=5000,
        description="Visit ids in order, by shift id; shifts left out have no visits. A visit for several people is "
        "named on as many routes.",
    )


class EditViolationView(View):
    """A rule that the edited plan breaks."""

    code: str
    shift_id: str
    visit_id: str | None = Field(description="Null where the whole route breaks it.")
    text: str


class EditedView(View):
    """An edited plan with its times, its price, and every rule it breaks."""

    model_config = ConfigDict(json_schema_extra={"examples": [EDITED]})

    plan: PlanDetail
    violations: list[EditViolationView]

    @classmethod
    def shown(cls, edited: EditedPlan, view: PlanView) -> "EditedView":
        """Show an edited plan."""
        violations = [EditViolationView.of(violation) for violation in edited.violations]
        return cls(plan=PlanDetail.shown(view), violations=violations)
