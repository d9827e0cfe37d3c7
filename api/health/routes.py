"""``/v1/health``: open to everyone, and tells nobody anything about customers or machines."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from api.health.schemas import HealthView
from api.runs import Workers
from api.security import CurrentWiring
from api.version import program_version
from data.store.errors import SchemaError, StorageError
from data.store.store import Store

router = APIRouter(prefix="/health", tags=["health"])


@router.get("", summary="How the service is", responses={503: {"model": HealthView, "description": "Not well."}})
def read_health(request: Request, response: Response, wiring: CurrentWiring) -> HealthView:
    """Answer 200 when everything works, 503 when the database does not."""
    workers: Workers = request.app.state.workers
    wanted = wiring.settings.solver_workers
    database = _state_of(wiring.store)
    well = database == "current" and workers.alive == wanted
    response.status_code = 200 if database == "current" else 503
    return HealthView(
        status="ok" if well else "degraded",
        version=program_version(),
        database=database,
        workers_alive=workers.alive,
        workers_wanted=wanted,
    )


def _state_of(store: Store) -> Literal["current", "outdated", "unreachable"]:
    try:
        store.check()
    except SchemaError:
        return "outdated"
    except StorageError:
        return "unreachable"
    return "current"
