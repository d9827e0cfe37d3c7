import numpy as np
import pytest

from dispatch.ports import TravelMatrix
from dispatch.travel_notes import gaps_of, travel_notes


def notes(gaps: list[tuple[int, int]], size: int = 5, **changes: object) -> tuple[str, ...]:
    durations = np.full((2, size, size), 60, dtype=np.int32)
    for a, b in gaps:
        durations[1, a, b] = -1
    matrix = TravelMatrix(durations, np.full((size, size), 100, np.int32), (0, 3600), **changes)
    return travel_notes(matrix, gaps_of(matrix), [f"P{at}" for at in range(size)])


@pytest.mark.parametrize(
    ("gaps", "says"),
    [
        ([], []),
        ([(0, 3)], ["No way leads from P0 to P3."]),
        ([(0, 3), (3, 0)], ["No way leads between P0 and P3."]),
        ([(i, 2) for i in (0, 1, 3, 4)], ["No way leads to P2."]),
        ([(2, i) for i in (0, 1, 3, 4)], ["No way leads away from P2."]),
        ([(2, i) for i in (0, 1, 3, 4)] + [(i, 2) for i in (0, 1, 3, 4)], ["No way leads to or from P2."]),
        (
            [(a, b) for a in range(5) for b in range(5) if (a < 2) != (b < 2)],
            ["No way leads between P0 and P2, P3, P4.", "No way leads between P1 and P2, P3, P4."],
        ),
    ],
)
def test_places_that_no_way_leads_to_are_named_once(gaps: list[tuple[int, int]], says: list[str]) -> None:
    assert list(notes(gaps)) == says


def test_many_places_are_named_in_part_and_counted() -> None:
    said = notes([(a, b) for a in range(60) for b in range(60) if (a < 30) != (b < 30)], size=60)
    assert said[0] == "No way leads between P0 and P30, P31, P32 and 27 more."
    assert len(said) == 9
    assert said[-1] == f"Nor does a way lead between {2 * 22 * 30} more pairs of places."


def test_places_far_from_any_road_are_named_the_farthest_first() -> None:
    snaps = np.array([0, 249, 1250, np.nan, 300], dtype=np.float32)
    assert notes([], snap_m=snaps, notes=("First.",)) == (
        "First.",
        "P2 lies 1.2 km from the nearest road; travel counts from the road.",
        "P4 lies 300 m from the nearest road; travel counts from the road.",
    )
    many = notes([], size=25, snap_m=np.full(25, 400, np.float32))
    assert many[-1] == "17 more places lie more than 250 m from the nearest road."


def test_a_place_outside_the_map_is_named_once_with_its_reason() -> None:
    snaps = np.array([0, 0, 9000, 0, 0], dtype=np.float32)
    alone = [(2, i) for i in (0, 1, 3, 4)] + [(i, 2) for i in (0, 1, 3, 4)]
    assert notes([*alone, (0, 1)], snap_m=snaps) == (
        "P2 lies 9.0 km from the nearest road: no way leads there.",
        "No way leads from P0 to P1.",
    )
    assert notes([], size=1) == notes([], size=0) == ()
