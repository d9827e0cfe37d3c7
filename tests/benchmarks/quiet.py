"""How much of the machine other programs took while something ran: a benchmark beside them measures them as well."""

import os
import resource
import time
from collections.abc import Sequence
from pathlib import Path

STAT = Path("/proc/stat")
BUSY_FIELDS = (0, 1, 2, 5, 6, 7)
"""user, nice, system, irq, softirq, steal in its first line; idle and waiting for disks are left out."""

NOTABLE = 0.05
"""Less than this share is nothing to speak of."""


def notable(share: float | None) -> bool:
    """Whether others took enough to say so."""
    return share is not None and share > NOTABLE


def how_quiet(shares: Sequence[float | None]) -> str:
    """A sentence on the shares of several runs; empty when the machine was quiet."""
    disturbed = sum(map(notable, shares))
    if not disturbed:
        return ""
    return f"Not a quiet machine: during {disturbed} of {len(shares)} runs others took more than {NOTABLE:.0%} of it."


class Others:
    """From its making on, the share of all processors that went to others than our finished child processes."""

    def __init__(self) -> None:
        self._begin = time.perf_counter(), _busy_s(), _ours_s()

    def share(self) -> float | None:
        """Between 0 and 1; ``None`` where the system doesn't tell (it is asked in Linux's way)."""
        begin, busy, ours = self._begin
        now = _busy_s()
        if busy is None or now is None:
            return None
        processors = (os.cpu_count() or 1) * (time.perf_counter() - begin)
        return max(0.0, (now - busy) - (_ours_s() - ours)) / processors


def _busy_s() -> float | None:
    if not STAT.exists():
        return None
    ticks = STAT.read_text(encoding="ascii").splitlines()[0].split()[1:]
    return sum(int(ticks[field]) for field in BUSY_FIELDS) / os.sysconf("SC_CLK_TCK")


def _ours_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
