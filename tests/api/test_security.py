"""Tokens and roles: who gets in, and what each may see and do."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import anyio
import pytest
from anyio import to_thread
from fastapi import FastAPI
from httpx import AsyncClient

from api.app import create_app
from api.roles import PERMISSIONS, Permission, Role
from api.settings import Settings
from api.tokens import authenticate, issue_token, list_tokens, revoke_token
from api.wiring import Wiring
from data.store.unit_of_work import SqlUnitOfWork
from dispatch.errors import InvalidInputError, NotFoundError
from tests.api.conftest import transport_to
from tests.api.planned import make_a_plan, routes_of
from tests.api.rows import DAY, a_request_row, a_technician_row

pytestmark = pytest.mark.anyio
Login = Callable[..., dict[str, str]]
PERSONAL = ("Ada Lovelace", "202 555 0100", "1600 16th St", "202 555 0111")


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The application as it is when others can reach it: every caller needs a token."""
    app = create_app(settings.model_copy(update={"require_tokens": True}))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def login(wiring: Wiring) -> Login:
    """Make a token and return the header that shows it."""

    def make(role: Role, technician: str | None = None) -> dict[str, str]:
        with wiring.unit_of_work("tester") as uow:
            text, _ = issue_token(uow, role=role, name=f"the {role}", technician=technician)
            uow.commit()
        return {"Authorization": f"Bearer {text}"}

    return make


@pytest.fixture
async def dispatcher(app: FastAPI, login: Login) -> AsyncIterator[AsyncClient]:
    headers = login(Role.DISPATCHER)
    async with AsyncClient(transport=transport_to(app), base_url="http://localhost", headers=headers) as client:
        yield client


async def test_every_call_but_health_needs_a_token(app: FastAPI, client: AsyncClient) -> None:
    open_to_all = []
    for path, item in app.openapi()["paths"].items():
        for method in item:
            answer = await client.request(method.upper(), path, json={} if method in {"post", "put"} else None)
            if answer.status_code != 401:
                open_to_all.append(path)
                continue
            assert answer.json()["code"] == "unauthenticated"
            assert answer.headers["www-authenticate"] == "Bearer"
    assert open_to_all == ["/v1/health"]


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer x", "Bearer tok_1.x", "Basic YTpi", "Bearer é.ü"])
async def test_a_token_that_is_no_good_lets_nobody_in(client: AsyncClient, header: str) -> None:
    answer = await client.get("/v1/requests", headers={"Authorization": header.encode()})
    assert answer.status_code == 401


async def test_a_good_id_with_another_secret_lets_nobody_in(client: AsyncClient, login: Login) -> None:
    good, other = login(Role.ADMIN)["Authorization"], login(Role.ADMIN)["Authorization"]
    mixed = f"{good.partition('.')[0]}.{other.partition('.')[2]}"
    assert (await client.get("/v1/requests", headers={"Authorization": good})).status_code == 200
    assert (await client.get("/v1/requests", headers={"Authorization": mixed})).status_code == 401


async def test_a_revoked_token_lets_nobody_in(client: AsyncClient, wiring: Wiring, login: Login) -> None:
    headers = login(Role.ADMIN)
    with wiring.unit_of_work("tester") as uow:
        revoke_token(uow, list_tokens(uow)[0].id)
        uow.commit()
    assert (await client.get("/v1/requests", headers=headers)).status_code == 401


async def test_a_bad_token_is_refused_even_where_none_is_needed(settings: Settings) -> None:
    app = create_app(settings)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=transport_to(app), base_url="http://localhost") as client,
    ):
        assert (await client.get("/v1/requests")).status_code == 200
        assert (await client.get("/v1/requests", headers={"Authorization": "Bearer x"})).status_code == 401


async def test_the_secret_is_stored_nowhere(wiring: Wiring, settings: Settings) -> None:
    with wiring.unit_of_work("tester") as uow:
        text, record = issue_token(uow, role=Role.ADMIN, name="Ada")
        uow.commit()
    secret = text.partition(".")[2]
    assert len(secret) >= 43
    assert secret not in repr(record)
    stored = b"".join(file.read_bytes() for file in settings.home.glob("dispatch.db*"))
    assert secret.encode() not in stored
    assert record.secret_hash.encode() in stored


