"""A process that works on solve runs until its server is gone: ``python -m api.worker NAME``, settings on stdin."""

import logging
import os
import signal
import sys
import threading
import time
from functools import partial

from api.runs import hand_back
from api.settings import Settings
from api.wiring import Wiring, wire
from data.maps.roads.engine import ready_roads
from data.store.errors import StorageError
from dispatch.errors import ConflictError
from dispatch.solve_runs import claim_run, execute_run
from solver.compiled_search import ready_search

IDLE_S = 0.3
"""How long to wait before asking again for a run."""

TROUBLE_S = 2.0
"""How long to wait after the database failed."""

HAND_BACK_TRIES = 5

logger = logging.getLogger(__name__)


def main(name: str) -> None:
    """Work until the server is gone."""
    logging.basicConfig(level=logging.INFO, format=f"%(levelname)s {name}: %(message)s")
    # Ctrl+C reaches the whole group: the server decides when to stop, and closes stdin
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    wiring = wire(Settings.model_validate_json(sys.stdin.readline()))
    threading.Thread(target=_leave_with_server, args=(wiring, name), name="server watch", daemon=True).start()
    threading.Thread(target=_get_ready, args=(wiring,), name="compilation", daemon=True).start()
    while True:
        try:
            _work(wiring, name)
        except StorageError:
            logger.exception("the database fails; trying again in %s s", TROUBLE_S)
            time.sleep(TROUBLE_S)


def _get_ready(wiring: Wiring) -> None:
    """Load search and roads, and compile them where that has not been done, so that the first run need not wait."""
    ready_search()
    if wiring.city is not None:
        ready_roads()
    logger.info("ready to search")


def _work(wiring: Wiring, name: str) -> None:
    """Take up runs, one after another."""
    while True:
        run = claim_run(partial(wiring.unit_of_work, name), name)
        if run is None:
            time.sleep(IDLE_S)
            continue
        logger.info("solve run %s: attempt %s", run.id, run.attempts)
        try:
            # the plan belongs to whoever asked for it
            unit_of_work = partial(wiring.unit_of_work, run.created_by)
            run = execute_run(run, unit_of_work=unit_of_work, policy=wiring.policy, travel_times=wiring.travel_times)
            logger.info("solve run %s: %s", run.id, run.status)
        except StorageError:
            raise
        except ConflictError as error:
            logger.warning("solve run %s: %s", run.id, error)
        except Exception:
            logger.exception("solve run %s failed", run.id)


def _leave_with_server(wiring: Wiring, name: str) -> None:
    """Wait for the server's end, hand the run back and leave, in mid-search if need be."""
    while sys.stdin.read(1024):
        pass
    for _ in range(HAND_BACK_TRIES):
        try:
            with wiring.unit_of_work(name) as uow:
                hand_back(uow, name, on_purpose=True)
                uow.commit()
            break
        except (ConflictError, StorageError):
            time.sleep(0.1)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
