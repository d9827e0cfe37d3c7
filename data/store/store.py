"""The store: open it by URL, bring its tables up to date, work with it one transaction at a time.

>>> store = open_store("sqlite:////var/lib/dispatch/dispatch.db")  # doctest: +SKIP
>>> store.upgrade()  # doctest: +SKIP
>>> with store.unit_of_work("anna") as uow:  # doctest: +SKIP
...     uow.requests.add(request)
...     uow.commit()
"""

from importlib import import_module
from typing import Protocol, cast

from sqlalchemy import Engine

from data.maps.system_clock import SystemClock
from data.store.engine import open_engine
from data.store.unit_of_work import SqlUnitOfWork
from dispatch.ports import Clock


class _Schema(Protocol):
    """:mod:`data.store.schema`."""

    def upgrade(self, engine: Engine) -> None: ...
    def downgrade(self, engine: Engine, revision: str) -> None: ...
    def is_current(self, engine: Engine) -> bool: ...
    def check(self, engine: Engine) -> None: ...


class Store:
    """One database; threads may share it, processes open their own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def unit_of_work(self, actor: str, clock: Clock | None = None, *, read_only: bool = False) -> SqlUnitOfWork:
        """Make a unit of work, to be used in a ``with`` block.

        Parameters
        ----------
        actor : str
            Who is noted in the history.
        clock : Clock or None
            Whose time is noted; ``None`` means the machine's.
        read_only : bool
            Sees one unchanging state, never waits for writers nor keeps them waiting, and can't write. Others take
            turns, on SQLite from their first query on: keep them short and solve outside.
        """
        return SqlUnitOfWork(self._engine, actor, clock or SystemClock(), read_only=read_only)

    def upgrade(self) -> None:
        """Run the missing migrations, all or none; does nothing when there are none.

        Raises
        ------
        SchemaError
            When a newer version of this program has upgraded the database.
        StorageError
            When the database can't be opened.
        """
        _schema().upgrade(self._engine)

    def downgrade(self, revision: str) -> None:
        """Undo migrations back to a revision; ``base`` removes every table and all that is in it.

        Raises
        ------
        SchemaError
            When there is no such revision to go back to.
        """
        _schema().downgrade(self._engine, revision)

    def is_current(self) -> bool:
        """Whether the tables are exactly those of this program."""
        return _schema().is_current(self._engine)

    def check(self) -> None:
        """Make sure that the database answers and its tables are those of this program.

        Raises
        ------
        SchemaError
            When it has to be upgraded first, or belongs to a newer version.
        StorageError
            When it can't be opened.
        """
        _schema().check(self._engine)

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()


def open_store(url: str) -> Store:
    """Open a store; connects when it is first used.

    Parameters
    ----------
    url : str
        ``sqlite:////absolute/path.db``, or ``postgresql+psycopg://user:password@host/database`` (``postgresql://`` and
        ``postgres://`` mean the same).

    Raises
    ------
    StorageUrlError
        When the URL is broken, names another kind of database, or the driver is not installed.
    """
    return Store(open_engine(url))


def _schema() -> _Schema:
    """Load the migrations when they are looked at: they take as long as everything else of the store."""
    return cast("_Schema", import_module("data.store.schema"))
