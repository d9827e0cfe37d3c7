"""The FastAPI application: resources, guards, errors, and what starts and ends with the server."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI

from api import idempotency, problems, reference
from api.absences.routes import router as absences
from api.guards import Guards, allowed_hosts
from api.health.routes import router as health
from api.my_route.routes import router as my_route
from api.openapi import document_of
from api.plans.routes import router as plans
from api.policies.routes import router as policies
from api.requests.attention_routes import router as attention
from api.requests.rejected_routes import router as rejected
from api.requests.routes import router as requests
from api.runs import Workers
from api.settings import Settings
from api.shifts.routes import router as shifts
from api.solve_runs.routes import router as solve_runs
from api.solving import Solving
from api.stateless.routes import router as stateless
from api.technicians.routes import router as technicians
from api.transaction import MOST_READERS, MOST_WRITERS
from api.version import program_version
from api.visits.routes import router as visits
from api.wiring import Wiring, wire

DESCRIPTION = """From repair requests to day plans that keep their promises.

Instants are ISO 8601 with an offset (answers are in UTC), durations are seconds (`_s`), distances metres (`_m`), money
cents (`_cents`), places WGS-84 degrees. Listings take `limit` and `after`. A `POST` with an `Idempotency-Key` may be
repeated safely. Every error is a problem document (RFC 9457) with a stable `code`."""
TAGS = [
    {"name": "requests", "description": "What customers report, from intake to the end of its life."},
    {"name": "visits", "description": "The home visits to be scheduled."},
    {"name": "technicians", "description": "Who goes."},
    {"name": "shifts", "description": "When technicians work."},
    {"name": "absences", "description": "When they are away."},
    {"name": "policies", "description": "What a kind of work means: due times, durations, skills, prices."},
    {"name": "solve runs", "description": "Planning, done by another process."},
    {"name": "plans", "description": "Who goes where when; draft, published, superseded."},
    {"name": "my route", "description": "A technician's own route, and nothing else."},
    {"name": "stateless", "description": "Solve or check a document; nothing is stored."},
    {"name": "health", "description": "Whether everything works."},
]
PRUNE_EVERY_S = 3600


class DispatchApi(FastAPI):
    """FastAPI with our own form of its OpenAPI document."""

    def openapi(self) -> dict[str, Any]:
        """Return the document."""
        return document_of(self)


def create_app(settings: Settings) -> FastAPI:
    """Make the application.

    Starting it brings the database to the newest schema and starts the solver workers; ending it stops them.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        wiring = await to_thread.run_sync(wire, settings)
        await to_thread.run_sync(wiring.store.upgrade)
        ended = threading.Event()
        threading.Thread(target=_prune_until, args=(ended, wiring), name="prune", daemon=True).start()
        app.state.wiring = wiring
        app.state.readers, app.state.writers = CapacityLimiter(MOST_READERS), CapacityLimiter(MOST_WRITERS)
        app.state.solving = Solving()
        workers = Workers(wiring)
        app.state.workers = workers
        await to_thread.run_sync(workers.__enter__)
        try:
            yield
        finally:
            ended.set()
            await to_thread.run_sync(workers.__exit__)
            app.state.solving.close()
            wiring.close()

    app = DispatchApi(
        title="Field dispatch",
        version=program_version(),
        summary="Field-technician dispatch and scheduling",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(
        Guards, allowed_hosts=allowed_hosts(settings), max_body_bytes=round(settings.max_body_mb * 1_000_000)
    )
    problems.install(app)
    idempotency.install(app)
    reference.install(app)
    for router in (
        attention,  # before requests: their fixed paths would be taken for references
        rejected,
        requests,
        visits,
        technicians,
        shifts,
        absences,
        policies,
        solve_runs,
        plans,
        my_route,
        stateless,
        health,
    ):
        app.include_router(router, prefix="/v1")
    return app


def _prune_until(ended: threading.Event, wiring: Wiring) -> None:
    """Forget old idempotency keys now and then."""
    while True:
        idempotency.prune(wiring)
        if ended.wait(PRUNE_EVERY_S):
            return
