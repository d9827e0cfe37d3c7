"""API tokens; the history records that they came and went, never their hash."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from data.store.records import ApiToken
from data.store.tables import api_tokens
from data.store.transaction import Transaction, differences
from dispatch.errors import ConflictError, NotFoundError


class Tokens:
    """Storage of API tokens."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    def add(self, token: ApiToken) -> None:
        """Store a new one.

        Raises
        ------
        ConflictError
            When the id is taken, or the technician is not stored.
        """
        try:
            with self._transaction.savepoint():
                self._connection.execute(insert(api_tokens), asdict(token))
        except IntegrityError as error:
            msg = f"can't add token {token.id!r}: the id is taken or its technician is not stored ({error.orig})"
            raise ConflictError(msg) from error
        shown = {name: getattr(token, name) for name in ("name", "role", "technician_id")}
        self._transaction.record("token", "added", [(token.id, differences({}, shown))])

    def by_id(self, token_id: str) -> ApiToken | None:
        """One token, revoked or not."""
        row = self._connection.execute(select(api_tokens).where(api_tokens.c.id == token_id)).one_or_none()
        return None if row is None else _made(row)

    def all(self) -> tuple[ApiToken, ...]:
        """By the time they were made, revoked ones included."""
        query = select(api_tokens).order_by(api_tokens.c.created_at, api_tokens.c.id)
        return tuple(_made(row) for row in self._connection.execute(query))

    def revoke(self, token_id: str) -> None:
        """Let it in no more; does nothing when it is revoked already.

        Raises
        ------
        NotFoundError
            When there is no such token.
        """
        token = self.by_id(token_id)
        if token is None:
            msg = f"no token {token_id!r} is stored"
            raise NotFoundError(msg)
        if token.revoked_at is not None:
            return
        now = self._transaction.clock.now()
        self._connection.execute(update(api_tokens).where(api_tokens.c.id == token_id).values(revoked_at=now))
        self._transaction.record("token", "revoked", [(token_id, {"revoked_at": (None, now.isoformat())})])


def _made(row: Row[Any]) -> ApiToken:
    return ApiToken(**row._mapping)
