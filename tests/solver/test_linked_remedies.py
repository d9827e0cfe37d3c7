"""Remedies for pairs and orders: with what they name the visit fits, and with a minute less it does not."""

from collections import Counter
from dataclasses import replace

import numpy as np

from solver.problem import Order, Pair, Problem, SkillLevel, TimeWindow, TravelTimes, Vehicle, Visit
from solver.solution import ReasonCode, Remedy
from solver.solve import evaluate, solve
from tests.solver.generate import generate

MIXES = ((), ("several_windows", "breaks"), ("overtime", "skill_logic"), ("stock", "ready"))
DAYS = [(seed, ("pairs", "orders", *mix)) for seed in range(12) for mix in MIXES]


def changed(problem, visits=(), shifts=()):
    """Some visits and shifts changed: by index, what to replace."""
    lists = list(problem.visits), list(problem.vehicles)
    for entries, changes in zip(lists, (visits, shifts), strict=True):
        for k, fields in dict(changes).items():
            entries[k] = replace(entries[k], **fields)
    return replace(problem, visits=tuple(lists[0]), vehicles=tuple(lists[1]))


def fits(problem, plan, visit):
    evaluation = evaluate(problem, plan)
    assert evaluation.violations == ()
    return next(u for u in evaluation.solution.unassigned if u.visit == visit).code is ReasonCode.DEARER


def planned(solution, without=()):
    return [(r.vehicle, tuple(s.visit for s in r.stops if s.visit not in without)) for r in solution.routes]


def alone(problem, visit):
    pairs = tuple(pair for pair in problem.pairs if visit not in (pair.first, pair.second))
    return replace(problem, pairs=pairs)


def at_once(problem, visit):
    return {visit} | {k for pair in problem.pairs for k in (pair.first, pair.second) if visit in (pair[0], pair[1])}


def wider(problem, visit, seconds):
    def widened(windows):
        merged = []
        for window in windows:
            earliest, latest = max(0, window.earliest_start - seconds), window.latest_start + seconds
            if merged and earliest <= merged[-1].latest_start:
                earliest = merged.pop().earliest_start
            merged.append(TimeWindow(earliest, latest))
        return tuple(merged)

    return changed(problem, {k: {"windows": widened(problem.visits[k].windows)} for k in at_once(problem, visit)})


def longer(problem, shifts, seconds):
    return changed(
        problem, shifts={k: {"overtime_limit": problem.vehicles[k].overtime_limit + seconds} for k in shifts}
    )


def taught(problem, remedy):
    held = {s.skill: s.level for s in problem.vehicles[remedy.vehicle].skills} | {remedy.skill: remedy.amount}
    skills = tuple(SkillLevel(*entry) for entry in held.items())
    return changed(problem, shifts={remedy.vehicle: {"skills": skills}})


def check_remedy(problem, solution, entry):
    visit, remedy, plan = entry.visit, entry.remedy, planned(solution)
    less = remedy.amount - 60
    match remedy.kind:
        case "alone":
            assert fits(alone(problem, visit), plan, visit)
        case "window_minutes":
            assert fits(wider(problem, visit, remedy.amount), plan, visit)
            assert not fits(wider(problem, visit, less), plan, visit)
        case "overtime_minutes":
            assert fits(longer(problem, (remedy.vehicle, *remedy.others), remedy.amount), plan, visit)
            assert not fits(longer(problem, range(len(problem.vehicles)), less), plan, visit)
        case "skill":
            assert fits(taught(problem, remedy), plan, visit)
        case _:
            raise AssertionError(remedy)


def test_what_a_remedy_names_fits_the_visit_and_a_minute_less_does_not():
    met = Counter()
    for seed, features in DAYS:
        problem = generate(20, 3, seed, features)
        solution = solve(problem, search=False)
        for entry in solution.unassigned:
            if entry.visit in problem.links.at and entry.remedy is not None and entry.remedy.kind != "pay":
                check_remedy(problem, solution, entry)
                met[entry.remedy.kind] += 1
    assert set(met) == {"alone", "window_minutes", "overtime_minutes", "skill"}


