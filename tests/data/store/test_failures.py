"""What can go wrong with a database, and what the person in front of it is told."""

import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from data.store.engine import open_engine
from data.store.errors import (
    StorageBusyError,
    StorageDamagedError,
    StorageError,
    StorageFullError,
    StorageUnavailableError,
    StorageUrlError,
)
from data.store.store import Store, open_store
from dispatch.errors import DispatchError
from tests.builders import a_request
from tests.fixed_clock import FixedClock


@pytest.mark.parametrize(
    ("url", "cause"),
    [
        ("", "can't be read"),
        ("dispatch.db", "can't be read"),
        ("postgresql://host:port/db", "can't be read"),
        ("mysql://root:secret@host/db", "'mysql' is not a database this program knows"),
        ("postgresql+asyncpg://host/db", "'postgresql.asyncpg' is not a database this program knows"),
        ("sqlite://", "in memory forgets everything"),
        ("sqlite:///:memory:", "in memory forgets everything"),
        ("sqlite://dispatch.db", "three slashes before a relative path"),
        ("sqlite:///dispatch.db?mode=ro", "names a file and nothing else"),
    ],
)
def test_a_url_that_cannot_work_is_refused_at_once(url: str, cause: str) -> None:
    with pytest.raises(StorageUrlError, match=cause) as caught:
        open_store(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_uses_the_one_driver(scheme: str) -> None:
    engine = open_engine(f"{scheme}://anna@db.example.org/dispatch")
    assert engine.url.drivername == "postgresql+psycopg"


def test_a_missing_driver_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StorageUrlError, match=r"pip install 'field-dispatch\[postgres\]'"):
        open_store("postgresql://localhost/dispatch")


@pytest.mark.parametrize("name", ["missing/dispatch.db", ""])
def test_a_file_that_cannot_be_made_is_explained(tmp_path: Path, name: str) -> None:
    store = open_store(f"sqlite:///{tmp_path / name}")
    with pytest.raises(StorageUnavailableError, match="check that its folder exists"):
        store.upgrade()


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear customer, " * 100)
    store = open_store(f"sqlite:///{path}")
    with pytest.raises(StorageDamagedError, match="not a SQLite database"):
        store.upgrade()
    with pytest.raises(StorageDamagedError, match="not a SQLite database"):
        store.check()
    assert path.read_text() == "Dear customer, " * 100


def test_a_server_that_does_not_answer_is_explained() -> None:
    store = open_store("postgresql://anna:secret@127.0.0.1:1/dispatch")
    with pytest.raises(StorageUnavailableError, match="check the server") as caught:
        store.check()
    assert "secret" not in str(caught.value)


def test_a_full_disk_stores_nothing_of_the_change(tmp_path: Path, clock: FixedClock) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'full.db'}")
    store = Store(engine)
    store.upgrade()
    with store.unit_of_work("anna", clock) as uow:
        uow.requests.add(a_request(id="req_kept"))
        uow.commit()
    with engine.connect() as connection:  # the pool hands the same connection, with its limit, to the next one
        connection.execute(text("PRAGMA max_page_count = 1"))
    with store.unit_of_work("anna", clock) as uow, pytest.raises(StorageFullError, match="free some space"):
        uow.requests.add(*(a_request() for _ in range(1000)))
    with store.unit_of_work("ben", read_only=True) as uow:
        assert [request.id for request in uow.requests.page(limit=9).items] == ["req_kept"]
        assert len(uow.history.page(limit=9).items) == 1
    store.close()


def test_a_database_kept_busy_for_too_long_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    monkeypatch.setattr("data.store.engine.BUSY_TIMEOUT_S", 0.05)
    store = open_store(f"sqlite:///{tmp_path / 'busy.db'}")
    store.upgrade()
    with store.unit_of_work("anna", clock) as first, store.unit_of_work("ben", clock) as second:
        first.requests.add(a_request())
        with pytest.raises(StorageBusyError, match="try again"):
            second.requests.add(a_request())
    store.close()


def test_every_storage_error_is_one_of_ours() -> None:
    assert issubclass(StorageError, DispatchError)


def test_what_was_committed_survives_a_loss_of_power(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'safe.db'}")
    with engine.connect() as connection:
        settings = {
            name: connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    engine.dispose()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_the_path_may_hold_anything(tmp_path: Path) -> None:
    folder = tmp_path / "100% 配送 & co"
    folder.mkdir()
    store = open_store(f"sqlite:///{folder / 'dispatch.db'}")
    store.upgrade()
    store.check()
    store.close()
    assert (folder / "dispatch.db").exists()
