from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from data.maps.roads.graph import RoadGraph
from data.maps.roads.hours import FLAT, HourBand
from data.maps.roads.road_times import RoadTimes
from data.maps.roads.snapping import StreetIndex
from dispatch.great_circle import EARTH_RADIUS_M, distance_m
from dispatch.place import Place
from tests.data.maps.roads.town import PLAIN, Town, place

SQUARE = {"A": (0, 0), "B": (200, 0), "C": (200, 200), "D": (0, 200)}


@pytest.fixture
def town() -> Town:
    town = Town(SQUARE)
    town.way("AB", oneway="yes")
    town.way("BC", highway="primary")
    town.way("CDA")
    return town


@pytest.fixture
def graph(town: Town, tmp_path: Path) -> RoadGraph:
    return town.read(tmp_path)


def test_durations_and_distances_are_those_of_the_same_way(graph: RoadGraph) -> None:
    matrix = RoadTimes(graph, FLAT).matrix([place(100, 0), place(200, 100), place(0, 100)])

    assert matrix.durations_s.tolist() == [[[0, 15, 50], [55, 0, 35], [20, 35, 0]]]
    assert matrix.distances_m.tolist() == [[0, 200, 600], [600, 0, 400], [200, 400, 0]]
    assert matrix.period_starts_s == (0,)
    assert matrix.unreachable == ()
    assert matrix.notes == ()


def test_a_place_meets_the_nearest_point_of_a_street_not_its_ends(graph: RoadGraph) -> None:
    snapped = StreetIndex(graph).snap([place(190, 100), place(100, 30), place(-40, -30)])

    assert snapped.snap_m == pytest.approx([10, 30, 50], abs=0.01)
    assert [graph.classes[graph.street_class[street]] for street in snapped.street] == [
        "primary",
        "residential",
        "residential",
    ]
    assert snapped.fraction[:2] == pytest.approx([0.5, 0.5], abs=1e-4)


def test_snapping_is_exact_next_to_long_and_short_lines() -> None:
    rng = np.random.default_rng(3)
    town = Town({chr(65 + i): tuple(point) for i, point in enumerate(rng.uniform(0, 3000, (40, 2)).tolist())})
    for one, other in rng.permutation(40).reshape(20, 2).tolist():
        town.way(chr(65 + one) + chr(65 + other))
    town.way("".join(chr(65 + i) for i in range(40)))
    graph = _read(town)
    points = rng.uniform(-500, 3500, (200, 2)).tolist()
    snapped = StreetIndex(graph).snap([place(*point) for point in points])

    for (x, y), snap_m in zip(points, snapped.snap_m, strict=True):
        assert snap_m == pytest.approx(_nearest_m(graph, place(x, y)), abs=0.3)  # the sphere bends 3 km by 0.2 m


def _read(town: Town) -> RoadGraph:
    with TemporaryDirectory() as folder:
        return town.read(Path(folder))


def _nearest_m(graph: RoadGraph, at: Place) -> float:
    """By trying every line, on the plane."""
    y = np.radians(graph.point_lat * 1e-7 - at.lat) * EARTH_RADIUS_M
    x = np.radians(graph.point_lon * 1e-7 - at.lon) * EARTH_RADIUS_M * np.cos(np.radians(at.lat))
    best = np.inf
    for street in range(len(graph.street_class)):
        for point in range(graph.street_first[street], graph.street_first[street + 1] - 1):
            way = np.array([x[point + 1] - x[point], y[point + 1] - y[point]])
            start = np.array([x[point], y[point]])
            along = np.clip(-(start @ way) / (way @ way), 0, 1)
            best = min(best, float(np.linalg.norm(start + along * way)))
    return best


def test_nobody_stops_on_a_motorway(tmp_path: Path) -> None:
    town = Town(SQUARE)
    town.way("AB", highway="motorway", oneway="no")
    town.way("BCDA")
    matrix = RoadTimes(town.read(tmp_path), FLAT).matrix([place(100, 1), place(100, 210)])

    assert matrix.snap_m is not None
    assert matrix.snap_m.tolist() == pytest.approx([100, 10], abs=0.1)


def test_equal_places_are_no_way_apart_and_neighbours_on_one_spot_neither(graph: RoadGraph) -> None:
    matrix = RoadTimes(graph, FLAT).matrix([place(100, 0), place(100, 0), place(100, -20)])

    assert not matrix.durations_s.any()
    assert not matrix.distances_m.any()


def test_places_outside_the_map_are_unreachable_and_it_says_how_far_places_are(graph: RoadGraph) -> None:
    places = [place(100, 0), place(100, -400), place(9000, 0), place(9000, 0)]
    matrix = RoadTimes(graph, FLAT).matrix(places)

    assert matrix.unreachable == ((0, 2), (0, 3), (1, 2), (1, 3), (2, 0), (2, 1), (3, 0), (3, 1))
    assert matrix.durations_s[0].tolist() == [[0, 0, -1, -1], [0, 0, -1, -1], [-1, -1, 0, 0], [-1, -1, 0, 0]]
    assert matrix.distances_m[0, 2] == -1
    assert matrix.snap_m is not None
    assert matrix.snap_m.tolist() == pytest.approx([0, 400, 8800, 8800], abs=3)
    assert matrix.notes == ()


