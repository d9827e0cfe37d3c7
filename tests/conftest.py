"""Fixtures for every package: a clock that stands still and an empty SQLite store at the newest schema."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from data.store.store import Store, open_store
from tests.builders import at
from tests.fixed_clock import FixedClock

settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")  # a busy machine is no failure


@pytest.fixture
def clock() -> FixedClock:
    """Eight o'clock UTC on the test day."""
    return FixedClock(at(8))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: migrating anew for each test would take most of its time."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    store = open_store(f"sqlite:///{path}")
    store.upgrade()
    store.close()
    return path


@pytest.fixture
def store(empty_database: Path, tmp_path: Path) -> Iterator[Store]:
    """Use as ``with store.unit_of_work("tester", clock) as uow``."""
    path = tmp_path / "dispatch.db"
    shutil.copy(empty_database, path)
    store = open_store(f"sqlite:///{path}")
    yield store
    store.close()
