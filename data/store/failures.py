"""Turns what the database drivers raise into errors that name cause and action; one table per database."""

import sqlite3

from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DataError

from data.store.errors import (
    SchemaError,
    StorageBusyError,
    StorageDamagedError,
    StorageError,
    StorageFullError,
    StorageUnavailableError,
)
from dispatch.errors import ConflictError, DispatchError, InvalidInputError
from solver.issue import Issue

Failure = tuple[type[DispatchError], str]

_OUTDATED: Failure = (SchemaError, "the database lacks a table or column of this version: upgrade it first")
_READ_ONLY: Failure = (StorageError, "nothing can be written: the transaction or the database file is read-only")
_FULL: Failure = (StorageFullError, "the disk is full, nothing of this change was stored: free some space and repeat")
_CHANGED: Failure = (ConflictError, "someone else changed the same things meanwhile: read again and repeat")
_SQLITE_FAILURES: dict[str, Failure] = {
    "SQLITE_FULL": _FULL,
    "SQLITE_BUSY": (StorageBusyError, "another process keeps the database to itself: try again"),
    "SQLITE_CANTOPEN": (
        StorageUnavailableError,
        "the database file can't be opened: check that its folder exists and may be written to",
    ),
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_NOTADB": (StorageDamagedError, "the file is not a SQLite database: name another one"),
    "SQLITE_CORRUPT": (StorageDamagedError, "the database file is damaged: restore it from a backup"),
    "SQLITE_IOERR": (StorageUnavailableError, "the disk fails to read or write the database file"),
}
_POSTGRESQL_FAILURES: dict[str, Failure] = {
    "53100": _FULL,
    "40001": _CHANGED,
    "40P01": _CHANGED,
    "25006": _READ_ONLY,
    "42P01": _OUTDATED,
    "42703": _OUTDATED,
    "42501": (StorageUnavailableError, "the database user may not do this: grant it the rights on the tables"),
    "55P03": (StorageBusyError, "another process keeps the rows to itself: try again"),
}


def translate(context: ExceptionContext) -> BaseException | None:
    """Listen to SQLAlchemy's ``handle_error``; ``None`` leaves the error as it is (broken constraints, defects)."""
    error = context.original_exception
    if isinstance(error, sqlite3.Error):
        failure = _of_sqlite(error)
    elif type(error).__module__.startswith("psycopg"):
        failure = _of_postgresql(error)
    else:
        failure = None
    if failure is not None:
        kind, message = failure
        return kind(f"{message} ({_first_line(error)})")
    if isinstance(error, (UnicodeEncodeError, OverflowError)) or isinstance(context.sqlalchemy_exception, DataError):
        return _unstorable(error)
    return None


def _of_sqlite(error: sqlite3.Error) -> Failure | None:
    if str(error).startswith(("no such table", "no such column")) or "has no column named" in str(error):
        return _OUTDATED
    name = getattr(error, "sqlite_errorname", "")
    return next((failure for prefix, failure in _SQLITE_FAILURES.items() if name.startswith(prefix)), None)


def _of_postgresql(error: BaseException) -> Failure | None:
    code = getattr(error, "sqlstate", None)
    if code in _POSTGRESQL_FAILURES:
        return _POSTGRESQL_FAILURES[code]
    if type(error).__name__ == "OperationalError" or str(code).startswith(("08", "28", "3D", "57P", "53")):
        return StorageUnavailableError, "PostgreSQL can't be reached: check the server, the address and the login"
    return None


def _unstorable(error: BaseException) -> InvalidInputError:
    cause = f"A value can't be stored: {_first_line(error)}."
    action = "Remove NUL and broken characters, and keep numbers within 64 bits."
    return InvalidInputError((Issue("unstorable_value", "value", cause, action),))


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
