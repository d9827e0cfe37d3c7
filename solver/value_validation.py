"""What every amount, place and list of skills in a problem has to keep to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from solver.issue import Issue

if TYPE_CHECKING:
    from solver.problem import Problem, SkillLevel

LONGEST = 2**31 - 1
"""Largest time, duration or amount accepted: it keeps every sum of the objective within 64 bits."""


def place_faults(problem: Problem, place: int, path: str) -> Iterator[Issue]:
    """Find out whether a place exists.

    Parameters
    ----------
    problem : Problem
        The problem.
    place : int
        The place.
    path : str
        Where it is named.
    """
    places = problem.travel[0].distances.shape[-1] if problem.travel and problem.travel[0].distances.ndim else 0
    if not 0 <= place < places:
        yield Issue("unknown_place", path, f"Place {place} does not exist.", f"Give a number from 0 to {places - 1}.")


def amount_faults(holder: object, names: Sequence[str], path: str) -> Iterator[Issue]:
    """Find amounts that are negative or too large.

    Parameters
    ----------
    holder : object
        Has them as attributes.
    names : sequence of str
        Of the attributes, whole numbers.
    path : str
        Where the holder is.
    """
    for name in names:
        yield from _amount(getattr(holder, name), f"{path}.{name}")


def unit_faults(parts: Sequence[int], path: str) -> Iterator[Issue]:
    """Find units of parts that are negative or too many.

    Parameters
    ----------
    parts : sequence of int
        By kind.
    path : str
        Where they are.
    """
    for kind, units in enumerate(parts):
        yield from _amount(units, f"{path}[{kind}]")


def _amount(value: int, path: str) -> Iterator[Issue]:
    if not 0 <= value <= LONGEST:
        yield Issue("amount_out_of_range", path, f"The value is {value}.", f"Give a whole number from 0 to {LONGEST}.")


def skill_faults(skills: Sequence[SkillLevel], path: str) -> Iterator[Issue]:
    """Find skills that are listed twice.

    Parameters
    ----------
    skills : sequence of SkillLevel
        One list of them.
    path : str
        Where it is.
    """
    names = [entry.skill for entry in skills]
    if len(set(names)) < len(names):
        yield Issue(
            "skill_repeated",
            path,
            f"A skill is listed more than once: {names}.",
            "List each skill once, with its highest level.",
        )
