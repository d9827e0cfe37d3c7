"""``dispatch demo``: everything from addresses to files, and never over data of one's own."""

import shutil
from pathlib import Path

from data.samples.shipped import TINY_DAY
from tests.api.cli.conftest import SMALL_DEMO
from tests.api.cli.run import Run


def test_the_demo_writes_every_export(demo_folder: Path) -> None:
    files = sorted(path.suffix for path in (demo_folder / "out").iterdir() if path.suffix != ".ics")
    assert files == [".csv", ".geojson", ".html", ".html", ".json"]
    assert any(path.suffix == ".ics" for path in (demo_folder / "out").iterdir())
    assert not list((demo_folder / "out").glob(".*"))


def test_a_second_demo_knows_every_row_and_makes_the_next_revision(demo_run: Run, tmp_path: Path) -> None:
    said = demo_run(*SMALL_DEMO, "--out", tmp_path / "out")
    assert said.code == 0, said.err
    (row,) = (line for line in said.out.splitlines() if line.split()[:1] == ["requests"])
    assert row.split()[1:6] == ["14", "0", "0", "14", "0"]
    assert "revision 2" in said.out
    for part in ("Routes", "Cost", "Next", "Files in"):
        assert part in said.out


def test_the_demo_leaves_data_of_ones_own_alone(run: Run) -> None:
    assert run("import", TINY_DAY / "technicians.csv").code == 0
    said = run(*SMALL_DEMO)
    assert said.code == 1
    assert "data of your own" in said.err


def test_another_demo_wants_another_home(demo_run: Run) -> None:
    said = demo_run("demo", "--requests", "3", "--technicians", "1")
    assert said.code == 1
    assert "another demo" in said.err


def test_the_demo_leaves_an_address_table_of_ones_own_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    shutil.copy(TINY_DAY / "addresses.csv", tmp_path / "home" / "addresses.db")
    assert run(*SMALL_DEMO).code == 1


def test_a_demo_of_nothing_is_wrong_usage(run: Run) -> None:
    assert run("demo", "--requests", "0").code == 2
