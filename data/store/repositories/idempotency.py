"""Answers given to calls with an idempotency key."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from data.store.records import IdempotentAnswer
from data.store.tables import idempotent_answers
from data.store.transaction import Transaction
from dispatch.errors import ConflictError


class IdempotentAnswers:
    """Storage of answers by actor and key."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    def get(self, actor: str, key: str) -> IdempotentAnswer | None:
        """What was answered, ``None`` when the key is new."""
        columns = idempotent_answers.c
        query = select(idempotent_answers).where(columns.actor == actor, columns.key == key)
        row = self._connection.execute(query).one_or_none()
        return None if row is None else IdempotentAnswer(**row._mapping)

    def put(self, answer: IdempotentAnswer) -> None:
        """Keep an answer, in the same transaction as what the call did.

        Raises
        ------
        ConflictError
            When another call has used the key meanwhile.
        """
        try:
            with self._transaction.savepoint():
                self._connection.execute(insert(idempotent_answers), asdict(answer))
        except IntegrityError as error:
            msg = f"idempotency key {answer.key!r} was used by another call meanwhile: repeat to get its answer"
            raise ConflictError(msg) from error

    def prune(self, before: datetime) -> int:
        """Forget older ones; returns how many."""
        result = self._connection.execute(delete(idempotent_answers).where(idempotent_answers.c.created_at < before))
        return result.rowcount
