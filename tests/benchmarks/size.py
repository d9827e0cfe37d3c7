"""The cost of size: seconds to the first plan and to a good one, and peak memory, from small days to large ones."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from solver.solve import Progress
from solver.solve import solve as solve_problem
from tests.benchmarks.alone import DiedError, alone, forget_peak, timed
from tests.benchmarks.field_days import field_day
from tests.benchmarks.kept_rows import KeptRows, Row
from tests.benchmarks.peers.ours import problem_of, warm_up
from tests.benchmarks.quiet import Others, how_quiet
from tests.benchmarks.report import line, markdown, measured_on, our_version, running

LARGEST = (3000, 350)
"""The largest day; smaller ones have technicians in the same proportion."""

FIRST_PLAN_AT, FIRST_PLAN_S = 600, 3.0
"""Where the bar for the first plan is, and how many seconds it may take."""

MOST_MEMORY_MB = 2000
GOOD = 1.02
"""A plan within 2 % of the long run's is good."""

SHORTEST_PART = 64
"""The shortest limit that is tried is this part of the long one; each next one is twice as long."""

KEPT = Path(".benchmarks") / "size.jsonl"

NOTES = """Within 2 % means of the long run's value, reached by a search that is given that limit. The search cools down
towards its limit: on the way to a long one it passes the same value later."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument("--visits", type=_numbers, default="100,300,1000,3000", help="default: %(default)s")
    parser.add_argument("--seconds", type=float, default=600.0, help="of the long runs (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=2, help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=0, help="of the days (default: %(default)s)")
    parser.add_argument("--plot", type=Path, help="draw both curves into this file (.svg, .png), with matplotlib")
    parser.add_argument(
        "--keep", type=Path, default=KEPT, help="rows are written here as they finish (default: %(default)s)"
    )
    parser.add_argument("--fresh", action="store_true", help="forget the rows of earlier runs")


def main(options: argparse.Namespace) -> None:
    """Run what has not been run yet; tables and plot at the end, also when interrupted."""
    if options.plot and find_spec("matplotlib") is None:
        raise SystemExit("--plot needs matplotlib: pip install 'field-dispatch[benchmarks]'.")
    bench = _Bench(options)
    firsts: list[list[str]] = []
    goods: list[list[str]] = []
    points: list[tuple[int, float, float]] = []
    try:
        firsts.extend(_first_cells(visits, bench.first(visits)) for visits in sorted({*options.visits, FIRST_PLAN_AT}))
        for visits in options.visits:
            runs = list(bench.runs(visits))
            goods.append(_good_cells(visits, runs))
            points.append((visits, runs[-1]["limit"], max(run["peak_mb"] for run in runs)))
    except KeyboardInterrupt:
        line(f"Interrupted. Finished rows are kept in {options.keep}: the same command goes on from there.")
        raise
    finally:
        line(markdown("The first plan: every step once, warm code", FIRST_HEADINGS, firsts))
        headings = [heading.format(f"{options.seconds:g}") for heading in GOOD_HEADINGS]
        line(markdown("Cost of size", headings, goods))
        dates = f"{' and '.join(sorted({min(bench.dates), max(bench.dates)}))}; " if bench.dates else ""
        line(f"{dates}{measured_on()}.")
        line(NOTES)
        line(how_quiet(bench.others))
    if options.plot:
        from tests.benchmarks.size_plot import draw  # noqa: PLC0415 -- matplotlib is an extra

        draw(points, options.plot)
        line(f"Drawn: {options.plot}")


class _Bench:
    """Runs by key, each in a process of its own unless it is kept already."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._kept = KeptRows(options.keep, fresh=options.fresh)
        self._options = options
        self.dates: set[str] = set()
        self.others: list[float | None] = []

    def first(self, visits: int) -> Row:
        """The first plan."""
        row = self._run(visits, None)
        line(f"{_day(visits)}: first plan after {row['seconds']:.1f} s, {row['peak_mb']:,.0f} MB")
        return row

    def runs(self, visits: int) -> Iterator[Row]:
        """The long run, then shorter ones until one is good."""
        long = self._run(visits, self._options.seconds)
        self._tell(visits, long)
        yield long
        limit = self._options.seconds / SHORTEST_PART
        while limit < self._options.seconds:
            row = self._run(visits, limit)
            self._tell(visits, row)
            yield row
            if row["value"] <= GOOD * long["value"]:
                return
            limit *= 2
        yield long

    def _tell(self, visits: int, row: Row) -> None:
        line(f"{_day(visits)}: {row['value']:,} in {row['limit']:g} s, {row['peak_mb']:,.0f} MB")

    def _run(self, visits: int, limit: float | None) -> Row:
        options = self._options
        key = {"visits": visits, "limit": limit, "threads": options.threads, "seed": options.seed}
        key["version"] = our_version()
        row = self._kept.get(**key)
        if row is None:
            date = datetime.now(tz=UTC).date().isoformat()
            running(f"{_day(visits)}: {'first plan' if limit is None else f'{limit:g} s'}")
            others = Others()
            try:
                done = alone(_solve, visits, limit, options.threads, options.seed, cores=options.threads)
            except DiedError as error:
                raise SystemExit(f"{_day(visits)}: {error}") from error
            row = done.answer | {"peak_mb": done.peak_mb, "limit": limit, "date": date, "others": others.share()}
            self._kept.add(row, **key)
        self.dates.add(row["date"])
        self.others.append(row["others"])
        return row


