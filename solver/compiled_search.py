"""Loads the compiled search when somebody solves, so that whatever never solves starts without the compiler."""

import logging
from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast

from solver.problem import Problem

Plan = list[tuple[int, tuple[int, ...]]]

log = logging.getLogger(__name__)


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
        starts: dict[int, int] | None = None,
    ) -> tuple[Plan, dict[int, int]]:
        """Improve a plan until a limit is met."""
        ...


def ready_search() -> Search:
    """The search, compiled: at once, or within half a minute when it is the first time on this machine.

    A server calls this when it starts, so that no caller has to wait.
    """
    if not import_module("solver.search.jit").is_compiled():
        log.warning("The search is being compiled for this machine: once, for up to half a minute.")
    return cast("Search", import_module("solver.search.search").search)
