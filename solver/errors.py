"""Errors of the solver.

SolverError
├── InvalidProblemError (ValueError)   the input contradicts itself; carries every fault found
└── RejectedSolutionError (RuntimeError)   the independent checker refuses a result: a defect of ours, never swallowed
"""

from solver.issue import Issue, in_words


class SolverError(Exception):
    """Base of everything this package raises on purpose."""


class InvalidProblemError(SolverError, ValueError):
    """The problem contradicts itself.

    Parameters
    ----------
    issues : tuple of Issue
        Every fault found, not only the first.
    """

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(in_words(issues))
        self.issues = issues


class RejectedSolutionError(SolverError, RuntimeError):
    """The checker refuses a solution that the solver was about to return.

    Parameters
    ----------
    violations : tuple of str
        What the checker found.
    """

    def __init__(self, violations: tuple[str, ...]) -> None:
        super().__init__("the checker rejects this solution: " + "; ".join(violations))
        self.violations = violations
