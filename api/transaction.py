"""One call, one transaction, committed before the response goes out."""

from collections.abc import AsyncIterator
from typing import Annotated

from anyio import CapacityLimiter
from fastapi import Depends, Request
from fastapi.concurrency import contextmanager_in_threadpool, run_in_threadpool

from api.security import CurrentCaller, CurrentWiring
from data.store.unit_of_work import SqlUnitOfWork

MOST_WRITERS = 8
"""Calls that may wait for the database's write lock, each keeping a thread. Without this limit they could keep all of
them, and the one that has the lock would find none to finish in."""


MOST_READERS = 28
"""Calls that may hold a connection to read. With the writers they leave threads and connections to spare: otherwise all
threads could wait for connections, and those that have one would find no thread to go on in."""


async def reading(request: Request, wiring: CurrentWiring, caller: CurrentCaller) -> AsyncIterator[SqlUnitOfWork]:
    """Open a transaction that changes nothing and waits for no writer."""
    readers: CapacityLimiter = request.app.state.readers
    async with readers, contextmanager_in_threadpool(wiring.unit_of_work(caller.name, read_only=True)) as uow:
        yield uow


async def writing(request: Request, wiring: CurrentWiring, caller: CurrentCaller) -> AsyncIterator[SqlUnitOfWork]:
    """Open the call's transaction; an error in the endpoint undoes it."""
    writers: CapacityLimiter = request.app.state.writers
    async with writers, contextmanager_in_threadpool(wiring.unit_of_work(caller.name)) as uow:
        yield uow
        await run_in_threadpool(uow.commit)


Reading = Annotated[SqlUnitOfWork, Depends(reading, scope="function")]
Work = Annotated[SqlUnitOfWork, Depends(writing, scope="function")]
"""With the default scope the commit would run after the response, and a failing one would still answer 200."""
