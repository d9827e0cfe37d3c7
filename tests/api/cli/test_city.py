"""``dispatch city``, the addresses and roads it brings, and the demo in a city of one's own."""

import csv
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from data.maps.address_rows import read_address_csv
from data.maps.city.cities import Cities
from data.maps.roads.graph import RoadGraph
from data.maps.roads.road_times import RoadTimes
from data.samples.shipped import WASHINGTON
from tests.api.cli.run import Run
from tests.data.files.documents import a_problem, a_shift
from tests.data.maps.city.osm import Osm, place, small_city

WASHINGTON_ROADS = Path(__file__).parents[4] / "shared" / "maps" / "washington-dc-cathedral.osm.pbf"
QUICK = ("--requests", "14", "--technicians", "3", "--seed", "7", "--seconds", "0.5")


@pytest.fixture
def map_file(tmp_path: Path) -> Path:
    return small_city(houses=15).write(tmp_path / "small.osm")


def test_a_city_is_added_listed_shown_checked_and_removed(run: Run, map_file: Path) -> None:
    added = run("city", "add", map_file)
    assert added.code == 0, added.err
    assert "30, of which 0 between numbered ends" in added.out
    assert "© OpenStreetMap contributors" in added.out
    assert re.search(r"\* small +30 +5 +3 +car +small\.osm", run("city", "list").out)
    assert json.loads(run("city", "list", "--json").out)[0]["addresses"]["addresses"] == 30
    assert json.loads(run("city", "show", "--json").out)["source"]["file"] == "small.osm"

    checked = run("city", "check", "small")
    assert checked.code == 0
    assert "0 of 30 addresses lie over 100 m from a road" in checked.out
    assert all(finding["ok"] for finding in json.loads(run("city", "check", "--json").out)["findings"])

    assert run("city", "remove", "small").code == 0
    assert "no city" in run("city", "list").out
    assert run("city", "show").code == 1


def test_a_damaged_city_fails_its_check(run: Run, map_file: Path, tmp_path: Path) -> None:
    run("city", "add", map_file)
    Cities(tmp_path / "home").get("small").road_graph.write_bytes(b"")

    said = run("city", "check")

    assert said.code == 1
    assert "fault" in said.out


def test_a_city_that_cant_be_used_is_named_beside_the_others(run: Run, map_file: Path, tmp_path: Path) -> None:
    run("city", "add", map_file, "--name", "good")
    run("city", "add", map_file, "--name", "old")
    manifest = tmp_path / "home" / "cities" / "old" / "city.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text(encoding="utf-8")) | {"version": 7}), encoding="utf-8")

    listed = run("city", "list")

    assert listed.code == 1
    assert "good" in listed.out
    assert "7, not " in listed.err
    assert [city["name"] for city in json.loads(run("city", "list", "--json").out)] == ["good"]


def test_a_city_in_use_that_is_gone_is_told_with_what_to_do(run: Run, map_file: Path, tmp_path: Path) -> None:
    run("city", "add", map_file, "--name", "old")
    run("city", "use", "old")
    shutil.rmtree(tmp_path / "home" / "cities" / "old")

    refused = run("geocode", "1 Elm Street")

    assert refused.code == 1
    assert "'old', the city in use, is gone; choose one with `dispatch city use NAME`" in " ".join(refused.err.split())
    assert "DISPATCH_CITY" not in refused.err


@pytest.mark.parametrize(
    ("name", "content"), [("a.osm.pbf", b"no map"), ("a.csv", b"a,b\n"), ("a.osm", b""), ("gone.osm", None)]
)
def test_a_file_that_is_no_map_is_answered_and_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes | None
) -> None:
    monkeypatch.setenv("COLUMNS", "400")  # so that no line is broken
    if content is not None:
        (tmp_path / name).write_bytes(content)

    said = run("city", "add", tmp_path / name)

    assert said.code == 1
    assert name in said.err
    assert "Internal" not in said.err
    assert not (tmp_path / "home").exists()


