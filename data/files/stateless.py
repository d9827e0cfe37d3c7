"""Solve or check a document that carries everything: the command line and ``POST /v1/solve`` use these functions."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from data.files.problem_reader import ReadProblem, read_problem
from data.files.search import AS_THE_DOCUMENT_SAYS, Search
from data.files.solution_json import read_solution, write_solution, write_violations
from data.files.vroom_reader import read_vroom
from data.files.vroom_solution_json import read_vroom_output, write_vroom
from data.maps.straight_line import StraightLine
from dispatch.errors import InvalidInputError
from dispatch.ports import TravelTimes
from solver.checker import check
from solver.issue import Issue
from solver.solution import Solution, Violation
from solver.solve import Progress, solve

FORMATS = ("json", "vroom")
"""Our own contract (README.md in this folder), and VROOM's."""


def solve_document(
    document: object,
    *,
    format: str = "json",  # noqa: A002 -- the name users know from the command line
    search: Search = AS_THE_DOCUMENT_SAYS,
    travel_times: TravelTimes | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Solve a problem document.

    Parameters
    ----------
    document : object
        Parsed JSON.
    format : str
        ``json`` or ``vroom``; the answer has the same format.
    travel_times : TravelTimes or None
        For documents with coordinates; ``None`` means straight line × detour with the shipped numbers.
    on_progress, should_stop : callable or None
        As in ``solver.solve.solve``.

    Raises
    ------
    InvalidInputError
        With every fault of the document.
    """
    _require_known(format)
    travel_times = travel_times or StraightLine()
    started = perf_counter()

    def run(read: ReadProblem) -> Solution:
        options = read.options
        iterations = search.iterations or options.iterations
        return solve(
            read.problem,
            seconds=search.seconds or (None if search.iterations else options.seconds),
            iterations=iterations,
            seed=options.seed if search.seed is None else search.seed,
            threads=search.threads,
            initial=read.initial,
            on_progress=on_progress,
            should_stop=should_stop,
        )

    if format == "json":
        read = read_problem(document, travel_times)
        return write_solution(read, run(read))
    vroom = read_vroom(document, travel_times)
    loaded = perf_counter()
    solution = run(vroom.read)
    solved = perf_counter()
    return write_vroom(
        vroom, solution, loading_ms=round(1000 * (loaded - started)), solving_ms=round(1000 * (solved - loaded))
    )


def check_document(
    problem_document: object,
    solution_document: object,
    *,
    format: str = "json",  # noqa: A002 -- the name users know from the command line
    travel_times: TravelTimes | None = None,
) -> dict[str, Any]:
    """Let the independent checker judge anybody's plan.

    Returns
    -------
    dict
        ``accepted``, ``cost_cents``, ``terms_cents`` and ``violations`` (code, shift, visit, amount).

    Raises
    ------
    InvalidInputError
        With every fault of either document.
    """
    _require_known(format)
    travel_times = travel_times or StraightLine()
    violations: tuple[Violation, ...] = ()
    if format == "json":
        read = read_problem(problem_document, travel_times)
        solution, violations = read_solution(read, solution_document)
    else:
        vroom = read_vroom(problem_document, travel_times)
        read, solution = vroom.read, read_vroom_output(vroom, solution_document)
    violations += tuple(v for v in check(read.problem, solution) if v not in violations)
    return {
        "accepted": not violations,
        "cost_cents": solution.cost,
        "terms_cents": {str(term): cents for term, cents in solution.terms.items()},
        "violations": write_violations(read, violations),
    }


def _require_known(name: str) -> None:
    if name not in FORMATS:
        issue = Issue(
            "unknown_format", "format", f"There is no format {name!r}.", f"Use one of these: {', '.join(FORMATS)}."
        )
        raise InvalidInputError((issue,))
