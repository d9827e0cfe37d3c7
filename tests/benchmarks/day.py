"""How long a day takes: import and geocode many requests, build the problem, plan. Run: python -m tests.benchmarks.day

Each line runs in a process of its own, so that its peak memory is its own.
Days are generated from a seed in a made-up city; the search has as many seconds as ``SECONDS`` gives its size.
"""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from api.cli.demo_day import DAY, DemoClock, DemoDay, prepare
from api.cli.loading import Kind, read_table, take_in
from api.cli.output import print_table, table
from api.cli.sample import load_sample
from api.cli.session import Session
from data.samples.shipped import WASHINGTON
from dispatch.plan import Horizon
from dispatch.planning import make_plan
from dispatch.problem_builder import build
from dispatch.snapshot import snapshot
from tests.benchmarks.alone import alone, peak_mb

SEED = 2026
IMPORTED = 10_000
SECONDS = {(50, 6): 10.0, (200, 25): 20.0, (600, 70): 40.0}
"""Visits and technicians to seconds of search."""

IMPORT_COLUMNS = ("rows", "seconds", "rows/s", "again s", "attention", "peak MB")
PLAN_COLUMNS = ("day", "build s", "limit s", "plan s", "planned", "unassigned", "cost", "peak MB")

POLICY = WASHINGTON / "policy.toml"


@dataclass(frozen=True, slots=True)
class Imported:
    """Seconds to take rows in, addresses found, and to take the same rows in again."""

    rows: int
    first_s: float
    again_s: float
    attention: int
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Planned:
    """Seconds to build the problem and to plan, and what came out."""

    requests: int
    technicians: int
    build_s: float
    limit_s: float
    plan_s: float
    planned: int
    unassigned: int
    cost_cents: int
    peak_mb: float


def import_day(rows: int) -> Imported:
    """Import and geocode requests into an empty database, then the same again."""
    with tempfile.TemporaryDirectory() as home, Session(Path(home)).wiring(DemoClock()) as wiring:
        folder = prepare(wiring, DemoDay(rows, 50, SEED))
        seconds = []
        attention = 0
        for _ in range(2):
            start = time.perf_counter()
            rows_read, kind = read_table(folder / "requests.csv", Kind.REQUESTS)
            with wiring.unit_of_work("benchmark") as uow:
                uow.policies.activate(POLICY.read_text(encoding="utf-8"))
                report = take_in(wiring, uow, rows_read, kind, "requests.csv")
                uow.commit()
            seconds.append(time.perf_counter() - start)
            attention += len(report.needs_attention)
    return Imported(rows, seconds[0], seconds[1], attention, peak_mb())


def plan_day(requests: int, technicians: int, seconds: float) -> Planned:
    """Build the problem of a day and plan it."""
    with tempfile.TemporaryDirectory() as home, Session(Path(home)).wiring(DemoClock()) as wiring:
        load_sample(wiring, prepare(wiring, DemoDay(requests, technicians, SEED)), POLICY)
        start = time.perf_counter()
        with wiring.unit_of_work("benchmark", read_only=True) as uow:
            policy = wiring.policy(uow)
            day = snapshot(uow, Horizon(DAY, DAY, policy.zone), policy=policy)
        build(day, day.visits, wiring.travel_times)
        built = time.perf_counter()
        plan = make_plan(day, wiring.travel_times, seconds=seconds, seed=SEED)
        planned = time.perf_counter()
    return Planned(
        requests,
        technicians,
        built - start,
        seconds,
        planned - built,
        len(plan.visit_ids),
        len(plan.unassigned),
        plan.cost_cents,
        peak_mb(),
    )


def main() -> None:
    """Print both tables."""
    done = alone(import_day, IMPORTED).answer
    made = table("Import and geocode (CSV to database)", *(f">{c}" for c in IMPORT_COLUMNS))
    rate = f"{done.rows / done.first_s:.0f}"
    again = f"{done.again_s:.1f}"
    made.add_row(str(done.rows), f"{done.first_s:.1f}", rate, again, str(done.attention), f"{done.peak_mb:.0f}")
    print_table(made)
    made = table("Build the problem and plan", *(f">{c}" for c in PLAN_COLUMNS))
    for (requests, technicians), seconds in SECONDS.items():
        row = alone(plan_day, requests, technicians, seconds).answer
        made.add_row(
            f"{requests}/{technicians}",
            f"{row.build_s:.2f}",
            f"{row.limit_s:.0f}",
            f"{row.plan_s:.1f}",
            str(row.planned),
            str(row.unassigned),
            f"{row.cost_cents / 100:,.2f}",
            f"{row.peak_mb:.0f}",
        )
    print_table(made)


if __name__ == "__main__":
    main()
