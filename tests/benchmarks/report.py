"""How benchmarks speak: lines while they run, markdown tables at the end, and what both were measured on."""

import os
import platform
import shlex
import sys
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import solver


def line(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def running(text: str) -> None:
    """Say on standard error what has begun, since it may take long."""
    sys.stderr.write(f"… {text}\n")
    sys.stderr.flush()


def markdown(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table under its title; all columns but the first are set flush right."""
    lines = [headings, ["---"] + ["---:"] * (len(headings) - 1), *rows]
    return f"\n### {title}\n\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def measured_on() -> str:
    """The machine, and the command that was given."""
    machine = f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    return f"{machine}; `python -m tests.benchmarks {shlex.join(sys.argv[1:])}`"


def our_version() -> str:
    """The content of the solver in eight letters: another content gets other rows."""
    content = sha256()
    root = Path(solver.__file__).parent
    for source in sorted(root.rglob("*.py")):
        content.update(source.relative_to(root).as_posix().encode() + source.read_bytes())
    return content.hexdigest()[:8]


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    if described.exists():
        for entry in described.read_text(encoding="utf-8").splitlines():
            name, _, value = entry.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()
