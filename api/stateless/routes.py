"""``/v1/solve`` and ``/v1/check``: a document comes in, the answer goes out, and nothing is stored."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request

from api.roles import Permission
from api.security import CurrentWiring, needs
from api.solving import Solving
from api.stateless.limits import require_small, seconds_for
from api.stateless.schemas import SOLUTION, VERDICT, CheckForm, ProblemBody
from api.stateless.work import answered, check, solve

router = APIRouter(tags=["stateless"])

Format = Annotated[Literal["json", "vroom"], Query(description="Our own documents, or VROOM's.")]
Seconds = Annotated[float | None, Query(gt=0, description="How long to search; as the document says when left out.")]
Seed = Annotated[int | None, Query(ge=0, le=2**31 - 1)]


@router.post(
    "/solve",
    dependencies=[needs(Permission.SOLVE)],
    responses={200: {"content": {"application/json": {"example": SOLUTION}}}},
    summary="Solve a document",
)
async def solve_document(
    request: Request,
    problem: ProblemBody,
    *,
    wiring: CurrentWiring,
    format: Format = "json",  # noqa: A002 -- the name users know from the command line
    seconds: Seconds = None,
    seed: Seed = None,
) -> dict[str, Any]:
    """Routes, times, cost terms, and a reason for every visit left out; units are in README.md of data/files."""
    require_small(problem, wiring.settings)
    limit_s = seconds_for(problem, seconds, wiring.settings)
    solving: Solving = request.app.state.solving
    return answered(await solving.run(solve, problem, format, limit_s, seed, wiring.settings.travel_settings))


@router.post(
    "/check",
    dependencies=[needs(Permission.SOLVE)],
    responses={200: {"content": {"application/json": {"example": VERDICT}}}},
    summary="Check anybody's plan",
)
async def check_document(
    request: Request,
    form: CheckForm,
    wiring: CurrentWiring,
    format: Format = "json",  # noqa: A002 -- the name users know from the command line
) -> dict[str, Any]:
    """The independent checker recomputes everything and lists what breaks a rule."""
    require_small(form.problem, wiring.settings)
    solving: Solving = request.app.state.solving
    return answered(await solving.run(check, form.problem, form.solution, format, wiring.settings.travel_settings))
