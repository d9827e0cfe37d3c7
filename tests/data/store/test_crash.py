"""A process that is killed leaves nothing half-written and keeps nobody waiting."""

import signal
import subprocess
import sys
from pathlib import Path

from data.store.store import Store
from tests.builders import a_request
from tests.fixed_clock import FixedClock

ROOT = Path(__file__).parents[3]
IN_MID_TRANSACTION = """
import sys, time
from data.store.store import open_store
from tests.builders import a_request, a_visit

with open_store(sys.argv[1]).unit_of_work("victim") as uow:
    uow.requests.add(a_request(id="req_committed"))
    uow.commit()
    uow.requests.add(*(a_request(id=f"req_{number}") for number in range(2000)))
    uow.visits.add(a_visit(request_id="req_0"))
    print("written", flush=True)
    time.sleep(600)
"""


def test_a_killed_process_leaves_only_what_it_committed(store: Store, url: str, clock: FixedClock) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", IN_MID_TRANSACTION, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "written\n"
        child.send_signal(signal.SIGKILL)
    with store.unit_of_work("survivor", clock) as uow:
        uow.requests.add(a_request(id="req_0"))
        uow.commit()
        assert [request.id for request in uow.requests.page(limit=9).items] == ["req_committed", "req_0"]
        assert uow.visits.open() == ()
        assert [entry.entity_id for entry in uow.history.page(limit=9).items] == ["req_0", "req_committed"]
