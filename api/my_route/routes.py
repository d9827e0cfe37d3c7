"""``/v1/my-route``: what the technician behind the token drives on a day, as published; nothing of anybody else's."""

from datetime import date
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response

from api.errors import ForbiddenError
from api.plans.files import as_download
from api.plans.schemas import PlanDetail, RouteView
from api.roles import Caller, Permission
from api.schemas import Day
from api.security import CurrentCaller, CurrentWiring, needs
from api.transaction import Reading
from api.wiring import Wiring
from data.files.export_plan import FORMATS, export_plan, only_technician, ready_for
from dispatch.errors import NotFoundError
from dispatch.plan_view import PlanView, plan_view
from dispatch.ports import UnitOfWork

router = APIRouter(prefix="/my-route", tags=["my route"])


@router.get("", dependencies=[needs(Permission.READ_OWN_ROUTE)], summary="Read one's own routes")
def read(uow: Reading, wiring: CurrentWiring, caller: CurrentCaller, day: Day | None = None) -> list[RouteView]:
    """Those of the published plan that covers the day; today when no day is given."""
    return PlanDetail.shown(_own_view(uow, wiring, caller, day)).routes


@router.get(
    "/{format_name}",
    dependencies=[needs(Permission.READ_OWN_ROUTE)],
    response_class=Response,
    responses={
        200: {
            "description": "The file.",
            "content": {form.media_type: {"example": form.title} for form in FORMATS.values()},
        }
    },
    summary="Export one's own routes",
)
def export(
    format_name: str, uow: Reading, wiring: CurrentWiring, caller: CurrentCaller, day: Day | None = None
) -> Response:
    """As csv, json, geojson, ics, sheets (HTML) or overview (HTML)."""
    view = _own_view(uow, wiring, caller, day)
    return as_download(export_plan(ready_for(view, [format_name], wiring.travel_times), format_name), view)


def _own_view(uow: UnitOfWork, wiring: Wiring, caller: Caller, day: date | None) -> PlanView:
    if caller.technician_id is None:
        raise ForbiddenError("This token belongs to no technician, so there is no route of its own.")
    policy = wiring.policy(uow)
    day = day or wiring.clock.now().astimezone(ZoneInfo(policy.zone)).date()
    plan = uow.plans.published(day)
    if plan is None:
        msg = f"no plan is published for {day}"
        raise NotFoundError(msg)
    return only_technician(plan_view(uow, plan, currency=policy.currency), caller.technician_id)
