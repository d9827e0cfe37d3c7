"""Slack induction by string removals (Christiaens and Vanden Berghe 2020, doi 10.1287/trsc.2019.0914), compiled.

Each round takes strings of stops out of routes near a random visit, then inserts what was taken out and what was absent
before at its cheapest position, in a random kind of order and now and then overlooking one. Simulated annealing decides
whether the round counts. A visit that was absent before is tried where something has changed, one taken out also near
by (``candidates.py``), and now and then all are tried everywhere.
"""

import numpy as np

from solver.search.arrays import BEYOND, MOST, PENALTY, Arrays
from solver.search.candidates import few_could, list_nearby, list_touched
from solver.search.changes import full_cost, insert, restore, touch
from solver.search.insertion import charges_changes, trial_insertion
from solver.search.jit import compiled, inlined
from solver.search.labels import Scratch
from solver.search.legs import NEVER, planned
from solver.search.link_tables import LinkTables, note_starts, remember_starts, restore_starts
from solver.search.links import close_gaps, insert_unit
from solver.search.order import sort_queue, uniform
from solver.search.roster import BEST, CHANGED, COST, MEMBERS, ROUTES_USED, STOPS, WEIGHT, Roster
from solver.search.routes import refresh

MEAN_REMOVED, LONGEST_STRING = 10, 10
"""About how many visits are taken out in the mean, and most stops of one string (the paper's values)."""

SPLIT = 0.5
"""Chance that a string keeps some stops in its middle, and that it keeps one more."""

OVERLOOKED = 0.01
"""Chance that a possible insertion is overlooked."""

MOST_TRIED = 8
"""Visits absent before a round that it tries, at most."""

AROUND_ABSENT = 0.15
"""Chance that a round makes room around an absent visit rather than around any."""

GENEROUS, GENEROSITY = 0.05, 8
"""Chance that a round inserts visits for up to so many times their penalties: several may pay where one does not,
because they share a call at the depot, a shift's fixed cost or the way."""

EVERYWHERE = 0.05
"""Chance that a round tries all its visits on every shift."""

LINKED_AGAIN = 0.1
"""Chance that a round tries a linked visit that was absent before it."""


@compiled
def note_best(roster: Roster, cost: int) -> None:
    """Remember the plan, which costs so many cents, as the best one."""
    roster.totals[BEST] = cost
    for vehicle in range(len(roster.lengths)):
        if roster.stale[vehicle]:
            roster.best_lengths[vehicle] = roster.lengths[vehicle]
            roster.best_costs[vehicle] = roster.costs[vehicle]
            for k in range(roster.lengths[vehicle]):
                roster.best_routes[vehicle, k] = roster.routes[vehicle, k]
            roster.stale[vehicle] = False


@compiled
def _cut(roster: Roster, vehicle: int, visit: int, longest: float) -> None:
    """Shorten a route by a string of stops that holds a visit, perhaps sparing some in its middle."""
    stops = roster.lengths[vehicle]
    size = min(stops, int(uniform(roster.random) * min(float(stops), longest) + 1.0))
    spared = 0
    if 1 < size < stops and uniform(roster.random) < SPLIT:
        spared = 1
        while size + spared < stops and uniform(roster.random) < SPLIT:
            spared += 1
    position = 0
    while roster.routes[vehicle, position] != visit:
        position += 1
    span = size + spared
    first = max(0, position - span + 1)
    first += int(uniform(roster.random) * (min(position, stops - span) - first + 1))
    spare_from = first + 1 + int(uniform(roster.random) * (size - 1)) if spared > 0 else stops
    kept = 0
    for k in range(stops):
        stop = roster.routes[vehicle, k]
        if first <= k < first + span and not spare_from <= k < spare_from + spared:
            roster.shift_of[stop] = -1
        else:
            roster.routes[vehicle, kept] = stop
            kept += 1
    roster.lengths[vehicle] = kept


