"""Best-known plans of the public sets cost what is published: by the readers with the solver, and by the judges.

The sets lie beside the project, not in it; without them these tests are skipped.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data.files.public.answer import write_answer
from data.files.public.instance import Instance
from data.files.public.solomon import read_solomon
from data.files.public.trsp import read_trsp
from data.files.public.vrplib import read_vrplib
from solver.solve import evaluate
from tests.benchmarks.public import BENCH, best_known
from tests.benchmarks.public_judges import judge_sdvrptw, judge_trsp

pytestmark = pytest.mark.skipif(not BENCH.is_dir(), reason=f"the public sets are not in {BENCH}")

FOLDERS = ("trsp", "praxedo")


def rows(folder: str) -> Iterator[dict[str, str]]:
    path = BENCH / folder / "bks.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def technicians(folder: str, row: dict[str, str]) -> tuple[bytes, Instance]:
    content = next((BENCH / folder).glob(f"{row['instance']}.txt*")).read_bytes()
    return content, read_trsp(content)


def technician_routes(text: str, instance: Instance) -> Iterator[tuple[int, list[int]]]:
    """Technician and the nodes between the homes, the call at the depot as node 0."""
    calls = 1 + 2 * len(instance.vehicles) + len(instance.visits)
    for part in text.strip("<>").split("|"):
        if part:
            who, *way, _ = [int(word) for word in part.split(",")]
            yield who, [0 if node >= calls else node for node in way]


CREWS = [pytest.param(folder, row, id=row["instance"]) for folder in FOLDERS for row in rows(folder)]


@pytest.mark.parametrize(("folder", "row"), CREWS)
def test_technicians_routes_are_judged(folder: str, row: dict[str, str]) -> None:
    content, instance = technicians(folder, row)
    answer: dict[str, Any] = {
        "routes": [
            {"technician": who, "stops": [{"visit": node} if node else {"depot": 0} for node in way]}
            for who, way in technician_routes(row["routes"], instance)
        ]
    }
    verdict = judge_trsp(content, answer)
    assert (verdict.faults, verdict.unserved) == ((), int(row.get("unserved") or 0))
    assert verdict.value == pytest.approx(float(row["cost"]), abs=1e-3)


@pytest.mark.parametrize(("folder", "row"), CREWS)
def test_technicians_routes_cost_what_is_published_or_less(folder: str, row: dict[str, str]) -> None:
    """Some published routes call at the depot earlier than is best; what is saved there the judge confirms."""
    content, instance = technicians(folder, row)
    first = 1 + len(instance.vehicles)
    plan = [
        (who - 1, [node - first for node in way if node]) for who, way in technician_routes(row["routes"], instance)
    ]
    found = evaluate(instance.problem, [(who, way) for who, way in plan if way])
    assert found.violations == ()
    answer = write_answer(instance, found.solution, seconds=0)
    assert answer["objective"] <= float(row["cost"]) + 0.02
    verdict = judge_trsp(content, answer)
    assert (verdict.faults, verdict.value) == ((), pytest.approx(answer["objective"], abs=0.02))


@pytest.mark.parametrize("row", [pytest.param(row, id=row["instance"]) for row in rows("sdvrptw")])
def test_site_dependent_vehicles(row: dict[str, str]) -> None:
    path = BENCH / "sdvrptw" / f"{row['instance']}.vrp"
    instance = read_vrplib(path.read_bytes())
    lines = [line for line in path.with_suffix(".sol").read_text(encoding="utf-8").splitlines() if "#" in line]
    routes = [(int(k), [int(word) for word in way.split()]) for k, way in (line[7:].split(":") for line in lines)]
    answer: dict[str, Any] = {
        "routes": [{"vehicle": k, "stops": [{"visit": client + 1} for client in way]} for k, way in routes if way]
    }
    verdict = judge_sdvrptw(path.read_bytes(), answer)
    assert (verdict.faults, verdict.unserved) == ((), 0)
    assert verdict.value == pytest.approx(float(row["cost"]), abs=5e-4)
    found = evaluate(instance.problem, [(k - 1, [c - 1 for c in way]) for k, way in routes if way])
    assert found.violations == ()
    assert write_answer(instance, found.solution, seconds=0)["objective"] == float(row["cost"])


@pytest.mark.parametrize("folder", ["trsp", "praxedo", "sdvrptw", "hhcrsp", "vrptw"])
def test_every_set_has_its_best_known_values(folder: str) -> None:
    assert best_known(BENCH / folder)


def test_all_of_solomons_files_are_read() -> None:
    for path in sorted((BENCH / "vrptw").glob("*/*.txt")):
        instance = read_solomon(path.read_bytes())
        assert len(instance.visits) in {100, 200, 600, 1000}, path
        assert Path(path).stem == instance.name
