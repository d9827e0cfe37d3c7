"""The plan that the compiled search works on, with what its insertion tests remember about each route."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from solver.search.arrays import DEMANDS, MAX_VISITS, SIMPLE, Arrays, Int64s
from solver.search.jit import Cube, Cubes, Flags, FlagTable, Floats, Table, Vector, Words
from solver.search.labels import MOST_LABELS, Scratch, new_scratch

SPARE_STOPS = 8
"""How much longer than the longest route of the first plan a route may get before the tables are enlarged."""

LEAVE, REACH, FREE, TAIL, ORIGIN, AFTER, DIRECT, SETS_UP = range(8)
"""Columns of ``times``, by position k of a route: the instant at which it leaves the stop before, the latest arrival at
stop k (or the end) that still lets the rest be served, the latest one with which the rest causes neither lateness nor
overtime, the cents of lateness and overtime that the rest causes now; the places before and at stop k, the cents that
an insertion between the two saves, and seconds of set-up at stop k. One line of the processor's cache."""

VERSION, DELTA, POSITION = range(3)
"""Columns of ``insertions``: the stamp of what the entry was worked out from, the cents that serving the visit there
adds, and where; without a position DELTA is only a lower bound."""

LEAST, LEAST_BY, NEXT, NEXT_BY = range(4)
"""Columns of ``offers``, by absent visit while a plan is completed: cents and shift of the cheapest insertion, and of
the cheapest one of any other shift."""

COST, BEST, NEXT_VERSION, ROUTES_USED, STOPS, MEMBERS, FULL, CHANGED, WEIGHT, LISTED = range(10)
"""Entries of ``totals``: cents now (changes beyond the cap left out) and at best (those included), the next version,
routes with stops, stops, visits searched (all of these for the part searched), whether a route was too long for the
tables, visits of the baseline that are changed or absent, what insertion tests charge for each change: 0 as long as the
cap leaves room, and the number of the list of ``candidates`` at hand, which those ``listed`` in it bear."""


class Roster(NamedTuple):
    """A plan and its best predecessor; one for each thread, changed in place.

    By shift: ``routes`` with ``lengths``, ``costs``, ``floors`` (the part no timetable undercuts, a call at the depot
    left out), ``works`` (least seconds of work; on plain shifts the seconds of work), ``changes`` (counted only where
    the cap can be exceeded), ``versions``, ``times``, ``loads`` (units that the stops take, by kind), and on shifts
    that aren't simple ``labels`` with ``counts``, in the row that ``rows`` names. ``shift_of`` is -1 for absent visits
    and -2 outside the part of the problem that is searched, which ``active`` shifts and ``members`` make up; routes are
    ``known`` once priced. ``fits`` and ``fitting`` (``fits_from`` to the next) tell who may go, ``able`` (to
    ``able_to``) who of the active ones; ``near`` lists each visit's neighbours. ``old_…`` is the plan before the round
    at hand, ``best_…`` the best one, ``stale`` the routes in which the two differ. ``insertions`` by visit and shift
    takes 24 bytes an entry: 25 MB for 3,000 visits and 350 shifts. ``random`` is the state of the generator.
    """

    routes: Table
    lengths: Vector
    costs: Vector
    floors: Vector
    works: Vector
    changes: Vector
    versions: Vector
    times: Cube
    loads: Table
    labels: Cubes
    counts: Table
    rows: Vector
    shift_of: Vector
    fits: FlagTable
    fitting: Vector
    fits_from: Vector
    active: Flags
    known: Flags
    members: Vector
    able: Vector
    able_to: Vector
    near: Table
    old_routes: Table
    old_lengths: Vector
    old_costs: Vector
    old_floors: Vector
    old_works: Vector
    old_changes: Vector
    old_versions: Vector
    old_times: Cube
    old_loads: Table
    old_labels: Cubes
    old_counts: Table
    removed: Flags
    touched: Flags
    touched_list: Vector
    candidates: Vector
    listed: Vector
    best_routes: Table
    best_lengths: Vector
    best_costs: Vector
    stale: Flags
    insertions: Cube
    offers: Table
    absent: Vector
    queue: Vector
    keys: Floats
    bounds: Vector
    totals: Vector
    random: Words


MOST_NEAR = 400
"""Neighbours kept for each visit."""


