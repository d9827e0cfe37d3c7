"""Commands start without what only some of them need."""

import subprocess
import sys

HEAVY = ("alembic", "fastapi", "icalendar", "numba", "scipy", "uvicorn")


def test_libraries_that_few_commands_need_are_not_loaded_at_the_start() -> None:
    code = f"import sys, api.cli; print([name for name in {HEAVY} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"
