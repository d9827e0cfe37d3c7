"""Opens a SQLAlchemy engine for a database URL, set up so that nothing committed is ever forgotten."""

import json
import sqlite3
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from data.store.errors import StorageUrlError
from data.store.failures import translate

BUSY_TIMEOUT_S = 30
READ_ONLY = "read_only"
_POSTGRESQL_NAMES = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_EXAMPLES = "sqlite:////var/lib/dispatch/dispatch.db or postgresql+psycopg://user:password@host/dispatch"


def open_engine(url: str) -> Engine:
    """Make an engine; nothing is connected yet.

    Raises
    ------
    StorageUrlError
        When the URL is broken or names something other than a SQLite file or a PostgreSQL database.
    """
    parsed = _parsed(url)
    options: dict[str, Any] = {
        "json_serializer": partial(json.dumps, ensure_ascii=False, allow_nan=False, separators=(",", ":")),
        "pool_size": 10,
        "max_overflow": 40,
        "hide_parameters": True,
    }
    if parsed.drivername == "sqlite":
        options["connect_args"] = {"timeout": BUSY_TIMEOUT_S, "check_same_thread": False}
    else:
        options |= {"connect_args": {"connect_timeout": 10}, "pool_pre_ping": True}
    try:
        engine = create_engine(parsed, **options)
    except ModuleNotFoundError as error:
        msg = "PostgreSQL needs its driver: pip install 'field-dispatch[postgres]'"
        raise StorageUrlError(msg) from error
    event.listen(engine, "handle_error", translate, retval=True)
    if parsed.drivername == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        msg = f"the database URL can't be read; write it like {_EXAMPLES}"
        raise StorageUrlError(msg) from error
    if parsed.drivername in _POSTGRESQL_NAMES:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername != "sqlite":
        msg = f"{parsed.drivername!r} is not a database this program knows; write a URL like {_EXAMPLES}"
        raise StorageUrlError(msg)
    if parsed.host or parsed.username or parsed.query:
        msg = (
            "a SQLite URL names a file and nothing else: three slashes before a relative path, four before an absolute"
        )
        raise StorageUrlError(msg)
    if parsed.database in {None, "", ":memory:"}:
        msg = "a SQLite database in memory forgets everything: name a file, e.g. sqlite:///dispatch.db"
        raise StorageUrlError(msg)
    return parsed


def _set_up_sqlite(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would be deferred; ours is in _begin_sqlite
    cursor = connection.cursor()
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # NORMAL may lose the last promises when the power goes
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: one that reads first and writes later would fail instead of waiting its turn."""
    read_only = bool(connection.get_execution_options().get(READ_ONLY))
    connection.exec_driver_sql(f"PRAGMA query_only = {int(read_only)}")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
