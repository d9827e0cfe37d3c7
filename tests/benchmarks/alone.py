"""Runs work in processes of its own, so that memory, threads and loaded code are its own."""

import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Done:
    """What one process made of it: the answer, and the most memory that it used."""

    answer: Any
    peak_mb: float


class DiedError(RuntimeError):
    """A process ended before it answered: out of memory, or a fault in native code."""


def alone(work: Callable[..., Any], *arguments: object, cores: int | None = None) -> Done:
    """Call a function of a module in a process of its own.

    Raises
    ------
    DiedError
        The process ended without an answer.
    """
    return side_by_side(work, [arguments], cores=cores)[0]


def side_by_side(work: Callable[..., Any], calls: list[tuple[object, ...]], *, cores: int | None = None) -> list[Done]:
    """Call a function in several processes at once.

    Parameters
    ----------
    work : callable
        A function of a module.
    calls : list of tuple
        The arguments of each process.
    cores : int or None
        All of them share so many processors, where the system can see to it; ``None`` leaves them free.

    Raises
    ------
    DiedError
        A process ended without an answer.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(calls), context, initializer=_bound_to, initargs=(cores,)) as pool:
        try:
            return list(pool.map(_measured, [work] * len(calls), calls))
        except BrokenProcessPool as error:
            raise DiedError("the process died") from error
        except BaseException:
            for process in list((pool._processes or {}).values()):
                process.terminate()
            raise


def peak_mb() -> float:
    """The most memory that this process has used so far, megabytes."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says there begins with the parent's
        lines = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1_048_576 if sys.platform == "darwin" else 1024)


def forget_peak() -> None:
    """Measure :func:`peak_mb` from now on, where the system can (Linux): what preparations needed does not count."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _measured(work: Callable[..., Any], arguments: tuple[object, ...]) -> Done:
    return Done(work(*arguments), peak_mb())


def _bound_to(cores: int | None) -> None:
    if cores is not None and sys.platform == "linux":
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


def timed(work: Callable[..., Any], *arguments: object, **named: object) -> tuple[Any, float]:
    """The answer of a call, and its seconds."""
    begin = time.perf_counter()
    answer = work(*arguments, **named)
    return answer, time.perf_counter() - begin
