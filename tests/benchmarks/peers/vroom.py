"""VROOM at its widest exploration. It serves by priority first and only then by cost, and takes the time it takes."""

import vroom

from tests.benchmarks.alone import timed
from tests.benchmarks.field_days import SHIFT_END, FieldDay
from tests.benchmarks.field_score import Routes

EXPLORATION = 5


def solve(day: FieldDay, seconds: float, seed: int, threads: int) -> tuple[Routes, float]:
    """Solve a day without limit; it draws no random numbers."""
    model = vroom.Input()
    model.set_durations_matrix(profile="car", matrix_input=day.travel)
    for number, held in enumerate(day.held):
        home = day.visits + number
        model.add_vehicle(
            vroom.Vehicle(number, start=home, end=home, skills=set(held), time_window=vroom.TimeWindow(0, SHIFT_END))
        )
    for visit in range(day.visits):
        model.add_job(
            vroom.Job(
                visit,
                location=visit,
                default_service=int(day.durations[visit]),
                skills={int(day.skills[visit])},
                priority=int(day.priorities[visit]),
                time_windows=[vroom.TimeWindow(*day.windows[visit].tolist())],
            )
        )
    solution, used = timed(model.solve, EXPLORATION, nb_threads=threads)
    routes: list[list[int]] = [[] for _ in day.held]
    jobs = solution.routes[solution.routes["type"] == "job"]
    for technician, visit in zip(jobs["vehicle_id"], jobs["id"], strict=True):
        routes[int(technician)].append(int(visit))
    return routes, used
