"""Every test of the repositories runs on SQLite and, where one answers, on PostgreSQL."""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import delete, make_url, text

from data.store.engine import open_engine
from data.store.store import Store, open_store
from data.store.tables import metadata
from tests.builders import a_request, a_station, a_technician, a_visit
from tests.fixed_clock import FixedClock

SERVER = os.environ.get("DISPATCH_TEST_POSTGRES_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
"""A database on a server where the user may make further databases."""


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """The name of the database."""
    name: str = request.param
    return name


@pytest.fixture
def new_url(backend: str, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.db'}"
        return
    name = make_database()
    yield url_of(name)
    drop_database(name)


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with every table and not a single row."""
    if backend == "sqlite":
        path = tmp_path / "dispatch.db"
        shutil.copy(request.getfixturevalue("empty_database"), path)
        return f"sqlite:///{path}"
    migrated: str = request.getfixturevalue("migrated_postgresql")
    empty(migrated)
    return migrated


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = open_store(url)
    yield store
    store.close()


@pytest.fixture
def peopled(store: Store, clock: FixedClock) -> Store:
    """A store with one station, technician and request, and two visits, whose ids end in 1 (and 2)."""
    with store.unit_of_work("founder", clock) as uow:
        uow.stations.add(a_station(id="sta_0000000000000001"))
        uow.technicians.add(a_technician(id="tec_0000000000000001", external_id="T-1"))
        uow.requests.add(a_request(id="req_0000000000000001"))
        uow.visits.add(a_visit(id="vis_0000000000000001"), a_visit(id="vis_0000000000000002"))
        uow.commit()
    return store


@pytest.fixture(scope="session")
def migrated_postgresql() -> Iterator[str]:
    """One database for each test process, emptied between the tests."""
    name = make_database()
    store = open_store(url_of(name))
    store.upgrade()
    store.close()
    yield url_of(name)
    drop_database(name)


def make_database() -> str:
    name = f"dispatch_test_{uuid.uuid4().hex}"
    try:
        with connect_to_server() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.OperationalError as error:
        shown = make_url(SERVER).render_as_string(hide_password=True)
        pytest.skip(f"no PostgreSQL answers at {shown}; set DISPATCH_TEST_POSTGRES_URL to try another: {error}")
    return name


def drop_database(name: str) -> None:
    with connect_to_server() as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def connect_to_server() -> psycopg.Connection[tuple[object, ...]]:
    address = make_url(SERVER).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True, connect_timeout=3)


def url_of(database: str) -> str:
    return make_url(SERVER).set(database=database).render_as_string(hide_password=False)


def empty(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # the history refuses otherwise
        for table in reversed(metadata.sorted_tables):  # TRUNCATE takes ten times as long for a handful of rows
            connection.execute(delete(table))
    engine.dispose()
