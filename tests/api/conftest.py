"""The application in this process, without workers, over an empty database."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from api.app import create_app
from api.settings import Settings
from api.wiring import Wiring


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def settings(empty_database: Path, tmp_path: Path) -> Settings:
    """A home whose database is at the newest schema, and nobody to work on solve runs."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(empty_database, home / "dispatch.db")
    return Settings(home=home, solver_workers=0)


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The application, started."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def wiring(app: FastAPI) -> Wiring:
    """The parts behind the application."""
    wiring: Wiring = app.state.wiring
    return wiring


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """The person at the machine, who needs no token."""
    async with AsyncClient(transport=transport_to(app), base_url="http://localhost") as client:
        yield client


def transport_to(app: FastAPI) -> ASGITransport:
    """Calls the application directly; its errors come back as answers, as they do from a server."""
    return ASGITransport(app, raise_app_exceptions=False)
