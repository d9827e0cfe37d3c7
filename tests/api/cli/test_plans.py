"""``plan``, ``show``, ``diff``, ``publish``, ``export``, ``runs``: a day is planned, looked at, handed out."""

import json
import os
import re
import signal
from pathlib import Path

import pytest

from api.cli.planning import stopped_by_interrupt
from data.samples.shipped import TINY_DAY
from tests.api.cli.run import Run

DAY = "2026-11-23"


def test_a_plan_is_shown_by_each_of_its_names(demo_run: Run) -> None:
    plan = json.loads(demo_run("show", "--json").out)
    assert plan["revision"] == 1
    for ref in ("latest", DAY, f"{DAY}#1", plan["id"]):
        assert json.loads(demo_run("show", ref, "--json").out)["id"] == plan["id"]


@pytest.mark.parametrize("ref", ["2020-01-01", f"{DAY}#99", "plan_none", "2026-13-45"])
def test_a_plan_that_does_not_exist_is_named(demo_run: Run, ref: str) -> None:
    said = demo_run("show", ref)
    assert said.code == 1
    assert "Traceback" not in said.err
    assert said.err.strip()


def test_an_empty_home_says_how_to_make_a_plan(run: Run) -> None:
    said = run("show")
    assert said.code == 1
    assert "dispatch plan" in said.err


def test_planning_again_stays_close_and_the_difference_can_be_read(demo_run: Run) -> None:
    said = demo_run("plan", "--date", DAY, "--seconds", "0.5", "--from", "latest", "--json")
    assert said.code == 0, said.err
    plan = json.loads(said.out)
    assert plan["revision"] == 2
    assert plan["terms_cents"]["change"] == 0
    difference = json.loads(demo_run("diff", f"{DAY}#1", f"{DAY}#2", "--json").out)
    assert difference["after_id"] == plan["id"]
    planned = sum(len(route["stops"]) for route in plan["routes"])
    assert difference["unchanged"] + len(difference["changes"]) >= planned
    assert demo_run("diff", f"{DAY}#1", f"{DAY}#2").code == 0


def test_nobody_and_nothing_give_an_empty_plan(run: Run) -> None:
    plan = json.loads(run("plan", "--date", DAY, "--seconds", "0.5", "--json").out)
    assert (plan["routes"], plan["unassigned"], plan["cost_cents"]) == ([], [], 0)


def test_requests_without_technicians_are_all_unassigned_with_a_reason(run: Run) -> None:
    assert run("addresses", "load", TINY_DAY / "addresses.csv").code == 0
    assert run("import", TINY_DAY / "requests.csv").code == 0
    plan = json.loads(run("plan", "--date", DAY, "--seconds", "0.5", "--json").out)
    assert {left_out["reason_code"] for left_out in plan["unassigned"]} == {"no_vehicles"}


def test_a_day_without_shifts_is_planned_with_a_reason_for_every_visit(demo_run: Run) -> None:
    plan = json.loads(demo_run("plan", "--date", "2026-12-24", "--seconds", "0.5", "--json").out)
    assert plan["routes"] == []
    assert all(left_out["reason_code"] and left_out["reason"] for left_out in plan["unassigned"])


def test_a_plan_is_published_once(demo_run: Run) -> None:
    assert "is published" in demo_run("publish", DAY).out
    assert json.loads(demo_run("show", "--json").out)["status"] == "published"
    assert demo_run("publish", DAY).code == 1


def test_runs_are_listed_with_their_result(demo_run: Run) -> None:
    (found,) = json.loads(demo_run("runs", "--json").out)
    assert (found["status"], found["plan_id"]) == ("succeeded", json.loads(demo_run("show", "--json").out)["id"])
    assert "succeeded" in demo_run("runs").out


def test_show_prints_routes_reasons_and_costs(demo_run: Run) -> None:
    said = demo_run("show", "--stops")
    assert said.code == 0
    for part in ("Routes", "Technician", "Cost", "total", "Promised"):
        assert part in said.out


def test_an_export_goes_to_a_folder_a_file_or_standard_output(demo_run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert demo_run("export", "latest", "-f", "csv", "-f", "ics", "-o", folder).code == 0
    assert (folder / f"plan-{DAY}-r1.csv").exists()
    assert len(list(folder.glob("*.ics"))) >= 1
    named = tmp_path / "monday.html"
    assert demo_run("export", "latest", "-o", named).code == 0
    assert named.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert demo_run("export", "latest", "--format", "ics", "-o", tmp_path / "x.ics").code == 2


def test_an_export_for_one_technician_has_only_that_ones_routes(demo_run: Run, tmp_path: Path) -> None:
    who = json.loads(demo_run("show", "--json").out)["routes"][0]["technician_id"]
    demo_run("export", "latest", "-f", "ics", "--technician", who, "-o", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"plan-{DAY}-r1-{who}.ics"]
    assert demo_run("export", "latest", "--technician", "nobody").code == 1


def test_an_export_that_cant_be_written_leaves_nothing_behind(demo_run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    said = demo_run("export", "latest", "-o", tmp_path / "file" / "below")
    assert said.code == 1
    assert "What to do" in said.err


def test_the_first_interrupt_asks_to_stop_and_the_second_interrupts() -> None:
    with stopped_by_interrupt() as stop:
        assert not stop()
        os.kill(os.getpid(), signal.SIGINT)
        assert stop()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("columns", ["", "80", "200"])
def test_headings_stay_whole_on_narrow_and_wide_terminals(
    demo_run: Run, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    said = demo_run("show")
    for heading in ("Technician", "Visits", "Service", "Overtime"):
        assert heading in said.out


def test_a_visit_for_two_is_shown_with_the_colleague_and_compared(run: Run, tmp_path: Path) -> None:
    team = tmp_path / "team"
    team.mkdir()
    rows = {
        "technicians.csv": "external_id,name,lat,lon\nT-1,Ada Byron,38.90,-77.03\nT-2,Ben Hahn,38.92,-77.03\n",
        "shifts.csv": f"external_id,technician,date,start,end\nS-1,T-1,{DAY},08:00,17:00\nS-2,T-2,{DAY},08:00,17:00\n",
        "requests.csv": "external_id,reported_at,customer_name,address,lat,lon,work,product,people\n"
        "R-1,2026-11-22 18:00,Zoe,1 A St,38.91,-77.03,maintenance,dishwasher,2\n",
    }
    for name, text in rows.items():
        (team / name).write_text(text, encoding="utf-8")
        assert run("import", team / name).code == 0
    said = run("plan", "--date", DAY, "--seconds", "0.3", "--json")
    plan = json.loads(said.out)
    assert [[stop["request_id"] for stop in route["stops"]] for route in plan["routes"]] == [["R-1"], ["R-1"]]
    shown = " ".join(run("show", "--stops").out.split())
    assert "1 visits planned" in shown
    assert "with Ben Hahn" in shown
    assert "with Ada Byron" in shown
    assert run("pin", "R-1", "--at", f"{DAY} 15:00").code == 0
    assert run("plan", "--date", DAY, "--seconds", "0.3", "--from", "latest").code == 0
    difference = " ".join(run("diff", f"{DAY}#1", f"{DAY}#2").out.split())
    assert "1 visits differ, 0 stay" in difference
    assert re.search("15:00 (Ada Byron, Ben Hahn|Ben Hahn, Ada Byron)", difference)
    assert run("publish", DAY).code == 0