def _solve(visits: int, limit: float | None, threads: int, seed: int) -> Row:
    """Solve a day with warm code; without a limit every step is made once."""
    warm_up()
    problem = problem_of(field_day(visits, _technicians(visits), seed))
    forget_peak()
    met: list[tuple[float, int]] = []

    def note(progress: Progress) -> None:
        if progress.solutions:
            met.append((progress.elapsed_s, progress.cost))

    search: dict[str, Any] = {"iterations": 1} if limit is None else {"seconds": limit, "threads": threads}
    solution, used = timed(solve_problem, problem, on_progress=note, **search)
    within = min((elapsed for elapsed, cost in met if cost <= GOOD * solution.cost), default=used)
    return {
        "value": solution.cost,
        "unserved": len(solution.unassigned),
        "seconds": used,
        "constructed_s": met[0][0] if met else used,
        "within_s": within,
    }


FIRST_HEADINGS = ("day", "constructed", "every step", "value", "unserved", "peak MB")
GOOD_HEADINGS = (
    "day",
    "value after {} s",
    "unserved",
    "seconds to within 2 %",
    "on the way to the long limit",
    "peak MB",
)


def _first_cells(visits: int, row: Row) -> list[str]:
    met = "met" if row["seconds"] <= FIRST_PLAN_S else "missed"
    judged = f" (≤ {FIRST_PLAN_S:g} s: {met})" if visits == FIRST_PLAN_AT else ""
    seconds = f"{row['seconds']:.1f} s{judged}"
    value, unserved = f"{row['value']:,}", str(row["unserved"])
    return [_day(visits), f"{row['constructed_s']:.1f} s", seconds, value, unserved, f"{row['peak_mb']:,.0f}"]


def _good_cells(visits: int, runs: list[Row]) -> list[str]:
    long, good = runs[0], runs[-1]
    peak = max(run["peak_mb"] for run in runs)
    judged = f" (≤ {MOST_MEMORY_MB:,}: {'met' if peak <= MOST_MEMORY_MB else 'missed'})" if visits >= LARGEST[0] else ""
    value, unserved, within = f"{long['value']:,}", str(long["unserved"]), f"{long['within_s']:.1f}"
    return [_day(visits), value, unserved, f"{good['limit']:.1f}", within, f"{peak:,.0f}{judged}"]


def _technicians(visits: int) -> int:
    return max(1, round(visits * LARGEST[1] / LARGEST[0]))


def _day(visits: int) -> str:
    return f"{visits}/{_technicians(visits)}"


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]
