"""Loads the compiled search when somebody solves, so that whatever never solves starts without the compiler."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from solver.compiled_code import loaded
from solver.problem import Problem

Plan = list[tuple[int, tuple[int, ...]]]


class Search(Protocol):
    """:func:`solver.search.search.search`."""

    def __call__(
        self,
        problem: Problem,
        fitting: list[list[int]],
        initial: Plan,
        *,
        rounds: int | None,
        left: Callable[[], float | None],
        seed: int,
        threads: int,
        stop: Callable[[], bool],
        on_better: Callable[[int, int], None],
    ) -> Plan:
        """Improve a plan until a limit is met."""
        ...


def ready_search() -> Search:
    """The search, compiled: at once, or within half a minute when it is the first time on this machine.

    A server's workers call this when they start, so that no caller has to wait.
    """
    folder: Path = import_module("solver.search.jit").FOLDER
    return loaded(folder, lambda: cast("Search", import_module("solver.search.search").search))
