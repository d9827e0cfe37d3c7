"""Legal state changes, checked in one place for every kind of thing that has a life."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from dispatch.errors import IllegalTransitionError

S = TypeVar("S", bound=StrEnum)


def require_legal(what: str, present: S, wanted: S, legal_moves: Mapping[S, frozenset[S]]) -> None:
    """Let a legal state change pass.

    Parameters
    ----------
    what : str
        Names the thing in the message, e.g. ``request R-17``.

    Raises
    ------
    IllegalTransitionError
        Naming both states and what is allowed.
    """
    allowed = legal_moves[present]
    if wanted not in allowed:
        names = ", ".join(sorted(allowed)) or "nothing: it is final"
        msg = f"{what} is {present}; {wanted} can't follow (allowed: {names})"
        raise IllegalTransitionError(msg)
