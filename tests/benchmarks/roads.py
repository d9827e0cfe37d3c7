"""Roads: building a city, travel times between many places, and how they agree with Dijkstra, OSRM, straight lines."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from data.maps.roads.graph import RoadGraph, RoadReport
from data.maps.roads.hours import FLAT, shipped_hours
from data.maps.roads.profile import shipped_profile
from data.maps.roads.reading import read_roads
from data.maps.roads.road_times import RoadTimes
from data.maps.straight_line import StraightLine
from data.maps.straight_line_settings import SpeedBand, StraightLineSettings
from dispatch.place import Place
from dispatch.ports import TravelMatrix
from tests.benchmarks.alone import alone, timed
from tests.benchmarks.geocoding import ADDRESSES, baltimore_rows
from tests.benchmarks.report import line, markdown, measured_on, running
from tests.data.maps.roads.reference import cut_network, fastest

MAPS = ADDRESSES.parent
CITIES = {"Baltimore County": "baltimore-county-reisterstown.osm.pbf", "Porto": "porto-r5.osm.pbf"}
TIMES = 5
"""The best of so many counts: other programs only make it slower."""

SAME_SPOT_M = 2.0
"""OSRM's places count where it meets the roads as far away as we do."""

SHORTEST_S = 60
STREETS = StraightLineSettings(1.417, 0, (SpeedBand(0, 36.0),))


@dataclass(frozen=True, slots=True)
class Built:
    """What building a city took."""

    report: RoadReport
    seconds: float
    bytes_kept: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument("--sizes", default="100,300,500", help="numbers of places (default: %(default)s)")
    parser.add_argument("--cities", default=",".join(CITIES), help="default: %(default)s")
    parser.add_argument("--osrm", default=sys.executable, help="a Python that has osrm-bindings (default: this one)")


def main(options: argparse.Namespace) -> int:
    """Print a table for each question; 1 when a time is not what Dijkstra finds."""
    sizes = sorted(int(size) for size in options.sizes.split(","))
    missing = [name for name, file in CITIES.items() if not (MAPS / file).exists()]
    for name in missing:
        line(f"{name}: skipped, {CITIES[name]} is not here.")
    line(measured_on())
    wrong = 0
    for name in options.cities.split(","):
        if name not in missing:
            wrong += _city(name, MAPS / CITIES[name], sizes, options.osrm)
    return int(wrong > 0)


def build(path: str, kept: str) -> Built:
    """Read a map and keep its roads; runs in a process of its own."""
    graph, seconds = timed(read_roads, Path(path), shipped_profile("car"))
    graph.save(Path(kept))
    return Built(graph.report, seconds, Path(kept).stat().st_size)


def _city(name: str, path: Path, sizes: Sequence[int], osrm: str) -> int:
    running(f"building {name}")
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "roads.npz"
        done = alone(build, str(path), str(kept))
        graph, load_s = timed(RoadGraph.load, kept)
    built: Built = done.answer
    RoadTimes(graph, FLAT).matrix(_places(graph, path, 2))  # compiled and loaded before clocks start
    times, ready_s = timed(RoadTimes, graph, FLAT)
    report = built.report
    line(
        f"\n## {name}\n\n{report.km:,.0f} km, {report.streets:,} streets, {report.edges:,} edges, "
        f"{report.restrictions} turn restrictions ({report.restrictions_skipped} without effect), {report.signals} "
        f"traffic lights; {report.islands} islands of {report.islands_km:,.0f} km left out.\n"
        f"Built in {built.seconds:.2f} s and {done.peak_mb:.0f} MB, kept in {built.bytes_kept / 1e6:.1f} MB, loaded in "
        f"{load_s:.3f} s, ready {ready_s:.3f} s later."
    )
    rows, wrong = [], 0
    for size in sizes:
        places = _places(graph, path, size)
        matrix = times.matrix(places)
        ours_s = min(timed(times.matrix, places)[1] for _ in range(TIMES))
        running(f"Dijkstra for {size} places of {name}")
        (milliseconds, _), dijkstra_s = timed(fastest, cut_network(graph, places))
        differ = int((_expected_s(milliseconds + graph.access_ms) != matrix.durations_s[0]).sum())
        wrong += differ
        rows.append([f"{size} × {size}", f"{ours_s:.3f}", f"{dijkstra_s:.1f}", f"{differ}"])
    headings = ["places", "ours, s", "scipy's Dijkstra, s", "cells that differ"]
    line(markdown("Durations and distances", headings, rows))
    _hours(graph, _places(graph, path, sizes[-1]))
    _others(graph, path, _places(graph, path, sizes[min(1, len(sizes) - 1)]), osrm)
    return wrong


