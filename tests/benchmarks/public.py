"""Public benchmark sets, gap to the best known: ``python -m tests.benchmarks public --sets trsp --seconds 60``.

Instances and best-known values are third-party data and no part of this project; ``--bench`` or ``DISPATCH_BENCH``
names their folder, which is ``../shared/bench`` beside the project by default. Every answer comes from the function
behind ``dispatch solve --format …`` and is judged by ``public_judges.py``. The tables are Markdown.
"""

import argparse
import csv
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from data.files.public.solving import solve_file
from data.files.search import Search
from solver.compiled_search import ready_search
from tests.benchmarks.public_judges import (
    Answer,
    Verdict,
    judge_hhcrsp,
    judge_sdvrptw,
    judge_solomon,
    judge_trsp,
)

BENCH = Path(__file__).parents[3] / "shared" / "bench"
INSTANCES = 6
"""Of each set where nothing else is asked for, evenly spread over its list."""

COLUMNS = ("instance", "seconds", "seed", "value", "unserved", "best known", "gap %")


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A folder of instances.

    Parameters
    ----------
    folder, pattern : str
        Where the files are.
    format_name : str
        As ``dispatch solve --format`` knows it.
    seconds : float
        For each instance, if nothing else is asked for.
    bar : float
        The mean gap, percent, that is aimed at.
    """

    folder: str
    pattern: str
    format_name: str
    judge: Callable[[bytes, Answer], Verdict]
    seconds: float
    bar: float


SETS = {
    "praxedo": PublicSet("praxedo", "*.txt*", "praxedo", judge_trsp, 60, 0.5),
    "trsp": PublicSet("trsp", "*_25-5-5-5.txt", "trsp", judge_trsp, 60, 1),
    "sdvrptw": PublicSet("sdvrptw", "*.vrp", "vrplib", judge_sdvrptw, 60, 1.5),
    "hhcrsp": PublicSet("hhcrsp", "*/*.json.gz", "hhcrsp", judge_hhcrsp, 60, 3),
    "solomon": PublicSet("vrptw", "solomon/*.txt", "solomon", judge_solomon, 60, 0.5),
    "homberger": PublicSet("vrptw", "homberger/*_10_*.txt", "solomon", judge_solomon, 120, 4),
}


@dataclass(frozen=True, slots=True)
class Best:
    """The best known value, and how many visits it leaves out."""

    value: float
    unserved: int


@dataclass(frozen=True, slots=True)
class Row:
    """One solve."""

    instance: str
    seconds: float
    seed: int
    verdict: Verdict
    best: Best

    @property
    def gap(self) -> float:
        """Percent above the best known."""
        return 100 * (self.verdict.value / self.best.value - 1)

    @property
    def complete(self) -> bool:
        """Whether the plan is one that may be compared."""
        return not self.verdict.faults and self.verdict.unserved <= self.best.unserved


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    parser.add_argument("--seconds", type=float, help="for each instance; default: the set's own")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--instances", type=int, default=INSTANCES, help="of each set, evenly spread")
    parser.add_argument("--all", action="store_true", help="every instance")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bench", type=Path, default=Path(os.environ.get("DISPATCH_BENCH", BENCH)))


def main(asked: argparse.Namespace) -> int:
    """Print a table for each set; 1 when an answer breaks a rule of its file."""
    if not asked.bench.is_dir():
        _say(f"Public sets: skipped, {asked.bench} is not here; name their folder with --bench or DISPATCH_BENCH.")
        return 0
    ready_search()
    _say(f"Public sets, {datetime.now(UTC):%d %B %Y}: `python -m tests.benchmarks {' '.join(sys.argv[1:])}`")
    rows = [row for name in asked.sets for row in run_set(name, asked)]
    return 1 if any(row.verdict.faults for row in rows) else 0


def run_set(name: str, asked: argparse.Namespace) -> list[Row]:
    """Solve and judge a set, each row printed as soon as it is there."""
    public = SETS[name]
    best = best_known(asked.bench / public.folder)
    seconds = public.seconds if asked.seconds is None else asked.seconds
    files = sorted((asked.bench / public.folder).glob(public.pattern))
    chosen = files if asked.all else spread(files, asked.instances)
    _say(f"\n### {name}: {len(chosen)} of {len(files)} instances, mean gap aimed at {public.bar:g} %\n")
    _say(_cells(COLUMNS))
    _say(_cells(["---", *["---:"] * (len(COLUMNS) - 1)]))
    rows = []
    for path in chosen:
        for seed in asked.seeds:
            search = Search(seconds=seconds, seed=seed, threads=asked.threads)
            content = path.read_bytes()
            answer = solve_file(content, public.format_name, search=search)
            row = Row(_name(path), answer["seconds"], seed, public.judge(content, answer), best[_name(path)])
            rows.append(row)
            _say(_cells(_shown(row)))
    compared = [row.gap for row in rows if row.complete]
    gap = f"{mean(compared):+.2f}" if compared else "–"
    _say(_cells([f"**mean of {len(compared)} of {len(rows)}**", "", "", "", "", "", f"**{gap}**"]))
    for row in rows:
        for fault in row.verdict.faults[:3]:
            _say(f"\n{row.instance}, seed {row.seed}: {fault}")
    return rows


def best_known(folder: Path) -> dict[str, Best]:
    """Best-known values by the name of the instance."""
    with (folder / "bks.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["instance"].rpartition("/")[2]: Best(float(row["cost"]), int(row.get("unserved") or 0))
            for row in csv.DictReader(file)
        }


def spread(files: Sequence[Path], count: int) -> list[Path]:
    """So many files, evenly spread over the list, its ends among them."""
    if count >= len(files):
        return list(files)
    return [files[round(k * (len(files) - 1) / max(1, count - 1))] for k in range(count)]


def _shown(row: Row) -> Iterator[str]:
    yield row.instance
    yield f"{row.seconds:.0f}"
    yield str(row.seed)
    yield "**breaks a rule**" if row.verdict.faults else f"{row.verdict.value:,.2f}"
    yield f"{row.verdict.unserved} ({row.best.unserved})" if row.best.unserved else str(row.verdict.unserved)
    yield f"{row.best.value:,.2f}"
    yield f"{row.gap:+.2f}" if row.complete else "–"


def _name(path: Path) -> str:
    return path.name.partition(".json")[0].removesuffix(".gz").removesuffix(".txt").removesuffix(".vrp")


def _cells(cells: Sequence[str] | Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
