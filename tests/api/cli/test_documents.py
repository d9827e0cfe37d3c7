"""``dispatch solve`` and ``dispatch check``: documents in, documents out."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.cli.run import Run
from tests.data.files.documents import a_problem, a_vroom_problem
from tests.data.files.public.samples import SDVRPTW

ROOT = Path(__file__).parents[3]


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(a_problem()), encoding="utf-8")
    return path


def test_a_solved_document_is_accepted_by_the_checker(run: Run, problem: Path, tmp_path: Path) -> None:
    solution = tmp_path / "solution.json"
    assert run("solve", problem, "-o", solution).code == 0
    said = run("check", problem, solution)
    assert said.code == 0
    assert "Accepted" in said.out


def test_a_broken_plan_is_exit_code_one_with_every_violation(run: Run, problem: Path, tmp_path: Path) -> None:
    solution = tmp_path / "solution.json"
    solution.write_text(json.dumps({"routes": [{"shift": "ben-mon", "visits": ["stove"]}]}))
    said = run("check", problem, solution, "--json")
    assert said.code == 1
    assert [v["code"] for v in json.loads(said.out)["violations"]] == ["skill"]
    assert "ben-mon" in run("check", problem, solution).out


def test_documents_come_from_standard_input_and_go_to_standard_output(problem: Path) -> None:
    command = [sys.executable, "-c", "from api.cli import main; main()", "solve", "-", "--iterations", "50"]
    done = subprocess.run(command, input=problem.read_bytes(), capture_output=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout)["routes"]


def test_a_vroom_user_needs_to_change_nothing(run: Run, tmp_path: Path) -> None:
    problem, solution = tmp_path / "in.json", tmp_path / "out.json"
    problem.write_text(json.dumps(a_vroom_problem()))
    assert run("solve", problem, "-o", solution, "--format", "vroom", "--iterations", "500").code == 0
    assert json.loads(solution.read_text())["code"] == 0
    assert run("check", problem, solution, "--format", "vroom").code == 0


def test_every_fault_of_a_document_is_shown(run: Run, problem: Path) -> None:
    problem.write_text(json.dumps(a_problem(visits=[{"id": 1}, {"place": 1}])))
    said = run("solve", problem)
    assert said.code == 1
    for path in ("visits[0].place", "visits[0].service_duration_s", "visits[1].id"):
        assert path in said.err


def test_what_is_no_json_is_refused(run: Run, problem: Path) -> None:
    problem.write_bytes(b"{")
    said = run("solve", problem)
    assert said.code == 1
    assert "Line 1" in said.err


def test_a_benchmark_file_is_answered_in_its_own_ids_and_units(run: Run, tmp_path: Path) -> None:
    problem, solution = tmp_path / "tiny.vrp", tmp_path / "out.json"
    problem.write_text(SDVRPTW, encoding="utf-8")
    options = ("--format", "vrplib", "--seconds", "1", "--threads", "2", "-o", solution)
    said = run("solve", problem, *options)
    assert said.code == 0
    assert "1 routes, 0 unserved, objective 10.02" in said.err
    answer = json.loads(solution.read_text(encoding="utf-8"))
    assert [stop["visit"] for stop in answer["routes"][0]["stops"]] == [2, 3]
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_a_faulty_benchmark_file_gets_one_clear_answer(run: Run, tmp_path: Path) -> None:
    problem = tmp_path / "tiny.vrp"
    problem.write_text(SDVRPTW.replace("2 3 4", "2 3 four"), encoding="utf-8")
    said = run("solve", problem, "--format", "vrplib", "-o", tmp_path / "out.json")
    assert said.code == 1
    assert "line 9" in said.err
    assert "'four' is no number" in said.err
    assert not (tmp_path / "out.json").exists()
