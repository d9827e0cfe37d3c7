"""Draws the cost of size: seconds and memory over visits."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter


def draw(points: Sequence[tuple[int, float, float]], path: Path) -> None:
    """Draw both curves into a file; its ending names the format.

    Parameters
    ----------
    points : sequence of (visits, seconds, megabytes)
        By ascending visits.
    path : Path
        Overwritten if it is there.
    """
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    visits = [point[0] for point in points]
    titles = ("Seconds to within 2 % of the long run", "Peak memory, MB")
    for number, (axes, title) in enumerate(zip(figure.subplots(1, 2), titles, strict=True), start=1):
        values = [point[number] for point in points]
        axes.plot(visits, values, marker="o", color="#1f6f8b")
        axes.set(title=title, xlabel="visits", xscale="log", xticks=visits, xticklabels=[f"{n:,}" for n in visits])
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set_ylim(0, 1.1 * max(values))
        axes.grid(alpha=0.3)
    figure.savefig(path)
