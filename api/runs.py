"""Keeps the processes alive that work on solve runs, and hands on the runs of those that die.

A worker reads its settings from its standard input and then listens there: the end of that stream means that the server
is gone, however it went, and the worker hands its run back and leaves.
"""

import logging
import subprocess
import sys
import threading
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Self

from api.wiring import Wiring
from dispatch.identity import new_id
from dispatch.ports import UnitOfWork
from dispatch.solve_run import SolveRunStatus

CHECK_EVERY_S = 0.5
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
"""How long to wait before a worker that died is replaced; doubled each time it dies young."""

YOUNG_S = 10.0
"""A worker that dies within so many seconds probably can't start at all."""

GOODBYE_S = 5.0
"""How long workers may take to hand their runs back when the server stops."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Worker:
    """A place for one process."""

    name: str = ""
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause_s: float = FIRST_PAUSE_S
    not_before: float = 0.0


@dataclass(slots=True)
class Workers:
    """Starts worker processes and replaces those that die; use as a context."""

    wiring: Wiring
    _places: list[_Worker] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)
    _watch: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._places = [_Worker() for _ in range(self.wiring.settings.solver_workers)]
        self._watch = threading.Thread(target=self._watch_until_ended, name="worker watch", daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._watch is not None:
            self._watch.join()
        for place in self._places:
            _let_go(place)

    @property
    def alive(self) -> int:
        """How many processes are running."""
        return sum(place.process is not None and place.process.poll() is None for place in self._places)

    def _watch_until_ended(self) -> None:
        while not self._ended.is_set():
            for place in self._places:
                try:
                    self._look_after(place)
                except Exception:
                    logger.exception("solver worker %s could not be looked after", place.name)
            self._ended.wait(CHECK_EVERY_S)

    def _look_after(self, place: _Worker) -> None:
        if place.process is not None and place.process.poll() is not None:
            logger.error("solver worker %s ended with code %s", place.name, place.process.returncode)
            died_young = monotonic() - place.started < YOUNG_S
            place.pause_s = min(2 * place.pause_s, LONGEST_PAUSE_S) if died_young else FIRST_PAUSE_S
            place.not_before = monotonic() + place.pause_s
            place.process = None
            with self.wiring.unit_of_work("server") as uow:
                hand_back(uow, place.name)
                uow.commit()
        if place.process is None and monotonic() >= place.not_before:
            self._start(place)

    def _start(self, place: _Worker) -> None:
        place.name = new_id("worker")
        place.started = monotonic()
        place.process = subprocess.Popen(  # noqa: S603 -- our own interpreter and module
            [sys.executable, "-m", "api.worker", place.name], stdin=subprocess.PIPE
        )
        assert place.process.stdin is not None  # noqa: S101 -- asked for above
        place.process.stdin.write(self.wiring.settings.model_dump_json().encode() + b"\n")
        place.process.stdin.flush()


def hand_back(uow: UnitOfWork, worker: str, *, on_purpose: bool = False) -> None:
    """Let another worker take up what this one was working on.

    Parameters
    ----------
    on_purpose : bool
        The worker leaves in good health, so the attempt does not count against the run.
    """
    cursor: str | None = None
    while True:
        page = uow.solve_runs.page(limit=100, after=cursor, status=SolveRunStatus.RUNNING)
        for run in page.items:
            if run.worker == worker:
                attempts = run.attempts - on_purpose
                queued = replace(run.moved_to(SolveRunStatus.QUEUED), worker=None, attempts=attempts)
                uow.solve_runs.save(queued, action="handed_back")
        cursor = page.next_cursor
        if cursor is None:
            return


def _let_go(place: _Worker) -> None:
    """Close a worker's standard input, which tells it to leave, and insist if it does not."""
    process = place.process
    if process is None or process.stdin is None:
        return
    process.stdin.close()
    try:
        process.wait(GOODBYE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
