"""A POST with an ``Idempotency-Key`` takes effect once: the same call gets the same answer, another call is refused.

The answer is stored in the transaction of the change itself, so neither exists without the other; of two calls at the
same time the second one's transaction fails.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, FastAPI, Header, Request, Response
from pydantic import BaseModel

from api.errors import KeyReusedError
from api.transaction import Work
from api.wiring import Wiring
from data.store.errors import StorageError
from data.store.records import IdempotentAnswer
from data.store.unit_of_work import SqlUnitOfWork

KEPT_FOR = timedelta(hours=24)
"""How long an answer is remembered."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Once:
    """Answers a call, and remembers the answer when the caller gave a key."""

    uow: SqlUnitOfWork
    key: str | None
    route: str
    request_hash: str
    status: int

    def answer(self, view: BaseModel, *, location: str | None = None, status: int | None = None) -> Response:
        """Return the response for a view.

        Parameters
        ----------
        location : str or None
            Path of the thing made.
        status : int or None
            ``None`` means the one the route documents.
        """
        status = status or self.status
        headers = {"Location": location} if location else {}
        body = view.model_dump_json().encode()
        if self.key is not None:
            self.uow.idempotency.put(
                IdempotentAnswer(
                    actor=self.uow.actor,
                    key=self.key,
                    route=self.route,
                    request_hash=self.request_hash,
                    status=status,
                    headers=headers,
                    body=body,
                    created_at=self.uow.clock.now(),
                )
            )
        return Response(body, status, headers, "application/json")


class RepeatedCallError(Exception):
    """Not a fault: the call was answered before, and this is the answer.

    Parameters
    ----------
    response : Response
        Ready to be sent again.
    """

    def __init__(self, response: Response) -> None:
        super().__init__("this call was answered before")
        self.response = response


async def _body_of(request: Request) -> bytes:
    return await request.body()


def once(
    request: Request,
    uow: Work,
    body: Annotated[bytes, Depends(_body_of)],
    idempotency_key: Annotated[
        str | None,
        Header(min_length=1, max_length=200, description="Makes repeating the call harmless; remembered for a day."),
    ] = None,
) -> Once:
    """Look whether the call was answered before.

    Raises
    ------
    KeyReusedError
        When the key came with a different call.
    RepeatedCallError
        With the answer given before.
    """
    route = f"{request.method} {request.url.path}?{request.url.query}"
    request_hash = hashlib.sha256(body).hexdigest()
    stored = uow.idempotency.get(uow.actor, idempotency_key) if idempotency_key else None
    if stored is not None and (stored.route, stored.request_hash) != (route, request_hash):
        raise KeyReusedError(f"The key {idempotency_key!r} came before with another call. Use a new key for each call.")
    if stored is not None:
        headers = {**stored.headers, "Idempotency-Replayed": "true"}
        raise RepeatedCallError(Response(stored.body, stored.status, headers, "application/json"))
    return Once(uow, idempotency_key, route, request_hash, request.scope["route"].status_code or 200)


OnlyOnce = Annotated[Once, Depends(once, scope="function")]


def prune(wiring: Wiring) -> None:
    """Forget answers that are older than ``KEPT_FOR``; a database in trouble is left to the next time."""
    try:
        with wiring.unit_of_work("server") as uow:
            uow.idempotency.prune(wiring.clock.now() - KEPT_FOR)
            uow.commit()
    except StorageError:
        logger.warning("old idempotency keys could not be forgotten", exc_info=True)


def install(app: FastAPI) -> None:
    """Let the application repeat former answers."""

    def repeat(_: Request, error: Exception) -> Response:
        assert isinstance(error, RepeatedCallError)  # noqa: S101 -- registered for that class only
        return error.response

    app.add_exception_handler(RepeatedCallError, repeat)
