"""What a failing command says, and its exit code: 1 for what can't be done, 2 for wrong usage (typer's own)."""

from api.cli.output import plain, print_issues, stderr
from api.errors import ApiError
from api.settings import SettingsError
from dispatch.errors import DispatchError, InvalidInputError
from solver.errors import InvalidProblemError, SolverError

FAILED = 1
INTERRUPTED = 130

EXPECTED = (DispatchError, SolverError, ApiError, SettingsError)
"""Errors whose message is meant for the person at the keyboard."""


def report(error: Exception) -> int:
    """Say what went wrong and return the exit code."""
    if isinstance(error, InvalidInputError | InvalidProblemError):
        print_issues(error.issues, "Faults")
    elif isinstance(error, EXPECTED):
        stderr().print(f"[red]Error:[/] {plain(error)}", soft_wrap=True)
    else:
        stderr().print(
            f"[red]Internal error:[/] {type(error).__name__}: {plain(error)}\n"
            "This is a defect of the program. Run `dispatch --debug …` and report what it shows.",
            soft_wrap=True,
        )
    return FAILED