def new_roster(
    arrays: Arrays, fitting: Sequence[Sequence[int]], near: Int64s, longest: int, seed: int
) -> tuple[Roster, Scratch]:
    """Make an empty plan and the working memory that goes with it.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    fitting : sequence of sequence of int
        For each visit the shifts that may serve it.
    near : int64 array, visits × neighbours
        From :func:`neighbours`.
    longest : int
        Most stops on a route.
    seed : int
        Of the random numbers.
    """
    n, m = len(fitting), len(arrays.shifts)
    general = np.flatnonzero(arrays.shifts[:, SIMPLE] == 0)
    rows = np.full(m, -1, dtype=np.int64)
    rows[general] = np.arange(len(general))
    fits = np.zeros((n, m), dtype=np.bool_)
    for visit, shifts in enumerate(fitting):
        fits[visit, list(shifts)] = True

    def zeros(*shape: int) -> Int64s:
        return np.zeros(shape, dtype=np.int64)

    roster = Roster(
        routes=zeros(m, longest),
        lengths=zeros(m),
        costs=zeros(m),
        floors=zeros(m),
        works=zeros(m),
        changes=zeros(m),
        versions=np.arange(1, m + 1, dtype=np.int64),
        times=zeros(m, longest + 1, 8),
        loads=zeros(m, arrays.visits.shape[1] - DEMANDS),
        labels=zeros(max(1, len(general)), longest + 1, MOST_LABELS, 9),
        counts=zeros(max(1, len(general)), longest + 1),
        rows=rows,
        shift_of=np.full(n, -1, dtype=np.int64),
        fits=fits,
        fitting=np.array([shift for shifts in fitting for shift in shifts], dtype=np.int64),
        fits_from=np.cumsum([0, *(len(shifts) for shifts in fitting)], dtype=np.int64),
        active=np.ones(m, dtype=np.bool_),
        known=np.zeros(m, dtype=np.bool_),
        members=np.arange(n, dtype=np.int64),
        able=zeros(sum(len(shifts) for shifts in fitting)),
        able_to=zeros(n),
        near=near,
        old_routes=zeros(m, longest),
        old_lengths=zeros(m),
        old_costs=zeros(m),
        old_floors=zeros(m),
        old_works=zeros(m),
        old_changes=zeros(m),
        old_versions=zeros(m),
        old_times=zeros(m, longest + 1, 8),
        old_loads=zeros(m, arrays.visits.shape[1] - DEMANDS),
        old_labels=zeros(max(1, len(general)), longest + 1, MOST_LABELS, 9),
        old_counts=zeros(max(1, len(general)), longest + 1),
        removed=np.zeros(n, dtype=np.bool_),
        touched=np.zeros(m, dtype=np.bool_),
        touched_list=zeros(m),
        candidates=zeros(m),
        listed=zeros(m),
        best_routes=zeros(m, longest),
        best_lengths=zeros(m),
        best_costs=zeros(m),
        stale=np.ones(m, dtype=np.bool_),
        insertions=zeros(n, m, 3),
        offers=zeros(n, 4),
        absent=zeros(n),
        queue=zeros(n),
        keys=np.zeros(n, dtype=np.float64),
        bounds=zeros(longest + 1),
        totals=zeros(10),
        random=np.random.default_rng(seed).integers(1, 2**63, 1, dtype=np.uint64),
    )
    roster.totals[NEXT_VERSION] = m + 1
    roster.totals[BEST] = np.iinfo(np.int64).max
    return roster, new_scratch(arrays, longest)


def longest_needed(arrays: Arrays, plan: Iterable[tuple[int, Sequence[int]]]) -> int:
    """Stops that the tables should have room for at first.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    plan : iterable of (vehicle, visits)
        Where the search begins.
    """
    now = max((len(visits) for _, visits in plan), default=0)
    allowed = int(arrays.shifts[:, MAX_VISITS].max(initial=1))
    return max(now, min(len(arrays.visits), allowed, now + SPARE_STOPS), 1)


def neighbours(arrays: Arrays, places: Int64s) -> Int64s:
    """For each visit the others by driving time there and back, the nearest first.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    places : int64 array
        Of each visit.
    """
    both = arrays.legs[0].sum(axis=-1)[np.ix_(places, places)]
    np.fill_diagonal(both, -1)
    most = min(len(places), MOST_NEAR + 1)
    nearest = np.argpartition(both, most - 1, axis=1)[:, :most]
    order = np.argsort(np.take_along_axis(both, nearest, axis=1), axis=1, kind="stable")
    return np.ascontiguousarray(np.take_along_axis(nearest, order, axis=1)[:, 1:], dtype=np.int64)
