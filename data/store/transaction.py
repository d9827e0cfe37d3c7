"""What every repository of one unit of work shares: the connection, who acts, the time, and the record of changes."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, text
from sqlalchemy.exc import IntegrityError

from data.store.tables import history
from dispatch.ports import Clock

Changes = Mapping[str, tuple[Any, Any]]
_SALES_LOCK = 7_305_002  # any number but the one in schema.py, the same in every version of this program


@dataclass(frozen=True, slots=True)
class Transaction:
    """One open transaction."""

    connection: Connection
    actor: str
    clock: Clock
    read_only: bool

    def record(self, kind: str, action: str, changes: Iterable[tuple[str, Changes]]) -> None:
        """Append to the history: for each entity id, what changed from which JSON value to which."""
        now = self.clock.now()
        rows = [
            {"kind": kind, "entity_id": id_, "action": action, "actor": self.actor, "at": now, "changes": changed}
            for id_, changed in changes
        ]
        if rows:
            self.connection.execute(insert(history), rows)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo the block alone when it breaks a rule of the database, so that the work can go on.

        After any other failure nothing can go on, and SQLite has forgotten the savepoint by then.
        """
        savepoint = self.connection.begin_nested()
        try:
            yield
        except IntegrityError:
            savepoint.rollback()
            raise
        savepoint.commit()

    def queue_for_sales(self) -> None:
        """Wait until nobody else is selling windows or storing plans; they then wait for us.

        Two agents who each find the same free hour would otherwise both sell it. SQLite lets only one write anyway.
        """
        if self.connection.dialect.name == "postgresql" and not self.read_only:
            self.connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _SALES_LOCK})


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """What differs, by name: the value before and the value after; ``None`` where there is none."""
    return {
        name: (before.get(name), after.get(name))
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    }
