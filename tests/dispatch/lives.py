"""Tries every move from every state, against a table written down a second time on purpose."""

from dataclasses import replace
from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from dispatch.errors import IllegalTransitionError


def every_move(states: type[StrEnum], legal: dict[str, str]) -> pytest.MarkDecorator:
    """Parametrise with every pair of states and whether the second may follow the first.

    Parameters
    ----------
    legal : dict of str to str
        By present state, the states that may follow, separated by blanks; states that are missing are final.
    """
    pairs = [(present, wanted, wanted in legal.get(present, "").split()) for present, wanted in product(states, states)]
    return pytest.mark.parametrize(("present", "wanted", "is_legal"), pairs)


def check_move(thing: Any, wanted: StrEnum, *, is_legal: bool) -> None:
    """A legal move changes the state and nothing else; any other is refused, and the message names both states."""
    if is_legal:
        assert thing.moved_to(wanted) == replace(thing, status=wanted)
        return
    with pytest.raises(IllegalTransitionError, match=rf"{thing.id} is {thing.status}; {wanted} can't follow"):
        thing.moved_to(wanted)
