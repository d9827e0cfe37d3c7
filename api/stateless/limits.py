"""How large a document may be that is solved while the caller waits."""

from collections.abc import Mapping
from typing import Any

from api.settings import Settings
from data.files.problem_json import DEFAULT_SEARCH_SECONDS
from dispatch.errors import InvalidInputError
from solver.issue import Issue

COUNTED = ("visits", "jobs", "technicians", "vehicles")


def require_small(problem: Mapping[str, Any], settings: Settings) -> None:
    """Refuse documents that are too large.

    Raises
    ------
    InvalidInputError
        Naming every list that is too long.
    """
    most = settings.stateless_max_visits
    issues = tuple(
        Issue(
            "too_many",
            name,
            f"There are {len(problem[name])} {name}; {most} are taken.",
            "Split the document, plan stored requests with a solve run, or raise DISPATCH_STATELESS_MAX_VISITS.",
        )
        for name in COUNTED
        if isinstance(problem.get(name), list) and len(problem[name]) > most
    )
    if issues:
        raise InvalidInputError(issues)


def seconds_for(problem: Mapping[str, Any], asked: float | None, settings: Settings) -> float | None:
    """Return how long to search; ``None`` leaves it to the document's default.

    Raises
    ------
    InvalidInputError
        When the call or the document asks for more than the server gives.
    """
    options = problem.get("options")
    said = options.get("seconds") if isinstance(options, dict) else None
    seconds = asked if asked is not None else said if isinstance(said, (int, float)) else DEFAULT_SEARCH_SECONDS
    if seconds > settings.stateless_max_seconds:
        cause = f"{seconds:g} seconds are asked for; {settings.stateless_max_seconds:g} are given."
        action = "Ask for less, plan stored requests with a solve run, or raise DISPATCH_STATELESS_MAX_SECONDS."
        raise InvalidInputError((Issue("too_long", "seconds", cause, action),))
    return asked
