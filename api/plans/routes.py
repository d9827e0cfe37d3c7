"""``/v1/plans``: read, compare, edit, publish and export plans."""

from fastapi import APIRouter, Response

from api.idempotency import OnlyOnce
from api.plans.editing import edit, sound
from api.plans.files import as_download
from api.plans.schemas import DiffView, EditedView, EditForm, PlanDetail, PlanSummary, RouteView, UnassignedView
from api.plans.views import view_for
from api.roles import Permission
from api.schemas import After, Day, Limit, PageView, page_of
from api.security import CurrentCaller, CurrentWiring, needs
from api.transaction import Reading, Work
from data.files.export_plan import FORMATS, export_plan, only_technician, ready_for
from dispatch.plan import PlanStatus
from dispatch.plan_diff import diff
from dispatch.publishing import publish, store_plan

router = APIRouter(prefix="/plans", tags=["plans"])


@router.get("", dependencies=[needs(Permission.READ_PLANS)], summary="List plans")
def list_plans(
    uow: Reading, limit: Limit = 100, after: After = None, day: Day | None = None, status: PlanStatus | None = None
) -> PageView[PlanSummary]:
    """Newest first; `day` leaves those whose horizon covers it."""
    return page_of(uow.plans.page(limit=limit, after=after, day=day, status=status), PlanSummary.shown)


@router.get("/{plan_id}", dependencies=[needs(Permission.READ_PLANS)], summary="Read a plan")
def read(plan_id: str, uow: Reading, wiring: CurrentWiring, caller: CurrentCaller) -> PlanDetail:
    """Routes, unassigned visits with reasons, cost terms and key figures."""
    return PlanDetail.shown(view_for(uow.plans.get(plan_id), uow, wiring, caller))


@router.get("/{plan_id}/routes", dependencies=[needs(Permission.READ_PLANS)], summary="Read a plan's routes")
def read_routes(plan_id: str, uow: Reading, wiring: CurrentWiring, caller: CurrentCaller) -> list[RouteView]:
    """By day and technician's name."""
    return PlanDetail.shown(view_for(uow.plans.get(plan_id), uow, wiring, caller)).routes


@router.get("/{plan_id}/unassigned", dependencies=[needs(Permission.READ_PLANS)], summary="Read what a plan leaves out")
def read_unassigned(plan_id: str, uow: Reading, wiring: CurrentWiring, caller: CurrentCaller) -> list[UnassignedView]:
    """Each with its reason and the smallest change that would fit it."""
    return PlanDetail.shown(view_for(uow.plans.get(plan_id), uow, wiring, caller)).unassigned


@router.get(
    "/{plan_id}/diff", dependencies=[needs(Permission.READ_PLANS)], summary="Compare a plan with an earlier one"
)
def compare(plan_id: str, before: str, uow: Reading) -> DiffView:
    """What changed since the plan `before`, visit by visit and cost term by cost term."""
    return DiffView.shown(diff(uow.plans.get(before), uow.plans.get(plan_id)))


@router.post("/{plan_id}/evaluate", dependencies=[needs(Permission.MAKE_PLANS)], summary="Price an edited plan")
def evaluate(plan_id: str, form: EditForm, uow: Reading, wiring: CurrentWiring, caller: CurrentCaller) -> EditedView:
    """Times, price and every rule that the edited routes break; nothing is stored."""
    edited = edit(plan_id, form.routes, uow, wiring)
    return EditedView.shown(edited, view_for(edited.plan, uow, wiring, caller))


@router.post(
    "/{plan_id}/edits",
    status_code=201,
    response_model=PlanDetail,
    dependencies=[needs(Permission.MAKE_PLANS)],
    summary="Store an edited plan",
)
def store_edit(
    plan_id: str, form: EditForm, uow: Work, once: OnlyOnce, *, wiring: CurrentWiring, caller: CurrentCaller
) -> Response:
    """As a new draft made from this plan; refused with every fault while the edited routes break a rule."""
    plan = store_plan(uow, sound(edit(plan_id, form.routes, uow, wiring)))
    return once.answer(PlanDetail.shown(view_for(plan, uow, wiring, caller)), location=f"/v1/plans/{plan.id}")


@router.post(
    "/{plan_id}/publish",
    response_model=PlanSummary,
    dependencies=[needs(Permission.PUBLISH_PLANS)],
    summary="Publish a draft",
)
def publish_plan(plan_id: str, uow: Work, once: OnlyOnce) -> Response:
    """It supersedes what was published for its days, and its requests count as assigned."""
    return once.answer(PlanSummary.shown(publish(uow, plan_id)))


@router.get(
    "/{plan_id}/exports/{format_name}",
    dependencies=[needs(Permission.READ_PLANS)],
    response_class=Response,
    responses={
        200: {
            "description": "The file; several calendars come as one ZIP archive.",
            "content": {form.media_type: {"example": form.title} for form in FORMATS.values()},
        }
    },
    summary="Export a plan",
)
def export(
    plan_id: str,
    format_name: str,
    uow: Reading,
    *,
    wiring: CurrentWiring,
    caller: CurrentCaller,
    technician: str | None = None,
) -> Response:
    """As csv, json, geojson, ics, sheets (HTML) or overview (HTML); `technician` leaves only that one's routes."""
    view = view_for(uow.plans.get(plan_id), uow, wiring, caller)
    chosen = only_technician(view, uow.technicians.get(technician).id) if technician else view
    return as_download(export_plan(ready_for(chosen, [format_name], wiring.travel_times), format_name), chosen)
