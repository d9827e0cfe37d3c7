"""Loads the compiled search when somebody solves, so that whatever never solves starts without the compiler."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from solver.compiled_code import loaded
from solver.insertion import Insertion
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
        on_better: Callable[[int, Plan, dict[int, int]], None],
        starts: dict[int, int] | None = None,
    ) -> Plan:
        """Improve a plan until a limit is met."""
        ...


class Desk(Protocol):
    """:class:`solver.search.desk.Desk`."""

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        ...

    def complete(self, over: Callable[[], bool]) -> None:
        """Insert absent visits as long as that pays."""
        ...

    def repair(self, over: Callable[[], bool]) -> None:
        """Insert and exchange absent visits as long as that pays."""
        ...

    def insertions(self) -> dict[int, list[Insertion]]:
        """For each absent visit its cheapest insertion into every route that has room for it."""
        ...


NewDesk = Callable[[Problem, list[list[int]], Plan], Desk]


class Compiled(NamedTuple):
    """What is compiled: the search, and a desk on which a plan is completed and repaired."""

    search: Search
    desk: NewDesk


def ready_search() -> Compiled:
    """The search, compiled: at once, or within about 25 seconds when it is the first time on this machine.

    A server's workers call this when they start, so that no caller has to wait.
    """
    folder: Path = import_module("solver.search.jit").FOLDER
    return loaded(folder, _load)


def _load() -> Compiled:
    search = cast("Search", import_module("solver.search.search").search)
    return Compiled(search, import_module("solver.search.desk").Desk)