HOUR = 3600
FIRST, LATER = (TimeWindow(0, 0),), (TimeWindow(HOUR, HOUR),)
PLAN = [(0, (2, 4)), (1, (3, 5))]


def full_day(**changes):
    """Visits 0 and 1 are left out: two technicians work two hours, each with a visit of an hour and then a dear one."""
    nowhere = np.zeros((1, 1, 1), dtype=np.int32)
    windows = ((TimeWindow(0, HOUR),), (TimeWindow(0, HOUR),), FIRST, FIRST, LATER, LATER)
    penalties = (9000, 9000, 500, 600, 99_000, 99_000)
    visits = tuple(Visit(0, HOUR, penalty, windows=w) for penalty, w in zip(penalties, windows, strict=True))
    shifts = tuple(Vehicle(technician=k, shift_start=0, shift_end=2 * HOUR) for k in range(2))
    return replace(Problem(visits, shifts, (TravelTimes(nowhere, nowhere[0]),)), **changes)


def remedies(problem, plan=PLAN):
    solution = solve(problem, initial=plan, search=False)
    assert planned(solution) == plan
    return {entry.visit: entry.remedy for entry in solution.unassigned}


def test_a_pair_takes_the_places_of_two_visits_on_two_routes():
    both = Remedy("drop_visit", 0, 2, others=(3,))
    assert remedies(full_day(pairs=(Pair(0, 1),))) == {0: both, 1: both}
    assert remedies(full_day(pairs=(Pair(0, 1, HOUR, HOUR),))) == {0: None, 1: None}


def test_no_visit_of_more_worth_gives_way():
    dear = changed(full_day(), {2: {"penalty": 18_000}}, {0: {"shift_end": 3 * HOUR}})
    assert remedies(replace(dear, pairs=(Pair(0, 1),))) == {0: None, 1: None}


def test_an_ordered_visit_takes_the_place_of_one_behind_which_there_is_time():
    day = changed(full_day(orders=(Order(2, 0, HOUR),)), {1: {"windows": (TimeWindow(9 * HOUR, 9 * HOUR),)}})
    # only behind visit 2, where visit 5 is in the way and dearer, or visit 4, which is dearer, too
    assert remedies(day)[0] is None
    cheap = changed(day, {5: {"penalty": 700}})
    assert remedies(cheap)[0] == Remedy("drop_visit", 1, 5)


def test_a_pair_gets_the_minutes_that_both_technicians_need():
    any_time = changed(full_day(pairs=(Pair(0, 1),)), {k: {"windows": ()} for k in range(6)})
    both = Remedy("overtime_minutes", 0, HOUR, others=(1,))
    assert remedies(any_time) == {0: both, 1: both}
    one = changed(any_time, {1: {"excluded_technicians": frozenset({1})}}, {1: {"overtime_limit": HOUR}})
    assert remedies(one) == {0: Remedy("alone", 1, 1), 1: Remedy("overtime_minutes", 0, HOUR)}


def test_the_windows_of_a_pair_widen_together():
    longer_shifts = changed(full_day(pairs=(Pair(0, 1),)), shifts={k: {"overtime_limit": HOUR} for k in range(2)})
    both = Remedy("window_minutes", 0, HOUR)
    assert remedies(longer_shifts) == {0: both, 1: both}


def test_a_skill_or_a_ban_of_a_visit_that_must_come_first_is_named():
    spacious = changed(full_day(orders=(Order(0, 1),)), {k: {"windows": ()} for k in range(6)}, {})
    spacious = longer(spacious, (0, 1), 4 * HOUR)
    unskilled = changed(spacious, {0: {"skills": (SkillLevel(7, 2),)}})
    taught_one = Remedy("skill", 0, 2, 7)
    assert remedies(unskilled) == {0: taught_one, 1: taught_one}
    banned = changed(spacious, {0: {"excluded_technicians": frozenset({0, 1})}})
    assert remedies(banned) == {0: Remedy("technician", 0, 0), 1: Remedy("technician", 0, 0)}
