"""Field days against peers: the same days, seconds and cores for everyone, one solver after another."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.field_days import field_day
from tests.benchmarks.field_solvers import OURS, PEERS, SOLVERS, FailedRunError, FieldRun, FieldSolver, run
from tests.benchmarks.field_table import SECONDS, Results, day_table, ratio_table
from tests.benchmarks.kept_rows import KeptRows
from tests.benchmarks.quiet import how_quiet, notable
from tests.benchmarks.report import line, measured_on, running

DEFAULT_SIZES = ",".join(f"{visits}/{technicians}" for visits, technicians in SECONDS)
KEPT = Path(".benchmarks") / "field.jsonl"

NOTES = """{cores} cores for everyone, one solver at a time. OR-Tools and PyVRP use one thread: {cores} processes run
side by side, with other orders of the visits or other seeds, and the better plan counts. VROOM ranks by priority first
and runs without limit: its seconds are its own. Peers read the day into their model for free, for ours that counts. One
independent scorer values all plans: penalties plus seconds of travel."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.add_argument("--sizes", type=_sizes, default=DEFAULT_SIZES, help="visits/technicians (default: %(default)s)")
    parser.add_argument("--seeds", type=_numbers, default="0,1,2,3", help="of the days (default: %(default)s)")
    parser.add_argument("--peers", type=_solvers, default="ours,ortools,pyvrp,vroom", help="default: %(default)s")
    parser.add_argument("--threads", type=int, default=2, help="cores for everyone (default: %(default)s)")
    parser.add_argument("--seconds", type=float, help="for every size (default: 10, 20, 40, 60 for the four sizes)")
    parser.add_argument(
        "--keep", type=Path, default=KEPT, help="rows are written here as they finish (default: %(default)s)"
    )
    parser.add_argument("--fresh", action="store_true", help="forget the rows of earlier runs")


def main(options: argparse.Namespace) -> None:
    """Run what has not been run yet, and print the tables of what there is, also when interrupted."""
    kept = KeptRows(options.keep, fresh=options.fresh)
    results: Results = {}
    dates: set[str] = set()
    for solver in options.peers:
        if solver.version is None:
            line(f"{solver.title}: {solver.package} is not installed (pip install 'field-dispatch[peers]').")
    try:
        plan = list(_plan(options))
        for number, (size, seed, solver, limit) in enumerate(plan, start=1):
            key = {
                "day": [*size, seed],
                "solver": solver.name,
                "version": solver.version,
                "seconds": limit,
                "cores": options.threads,
            }
            row = kept.get(**key)
            again = row is not None
            if row is None:
                running(f"{number} of {len(plan)}: {size[0]}/{size[1]} s{seed}, {solver.title}")
                row = _row(solver, (*size, seed), limit, options.threads)
                if "fault" not in row:
                    kept.add(row, **key)
            dates.add(row.pop("date"))
            line(_told(size, seed, solver, row) + (" (earlier)" if again else ""))
            if "fault" not in row:
                results.setdefault((size, limit), {}).setdefault(seed, {})[solver.name] = FieldRun(**row)
    except KeyboardInterrupt:
        line(f"Interrupted. Finished rows are kept in {options.keep}: the same command goes on from there.")
        raise
    finally:
        if results:
            _print_tables(results, options, dates)


def _plan(options: argparse.Namespace) -> Iterator[tuple[tuple[int, int], int, FieldSolver, float]]:
    for size in options.sizes:
        limit = options.seconds or SECONDS.get(size, 20.0)
        for seed in options.seeds:
            for solver in options.peers:
                if solver.version is not None:
                    yield size, seed, solver, limit


def _row(solver: FieldSolver, draw: tuple[int, int, int], limit: float, cores: int) -> dict[str, object]:
    date = datetime.now(tz=UTC).date().isoformat()
    try:
        return run(solver, field_day(*draw), draw, limit, cores).as_row() | {"date": date}
    except FailedRunError as error:
        return {"fault": str(error), "date": date}


def _told(size: tuple[int, int], seed: int, solver: FieldSolver, row: dict[str, object]) -> str:
    name = f"{size[0]}/{size[1]} s{seed}"
    if "fault" in row:
        return f"{name:14}{solver.title:16} failed: {row['fault']}"
    done = FieldRun(**row)
    figures = f"{done.value:>12,}{done.unserved:>6} unserved{done.seconds:>8.1f} s{done.peak_mb:>8,.0f} MB"
    beside = f", beside others ({done.others:.0%} of the machine)" if notable(done.others) else ""
    return f"{name:14}{solver.title:16}{figures}{beside}"


def _print_tables(results: Results, options: argparse.Namespace, dates: set[str]) -> None:
    shown = [solver for solver in (OURS, *PEERS) if solver in options.peers]
    line(day_table(results, shown))
    if OURS in shown:
        line(ratio_table(results, shown))
    line(f"{' and '.join(sorted({min(dates), max(dates)}))}; {measured_on()}.")
    line(NOTES.format(cores=options.threads))
    runs = [done for days in results.values() for by_solver in days.values() for done in by_solver.values()]
    line(how_quiet([done.others for done in runs]))


def _sizes(text: str) -> list[tuple[int, int]]:
    sizes = []
    for part in text.split(","):
        visits, _, technicians = part.partition("/")
        sizes.append((int(visits), int(technicians)))
    return sizes


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _solvers(text: str) -> list[FieldSolver]:
    unknown = set(text.split(",")) - set(SOLVERS)
    if unknown:
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))} (known: {', '.join(SOLVERS)})")
    return [SOLVERS[name] for name in text.split(",")]