@compiled
def _take_out(
    arrays: Arrays, roster: Roster, scratch: Scratch, vehicle: int, visit: int, longest: float, waiting: int
) -> int:
    """Take a string out of a route, unless the rest has no timetable (the way past a stop may be the longer one).

    Returns how many wait in the queue, where those taken out are put behind.
    """
    totals = roster.totals
    stops = roster.lengths[vehicle]
    _cut(roster, vehicle, visit, longest)
    if not refresh(arrays, roster, scratch, vehicle):
        restore(roster, vehicle)
        return waiting
    totals[COST] += roster.costs[vehicle] - roster.old_costs[vehicle]
    totals[CHANGED] += roster.changes[vehicle] - roster.old_changes[vehicle]
    totals[STOPS] += roster.lengths[vehicle] - stops
    if roster.lengths[vehicle] == 0:
        totals[ROUTES_USED] -= 1
    for k in range(stops):
        gone = roster.old_routes[vehicle, k]
        if roster.shift_of[gone] < 0:
            totals[COST] += arrays.visits[gone, PENALTY]
            totals[CHANGED] += planned(arrays, gone)
            roster.removed[gone] = True
            roster.queue[waiting] = gone
            waiting += 1
    return waiting


@compiled
def _ruin(arrays: Arrays, roster: Roster, scratch: Scratch, centre: int, waiting: int) -> int:
    """Take strings out of routes near a visit, behind the absent ones in the queue; returns how many are touched."""
    totals = roster.totals
    longest = min(LONGEST_STRING, totals[STOPS] / max(1, totals[ROUTES_USED]))
    most = 4.0 * MEAN_REMOVED / (1.0 + longest) - 1.0
    wanted = int(uniform(roster.random) * most + 1.0)
    touched = 0
    for k in range(roster.near.shape[1] + 1):
        if touched >= wanted:
            break
        visit = centre if k == 0 else roster.near[centre, k - 1]
        vehicle = roster.shift_of[visit]
        if vehicle >= 0 and not roster.touched[vehicle]:
            touched = touch(roster, vehicle, touched)
            waiting = _take_out(arrays, roster, scratch, vehicle, visit, longest, waiting)
    return touched


@inlined
def _charge_changes(arrays: Arrays, roster: Roster, changes: int) -> None:
    """Let insertion tests charge for changes if those elsewhere reach the cap."""
    roster.totals[WEIGHT] = arrays.cap[BEYOND] if changes >= arrays.cap[MOST] else 0


@compiled
def _taken_out(arrays: Arrays, roster: Roster, waiting: int) -> int:
    """How many of the visits in the queue the round has taken out that are in the baseline."""
    count = 0
    for k in range(waiting):
        if roster.removed[roster.queue[k]]:
            count += planned(arrays, roster.queue[k])
    return count


@inlined
def _penalties(arrays: Arrays, roster: Roster, waiting: int) -> int:
    cents = 0
    for k in range(waiting):
        cents += arrays.visits[roster.queue[k], PENALTY]
    return cents


@compiled
def _recreate(
    arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, waiting: int, touched: int, limit: float
) -> int:
    """Insert the visits in the queue where that pays; returns how many routes are touched.

    It stops where the plan would cost ``limit`` even if all the rest were served for nothing.
    """
    everywhere = uniform(roster.random) < EVERYWHERE
    generosity = GENEROSITY if uniform(roster.random) < GENEROUS else 1
    capped = arrays.cap[BEYOND] > 0
    pending = _taken_out(arrays, roster, waiting) if capped else 0
    hope = _penalties(arrays, roster, waiting) if len(links.linked_list) == 0 else NEVER
    for k in range(waiting):
        visit = roster.queue[k]
        if roster.totals[COST] - hope >= limit:
            break
        hope -= arrays.visits[visit, PENALTY]
        if capped:
            pending -= planned(arrays, visit) if roster.removed[visit] else 0
            _charge_changes(arrays, roster, roster.totals[CHANGED] - pending - planned(arrays, visit))
        if links.linked[visit]:
            if everywhere or roster.removed[visit] or uniform(roster.random) < LINKED_AGAIN:
                touched = insert_unit(arrays, roster, scratch, links, visit, touched)
            continue
        charged = charges_changes(roster)
        least, where, there = generosity * arrays.visits[visit, PENALTY], -1, -1
        candidates, first = roster.candidates, 0
        if everywhere or (roster.removed[visit] and few_could(roster, visit)):
            candidates, first, last = roster.able, roster.fits_from[visit], roster.able_to[visit]
        elif roster.removed[visit]:
            last = list_nearby(roster, visit, touched)
        else:
            last = list_touched(roster, visit, touched)
        for q in range(first, last):
            vehicle = candidates[q]
            cents, position = trial_insertion(arrays, roster, scratch, visit, vehicle, least, charged)
            if cents < least and uniform(roster.random) >= OVERLOOKED:
                least, where, there = cents, vehicle, position
        if where >= 0:
            if not roster.touched[where]:
                touched = touch(roster, where, touched)
            insert(arrays, roster, scratch, visit, where, least, there)
    return touched