@pytest.mark.parametrize("count", [0, 1])
def test_few_places_make_a_small_matrix_and_no_leg(graph: RoadGraph, count: int) -> None:
    times = RoadTimes(graph, FLAT)
    matrix = times.matrix([place(9, 9)] * count)

    assert matrix.durations_s.shape == (1, count, count)
    assert matrix.distances_m.shape == (count, count)
    assert times.legs([place(9, 9)] * count) == ()


def test_the_way_to_the_door_takes_its_time_between_different_places_only(town: Town, tmp_path: Path) -> None:
    times = RoadTimes(town.read(tmp_path, replace(PLAIN, access_s=90)), FLAT)
    places = [place(100, 0), place(200, 100), place(100, 0), place(100, -20), place(9000, 0)]

    assert times.matrix(places).durations_s[0, 0].tolist() == [0, 105, 0, 90, -1]
    assert times.legs(places[:2])[0].duration_s == 105
    assert times.matrix(places).distances_m[0, 1] == 200


def test_each_band_is_a_period_and_equal_neighbours_are_one(graph: RoadGraph) -> None:
    bands = (
        HourBand(0, 1.0),
        HourBand(3600, 1.0, {"motorway": 0.2}),  # there is none
        HourBand(7200, 0.5),
        HourBand(9000, 0.5, {"primary": 0.25}),
        HourBand(9900, 1.0),
    )
    matrix = RoadTimes(graph, bands).matrix([place(100, 0), place(200, 100)])

    assert matrix.period_starts_s == (0, 7200, 9000, 9900)
    assert matrix.durations_s[:, 0, 1].tolist() == [15, 30, 40, 15]


def test_hours_change_the_way_and_distances_are_those_of_noon(tmp_path: Path) -> None:
    town = Town(SQUARE)
    town.way("AB", highway="primary")
    town.way("BCDA")
    graph = town.read(tmp_path)
    places = [place(0, 1), place(200, 1)]
    jam = HourBand(8 * 3600, 0.05, {"residential": 1.0})

    before = RoadTimes(graph, (HourBand(0, 1.0), jam, HourBand(9 * 3600, 1.0))).matrix(places)
    all_day = RoadTimes(graph, (HourBand(0, 1.0), jam)).matrix(places)

    assert before.durations_s[:, 0, 1].tolist() == [10, 60, 10]
    assert before.distances_m[0, 1] == pytest.approx(202, abs=1)
    assert all_day.distances_m[0, 1] == pytest.approx(598, abs=1)


def test_traffic_slows_cars_by_default_and_walkers_never(town: Town, tmp_path: Path) -> None:
    walking = town.read(tmp_path, replace(PLAIN, slows_in_traffic=False))

    assert len(RoadTimes(town.read(tmp_path)).matrix([place(0, 0)]).period_starts_s) == 5
    assert RoadTimes(walking).matrix([place(0, 0)]).period_starts_s == (0,)


def test_a_leg_is_drawn_along_the_streets_from_place_to_place(graph: RoadGraph) -> None:
    places = [place(100, -10), place(210, 100), place(90, -10)]
    there, back = RoadTimes(graph, FLAT).legs(places)

    assert (there.duration_s, there.distance_m) == (15, 200)
    assert _metres(there.line) == [(100, -10), (100, 0), (200, 0), (200, 100), (210, 100)]
    assert (back.duration_s, back.distance_m) == (54, 590)
    assert _metres(back.line) == [(210, 100), (200, 100), (200, 200), (0, 200), (0, 0), (90, 0), (90, -10)]


def test_a_leg_to_a_place_behind_on_a_one_way_street_is_drawn_all_around(graph: RoadGraph) -> None:
    (leg,) = RoadTimes(graph, FLAT).legs([place(100, 0), place(50, 0)])

    assert (leg.duration_s, leg.distance_m) == (65, 750)
    assert _metres(leg.line) == [(100, 0), (200, 0), (200, 200), (0, 200), (0, 0), (50, 0)]


def test_legs_without_a_way_are_straight(graph: RoadGraph) -> None:
    away = place(90_000, 0)
    (leg,) = RoadTimes(graph, FLAT).legs([place(0, 0), away])

    assert (leg.duration_s, leg.distance_m, leg.line) == (-1, -1, (place(0, 0), away))


def _metres(line: tuple[Place, ...]) -> list[tuple[int, int]]:
    origin = place(0, 0)
    return [
        (
            round(distance_m(origin, Place(origin.lat, at.lon)) * (1 if at.lon >= origin.lon else -1)),
            round(distance_m(origin, Place(at.lat, origin.lon)) * (1 if at.lat >= origin.lat else -1)),
        )
        for at in line
    ]


def test_several_threads_may_ask_at_once(graph: RoadGraph) -> None:
    times = RoadTimes(graph)
    places = [place(x, y) for x, y in np.random.default_rng(1).uniform(0, 200, (30, 2))]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(times.matrix, [places] * 8))

    assert all(np.array_equal(answers[0].durations_s, other.durations_s) for other in answers)


def test_many_places_are_shared_among_threads_and_answered_alike(graph: RoadGraph) -> None:
    times = RoadTimes(graph, FLAT)
    places = [place(x, y) for x, y in np.random.default_rng(1).uniform(0, 200, (600, 2))]
    whole = times.matrix(places)
    part = times.matrix(places[:100])

    assert np.array_equal(whole.durations_s[0, :100, :100], part.durations_s[0])