async def test_a_token_says_who_acts_and_as_what(wiring: Wiring) -> None:
    with wiring.unit_of_work("tester") as uow:
        text, _ = issue_token(uow, role=Role.AGENT, name="Ada")
        caller = authenticate(uow, text)
    assert (caller.name, caller.role, caller.technician_id) == ("Ada", Role.AGENT, None)


@pytest.mark.parametrize(
    ("role", "name", "technician", "code"),
    [
        (Role.ADMIN, " ", None, "missing_name"),
        (Role.TECHNICIAN, "Ada", None, "missing_technician"),
        (Role.AGENT, "Ada", "T-1", "needless_technician"),
    ],
)
async def test_a_senseless_token_is_not_made(
    wiring: Wiring, role: Role, name: str, technician: str | None, code: str
) -> None:
    with wiring.unit_of_work("tester") as uow, pytest.raises(InvalidInputError) as caught:
        issue_token(uow, role=role, name=name, technician=technician)
    assert [issue.code for issue in caught.value.issues] == [code]


async def test_a_token_for_a_technician_nobody_knows_is_not_made(wiring: Wiring) -> None:
    def make(uow: SqlUnitOfWork) -> None:
        issue_token(uow, role=Role.TECHNICIAN, name="Ada", technician="T-9")

    with wiring.unit_of_work("tester") as uow, pytest.raises(NotFoundError):
        make(uow)


async def test_changes_are_recorded_under_the_tokens_name(dispatcher: AsyncClient) -> None:
    await dispatcher.post("/v1/requests", json=a_request_row())
    (entry,) = (await dispatcher.get("/v1/requests/R-1/history")).json()
    assert entry["actor"] == "the dispatcher"


@pytest.mark.parametrize(
    ("method", "path", "body", "permission"),
    [
        ("GET", "/v1/requests", None, Permission.READ_REQUESTS),
        ("POST", "/v1/requests", {}, Permission.WRITE_REQUESTS),
        ("GET", "/v1/requests/rejected.csv", None, Permission.READ_CUSTOMERS),
        ("GET", "/v1/technicians", None, Permission.READ_TEAM),
        ("POST", "/v1/shifts", {}, Permission.WRITE_TEAM),
        ("GET", "/v1/plans", None, Permission.READ_PLANS),
        ("POST", "/v1/solve-runs", {}, Permission.MAKE_PLANS),
        ("POST", "/v1/plans/none/publish", None, Permission.PUBLISH_PLANS),
        ("GET", "/v1/policies/active", None, Permission.READ_POLICIES),
        ("POST", "/v1/policies", {}, Permission.ACTIVATE_POLICIES),
        ("POST", "/v1/solve", {}, Permission.SOLVE),
        ("GET", "/v1/my-route", None, Permission.READ_OWN_ROUTE),
    ],
)
async def test_a_call_is_for_the_roles_that_have_its_permission(
    client: AsyncClient, login: Login, *, method: str, path: str, body: object, permission: Permission
) -> None:
    with_technician = (await client.post("/v1/technicians", json=a_technician_row(), headers=login(Role.ADMIN))).json()
    for role in Role:
        technician = with_technician["technician"]["id"] if role is Role.TECHNICIAN else None
        answer = await client.request(method, path, json=body, headers=login(role, technician))
        refused = answer.status_code == 403
        assert refused is (permission not in PERMISSIONS[role]), (role, answer.text)
        if refused:
            assert answer.json()["code"] == "forbidden"


async def test_many_callers_with_tokens_at_once_all_get_through(client: AsyncClient, login: Login) -> None:
    headers = login(Role.AGENT)
    answers: list[int] = []

    async def write(number: int) -> None:
        row = a_request_row(external_id=f"R-{number}")
        answers.append((await client.post("/v1/requests", json=row, headers=headers)).status_code)

    async with anyio.create_task_group() as group:
        for number in range(60):
            group.start_soon(write, number)
    assert answers == [201] * 60


