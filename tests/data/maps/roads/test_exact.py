from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.maps.roads.graph import RoadGraph
from data.maps.roads.hours import FLAT, HourBand
from data.maps.roads.profile import shipped_profile
from data.maps.roads.reading import read_roads
from data.maps.roads.road_times import RoadTimes
from dispatch.place import Place
from tests.data.maps.roads.reference import dijkstra_times
from tests.data.maps.roads.town import Town, place

MAPS = Path(__file__).parents[5] / "shared" / "maps"


def agrees(graph: RoadGraph, places: list[Place], bands: tuple[HourBand, ...] = FLAT) -> None:
    """Each cell is what Dijkstra finds, and so is each leg."""
    times = RoadTimes(graph, bands)
    matrix = times.matrix(places)
    for period, band in enumerate(bands):
        share = np.array([band.share_on(name) for name in graph.classes])
        ms, dm = dijkstra_times(graph, places, share)
        without = np.isinf(ms)
        ms += graph.access_ms
        np.fill_diagonal(ms, 0)
        np.fill_diagonal(dm, 0)
        expected_s = np.where(without, -1, np.rint(np.where(without, 0, ms) / 1000))
        assert np.array_equal(matrix.durations_s[period], expected_s)
        if period == 0:
            assert np.array_equal(matrix.distances_m, np.where(without, -1, np.rint(np.where(without, 0, dm) / 10)))
            assert matrix.unreachable == tuple(map(tuple, np.argwhere(without).tolist()))
            for at, leg in enumerate(times.legs(places)):
                assert (leg.duration_s, leg.distance_m) == (expected_s[at, at + 1], matrix.distances_m[at, at + 1])


@st.composite
def towns(draw: st.DrawFn) -> tuple[Town, list[tuple[float, float]]]:
    """A crooked grid with gaps, one-way streets, slow directions and turn restrictions, and places on it."""
    wide, high = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    names = {(i, j): chr(ord("A") + i * high + j) for i in range(wide) for j in range(high)}
    shift = st.integers(-30, 30)
    town = Town({name: (100 * i + draw(shift), 100 * j + draw(shift)) for (i, j), name in names.items()})
    pairs = [
        (n, names[i + di, j + dj])
        for (i, j), n in names.items()
        for di, dj in ((1, 0), (0, 1))
        if (i + di, j + dj) in names
    ]
    kinds: list[dict[str, str] | None] = [
        {},
        {},
        {},
        {"oneway": "yes"},
        {"oneway": "-1"},
        {"maxspeed__backward": "5"},
        {"highway": "primary"},
        None,
    ]
    built = []
    for pair in pairs:
        tags = draw(st.sampled_from(kinds))
        if tags is not None:
            built.append((pair, town.way("".join(pair), **tags)))
    if len(built) >= 3:
        for _ in range(draw(st.integers(0, 4))):
            ways = draw(st.permutations(built))[:3]
            kind = draw(st.sampled_from(["no_left_turn", "no_u_turn", "only_straight_on", "no_straight_on"]))
            shared = [n for n in ways[0][0] if n in ways[1][0]]
            if shared:
                town.restrict(kind, [("from", ways[0][1]), ("via", shared[0]), ("to", ways[1][1])])
            town.restrict(kind, [("from", ways[0][1]), ("via", ways[1][1]), ("to", ways[2][1])])
    at = st.tuples(st.floats(-50, 100 * wide), st.floats(-50, 100 * high))
    return town, draw(st.lists(at, min_size=2, max_size=9))


@given(towns())
@settings(max_examples=120)
def test_every_cell_and_leg_is_what_plain_dijkstra_finds(case: tuple[Town, list[tuple[float, float]]]) -> None:
    town, points = case
    if not town.ways:
        return
    with TemporaryDirectory() as folder:
        graph = town.read(Path(folder))
    agrees(graph, [place(*point) for point in points], (HourBand(0, 1.0), HourBand(3600 * 17, 0.5, {"primary": 0.3})))


def test_a_real_suburb_agrees_with_plain_dijkstra() -> None:
    path = MAPS / "baltimore-county-reisterstown.osm.pbf"
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    graph = read_roads(path, shipped_profile("car"))
    rng = np.random.default_rng(11)
    chosen = rng.integers(0, len(graph.point_lat), 140)
    near = [Place(graph.point_lat[at] * 1e-7 + 1e-4, graph.point_lon[at] * 1e-7) for at in chosen]
    first = chosen[0]  # many on few streets
    dense = rng.normal((graph.point_lat[first] * 1e-7, graph.point_lon[first] * 1e-7), 1e-3, (60, 2))

    agrees(graph, near + [Place(lat, lon) for lat, lon in dense.tolist()])
