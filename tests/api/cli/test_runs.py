"""``runs``: what has been solved, and a run whose process was killed is finished by the next one."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from api.cli import runs
from tests.api.cli.run import Run

DAY = "2026-11-23"


def running_since(run: Run) -> bool:
    return any(found["status"] == "running" for found in json.loads(run("runs", "--json").out))


def test_a_run_killed_in_mid_solve_is_finished_by_the_next_process(
    demo_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-c", "from api.cli import main; main()", "--home", str(tmp_path / "demo-home")]
    with subprocess.Popen(
        [*command, "plan", "--date", DAY, "--seconds", "3"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        deadline = time.monotonic() + 60
        while not running_since(demo_run) and time.monotonic() < deadline:
            time.sleep(0.1)
        os.kill(process.pid, signal.SIGKILL)
    assert running_since(demo_run)
    assert json.loads(demo_run("show", "--json").out)["revision"] == 1

    monkeypatch.setattr(runs, "STALE_AFTER", timedelta(seconds=1))
    said = demo_run("runs", "--resume")
    assert said.code == 0, said.err
    assert f"{DAY}#2" in said.out
    assert json.loads(demo_run("runs", "--json").out)[0]["status"] == "succeeded"


def test_with_nothing_interrupted_resuming_only_lists(demo_run: Run) -> None:
    said = demo_run("runs", "--resume", "--json")
    assert [found["status"] for found in json.loads(said.out)] == ["succeeded"]
