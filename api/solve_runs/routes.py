"""``/v1/solve-runs``: ask for a plan, watch it being made, stop it."""

from fastapi import APIRouter, Response

from api.idempotency import OnlyOnce
from api.roles import Permission
from api.schemas import After, Limit, PageView, page_of
from api.security import CurrentWiring, needs
from api.solve_runs.schemas import SolveRunForm, SolveRunView
from api.transaction import Reading, Work
from dispatch.solve_run import SolveRunStatus
from dispatch.solve_runs import request_cancel, start_run

router = APIRouter(prefix="/solve-runs", tags=["solve runs"])


@router.post(
    "",
    status_code=202,
    response_model=SolveRunView,
    dependencies=[needs(Permission.MAKE_PLANS)],
    summary="Ask for a plan",
)
def start(form: SolveRunForm, uow: Work, once: OnlyOnce, wiring: CurrentWiring) -> Response:
    """Queue a run and answer at once; another process makes the plan. Watch it under the `Location`."""
    horizon = form.horizon(wiring.policy(uow).zone)
    run = start_run(uow, horizon, seconds=form.seconds, seed=form.seed, from_plan_id=form.from_plan_id)
    return once.answer(SolveRunView.shown(run), location=f"/v1/solve-runs/{run.id}")


@router.get("", dependencies=[needs(Permission.READ_PLANS)], summary="List runs")
def list_runs(
    uow: Reading, limit: Limit = 100, after: After = None, status: SolveRunStatus | None = None
) -> PageView[SolveRunView]:
    """Newest first."""
    return page_of(uow.solve_runs.page(limit=limit, after=after, status=status), SolveRunView.shown)


@router.get("/{run_id}", dependencies=[needs(Permission.READ_PLANS)], summary="Read a run")
def read(run_id: str, uow: Reading) -> SolveRunView:
    """Its state, its progress, and its plan once it is finished."""
    return SolveRunView.shown(uow.solve_runs.get(run_id))


@router.post(
    "/{run_id}/cancel",
    response_model=SolveRunView,
    dependencies=[needs(Permission.MAKE_PLANS)],
    summary="Stop a run",
)
def cancel(run_id: str, uow: Work, once: OnlyOnce) -> Response:
    """A queued run is cancelled; a running one stops within seconds and keeps the best plan so far."""
    return once.answer(SolveRunView.shown(request_cancel(uow, run_id)))
