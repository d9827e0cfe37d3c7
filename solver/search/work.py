"""The one door from Python into compiled code: behind each door everything would be optimised anew."""

from typing import NamedTuple

from solver.search.arrays import Arrays
from solver.search.complete import complete, exchange, price_insertions
from solver.search.jit import Flags, Table, Vector, entry
from solver.search.labels import Scratch
from solver.search.link_tables import LinkTables
from solver.search.part import take_part
from solver.search.roster import Roster
from solver.search.ruin_recreate import run

SEARCH, TAKE, COMPLETE, EXCHANGE, PRICE = range(5)
"""What is to be done."""


class Part(NamedTuple):
    """A part of a plan, as :func:`solver.search.part.take_part` takes it."""

    routes: Table
    lengths: Vector
    shifts: Flags
    visits: Flags


@entry
def work(
    arrays: Arrays,
    roster: Roster,
    scratch: Scratch,
    links: LinkTables,
    part: Part,
    task: int,
    number: int,
    hot: float,
    cold: float,
) -> bool:
    """Do one thing with a plan.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    roster : Roster
        The plan; changed in place.
    scratch : Scratch
        Of the same thread.
    links : LinkTables
        Of the same thread.
    part : Part
        What to TAKE.
    task : int
        SEARCH, TAKE, COMPLETE, EXCHANGE or PRICE.
    number : int
        Rounds to SEARCH, most visits to insert to COMPLETE, the shift to EXCHANGE on.
    hot, cold : float
        First and last temperature to SEARCH at, cents.

    Returns
    -------
    bool
        What :func:`complete` and :func:`exchange` tell.
    """
    if task == SEARCH:
        run(arrays, roster, scratch, links, number, hot, cold)
    elif task == TAKE:
        take_part(arrays, roster, scratch, part.routes, part.lengths, part.shifts, part.visits)
    elif task == COMPLETE:
        return complete(arrays, roster, scratch, number)
    elif task == EXCHANGE:
        return exchange(arrays, roster, scratch, number)
    elif task == PRICE:
        price_insertions(arrays, roster, scratch)
    return False
