"""Faults of pairs and orders: unknown visits, repetitions, cycles, impossible lags, pins that contradict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from solver.issue import Issue

if TYPE_CHECKING:
    from solver.problem import Order, Pair, Problem

LONGEST_LAG = 2**31 - 1
"""Largest lag accepted, seconds."""


def link_faults(problem: Problem) -> Iterator[Issue]:
    """Find every fault of the pairs and orders of a problem.

    Parameters
    ----------
    problem : Problem
        The problem; its visits may be faulty.
    """
    known: list[Pair | Order] = []
    kinds: tuple[tuple[str, Sequence[Pair | Order]], ...] = (("pairs", problem.pairs), ("orders", problem.orders))
    for name, links in kinds:
        for k, link in enumerate(links):
            issues = [*_ends(problem, link, f"{name}[{k}]"), *_lags(link, f"{name}[{k}]")]
            yield from issues
            if not issues:
                known.append(link)
                yield from _pins(problem, link, f"{name}[{k}]")
        yield from _repeated(name, links)
    yield from _cycle(known)


def _ends(problem: Problem, link: Pair | Order, path: str) -> Iterator[Issue]:
    for name in ("first", "second"):
        visit = getattr(link, name)
        if not 0 <= visit < len(problem.visits):
            yield Issue("unknown_visit", f"{path}.{name}", f"Visit {visit} does not exist.", "Name an existing visit.")
    if link.first == link.second:
        yield Issue("linked_to_itself", path, f"Visit {link.first} is linked to itself.", "Name two different visits.")


def _lags(link: Pair | Order, path: str) -> Iterator[Issue]:
    for name in ("least_lag", "most_lag"):
        lag = getattr(link, name)
        if lag is not None and not 0 <= lag <= LONGEST_LAG:
            yield Issue("lag_out_of_range", f"{path}.{name}", f"The lag is {lag}.", f"Give 0 to {LONGEST_LAG} seconds.")
    if link.most_lag is not None and link.most_lag < link.least_lag:
        yield Issue(
            "lag_inverted",
            f"{path}.most_lag",
            f"The second visit starts at least {link.least_lag} s and at most {link.most_lag} s after the first.",
            "Let most_lag be no less than least_lag.",
        )


def _repeated(name: str, links: Sequence[Pair | Order]) -> Iterator[Issue]:
    seen: set[frozenset[int]] = set()
    for k, link in enumerate(links):
        ends = frozenset({link.first, link.second})
        if ends in seen:
            yield Issue(
                "link_repeated",
                f"{name}[{k}]",
                f"The visits {link.first} and {link.second} are linked more than once.",
                "Link two visits once.",
            )
        seen.add(ends)


def _pins(problem: Problem, link: Pair | Order, path: str) -> Iterator[Issue]:
    first, second = problem.visits[link.first], problem.visits[link.second]
    if first.pinned_start is not None and second.pinned_start is not None:
        lag = second.pinned_start - first.pinned_start
        if lag < link.least_lag or (link.most_lag is not None and lag > link.most_lag):
            yield Issue(
                "pins_contradict_lag",
                path,
                f"Visit {link.second} is pinned to a start {lag} s after that of visit {link.first}.",
                "Pin starts that keep the lag, or unpin one of them.",
            )
    who = (first.pinned_technician, second.pinned_technician)
    if None in who:
        return
    same = getattr(link, "same_technician", None)
    if (same is None and who[0] == who[1]) or (same and who[0] != who[1]):
        yield Issue(
            "pins_contradict_technicians",
            path,
            f"The visits {link.first} and {link.second} are pinned to the technicians {who[0]} and {who[1]}.",
            "A pair takes two technicians, an order by the same technician only one.",
        )


def _cycle(links: list[Pair | Order]) -> Iterator[Issue]:
    before: dict[int, set[int]] = {}
    for link in links:
        before.setdefault(link.second, set()).add(link.first)
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        yield Issue(
            "links_in_a_circle",
            "orders",
            f"Pairs and orders put the visits {error.args[1]} in a circle.",
            "Take out one of these links.",
        )
