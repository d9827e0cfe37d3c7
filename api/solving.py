"""Solves and checks documents in another process, so that the server keeps answering meanwhile."""

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import TypeVar

from api.errors import BusyError

R = TypeVar("R")

MOST_WAITING = 4
"""Calls that are worked on or wait; more are refused at once."""


@dataclass(slots=True)
class Solving:
    """One process that is started at the first call and replaced when it dies."""

    _pool: ProcessPoolExecutor | None = None
    _waiting: int = field(default=0)

    async def run(self, work: Callable[..., R], *args: object) -> R:
        """Call a function of a module in the other process.

        Raises
        ------
        BusyError
            When too many calls wait already, or the process died (out of memory, say).
        """
        if self._waiting >= MOST_WAITING:
            raise BusyError(f"{MOST_WAITING} documents are being worked on. Try again in a while.")
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *args)
        except BrokenProcessPool as error:
            self._pool = None
            raise BusyError("The process working on it died, perhaps for want of memory. Try fewer visits.") from error
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """End the process, without waiting for calls nobody listens to any more."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
