"""Visits that take several people: a visit of the solver for each person, all at the same time or none.

The first person leads: skills, required and preferred technicians, and the pin are about that one. The others help;
what they have to know is ``helper_skills``, mostly nothing.
The proof that links between every two of them are enough: a pair asks for two technicians, so all differ.
"""

from collections.abc import Sequence
from itertools import combinations

from dispatch.plan import UnassignedVisit
from dispatch.visit import Visit
from solver.problem import Pair

MOST_PEOPLE = 3
"""Most people planned for one visit; the places to try grow with the power of it."""

Seat = tuple[Visit, int]
"""A visit and one of its persons, counted from 1."""


def seats(visits: Sequence[Visit]) -> tuple[Seat, ...]:
    """Every person of every visit: the first ones in the visits' order, then the helpers."""
    helpers = [(visit, person) for visit in visits for person in range(2, visit.people + 1)]
    return (*((visit, 1) for visit in visits), *helpers)


def indices(taken: Sequence[Seat]) -> dict[str, tuple[int, ...]]:
    """Where the persons of each visit (by id) stand, the first one first."""
    found: dict[str, tuple[int, ...]] = {}
    for index, (visit, _) in enumerate(taken):
        found[visit.id] = (*found.get(visit.id, ()), index)
    return found


def pairs(taken: Sequence[Seat]) -> tuple[Pair, ...]:
    """Two technicians at the same time for every two persons of a visit."""
    return tuple(
        Pair(first, second) for persons in indices(taken).values() for first, second in combinations(persons, 2)
    )


def share(cents: int, visit: Visit, person: int) -> int:
    """One person's part of an amount that is due once for the visit; the first person takes the remainder."""
    part = cents // visit.people
    return cents - (visit.people - 1) * part if person == 1 else part


def without_team(visit: Visit) -> UnassignedVisit:
    """Leave out a visit that takes more people than are planned together."""
    return UnassignedVisit(
        visit.id,
        "people",
        f"It takes {visit.people} people at the same time; at most {MOST_PEOPLE} are planned for one visit.",
        f"Ask for {MOST_PEOPLE} people or fewer, and for the others by a second request with the same time window.",
    )
