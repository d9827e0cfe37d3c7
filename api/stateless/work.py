"""What the other process does with a document; faults come back as values, because this error can't be pickled."""

from pathlib import Path
from typing import Any

from api.wiring import travel_times_of
from data.files.search import Search
from data.files.stateless import check_document as check_it
from data.files.stateless import solve_document as solve_it
from dispatch.errors import InvalidInputError
from solver.issue import Issue

Answer = dict[str, Any] | tuple[Issue, ...]


def solve(
    problem: dict[str, Any], format_name: str, seconds: float | None, seed: int | None, travel_settings: Path | None
) -> Answer:
    """Solve a problem document, or return its faults."""
    search = Search(seconds=seconds, seed=seed)
    try:
        travel_times = travel_times_of(travel_settings)
        return solve_it(problem, format=format_name, search=search, travel_times=travel_times)
    except InvalidInputError as error:
        return error.issues


def check(problem: dict[str, Any], solution: dict[str, Any], format_name: str, travel_settings: Path | None) -> Answer:
    """Check a solution document, or return the faults of either document."""
    try:
        travel_times = travel_times_of(travel_settings)
        return check_it(problem, solution, format=format_name, travel_times=travel_times)
    except InvalidInputError as error:
        return error.issues


def answered(answer: Answer) -> dict[str, Any]:
    """Return the answer.

    Raises
    ------
    InvalidInputError
        When the other process found faults.
    """
    if isinstance(answer, tuple):
        raise InvalidInputError(answer)
    return answer
