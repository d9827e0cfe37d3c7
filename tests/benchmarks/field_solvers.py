"""The solvers that plan field days, and one run of one of them in processes of its own."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import cast

from tests.benchmarks.alone import DiedError, forget_peak, side_by_side
from tests.benchmarks.field_days import FieldDay, field_day
from tests.benchmarks.field_score import BrokenRuleError, Routes, score
from tests.benchmarks.quiet import Others
from tests.benchmarks.report import our_version

Solve = Callable[[FieldDay, float, int, int], tuple[Routes, float]]


@dataclass(frozen=True, slots=True)
class FieldSolver:
    """A solver of field days.

    Parameters
    ----------
    name : str
        Its module in ``peers``.
    title : str
        What tables call it.
    package : str or None
        The distribution it comes in; ``None`` for this project.
    single : bool
        It uses one thread: one process a core runs, each with a seed of its own, and the best result counts.
    """

    name: str
    title: str
    package: str | None
    single: bool

    @property
    def version(self) -> str | None:
        """Which version is installed; ``None`` if none is."""
        if self.package is None:
            return our_version()
        try:
            return version(self.package)
        except PackageNotFoundError:
            return None


OURS = FieldSolver("ours", "ours", None, single=False)
PEERS = (
    FieldSolver("ortools", "OR-Tools alone", "ortools", single=True),
    FieldSolver("pyvrp", "PyVRP", "pyvrp", single=True),
    FieldSolver("vroom", "VROOM", "pyvroom", single=False),
)
SOLVERS = {solver.name: solver for solver in (OURS, *PEERS)}


@dataclass(frozen=True, slots=True)
class FieldRun:
    """What one solver made of one day.

    Parameters
    ----------
    value : int
        Penalties plus seconds of travel, by ``field_score.py``.
    unserved : int
        Visits left out.
    seconds : float
        Of the slowest process.
    peak_mb : float
        Most memory, all processes together.
    others : float or None
        Share of the machine that other programs took meanwhile; ``None`` where that can't be told.
    """

    value: int
    unserved: int
    seconds: float
    peak_mb: float
    others: float | None

    def as_row(self) -> dict[str, object]:
        """The run as JSON."""
        return asdict(self)


class FailedRunError(RuntimeError):
    """A solver died or answered with a plan that breaks a rule."""


def run(solver: FieldSolver, day: FieldDay, draw: tuple[int, int, int], seconds: float, cores: int) -> FieldRun:
    """Run a solver on a day.

    Parameters
    ----------
    solver : FieldSolver
        Which one.
    day : FieldDay
        Against which its plan is scored.
    draw : (visits, technicians, seed)
        From which the other process draws the same day.
    seconds : float
        Its limit.
    cores : int
        Threads, or processes of one thread.

    Raises
    ------
    FailedRunError
        With the reason.
    """
    copies = cores if solver.single else 1
    threads = 1 if solver.single else cores
    calls = [(solver.name, draw, seconds, seed, threads) for seed in range(copies)]
    others = Others()
    try:
        done = side_by_side(_solve, calls, cores=cores)
        best = min(score(day, one.answer[0]) for one in done)
    except (BrokenRuleError, DiedError, MemoryError) as error:
        raise FailedRunError(str(error) or type(error).__name__) from error
    seconds = max(one.answer[1] for one in done)
    return FieldRun(best.value, best.unserved, seconds, sum(one.peak_mb for one in done), others.share())


def _solve(name: str, draw: tuple[int, int, int], seconds: float, seed: int, threads: int) -> tuple[Routes, float]:
    solve = cast("Solve", import_module(f"tests.benchmarks.peers.{name}").solve)
    day = field_day(*draw)
    forget_peak()
    return solve(day, seconds, seed, threads)