def test_the_table_of_roles_in_the_readme_is_the_one_in_the_program() -> None:
    lines = (Path(__file__).parents[2] / "api" / "README.md").read_text(encoding="utf-8").splitlines()
    head = next(line for line in lines if line.startswith("| permission |"))
    roles = [Role(cell.strip()) for cell in head.split("|")[2:-1]]
    written = {role: set[Permission]() for role in roles}
    for permission in Permission:
        (row,) = [line for line in lines if line.startswith(f"| `{permission}`")]
        for role, cell in zip(roles, row.split("|")[2:-1], strict=True):
            if cell.strip():
                written[role].add(permission)
    assert written == {role: set(allowed) for role, allowed in PERMISSIONS.items()}


async def test_an_analyst_reads_everything_without_meeting_a_customer(
    client: AsyncClient, dispatcher: AsyncClient, wiring: Wiring, login: Login
) -> None:
    plan = await make_a_plan(dispatcher, wiring)
    await dispatcher.post("/v1/requests/R-1/place", json={"lat": 38.91234, "lon": -77.03456})
    analyst = login(Role.ANALYST)
    paths = [
        *("/v1/requests", "/v1/requests/attention", "/v1/requests/R-1", "/v1/requests/R-4/history", "/v1/visits"),
        *("/v1/technicians", "/v1/technicians/T-1", f"/v1/plans/{plan['id']}", f"/v1/plans/{plan['id']}/routes"),
        *(f"/v1/plans/{plan['id']}/exports/{name}" for name in ("csv", "json", "geojson", "ics", "sheets", "overview")),
    ]
    for path in paths:
        seen = await client.get(path, headers=analyst)
        assert seen.status_code == 200, path
        assert not [word for word in (*PERSONAL, "38.912", "-77.036") if word in seen.text], path
    edited = await client.post(f"/v1/plans/{plan['id']}/evaluate", json={"routes": routes_of(plan)}, headers=analyst)
    assert not [word for word in PERSONAL if word in edited.text]
    assert "Ada Lovelace" in (await dispatcher.get(f"/v1/plans/{plan['id']}/exports/csv")).text


async def test_a_technician_sees_the_own_published_route_and_nobody_elses(
    client: AsyncClient, dispatcher: AsyncClient, wiring: Wiring, login: Login
) -> None:
    plan = await make_a_plan(dispatcher, wiring)
    first = plan["routes"][0]
    headers = await to_thread.run_sync(login, Role.TECHNICIAN, first["technician_id"])
    before = await client.get("/v1/my-route", params={"day": DAY}, headers=headers)
    assert (before.status_code, before.json()["code"]) == (404, "not_found")
    await dispatcher.post(f"/v1/plans/{plan['id']}/publish")
    own = (await client.get("/v1/my-route", params={"day": DAY}, headers=headers)).json()
    assert own == [first]
    others = [stop["visit_id"] for route in plan["routes"][1:] for stop in route["stops"]]
    for name in ("csv", "json", "geojson", "ics", "sheets", "overview"):
        sheet = await client.get(f"/v1/my-route/{name}", params={"day": DAY}, headers=headers)
        assert sheet.status_code == 200, name
        assert not [visit for visit in [*others, "R-4"] if visit in sheet.text], name


async def test_a_technician_not_on_the_plan_has_an_empty_day(
    client: AsyncClient, dispatcher: AsyncClient, wiring: Wiring, login: Login
) -> None:
    plan = await make_a_plan(dispatcher, wiring)
    await dispatcher.post(f"/v1/plans/{plan['id']}/publish")
    await dispatcher.post("/v1/technicians", json=a_technician_row(external_id="T-9"))
    headers = login(Role.TECHNICIAN, "T-9")
    assert (await client.get("/v1/my-route", params={"day": DAY}, headers=headers)).json() == []