@inlined
def _as_before(roster: Roster, vehicle: int) -> bool:
    """Whether a touched route has its former stops again."""
    stops, same = roster.lengths[vehicle], 0
    while same < stops and roster.routes[vehicle, same] == roster.old_routes[vehicle, same]:
        same += 1
    return bool(same == stops == roster.old_lengths[vehicle])


@compiled
def _accept(roster: Roster, links: LinkTables, waiting: int, touched: int, tried: int, absent: int, cost: int) -> None:
    """Note the plan; of the absent visits that were not to be tried, a linked one may have come with another."""
    count = 0
    for k in range(tried, absent):
        if roster.shift_of[roster.absent[k]] < 0:
            roster.absent[count] = roster.absent[k]
            count += 1
    for k in range(waiting):
        if roster.shift_of[roster.queue[k]] < 0:
            roster.absent[count] = roster.queue[k]
            count += 1
    for k in range(touched):
        vehicle = roster.touched_list[k]
        if len(links.linked_list) == 0 and _as_before(roster, vehicle):
            roster.versions[vehicle] = roster.old_versions[vehicle]
        else:
            roster.stale[vehicle] = True
    if cost < roster.totals[BEST]:
        note_best(roster, cost)
        note_starts(links)


@compiled
def _choose_absent(roster: Roster, absent: int) -> int:
    """Bring some absent visits, chosen at random, to the front; returns how many are to be tried."""
    tried = min(absent, MOST_TRIED)
    if tried < absent:
        for k in range(tried):
            other = k + int(uniform(roster.random) * (absent - k))
            roster.absent[k], roster.absent[other] = roster.absent[other], roster.absent[k]
    return tried


@compiled
def _round(arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, temperature: float) -> None:
    totals, queue = roster.totals, roster.queue
    cost, stops, used, changes = totals[COST], totals[STOPS], totals[ROUTES_USED], totals[CHANGED]
    limit = full_cost(arrays, roster) - temperature * np.log(max(uniform(roster.random), 1e-300))
    members = totals[MEMBERS]
    absent = members - stops
    tried = _choose_absent(roster, absent)
    for k in range(tried):
        queue[k] = roster.absent[k]
    if tried > 0 and uniform(roster.random) < AROUND_ABSENT:
        centre = queue[int(uniform(roster.random) * tried)]
    else:
        centre = roster.members[int(uniform(roster.random) * members)]
    remember_starts(links)
    touched = _ruin(arrays, roster, scratch, centre, tried)
    touched = close_gaps(arrays, roster, scratch, links, tried, tried + stops - totals[STOPS], touched)
    waiting = tried + stops - totals[STOPS]
    if not links.failed[0]:
        sort_queue(arrays, roster, centre, waiting)
        touched = _recreate(arrays, roster, scratch, links, waiting, touched, limit)
    new_cost = full_cost(arrays, roster)
    if not links.failed[0] and new_cost < limit:
        _accept(roster, links, waiting, touched, tried, absent, new_cost)
    else:
        totals[COST], totals[STOPS], totals[ROUTES_USED], totals[CHANGED] = cost, stops, used, changes
        for k in range(waiting):
            roster.shift_of[queue[k]] = -1
        if len(links.linked_list) > 0:
            restore_starts(arrays, links)
            for k in range(tried, absent):
                roster.shift_of[roster.absent[k]] = -1
        for k in range(touched):
            restore(roster, roster.touched_list[k])
    for k in range(touched):
        roster.touched[roster.touched_list[k]] = False
    for k in range(waiting):
        roster.removed[queue[k]] = False


@compiled
def run(
    arrays: Arrays, roster: Roster, scratch: Scratch, links: LinkTables, rounds: int, hot: float, cold: float
) -> None:
    """Go through some rounds, cooling down evenly.

    Parameters
    ----------
    arrays : Arrays
        The problem, with at least one visit and one shift.
    roster : Roster
        The plan; changed in place.
    scratch : Scratch
        Of the same thread.
    links : LinkTables
        Of the same thread.
    rounds : int
        How many.
    hot, cold : float
        Temperature of the first and the last of them, cents.
    """
    cooling = (cold / hot) ** (1.0 / max(1, rounds))
    temperature = hot
    for _ in range(rounds):
        temperature *= cooling
        _round(arrays, roster, scratch, links, temperature)
