"""A fault of some input, as data: what, where, why, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault, phrased for the person who can mend it.

    Parameters
    ----------
    code : str
        Stable and machine-readable, lower case with underscores, e.g. ``unknown_skill``.
    path : str
        Where: a column name, or a dotted path such as ``visits[3].windows[0]``.
    cause : str
        One sentence with the offending value.
    action : str
        One imperative sentence: how to mend it.
    """

    code: str
    path: str
    cause: str
    action: str


def in_words(issues: Iterable[Issue]) -> str:
    """Write faults as one line: where, what, and what to do, separated by semicolons."""
    return "; ".join(f"{issue.path}: {issue.cause} {issue.action}" for issue in issues)
