"""The tables of the field days: each day, and how far ahead of each peer, with the bar beside it."""

from collections.abc import Mapping, Sequence
from statistics import mean

from tests.benchmarks.field_solvers import OURS, PEERS, FieldRun, FieldSolver
from tests.benchmarks.report import markdown

Size = tuple[int, int]
Results = dict[tuple[Size, float], dict[int, dict[str, FieldRun]]]
"""By size and seconds, seed, and solver's name."""

SECONDS = {(50, 6): 10.0, (200, 25): 20.0, (600, 70): 40.0, (1500, 180): 60.0}
"""Visits and technicians to seconds of search."""

BEST = "best"
BARS: Mapping[Size, Mapping[str, float]] = {
    (50, 6): {BEST: 0.95},
    (200, 25): {"ortools": 0.64, "pyvrp": 0.84, "vroom": 0.74},
    (600, 70): {"ortools": 0.62, "pyvrp": 0.74, "vroom": 0.76},
    (1500, 180): {"pyvrp": 0.65, "vroom": 0.97},
}
"""What our value divided by a peer's may be at most after these seconds, mean over the days."""

NOTHING = "–"


def day_table(results: Results, solvers: Sequence[FieldSolver]) -> str:
    """Value, visits left out, seconds and memory of every run."""
    titles = [solver.title + ("" if solver.version is None else f" {solver.version}") for solver in solvers]
    rows = [
        [f"{visits}/{technicians} s{seed}", *(_cell(solver, runs) for solver in solvers)]
        for ((visits, technicians), _), days in results.items()
        for seed, runs in days.items()
    ]
    return markdown("Field days: value · unserved · seconds · peak memory", ["day", *titles], rows)


def ratio_table(results: Results, solvers: Sequence[FieldSolver]) -> str:
    """Our value divided by each peer's, mean over the days."""
    peers = [peer for peer in PEERS if peer in solvers]
    headings = ["size", "seconds", "days", *(f"ours / {peer.title}" for peer in peers), "ours / best of the three"]
    rows = []
    for (size, seconds), days in results.items():
        bars = BARS.get(size, {}) if seconds == SECONDS.get(size) else {}
        ratios = [_ratio(days, [peer.name], bars.get(peer.name)) for peer in peers]
        best = _ratio(days, [peer.name for peer in PEERS], bars.get(BEST))
        rows.append([f"{size[0]}/{size[1]}", f"{seconds:g}", str(len(days)), *ratios, best])
    return markdown("Ours divided by theirs, mean over the days (bar)", headings, rows)


def _cell(solver: FieldSolver, runs: Mapping[str, FieldRun]) -> str:
    if solver.version is None:
        return "not installed"
    run = runs.get(solver.name)
    if run is None:
        return NOTHING
    return f"{run.value:,} · {run.unserved} · {run.seconds:.1f} s · {run.peak_mb:,.0f} MB"


def _ratio(days: Mapping[int, Mapping[str, FieldRun]], peers: Sequence[str], bar: float | None) -> str:
    """Over the days that all of them have planned."""
    common = [runs for runs in days.values() if all(name in runs for name in (OURS.name, *peers))]
    if not common:
        return NOTHING
    ratio = mean(runs[OURS.name].value / min(runs[name].value for name in peers) for runs in common)
    fewer = "" if len(common) == len(days) else f", {len(common)} days"
    judged = "" if bar is None else f" (≤ {bar:.2f}: {'met' if ratio <= bar else 'missed'})"
    return f"{ratio:.3f}{judged}{fewer}"
