"""Whatever the OpenAPI document allows, and much that it does not, is answered without a server error."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from httpx import AsyncClient, Headers
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from api.app import create_app
from api.settings import Settings
from tests.api.conftest import transport_to
from tests.api.planned import make_a_plan

EXAMPLES = 12
"""For each of the calls."""

CHECKS = [not_a_server_error, response_schema_conformance, content_type_conformance]
schema = openapi.from_dict(create_app(Settings()).openapi())
REFERENCES = {
    "request_ref": "R-1",
    "technician_ref": "T-1",
    "technician": "T-1",
    "shift_ref": "S-1",
    "format_name": "csv",
}


class Server:
    """The application with a planned day in it, called from outside its event loop."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        self.portal = stack.enter_context(start_blocking_portal())
        app = create_app(Settings(home=home, solver_workers=0, stateless_max_seconds=0.1))
        stack.enter_context(self.portal.wrap_async_context_manager(app.router.lifespan_context(app)))
        self.client = stack.enter_context(
            self.portal.wrap_async_context_manager(
                AsyncClient(transport=transport_to(app), base_url="http://localhost")
            )
        )
        self.plan = self.portal.call(make_a_plan, self.client, app.state.wiring)
        self.known = REFERENCES | {
            "plan_id": self.plan["id"],
            "run_id": self.plan["solve_run_id"],
            "visit_id": self.plan["unassigned"][0]["visit_id"],
        }

    def send(self, case: Case) -> None:
        """Send a call and hold the answer against the document."""
        wanted = case.as_transport_kwargs(base_url="http://localhost")
        parts = {name: wanted[name] for name in ("params", "json") if name in wanted}
        parts["headers"] = Headers(wanted["headers"], encoding="latin-1")
        answer = self.portal.call(lambda: self.client.request(wanted["method"], wanted["url"], **parts))
        case.validate_response(answer, checks=CHECKS)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with ExitStack() as stack:
        yield Server(tmp_path_factory.mktemp("fuzz"), stack)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_call_ends_in_a_server_error_or_an_undocumented_answer(case: Case, server: Server) -> None:
    server.send(case)
    if case.path_parameters:
        case.path_parameters = {name: server.known.get(name, value) for name, value in case.path_parameters.items()}
        server.send(case)
