"""Random problems from a seed: clustered places, and any mix of the constraints; seconds, metres, cents."""

import itertools
from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from solver.problem import (
    Baseline,
    BaselineStop,
    Break,
    Depot,
    Order,
    Pair,
    Problem,
    Promise,
    Rates,
    Response,
    SkillLevel,
    TimeWindow,
    TravelTimes,
    Vehicle,
    Visit,
)

HOUR = 3600
DAY = 9 * HOUR
FEATURES = frozenset(
    {
        "baseline",
        "breaks",
        "change_cap",
        "days",
        "depot",
        "dues",
        "open_ends",
        "orders",
        "overtime",
        "pairs",
        "periods",
        "pins",
        "preference",
        "proficiency",
        "ready",
        "same_place",
        "skill_logic",
        "several_windows",
        "stock",
        "tools",
        "waiting",
        "work_limit",
        "workload",
    }
)


def generate(visits: int, vehicles: int, seed: int = 0, features: Collection[str] = ()) -> Problem:
    """A day (or two) in the shape of a city: clustered places, homes, skills, windows, priorities as penalties."""
    rng = np.random.default_rng(seed)
    visit_places = max(1, visits // 2) if "same_place" in features else visits
    travel = _travel(rng, visit_places, vehicles + ("depot" in features), "periods" in features)
    technicians = max(1, vehicles // 2) if "days" in features else vehicles
    shifts = tuple(_vehicle(rng, v, technicians, visit_places, features) for v in range(vehicles))
    entries = tuple(_visit(rng, k % max(1, visit_places), technicians, features) for k in range(visits))
    baseline = _baseline(rng, visits, technicians) if {"baseline", "change_cap"} & set(features) else None
    if baseline and "change_cap" in features:
        baseline = replace(baseline, most_changes=int(rng.integers(0, visits // 2 + 1)), change_beyond=1_000_000)
    depot = Depot(visit_places + vehicles, int(rng.integers(0, 3)) * 300) if "depot" in features else None
    if "same_place" in features and depot and rng.random() < 0.5:
        depot = depot._replace(place=int(rng.integers(0, visit_places)))
    pairs, orders = _links(seed, entries, features)
    entries = _easier_seconds(entries, pairs, orders)
    return Problem(entries, shifts, (travel,), baseline, depot, pairs, orders)


def _travel(rng: np.random.Generator, visits: int, vehicles: int, periods: bool) -> TravelTimes:
    clusters = max(2, visits // 40)
    centres = rng.uniform(0, 30_000, (clusters, 2))
    points = centres[rng.integers(0, clusters, visits + vehicles)] + rng.normal(0, 2_200, (visits + vehicles, 2))
    afar = rng.random(len(points)) < 0.3
    points[afar] = rng.uniform(0, 30_000, (int(afar.sum()), 2))
    metres: NDArray[np.float64] = np.hypot(*(points[:, None] - points[None, :]).T).T * 1.3
    seconds = np.rint(metres / (28 / 3.6) * rng.uniform(1, 1.2, metres.shape) + (metres > 0) * 120)
    if not periods:
        return TravelTimes(seconds[None], np.rint(metres))
    return TravelTimes(
        np.stack([seconds, np.rint(seconds * 1.5), np.rint(seconds * 0.8)]), np.rint(metres), (0, 2 * HOUR, 4 * HOUR)
    )


def _vehicle(rng: np.random.Generator, number: int, technicians: int, homes: int, features: Collection[str]) -> Vehicle:
    technician, day = number % technicians, number // technicians
    start = day * 24 * HOUR
    open_start, open_end = rng.random(2) < (0.4 if "open_ends" in features else 0)
    lunch = Break(start + 3 * HOUR, start + 4 * HOUR + 1800, 1800)
    coffee = Break(start + 6 * HOUR, start + 7 * HOUR, 900)
    target = {"workload_target": int(rng.integers(1, 6)) * HOUR} if "workload" in features else {}
    return Vehicle(
        technician=technician,
        shift_start=start,
        shift_end=start + DAY,
        start_place=None if open_start else homes + number,
        end_place=None if open_end else homes + number,
        overtime_limit=HOUR if "overtime" in features else 0,
        work_limit=7 * HOUR if "work_limit" in features and rng.random() < 0.5 else None,
        max_visits=int(rng.integers(0, 6)) if "work_limit" in features and rng.random() < 0.3 else None,
        breaks=(lunch, coffee)[: rng.integers(0, 3)] if "breaks" in features else (),
        skills=tuple(
            SkillLevel(int(s), int(rng.integers(1, 3))) for s in rng.choice(6, rng.integers(2, 5), replace=False)
        ),
        duration_percents=tuple(int(p) for p in rng.integers(70, 140, 2)) if "proficiency" in features else (),
        rates=Rates(
            travel_per_km=50,
            waiting_per_hour=1300 if "waiting" in features else 0,
            overtime_per_hour=5000 if "overtime" in features else 0,
            fixed=int(rng.integers(0, 2)) * 2000,
            workload_per_hour=int(rng.integers(0, 3)) * 2000 if target else 0,
        ),
        **target,
        parts=_units(rng, 4, 5) if "stock" in features and rng.random() < 0.9 else None,
        tools=_tools(rng, 0.5) if "tools" in features else frozenset(),
        may_call="depot" in features and rng.random() < 0.8,
    )


def _visit(rng: np.random.Generator, place: int, technicians: int, features: Collection[str]) -> Visit:
    visit = _plain_visit(rng, place, technicians, features)
    if "skill_logic" not in features or rng.random() < 0.5:
        return visit
    mixed = [int(skill) for skill in rng.permutation(6) if skill not in {need.skill for need in visit.skills}]
    one_of = tuple(SkillLevel(skill, int(rng.integers(1, 3))) for skill in mixed[: rng.integers(0, 3)])
    return replace(visit, one_of=one_of, none_of=frozenset(mixed[4 : 4 + rng.integers(0, 2)]))


def _plain_visit(rng: np.random.Generator, place: int, technicians: int, features: Collection[str]) -> Visit:
    day = int(rng.integers(0, 2)) * 24 * HOUR if "days" in features else 0
    pinned = "pins" in features and rng.random() < 0.15
    promise = response = None
    if "dues" in features and rng.random() < 0.3:
        first = day + int(rng.integers(0, 4)) * 2 * HOUR
        promise = Promise(TimeWindow(first, first + 2 * HOUR), 20_000, 6_000)
    if "dues" in features and rng.random() < 0.3:
        response = Response(day + int(rng.integers(1, 9)) * HOUR, 5_000, 3_000)
    return Visit(
        place=place,
        duration=int(rng.choice([1800, 2700, 3600, 4500, 5400])),
        penalty=int(rng.choice([1, 2, 4], p=[0.7, 0.2, 0.1])) * 14_400,
        setup=int(rng.integers(0, 3)) * 300 if "same_place" in features else 0,
        windows=_windows(rng, day, "several_windows" in features),
        ready_at=day + int(rng.integers(0, 5)) * HOUR if "ready" in features and rng.random() < 0.3 else 0,
        promise=promise,
        response=response,
        kind=int(rng.integers(-1, 3)),
        skills=(SkillLevel(int(rng.integers(0, 6)), int(rng.integers(1, 3))),) if rng.random() < 0.7 else (),
        allowed_technicians=_some(rng, technicians)
        if "pins" in features and not pinned and rng.random() < 0.2
        else None,
        excluded_technicians=_some(rng, technicians)
        if "pins" in features and not pinned and rng.random() < 0.1
        else frozenset(),
        preferred_technicians=_some(rng, technicians) if "preference" in features else frozenset(),
        preference_cost=1_500,
        pinned_technician=int(rng.integers(0, max(1, technicians))) if pinned and rng.random() < 0.7 else None,
        pinned_start=day + int(rng.integers(0, DAY)) if pinned and rng.random() < 0.7 else None,
        parts=_units(rng, 2, 3) if "stock" in features and rng.random() < 0.7 else (),
        tools=_tools(rng, 0.2) if "tools" in features else frozenset(),
    )


def _units(rng: np.random.Generator, most_kinds: int, below: int) -> tuple[int, ...]:
    return tuple(int(units) for units in rng.integers(0, below, rng.integers(0, most_kinds)))


def _tools(rng: np.random.Generator, share: float) -> frozenset[int]:
    return frozenset(tool for tool in range(3) if rng.random() < share)


def _windows(rng: np.random.Generator, day: int, several: bool) -> tuple[TimeWindow, ...]:
    kind = rng.random()
    if kind < 0.4:
        first = day + int(rng.integers(0, 4)) * 2 * HOUR + 1800
        window = TimeWindow(first, first + 2 * HOUR)
        return (window, TimeWindow(first + 3 * HOUR, first + 4 * HOUR)) if several else (window,)
    if kind < 0.7:
        first = day + int(rng.integers(0, 2)) * 4 * HOUR + 1800
        return (TimeWindow(first, first + 4 * HOUR),)
    return ()


def _some(rng: np.random.Generator, technicians: int) -> frozenset[int]:
    return frozenset(int(t) for t in rng.integers(0, max(1, technicians), 3))


def _baseline(rng: np.random.Generator, visits: int, technicians: int) -> Baseline:
    stops = tuple(
        BaselineStop(int(rng.integers(0, max(1, technicians))), int(rng.integers(0, DAY)))
        if rng.random() < 0.6
        else None
        for _ in range(visits)
    )
    return Baseline(stops, technician_changed=1_000, start_moved=2_000, tolerance=600)


def _easier_seconds(visits: tuple[Visit, ...], pairs: tuple[Pair, ...], orders: tuple[Order, ...]) -> tuple[Visit, ...]:
    """Second visits may be served when first ones are, mostly by anybody: else few pairs could be kept."""
    changed = list(visits)
    for link in (*pairs, *orders):
        like = changed[link.first]
        skills = changed[link.second].skills if link.second % 3 == 0 else ()
        windows = tuple(TimeWindow(w.earliest_start, w.latest_start + link.least_lag) for w in like.windows[-1:])
        changed[link.second] = replace(
            changed[link.second], windows=windows, ready_at=like.ready_at, promise=like.promise, skills=skills
        )
    return tuple(changed)


def _links(
    seed: int, visits: tuple[Visit, ...], features: Collection[str]
) -> tuple[tuple[Pair, ...], tuple[Order, ...]]:
    """Some neighbouring numbers made dependent on each other, lower ones first, where pins don't contradict."""
    rng = np.random.default_rng((seed, 1))
    free = [k for k, visit in enumerate(visits) if visit.pinned_start is None and visit.pinned_technician is None]
    pairs: list[Pair] = []
    orders: list[Order] = []
    for first, second in itertools.pairwise(free):
        drawn, lag = rng.random(), int(rng.integers(0, 3)) * 1800
        if "pairs" in features and drawn < 0.2:
            pairs.append(Pair(first, second, lag, lag + int(rng.integers(0, 2)) * 900))
        elif "orders" in features and drawn > 0.75:
            most = None if rng.random() < 0.5 else lag + 3 * HOUR
            orders.append(Order(first, second, lag, most, bool(rng.random() < 0.4)))
    return tuple(pairs), tuple(orders)
