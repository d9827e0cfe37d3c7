import json
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from data.maps.roads import order
from data.maps.roads.graph import RoadGraph
from data.maps.roads.order import contraction_order
from data.maps.roads.road_times import RoadTimes
from dispatch.errors import InvalidInputError
from tests.data.maps.roads.town import Town, place


@pytest.fixture
def graph(tmp_path: Path) -> RoadGraph:
    town = Town({"A": (0, 0), "B": (200, 0), "C": (200, 200), "D": (0, 200)})
    town.way("ABC", highway="primary")
    town.way("CD", oneway="yes")
    town.way("DA")
    return town.read(tmp_path)


def test_a_saved_graph_comes_back_whole(graph: RoadGraph, tmp_path: Path) -> None:
    path = tmp_path / "roads.npz"
    graph.save(path)
    loaded = RoadGraph.load(path)

    for field in fields(RoadGraph):
        before, after = getattr(graph, field.name), getattr(loaded, field.name)
        assert np.array_equal(before, after) if isinstance(before, np.ndarray) else before == after
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("roads")] == ["roads.npz"]


def test_arrays_are_not_writeable(graph: RoadGraph, tmp_path: Path) -> None:
    graph.save(tmp_path / "roads.npz")
    with pytest.raises(ValueError, match="read-only"):
        RoadGraph.load(tmp_path / "roads.npz").edge_ms[0] = 1


def test_a_failed_save_leaves_the_old_file(graph: RoadGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "roads.npz"
    graph.save(path)
    before = path.read_bytes()

    def full_disk(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full_disk)
    with pytest.raises(OSError, match="No space"):
        graph.save(path)

    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.unfinished"))


def _rewrite(path: Path, change: Callable[[dict], None]) -> None:
    with np.load(path) as file:
        parts = dict(file)
    change(parts)
    with path.open("wb") as file:
        np.savez_compressed(file, **parts)


def _older(parts: dict) -> None:
    about = json.loads(parts["about"].tobytes())
    parts["about"] = np.frombuffer(json.dumps(about | {"version": 0}).encode(), dtype=np.uint8)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda path: path.unlink(), "no_roads"),
        (lambda path: path.write_bytes(b""), "damaged_roads"),
        (lambda path: path.write_bytes(b"not a road file"), "damaged_roads"),
        (lambda path: path.write_bytes(path.read_bytes()[:-200]), "damaged_roads"),
        (lambda path: path.write_bytes(path.read_bytes()[:900] + bytes(40) + path.read_bytes()[940:]), "damaged_roads"),
        (lambda path: _rewrite(path, lambda parts: parts.pop("turn_to")), "damaged_roads"),
        (lambda path: _rewrite(path, lambda parts: parts.update(turn_to=parts["turn_to"] + 99)), "damaged_roads"),
        (lambda path: _rewrite(path, lambda parts: parts.update(edge_ms=parts["edge_ms"][1:])), "damaged_roads"),
        (
            lambda path: _rewrite(path, lambda parts: parts.update(turn_first=parts["turn_first"][::-1])),
            "damaged_roads",
        ),
        (lambda path: _rewrite(path, _older), "old_roads"),
    ],
)
def test_a_missing_old_or_damaged_file_is_told_with_what_to_do(
    graph: RoadGraph, tmp_path: Path, damage: Callable[[Path], object], code: str
) -> None:
    path = tmp_path / "roads.npz"
    graph.save(path)
    damage(path)

    with pytest.raises(InvalidInputError) as caught:
        RoadGraph.load(path)

    assert [(issue.code, issue.path) for issue in caught.value.issues] == [(code, str(path))]
    assert caught.value.issues[0].action == "Build the roads from the map anew."


def test_without_the_wheel_another_order_gives_the_same_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town({chr(65 + 7 * i + j): (80 * i + 7 * j, 90 * j) for i in range(7) for j in range(7)})
    for i in range(7):
        town.way("".join(chr(65 + 7 * i + j) for j in range(7)), **({"oneway": "yes"} if i == 3 else {}))
        town.way("".join(chr(65 + 7 * j + i) for j in range(7)))
    places = [place(x, y) for x, y in np.random.default_rng(2).uniform(0, 500, (20, 2))]
    first = RoadTimes(town.read(tmp_path)).matrix(places)
    monkeypatch.setattr(order, "CCHTopology", None)
    second = RoadTimes(town.read(tmp_path)).matrix(places)

    assert np.array_equal(first.durations_s, second.durations_s)
    assert np.array_equal(first.distances_m, second.distances_m)


@pytest.mark.parametrize("wheel", [True, False])
def test_the_order_names_each_node_once(wheel: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not wheel:
        monkeypatch.setattr(order, "CCHTopology", None)
    rng = np.random.default_rng(4)
    lat, lon = rng.uniform(48, 48.1, (2, 300))
    tails, heads = rng.integers(0, 300, (2, 900))

    assert sorted(contraction_order(tails, heads, lat, lon).tolist()) == list(range(300))
    assert contraction_order(tails[:0], heads[:0], lat[:1], lon[:1]).tolist() == [0]


def test_a_graph_may_not_be_changed_but_replaced(graph: RoadGraph) -> None:
    slower = replace(graph, edge_ms=graph.edge_ms * 2)

    assert slower.edge_ms.sum() == 2 * graph.edge_ms.sum()
