"""Why each visit is left out: a proof over all shifts, or the outcome of an exact insertion test into this plan."""

from collections import Counter
from collections.abc import Callable

import numpy as np

from solver.draft import Draft
from solver.insertion import Insertion
from solver.link_proofs import link_obstacle
from solver.linked_insertion import LinkedInsertions, into_plan
from solver.proofs import LAYERS, Proofs
from solver.remedies import Remedies
from solver.screen import NEVER, Screen
from solver.solution import ReasonCode, Unassigned

MOST_REMEDIES = 200
"""For how many visits, those with the highest penalty, a remedy is looked for."""


def explain(
    draft: Draft,
    screen: Screen,
    fitting: list[list[int]],
    insertions: dict[int, list[Insertion]] | None,
    *,
    remedies: bool,
    over: Callable[[], bool] = lambda: False,
) -> tuple[Unassigned, ...]:
    """Give the reason for every absent visit of a plan.

    Parameters
    ----------
    draft : Draft
        The plan. Routes that break rules count as full.
    screen : Screen
        Of its problem.
    fitting : list of list of int
        For each visit the shifts on which it meets no obstacle.
    insertions : dict of int to list of Insertion, or None
        How each absent visit would fit into the routes, if that is known already.
    remedies : bool
        Look for the smallest change that would fit the visit, too.
    over : callable
        Tells when to stop looking for remedies, and for places of linked visits: what has not been looked for by
        then counts as no room.

    Returns
    -------
    tuple of Unassigned
        By ascending visit.
    """
    proofs = Proofs(draft.given, draft.legs)
    if insertions is None:
        insertions = _insertions(draft, screen, fitting, over)
    entries: dict[int, Unassigned] = {}
    order = _by_penalty(draft)
    finder = Remedies(draft, screen, fitting, order[:MOST_REMEDIES], over) if remedies else None
    for rank, (visit, obstacles) in enumerate(zip(order, proofs.obstacles(order), strict=True)):
        fits = {insertion.vehicle for insertion in insertions[visit]}
        blocked = Counter(
            ReasonCode.DEARER if vehicle in fits else obstacle or ReasonCode.NO_ROOM
            for vehicle, obstacle in enumerate(obstacles)
        )
        best = min(insertions[visit], default=None)
        if best is None and blocked[ReasonCode.NO_ROOM] and (kind := link_obstacle(draft.given, proofs, visit)):
            blocked[kind] = blocked.pop(ReasonCode.NO_ROOM)
        code = _strongest(blocked)
        extra = best.delta - draft.problem.visits[visit].penalty if best else None
        remedy = None
        if finder is not None and rank < MOST_REMEDIES and not over():
            remedy = finder.smallest(visit, code, best)
        counts = tuple(sorted(blocked.items(), key=lambda entry: (-entry[1], entry[0])))
        entries[visit] = Unassigned(visit, code, counts, extra, remedy)
    return tuple(entries[visit] for visit in sorted(entries))


def _strongest(blocked: Counter[ReasonCode]) -> ReasonCode:
    if not blocked:
        return ReasonCode.NO_VEHICLES
    for code in (ReasonCode.DEARER, ReasonCode.NO_ROOM, ReasonCode.PAIR, ReasonCode.ORDER, *reversed(LAYERS)):
        if blocked[code]:
            return code
    raise AssertionError(blocked)


def _by_penalty(draft: Draft) -> list[int]:
    """The absent visits, the dearest first."""
    return sorted(draft.absent, key=lambda v: (-draft.problem.visits[v].penalty, v))


def _insertions(
    draft: Draft, screen: Screen, fitting: list[list[int]], over: Callable[[], bool]
) -> dict[int, list[Insertion]]:
    """For each absent visit its cheapest insertion into every route that has room for it."""
    linked = LinkedInsertions(draft, screen, fitting, over)
    found: dict[int, list[Insertion]] = {}
    for visit, vehicles in _possible(draft, screen, fitting).items():
        insertions = (into_plan(draft, screen, linked, vehicle, visit, quickly=over()) for vehicle in vehicles)
        found[visit] = [insertion for insertion in insertions if insertion is not None]
    return found


def _possible(draft: Draft, screen: Screen, fitting: list[list[int]]) -> dict[int, list[int]]:
    """For each absent visit, the dearest first, the shifts where a bound does not rule it out."""
    found: dict[int, list[int]] = {visit: [] for visit in _by_penalty(draft)}
    candidates: dict[int, list[int]] = {}
    for visit in draft.absent:
        for vehicle in fitting[visit]:
            candidates.setdefault(vehicle, []).append(visit)
    for vehicle, visits in candidates.items():
        route = draft.freed(vehicle) if draft.given.links else draft.routes[vehicle]
        if route.feasible and draft.linked:
            bounds = screen.bounds(route, np.array(visits, dtype=np.int64)).min(axis=0)
            for visit, bound in zip(visits, bounds, strict=True):
                if bound < NEVER:
                    found[visit].append(vehicle)
    return found
