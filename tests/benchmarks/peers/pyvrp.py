"""PyVRP: one travel profile for each set of skills, in which what lacks a skill is too far away; one thread."""

import numpy as np
from pyvrp import Client, Depot, Location, ProblemData, VehicleType
from pyvrp import solve as solve_data
from pyvrp.stop import MaxRuntime

from tests.benchmarks.alone import timed
from tests.benchmarks.field_days import SHIFT_END, FieldDay
from tests.benchmarks.field_score import Routes

TOO_FAR = 1_000_000
"""Cost of a way to a visit without its skill: more than any visit's penalty, so that none pays."""


def solve(day: FieldDay, seconds: float, seed: int, threads: int) -> tuple[Routes, float]:
    """Solve a day; penalties are prizes."""
    data = _data(day)
    result, used = timed(solve_data, data, MaxRuntime(seconds), seed=seed, collect_stats=False, display=False)
    routes: list[list[int]] = [[] for _ in day.held]
    for route in result.best.routes():
        routes[route.vehicle_type()] = [step.idx for step in route if step.is_client()]
    return routes, used


def _data(day: FieldDay) -> ProblemData:
    profiles = list(dict.fromkeys(day.held))
    distances = []
    for held in profiles:
        distance = day.travel.copy()
        distance[:, : day.visits][:, ~np.isin(day.skills, list(held))] = TOO_FAR
        np.fill_diagonal(distance, 0)
        distances.append(distance)
    return ProblemData(
        locations=[Location(*place) for place in day.places.tolist()],
        clients=[
            Client(
                visit,
                service_duration=int(day.durations[visit]),
                tw_early=int(day.windows[visit, 0]),
                tw_late=int(day.windows[visit, 1]),
                prize=int(day.penalties[visit]),
                required=False,
            )
            for visit in range(day.visits)
        ],
        depots=[Depot(day.visits + number) for number in range(day.technicians)],
        vehicle_types=[
            VehicleType(
                start_depot=number,
                end_depot=number,
                tw_early=0,
                tw_late=SHIFT_END,
                profile=profiles.index(held),
            )
            for number, held in enumerate(day.held)
        ],
        distance_matrices=distances,
        duration_matrices=[day.travel] * len(profiles),
    )
