"""Problem documents that tests change: a small day in our contract and the same in VROOM's."""

from typing import Any

NINE, NOON, FIVE = 9 * 3600, 12 * 3600, 17 * 3600
DURATIONS = [[0, 600, 900, 1200], [700, 0, 300, 800], [900, 350, 0, 500], [1300, 800, 450, 0]]
"""Asymmetric, so that a transposed index fails."""


def a_problem(**changes: Any) -> dict[str, Any]:
    """Place 0 is the station; three visits, two technicians, one of whom knows gas."""
    problem: dict[str, Any] = {
        "visits": [
            {"id": "fridge", "place": 1, "service_duration_s": 1800, "windows": [[NINE, NOON]]},
            {"id": "stove", "place": 2, "service_duration_s": 3600, "skills": {"gas": 2}, "penalty_cents": 90_000},
            {"id": 3, "place": 3, "service_duration_s": 2700, "promise": {"window": [NOON, NOON + 3600]}},
        ],
        "technicians": [
            {"id": "ada", "skills": {"gas": 2}, "shifts": [a_shift("ada-mon")]},
            {"id": "ben", "shifts": [a_shift("ben-mon")]},
        ],
        "matrices": {"car": {"durations_s": DURATIONS, "distances_m": [[d * 10 for d in row] for row in DURATIONS]}},
        "options": {"iterations": 2000},
    }
    return problem | changes


def a_shift(name: str, **changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "id": name,
        "start_at": 8 * 3600,
        "end_at": FIVE,
        "start_place": 0,
        "end_place": 0,
        "breaks": [{"window": [11 * 3600, 13 * 3600], "duration_s": 1800}],
    }
    return usual | changes


def a_vroom_problem(**changes: Any) -> dict[str, Any]:
    problem: dict[str, Any] = {
        "jobs": [
            {"id": 1, "location_index": 1, "service": 1800, "setup": 120, "time_windows": [[NINE, NOON]]},
            {"id": 2, "location_index": 2, "service": 3600, "skills": [7], "priority": 10},
            {"id": 3, "location_index": 3, "service": 2700, "description": "washer"},
        ],
        "vehicles": [
            {
                "id": 10,
                "start_index": 0,
                "end_index": 0,
                "skills": [7],
                "time_window": [8 * 3600, FIVE],
                "breaks": [{"id": 1, "time_windows": [[11 * 3600, 13 * 3600]], "service": 1800}],
            },
            {"id": 11, "start_index": 0, "end_index": 0, "time_window": [8 * 3600, FIVE], "max_tasks": 2},
        ],
        "matrices": {"car": {"durations": DURATIONS}},
    }
    return problem | changes