def test_of_several_cities_one_must_be_chosen(run: Run, map_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("city", "add", map_file, "--name", "east")
    assert "dispatch city use" in run("city", "add", map_file, "--name", "west").out

    refused = run("geocode", "1 Elm Street")
    assert refused.code == 1
    assert "east, west" in refused.err

    assert run("city", "use", "west").code == 0
    assert run("geocode", "1 Elm Street").code == 0
    monkeypatch.setenv("DISPATCH_CITY", "north")
    assert "'north'" in run("geocode", "1 Elm Street").err
    monkeypatch.setenv("DISPATCH_CITY", "east")
    assert re.search(r"\* east", run("city", "list").out)


def test_a_citys_addresses_are_found_and_a_loaded_table_goes_before_them(
    run: Run, map_file: Path, tmp_path: Path
) -> None:
    run("city", "add", map_file)
    assert "1 Elm Street, Smallville" in run("geocode", "1 Elm St", "--city", "Smallville").out

    own = tmp_path / "own.csv"
    own.write_text(f"lat,lon,number,street,city\n{place(50, 900).lat},{place(50, 900).lon},1,Elm Street,Smallville\n")
    run("addresses", "load", own)

    (first, *_) = json.loads(run("geocode", "1 Elm Street", "--city", "Smallville", "--json").out)["candidates"]
    assert first["lat"] == place(50, 900).lat
    (other, *_) = json.loads(run("geocode", "3 Elm Street", "--city", "Smallville", "--json").out)["candidates"]
    assert (other["lat"], other["quality"]) == (place(100, 20).lat, "house")


def test_the_nearest_address_of_a_point_is_told(run: Run, map_file: Path) -> None:
    run("city", "add", map_file)
    here = place(102, 25)

    said = run("addresses", "reverse", here.lat, here.lon)
    assert said.out == "3 Elm Street, Smallville (house, 5 m away)\n"
    assert (
        json.loads(run("addresses", "reverse", here.lat, here.lon, "--json").out)["label"] == "3 Elm Street, Smallville"
    )
    assert run("addresses", "reverse", 0, 0).code == 1
    assert run("addresses", "reverse", 99, 0).code == 1


def test_the_demo_plans_in_a_city_from_a_file_on_its_roads(run: Run, map_file: Path, tmp_path: Path) -> None:
    said = run("demo", "--city", map_file, *QUICK, "--out", tmp_path / "out")

    assert said.code == 0, said.err
    assert "Built the city small: 30 addresses" in said.out
    assert re.search(r"1[0-4] visits planned, 0 unassigned", said.out)
    assert "© OpenStreetMap contributors" in said.out
    with (tmp_path / "out" / "plan-2026-11-23-r1.csv").open(encoding="utf-8-sig", newline="") as file:
        addresses = {row["address"] for row in csv.DictReader(file)}
    assert any("Elm" in address for address in addresses)
    assert any("Pine" in address for address in addresses)

    again = run("demo", "--city", map_file, *QUICK, "--out", tmp_path / "out")
    assert again.code == 0, again.err
    assert "there already" in again.out
    assert "revision 2" in again.out
    assert run("demo", "--city", "small", *QUICK, "--out", tmp_path / "out").code == 0


def test_the_demo_never_builds_over_a_city_of_ones_own(run: Run, map_file: Path, tmp_path: Path) -> None:
    other = small_city("Oak Street", houses=15).write(tmp_path / "other.osm")
    run("city", "add", other, "--name", "small")

    said = run("demo", "--city", map_file, *QUICK)

    assert said.code == 1
    assert "other.osm" in said.err
    assert "3 Oak Street" in run("geocode", "3 Oak Street").out


def test_the_washington_demo_does_not_plan_in_another_city(run: Run, map_file: Path) -> None:
    run("city", "add", map_file)

    said = run("demo", *QUICK)

    assert said.code == 1
    assert "holds a city" in said.err


def test_a_demo_where_there_are_no_addresses_says_so(run: Run, tmp_path: Path) -> None:
    osm = Osm()
    nodes = [osm.node(east, 0) for east in (0, 500, 1_000)]
    osm.way(*nodes, highway="residential", name="Elm Street")
    osm.way(nodes[2], nodes[0], highway="residential")

    said = run("demo", "--city", osm.write(tmp_path / "bare.osm"), *QUICK)

    assert said.code == 1
    assert "bare.osm has no addresses within 100 m" in " ".join(said.err.split())
    assert run("demo", "--city", tmp_path / "gone.osm").code == 1


@pytest.mark.skipif(not WASHINGTON_ROADS.exists(), reason=f"the real extract is not at {WASHINGTON_ROADS}")
def test_a_map_of_roads_only_takes_the_sample_addresses_within_reach(run: Run, tmp_path: Path) -> None:
    said = run("demo", "--city", WASHINGTON_ROADS, *QUICK, "--out", tmp_path / "out")

    assert said.code == 0, said.err
    counts = re.search(r"(\d+) of (\d+) lie within 100 m of its roads, (\d+) outside", said.out)
    assert counts is not None
    near, every, outside = map(int, counts.groups())
    rows = read_address_csv(WASHINGTON / "addresses.csv").rows
    graph = RoadGraph.load(Cities(tmp_path / "home").get("washington-dc-cathedral").road_graph)
    snap_m = RoadTimes(graph).matrix([row.place for row in rows]).snap_m
    assert snap_m is not None
    assert (near, every, outside) == (int(np.sum(snap_m <= 100)), len(rows), int(np.sum(snap_m > 100)))
    assert 50 < near < every
    assert re.search(r"1[0-4] visits planned", said.out)


def test_a_citys_profile_and_hours_are_chosen_and_shown(run: Run, map_file: Path, tmp_path: Path) -> None:
    run("city", "add", map_file, "--profile", "bicycle")
    assert json.loads(run("city", "show", "--json").out)["profile"] == "bicycle"
    assert "Traffic does not slow down the profile bicycle" in run("city", "hours").out
    run("city", "add", map_file, "--profile", "car")
    assert "come with the program" in run("city", "hours").out

    (tmp_path / "mine.toml").write_text('[[hours]]\nfrom = "00:00"\nshare = 0.5\n', encoding="utf-8")
    said = run("city", "hours", "small", "--file", tmp_path / "mine.toml", "--json")
    assert json.loads(said.out) == {
        "city": "small",
        "own": True,
        "hours": [{"from": "00:00", "share": 0.5, "roads": {}}],
    }
    assert re.search("hours +the city's own", run("city", "show").out)
    assert run("city", "hours", "--reset", "--file", tmp_path / "mine.toml").code == 2
    assert "come with the program" in run("city", "hours", "--reset").out


def test_hours_are_learned_from_a_file_of_legs_and_its_faulty_rows_are_reported(
    run: Run, map_file: Path, tmp_path: Path
) -> None:
    run("city", "add", map_file)
    start, end = place(100, 20), place(900, 20)
    leg = f"2026-03-02T12:00,2026-03-02T12:10,{start.lat},{start.lon},{end.lat},{end.lon}"
    heading = "departed_at,arrived_at,from_lat,from_lon,to_lat,to_lon"
    legs = tmp_path / "legs.csv"

    legs.write_text("\n".join((heading, *[leg] * 19)), encoding="utf-8")
    refused = run("city", "learn", "small", legs)
    assert refused.code == 1
    assert "at least 20 legs" in refused.err

    legs.write_text("\n".join((heading, *[leg] * 25, leg.replace("T12:10", "T11:10"))), encoding="utf-8")
    said = run("city", "learn", "small", legs)
    assert said.code == 1
    assert "line 27: arrived_at" in said.err
    assert re.search(r"09:00 +25 +0\.86 +0\.\d\d", said.out)
    shown = json.loads(run("city", "hours", "--json").out)
    assert shown["own"]
    assert shown["hours"][2]["share"] < 0.5


def test_a_document_with_coordinates_drives_on_the_citys_roads_and_is_told_so(
    run: Run, map_file: Path, tmp_path: Path
) -> None:
    def document(*points: tuple[float, float]) -> Path:
        start, end = ([place(*point).lon, place(*point).lat] for point in points)
        shift = a_shift("ada-mon", start_place=start, end_place=start, breaks=[])
        value = a_problem(
            visits=[{"id": "v", "place": end, "service_duration_s": 600}],
            technicians=[{"id": "ada", "shifts": [shift]}],
        )
        del value["matrices"]
        path = tmp_path / "problem.json"
        path.write_text(json.dumps(value), encoding="utf-8")
        return path

    solution = tmp_path / "solution.json"
    along = document((100, 20), (900, 20))
    assert "Travel in straight lines." in run("solve", along, "-o", solution).err
    run("city", "add", map_file)
    refused = run("check", along, solution)
    assert (refused.code, "on the roads of small" in refused.err) == (1, True)
    assert "Travel on the roads of small." in run("solve", along, "-o", solution).err
    assert json.loads(solution.read_text())["routes"][0]["distance_m"] == pytest.approx(1600, abs=10)
    assert run("check", along, solution).code == 0
    outside = run("solve", document((100, 20), (99_000, 20)), "-o", solution)
    assert "Travel in straight lines: not all places lie in small." in outside.err
