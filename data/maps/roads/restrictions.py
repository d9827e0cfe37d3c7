"""Applies turn restrictions. One that runs over ways makes copies of their edges, entered from its first way only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.maps.roads.osm_file import Restriction
from data.maps.roads.streets import Streets
from data.maps.roads.turns import Edges, Turns

_MEANT = {"left": -90.0, "right": 90.0, "straight": 0.0, "u": 180.0}
"""The angle that the word in the middle of a restriction's kind means."""


@dataclass(frozen=True, slots=True)
class Restricted:
    """What is left after restrictions.

    Parameters
    ----------
    base : int64 array, edges and copies
        The edge of which each is a copy; an edge is its own.
    from_edges, to_edges, cost_ms : int64 arrays
        Turns among edges and copies, sorted by the first.
    applied, skipped : int
        Restrictions that forbid something, and those that the roads here give no occasion for.
    """

    base: NDArray[np.int64]
    from_edges: NDArray[np.int64]
    to_edges: NDArray[np.int64]
    cost_ms: NDArray[np.int64]
    applied: int
    skipped: int


def restrict(restrictions: Sequence[Restriction], streets: Streets, edges: Edges, turns: Turns) -> Restricted:
    """Take the forbidden turns away."""
    table = _Table(restrictions, streets, edges, turns)
    applied = sum(table.apply(restriction) for restriction in restrictions)
    changed = np.array(sorted(table.touched), dtype=np.int64)
    kept = ~np.isin(turns.from_edges, changed)
    added = [(edge, to, cost) for edge in table.touched for to, cost in table.leaving(edge).items()]
    from_edges, to_edges, cost_ms = (
        np.concatenate([old[kept], np.array(new, dtype=np.int64)])
        for old, new in zip(
            (turns.from_edges, turns.to_edges, turns.cost_ms),
            zip(*added, strict=True) if added else ((), (), ()),
            strict=True,
        )
    )
    order = np.lexsort((to_edges, from_edges))
    return Restricted(
        base=np.array(table.base, dtype=np.int64),
        from_edges=from_edges[order],
        to_edges=to_edges[order],
        cost_ms=cost_ms[order],
        applied=applied,
        skipped=len(restrictions) - applied,
    )


class _Table:
    """The turns of the few edges that restrictions touch, in a form that can be changed."""

    def __init__(self, restrictions: Sequence[Restriction], streets: Streets, edges: Edges, turns: Turns) -> None:
        self._edges, self._turns, self._streets = edges, turns, streets
        self._first = np.searchsorted(turns.from_edges, np.arange(len(edges.heads) + 1))
        self.base = list(range(len(edges.heads)))
        self.touched: dict[int, dict[int, int]] = {}
        self._copies: dict[int, list[int]] = {}
        self._parent: dict[int, int] = {}
        wanted = {way for r in restrictions for way in (*r.from_ways, *r.via_ways, *r.to_ways)}
        ways = streets.ways[edges.street]
        self._of_way: dict[int, list[int]] = {}
        for edge in np.flatnonzero(np.isin(ways, np.array(sorted(wanted), dtype=np.int64))).tolist():
            self._of_way.setdefault(int(ways[edge]), []).append(edge)

    def leaving(self, edge: int) -> dict[int, int]:
        """Turns from an edge: the next edge and its cost in milliseconds."""
        if edge in self.touched:
            return self.touched[edge]
        rows = slice(self._first[edge], self._first[edge + 1])
        return dict(zip(self._turns.to_edges[rows].tolist(), self._turns.cost_ms[rows].tolist(), strict=True))

    def apply(self, restriction: Restriction) -> bool:
        """Forbid what it forbids; false when nothing here matches."""
        only = restriction.kind.startswith("only_")
        found = False
        for way in restriction.from_ways:
            for edge in self._of_way.get(way, ()):
                paths = self._paths(edge, restriction)
                if paths:
                    found = True
                    self._only(paths) if only else self._forbid(paths)
        return found

    def _paths(self, edge: int, restriction: Restriction) -> list[list[int]]:
        """Edges from ``edge`` over the restriction's via to its last way; the best fitting ones of several."""
        targets = {to for way in restriction.to_ways for to in self._of_way.get(way, ())}
        if restriction.via_node is not None:
            if self._streets.node_ids[self._edges.heads[edge]] != restriction.via_node:
                return []
            nexts = {self.base[to] for to in self.leaving(edge)}
            fitting = _fitting(sorted(nexts & targets), restriction, edge, self._turns, self._first)
            return [[edge, to] for to in fitting]
        via = {between for way in restriction.via_ways for between in self._of_way.get(way, ())}
        found: list[list[int]] = []
        unfinished = [[edge]]
        while unfinished:
            path = unfinished.pop()
            streets = {int(self._edges.street[at]) for at in path}
            for to in {self.base[to] for to in self.leaving(path[-1])}:
                if to in targets and len(path) > 1:
                    found.append([*path, to])
                elif to in via and int(self._edges.street[to]) not in streets:
                    unfinished.append([*path, to])
        return found

    def _forbid(self, paths: list[list[int]]) -> None:
        for path in paths:
            for start in (path[0], *self._copies.get(path[0], ())):
                last = self._walk(start, path)
                if last is not None:
                    turns = self._change(last)
                    for to in [to for to in turns if self.base[to] == path[-1]]:
                        del turns[to]

    def _only(self, paths: list[list[int]]) -> None:
        for start in (paths[0][0], *self._copies.get(paths[0][0], ())):
            allowed: dict[int, set[int]] = {}
            for path in paths:
                last = self._walk(start, path)
                at: int | None = start
                for to in path[1:-1]:
                    if at is not None:
                        allowed.setdefault(at, set()).add(to)
                        at = self._next(at, to)
                if last is not None:
                    allowed.setdefault(last, set()).add(path[-1])
            for edge, nexts in allowed.items():
                turns = self._change(edge)
                for to in [to for to in turns if self.base[to] not in nexts]:
                    del turns[to]

    def _walk(self, start: int, path: list[int]) -> int | None:
        """Follow a path up to its last turn on edges of its own; ``None`` where it is cut already."""
        at = start
        for to in path[1:-1]:
            target = self._next(at, to)
            if target is None:
                return None
            if self._parent.get(target) != at:
                target = self._copy(at, target)
            at = target
        return at

    def _next(self, edge: int, base: int) -> int | None:
        return next((to for to in self.leaving(edge) if self.base[to] == base), None)

    def _copy(self, parent: int, edge: int) -> int:
        copy = len(self.base)
        self.base.append(self.base[edge])
        self.touched[copy] = dict(self.leaving(edge))
        self._copies.setdefault(self.base[edge], []).append(copy)
        self._parent[copy] = parent
        turns = self._change(parent)
        turns[copy] = turns.pop(edge)
        return copy

    def _change(self, edge: int) -> dict[int, int]:
        return self.touched.setdefault(edge, self.leaving(edge))


def _fitting(
    nexts: list[int], restriction: Restriction, edge: int, turns: Turns, first: NDArray[np.int64]
) -> list[int]:
    """Where a way goes on across the junction, several edges match: the angle says which one is meant."""
    meant = _MEANT.get(restriction.kind.split("_")[1])
    if len(nexts) <= len(set(restriction.to_ways)) or meant is None:
        return nexts
    rows = slice(first[edge], first[edge + 1])
    angles = dict(zip(turns.to_edges[rows].tolist(), turns.angles[rows].tolist(), strict=True))
    return [min(nexts, key=lambda to: abs((angles[to] - meant + 180) % 360 - 180))]
