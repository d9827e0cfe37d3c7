"""Solves a benchmark file in one of the public formats: what ``dispatch solve --format solomon FILE`` does."""

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from data.files.public.answer import write_answer
from data.files.public.hhcrsp import read_hhcrsp
from data.files.public.instance import Instance
from data.files.public.solomon import read_solomon
from data.files.public.trsp import read_trsp
from data.files.public.vrplib import read_vrplib
from data.files.search import AS_THE_DOCUMENT_SAYS, Search
from solver.solve import Progress, solve

READERS: Mapping[str, Callable[[bytes], Instance]] = {
    "solomon": read_solomon,
    "vrplib": read_vrplib,
    "trsp": read_trsp,
    "praxedo": read_trsp,
    "hhcrsp": read_hhcrsp,
}
"""By the name of the format; praxedo's files are TRSP files with matrices."""

DEFAULT_SECONDS = 5.0


def solve_file(
    content: bytes,
    format_name: str,
    *,
    search: Search = AS_THE_DOCUMENT_SAYS,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Solve a benchmark file.

    Parameters
    ----------
    content : bytes
        The file, which may be packed with gzip.
    format_name : str
        One of ``READERS``.
    on_progress, should_stop : callable or None
        As in ``solver.solve.solve``.

    Raises
    ------
    InvalidInputError
        Naming the line or field that is wrong.
    """
    instance = READERS[format_name](content)
    started = perf_counter()
    solution = solve(
        instance.problem,
        seconds=search.seconds or (None if search.iterations else DEFAULT_SECONDS),
        iterations=search.iterations,
        seed=search.seed or 0,
        threads=search.threads,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    return write_answer(instance, solution, seconds=perf_counter() - started)
