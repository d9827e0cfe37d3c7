"""Homes: an empty one, and a copy of one in which a small demo has run."""

import shutil
from pathlib import Path

import pytest

from api.cli import main
from tests.api.cli.run import Run, runner

SMALL_DEMO = ("demo", "--requests", "14", "--technicians", "3", "--seed", "7", "--seconds", "0.5")


@pytest.fixture(autouse=True)
def usual_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Test runners may announce a width of their own."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Commands in an empty home."""
    return runner(tmp_path / "home", capsys)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``home`` and ``out`` of a small demo; don't change it."""
    folder = tmp_path_factory.mktemp("demo")
    with pytest.raises(SystemExit) as left:
        main(["--home", str(folder / "home"), *SMALL_DEMO, "--out", str(folder / "out")])
    assert left.value.code in {None, 0}
    return folder


@pytest.fixture
def demo_run(demo_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Commands in a home of its own in which the small demo has run."""
    shutil.copytree(demo_folder / "home", tmp_path / "demo-home")
    return runner(tmp_path / "demo-home", capsys)