def _expected_s(milliseconds: NDArray[np.float64]) -> NDArray[np.float64]:
    whole = np.where(np.isinf(milliseconds), -1, np.rint(np.where(np.isinf(milliseconds), 0, milliseconds) / 1000))
    np.fill_diagonal(whole, 0)
    return whole


def _hours(graph: RoadGraph, places: Sequence[Place]) -> None:
    """What one more hour of the day costs: its weights, and its travel times."""
    bands = shipped_hours()
    times = RoadTimes(graph, bands)
    times.matrix(places)
    all_s = min(timed(times.matrix, places)[1] for _ in range(TIMES))
    weigh_s = [timed(RoadTimes(graph, bands).matrix, places[:1])[1] for _ in range(TIMES)]
    different = len({(band.share, *sorted(band.roads.items())) for band in bands})
    line(
        f"{len(bands)} hours of the day, {different} different: weights for all of them {min(weigh_s):.3f} s "
        f"({min(weigh_s) / different:.3f} s each), then {len(places)} × {len(places)} in {all_s:.3f} s."
    )


def _others(graph: RoadGraph, path: Path, places: Sequence[Place], python: str) -> None:
    ours, straight = RoadTimes(replace(graph, access_ms=0), FLAT).matrix(places), StraightLine(STREETS).matrix(places)
    running(f"OSRM for {len(places)} places")
    answer = subprocess.run(
        [python, str(Path(__file__).with_name("roads_osrm.py")), str(path)],
        input=json.dumps([(place.lon, place.lat) for place in places]),
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        reason = (answer.stderr.strip().splitlines() or ["no reason given"])[-1]
        line(f"OSRM could not run ({reason}); give --osrm a Python 3.12 or later with osrm-bindings.")
        line(
            f"Straight line against our roads: {_agreement(straight, ours.durations_s[0], np.ones(len(places), bool))}."
        )
        return
    osrm = json.loads(answer.stdout)
    durations_s = np.array(osrm["durations_s"], dtype=np.float64)
    assert ours.snap_m is not None
    same = np.abs(ours.snap_m - np.array(osrm["snap_m"])) < SAME_SPOT_M
    line(
        f"OSRM: built in {osrm['build_s']:.1f} s, {len(places)} × {len(places)} in {osrm['table_s']:.3f} s; it meets "
        f"the roads where we do for {same.mean():.0%} of the places. Against its durations there, after one factor:\n"
        f"- our roads: {_agreement(ours, durations_s, same)}\n"
        f"- straight line: {_agreement(straight, durations_s, same)}"
    )


def _agreement(matrix: TravelMatrix, durations_s: NDArray[np.float64], same: NDArray[np.bool_]) -> str:
    counts = same[:, None] & same[None, :] & np.isfinite(durations_s) & (matrix.durations_s[0] > 0)
    counts &= durations_s > SHORTEST_S
    ours, theirs = matrix.durations_s[0][counts].astype(np.float64), durations_s[counts]
    factor = (ours @ theirs) / (ours @ ours)
    error = np.abs(factor * ours / theirs - 1).mean()
    return f"r = {np.corrcoef(ours, theirs)[0, 1]:.4f}, mean error {error:.1%}, factor {factor:.3f}"


def _places(graph: RoadGraph, path: Path, count: int) -> list[Place]:
    """Real addresses where there are any, else points beside roads; the same ones each time."""
    rng = np.random.default_rng(5)
    if path.name.startswith("baltimore"):
        rows = baltimore_rows()
        return [rows[at].place for at in rng.choice(len(rows), count, replace=False).tolist()]
    chosen = rng.choice(len(graph.point_lat), count, replace=False)
    lat, lon = graph.point_lat[chosen] * 1e-7, graph.point_lon[chosen] * 1e-7
    return [Place(*at) for at in zip(lat.tolist(), lon.tolist(), strict=True)]
