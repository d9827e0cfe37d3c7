"""Response policies as TOML text; the newest is the active one."""

import hashlib

from sqlalchemy import insert, select

from data.store.tables import policies
from data.store.transaction import Transaction


class Policies:
    """Storage of policies."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def active(self) -> str | None:
        """The text, ``None`` until one was stored."""
        query = select(policies.c.text).order_by(policies.c.sequence.desc()).limit(1)
        return self._transaction.connection.scalar(query)

    def activate(self, text: str) -> None:
        """Store a text and make it the active one; nothing is written when it is active already."""
        before = self.active()
        if before == text:
            return
        row = {"text": text, "activated_at": self._transaction.clock.now(), "activated_by": self._transaction.actor}
        self._transaction.connection.execute(insert(policies), row)
        changes = {"sha256": (_digest(before), _digest(text))}
        self._transaction.record("policy", "activated", [("policy", changes)])


def _digest(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()
